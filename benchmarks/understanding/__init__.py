"""How well messages are understood, beside other ways of understanding them: `python -m benchmarks.understanding`."""
