"""Seeing what happens: logs without anybody's words, metrics, the report, examples from real talk, old talk erased."""
