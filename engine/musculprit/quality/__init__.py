"""Checks of the rules themselves."""
