"""Text into answers, what to ask next, and why it was said."""
