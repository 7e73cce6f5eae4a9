"""Runs the bot: trains, serves, talks and asks. `python -m operate --help` lists what it can do."""
