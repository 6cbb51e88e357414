"""Photo to attributes and caption: one protocol, and those who fit it."""
