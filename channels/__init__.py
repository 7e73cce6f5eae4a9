"""Rasa channels of our own, where a built-in one fails a test."""
