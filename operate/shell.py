"""A conversation in the terminal, beside a running bot or without one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterable

from operate.checks import spare_ports
from operate.endpoints import endpoints_for
from operate.places import LOGS, MODEL, child_environment
from operate.problem import Problem
from operate.processes import Parts, tail
from operate.serve import action_server
from operate.talk import Bot
from operate.train import train

LOG = LOGS / "shell.log"


def shell() -> None:
    """Hold the conversation: with Rasa's shell at a keyboard, line by line from a file or a pipe."""
    train()
    if sys.stdin.isatty():
        _rasa_shell()
    else:
        asyncio.run(_converse(sys.stdin))


def _rasa_shell() -> None:
    """Run `rasa shell` with an action server of our own, on ports that disturb nobody."""
    ports = spare_ports()
    endpoints = endpoints_for(ports)
    command = [
        sys.executable,
        "-m",
        "seeing.rasa_server",
        "shell",
        "--quiet",
        "--port",
        str(ports.rasa),
        "--model",
        str(MODEL),
    ]
    command += ["--endpoints", str(endpoints)]
    print("Loading the bot ...", flush=True)
    try:
        with Parts() as parts, LOG.open("w") as log:
            parts.start(action_server(ports))
            code = subprocess.run(command, env=child_environment(), stderr=log, check=False).returncode
    finally:
        endpoints.unlink()
    if code:
        raise Problem(f"The shell stopped (exit code {code}). The last lines of {LOG}:\n{tail(LOG)}")


async def _converse(lines: Iterable[str]) -> None:
    """Answer each line in turn. Rasa's own shell waits for ever where there are no keys to press."""
    bot = Bot()
    for line in (line.strip() for line in lines):
        if line == "/stop":
            return
        print(f"\n> {line}", *await bot.reply(line), sep="\n", flush=True)
