"""The command line: `python -m operate COMMAND`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from operate.places import ROOT
from operate.problem import Problem
from operate.processes import Interrupted, stop_on_signals
from operate.seeing_commands import SEEING, add_commands

_STOPPED = 130
_PRODUCTION = "train nothing, check the model's hash, start Rasa without its HTTP API (or set PRODUCTION=1)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; a problem is told in plain words, without a traceback."""
    options = _parser().parse_args(arguments)
    os.chdir(ROOT)
    stop_on_signals()
    try:
        return _do(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except Interrupted:
        print("\nStopped.", file=sys.stderr)
        return _STOPPED


def _do(options: argparse.Namespace) -> int:
    """Each command loads only what it needs: `ask` is to be quick."""
    if options.command in SEEING:
        from operate.seeing_commands import do

        return do(options)
    if options.command == "train":
        from operate.train import train

        train(force=options.force)
    elif options.command == "ask":
        from operate.ask import ask

        ask(options.question)
    elif options.command == "shell":
        from operate.shell import shell

        shell()
    else:
        from operate.serve import serve

        production = options.production or os.environ.get("PRODUCTION") == "1"
        if production:
            os.environ.setdefault("ADVISER_TRAIN", "no")
        serve(options.command, production)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m operate", description="Trains, runs and asks the bot.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    ports = "Environment: PORT (5005) for Rasa, ACTIONS_PORT (5055) for the action server, LOG_LEVEL (INFO), "
    ports += "METRICS_PORT (none) and ACTIONS_METRICS_PORT (the next one) for Prometheus, PRODUCTION=1."

    train = commands.add_parser(
        "train", help="train the model, if anything it is made from has changed", description="Trains the model."
    )
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")

    for name, what in (
        ("serve", "serve the bot until it is stopped, for a program or a website to talk to"),
        ("run", "the same, saying how a person can talk to it"),
    ):
        served = commands.add_parser(name, help=what, description=what.capitalize() + ".", epilog=ports)
        served.add_argument("--production", action="store_true", help=_PRODUCTION)

    talk = "talk to the bot in this terminal (/stop ends it)"
    commands.add_parser("shell", help=talk, description=talk.capitalize() + ".")

    one = "ask one question and print the answer, without any server"
    ask = commands.add_parser("ask", help=one, description=one.capitalize() + ".")
    ask.add_argument("question", help="what to ask, in quotation marks")
    add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
