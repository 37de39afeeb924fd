"""A machine-checked argument that danger is never talked down, and a person in words when it fails."""
