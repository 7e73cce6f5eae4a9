"""A conversation in the terminal, beside a running bot or without one."""

from __future__ import annotations

import subprocess
import sys

from operate.checks import spare_ports
from operate.endpoints import endpoints_for
from operate.places import MODEL, child_environment
from operate.processes import Parts
from operate.serve import action_server
from operate.train import train


def shell() -> int:
    """Start an action server of our own, hold the conversation, and stop it again."""
    train()
    ports = spare_ports()
    with Parts() as parts:
        parts.start(action_server(ports))
        command = [sys.executable, "-m", "rasa", "shell", "--quiet", "--port", str(ports.rasa), "--model", str(MODEL)]
        command += ["--endpoints", str(endpoints_for(ports))]
        return subprocess.run(command, env=child_environment(), check=False).returncode
