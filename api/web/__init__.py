"""The pages: plain values for templates, the templates, one style sheet and one small script."""
