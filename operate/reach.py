"""Sees before the start that the database and Redis are those that were meant, and that they answer."""

from __future__ import annotations

import os
import subprocess
import sys

from operate.places import child_environment
from operate.problem import Problem

_SETTINGS = ("ADVISER_DATABASE", "ADVISER_REDIS")


def check_stores(servers: int) -> None:
    """Ask `stores.reach`, where there is anything to ask: our own file of conversations needs no asking.

    Raises:
        Problem: with the setting at fault, the reason, and what to do.
    """
    if servers == 1 and not any(os.environ.get(name) for name in _SETTINGS):
        return
    command = [sys.executable, "-m", "stores.reach", str(servers)]
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(done.stdout.strip() or done.stderr.strip())
