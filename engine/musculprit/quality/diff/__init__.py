"""What a change of the rules does to people: consequences, not lines."""
