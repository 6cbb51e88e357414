"""Trains a student on a labelled catalogue; needs the extra `train`."""
