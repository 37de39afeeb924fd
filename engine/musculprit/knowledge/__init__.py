"""YAML into rules, with file and line in every complaint."""
