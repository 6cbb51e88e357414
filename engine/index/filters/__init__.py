"""One filter tree, three readers: LanceDB expressions, Tantivy queries, masks over columns in memory."""
