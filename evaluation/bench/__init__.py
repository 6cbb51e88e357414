"""How fast Weft is: small benchmarks that print a table, or JSON."""
