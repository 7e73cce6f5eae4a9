"""Measures the bot: beside a stock Rasa bot, and in one long conversation. See benchmarks/README.md."""
