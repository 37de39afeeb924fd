"""The second reading of danger: the flags run forward on durable-rules, in a process of their own."""
