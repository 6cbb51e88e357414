"""How well photos are read: what an extractor says beside what is true of them."""
