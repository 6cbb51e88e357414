"""Makes the table of the static caption encoder out of a sentence-transformers model and captions."""
