"""The readings of a program: judge is the meaning, the others are held to it."""
