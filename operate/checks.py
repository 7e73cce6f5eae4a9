"""Looks for what would stop the bot before anything is started."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterable
from pathlib import Path

from operate.places import HOST, LOGS, MODEL, VAR, Ports
from operate.problem import Problem


def check_folders(model: bool = True) -> None:
    """Make var/ and, if a model may be trained, models/ if need be; see that they can be written to."""
    for folder in (MODEL.parent, VAR, LOGS) if model else (VAR, LOGS):
        _check_writable(folder)


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Problem(
            f"The folder {folder}/ cannot be written to ({error.strerror}): make it writable by you and start again."
        ) from error


def check_ports(wanted: Iterable[tuple[int, str]], command: str) -> None:
    """See that nobody else listens on our ports, each given with the variable that sets it."""
    for port, variable in wanted:
        if not is_free(port):
            raise Problem(
                f"Port {port} is already in use, perhaps by this bot in another window: stop that, "
                f"or choose another port, as in '{variable}={_another(port)} make {command}'."
            )


def _another(port: int) -> int:
    """A port to propose."""
    return next(other for other in range(port + 1, port + 100) if is_free(other))


def is_free(port: int) -> bool:
    """Say whether we could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def spare_ports() -> Ports:
    """Find two ports nobody uses, for a conversation that must not disturb a running bot."""
    with socket.socket() as first, socket.socket() as second:
        first.bind((HOST, 0))
        second.bind((HOST, 0))
        return Ports(first.getsockname()[1], second.getsockname()[1])
