"""A sentence to a ParsedQuery: filters, ranges, preferences, and the residual that ranks."""
