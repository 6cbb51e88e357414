"""Prompt templates for the models that read photos and sentences."""
