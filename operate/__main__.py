"""The command line: `python -m operate COMMAND`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from operate.places import MOST_SERVERS, ROOT
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
    elif options.command == "widget":
        from operate.widget import build

        build(check=options.check)
    elif options.command == "snippet":
        from operate.widget import snippet

        print(snippet(options.address, options.title))
    elif options.command == "shell":
        from operate.shell import shell

        shell()
    elif options.command in ("feedback", "outbox", "person"):
        _look(options)
    else:
        _run(options)
    return 0


def _run(options: argparse.Namespace) -> None:
    """The commands for a bot that runs, or is to run."""
    if options.command == "ready":
        from operate.readiness import say_whether_ready

        say_whether_ready()
    elif options.command == "restart":
        from operate.restart import restart

        restart()
    else:
        _serve(options)


def _serve(options: argparse.Namespace) -> None:
    """Serve the bot; in production nothing is trained unless somebody asks for it by name."""
    from operate.serve import serve

    production = options.production or os.environ.get("PRODUCTION") == "1"
    if production:
        os.environ.setdefault("ADVISER_TRAIN", "no")
    serve(options.command, options.servers, options.until_ready, production)


def _look(options: argparse.Namespace) -> None:
    """The commands for what is kept."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if options.command == "feedback":
            from operate.feedback import feedback

            feedback(options.since, options.down, options.format)
        elif options.command == "outbox":
            from operate.outbox import outbox

            outbox(options.what, options.reference, options.json)
        else:
            from operate.person import person

            person(options.what, options.conversation, options.yes)
    except (SQLAlchemyError, OSError) as error:
        what = type(error).__name__
        raise Problem(f"The database cannot be used ({what}): ADVISER_DATABASE must name one that can.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m operate", description="Trains, runs and asks the bot.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    train = commands.add_parser(
        "train", help="train the model, if anything it is made from has changed", description="Trains the model."
    )
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")

    talk = "talk to the bot in this terminal (/stop ends it)"
    commands.add_parser("shell", help=talk, description=talk.capitalize() + ".")

    build = "join widget/src/ into widget/adviser-chat.js, and stamp the demonstration page with its hash"
    widget = commands.add_parser("widget", help=build, description=build.capitalize() + ".")
    widget.add_argument("--check", action="store_true", help="change nothing; fail if the file is not up to date")

    tag = "print the script tag that puts the chatbot on a website"
    embed = commands.add_parser("snippet", help=tag, description=tag.capitalize() + ".")
    embed.add_argument("address", help="where the web channel is, as in https://bot.example.org/webhooks/web")
    embed.add_argument("--title", default="", help="what the panel is called")

    one = "ask one question and print the answer, without any server"
    ask = commands.add_parser("ask", help=one, description=one.capitalize() + ".")
    ask.add_argument("question", help="what to ask, in quotation marks")
    add_commands(commands)
    _add_what_runs(commands)
    _add_what_is_kept(commands)
    return parser


def _add_what_runs(commands: Any) -> None:
    """The commands for servers, and their options."""
    ports = (
        "Environment: PORT (5005) for Rasa, ACTIONS_PORT (5055) for the action server, SERVERS (1), PUBLIC_PORT "
        "(8080) for nginx before several servers, ADVISER_DATABASE, ADVISER_REDIS, LOG_LEVEL (INFO), METRICS_PORT "
        "(none) and ACTIONS_METRICS_PORT (the next one), PRODUCTION=1. docs/operations.md, docs/seeing.md, "
        "docs/slack.md."
    )
    for name, what in (
        ("serve", "serve the bot until it is stopped, for a program or a website to talk to"),
        ("run", "the same, saying how a person can talk to it"),
    ):
        served = commands.add_parser(name, help=what, description=what.capitalize() + ".", epilog=ports)
        served.add_argument("--servers", type=_servers, help="how many Rasa servers share the work (SERVERS, or 1)")
        served.add_argument("--production", action="store_true", help=_PRODUCTION)
        served.add_argument("--until-ready", action="store_true", help="stop again once it is ready, to try an image")

    well = "say whether a running bot would answer a message (exit code 1: it would not)"
    commands.add_parser("ready", help=well, description=well.capitalize() + ".", epilog=ports)

    anew = "replace a running bot's servers one after the other, for a new model and new knowledge"
    commands.add_parser("restart", help=anew, description=anew.capitalize() + ".", epilog=ports)


def _add_what_is_kept(commands: Any) -> None:
    """The commands that look at the database, and their options."""
    where = "Environment: ADVISER_DATABASE (sqlite:///var/conversations.db). See docs/contact.md."
    what = "list what people thought of answers"
    votes = commands.add_parser("feedback", help=what, description=what.capitalize() + ".", epilog=where)
    votes.add_argument("--since", metavar="DAY", help="only from this day on, as in 2026-11-21")
    votes.add_argument("--down", action="store_true", help="only thumbs down")
    votes.add_argument("--format", choices=("text", "json", "csv"), default="text", help="how to print it (text)")

    what = "list the enquiries to a person and how far each has come, show one, or have them tried again now"
    box = commands.add_parser("outbox", help=what, description=what.capitalize() + ".", epilog=where)
    box.add_argument("what", nargs="?", choices=("list", "show", "retry"), default="list", help="list if not given")
    box.add_argument("reference", nargs="?", help="the reference of one enquiry, or its beginning")
    box.add_argument("--json", action="store_true", help="print JSON (list, show)")

    what = "give out all that is kept of a person as JSON, or delete it"
    one = commands.add_parser("person", help=what, description=what.capitalize() + ".", epilog=where)
    one.add_argument("what", choices=("export", "erase"))
    one.add_argument("conversation", help="the id of the conversation (Rasa's sender id)")
    one.add_argument("--yes", action="store_true", help="delete without asking")


def _servers(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= MOST_SERVERS:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 to {MOST_SERVERS}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
