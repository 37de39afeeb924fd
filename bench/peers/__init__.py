"""The same program in other engines, and the limits. Nothing here is part of the product."""
