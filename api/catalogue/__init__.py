"""Changing what is in the store over HTTP: a few lines while one waits, many in the background."""
