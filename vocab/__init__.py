"""The controlled vocabulary: what can be said about a product, and in which words."""
