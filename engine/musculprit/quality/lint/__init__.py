"""Checks of the rules themselves: what no reader could ever see, say or understand."""
