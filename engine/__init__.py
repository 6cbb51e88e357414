"""Everything between a photo or a sentence and a ranked list of products."""
