"""The interview: what to ask next, when to stop, and a record that outlives a crash."""
