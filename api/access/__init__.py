"""Who asks, what they may do, how much of it, and which products they see."""
