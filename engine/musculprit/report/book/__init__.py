"""The rule book: everything the rules say, to browse and to print."""
