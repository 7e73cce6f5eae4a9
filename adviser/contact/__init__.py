"""Passing somebody on to a person: what is asked for, showing it, and the letter. It stores and sends nothing."""
