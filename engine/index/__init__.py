"""The store: LanceDB holds the truth, Tantivy the text derived from it, a manifest ties the two together."""
