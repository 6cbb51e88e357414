"""From a source of products to a store: lines read and checked, pictures verified, captions embedded."""
