"""Whether a change made search better: labelled queries, runs, metrics, and the demo catalogue."""
