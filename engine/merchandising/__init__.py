"""What people decide about a catalogue, and what they learn from the questions asked of it."""
