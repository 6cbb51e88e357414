"""Text to vectors: the table that Weft carries, and any sentence-transformers model beside it."""
