"""The report of an evaluation as one HTML page: tables, plots, and the pictures of every query."""
