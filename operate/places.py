"""Where things are, and which ports are used: every other module here asks this one."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from operate.problem import Problem

ROOT = Path(__file__).resolve().parent.parent
MODEL_NAME = "adviser"
MODEL = Path("models") / f"{MODEL_NAME}.tar.gz"
FINGERPRINT = Path("models") / f"{MODEL_NAME}.fingerprint"
DIGEST = Path("models") / f"{MODEL_NAME}.sha256"
VAR = Path("var")
LOGS = VAR / "log"
ENDPOINTS = Path("endpoints.yml")
CREDENTIALS = Path("credentials.yml")
NGINX = Path("deploy/nginx")

HOST = "127.0.0.1"
DEFAULT_PORT = 5005
DEFAULT_ACTIONS_PORT = 5055
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Both servers name a conversation by the same hash in their logs, and another one after the next start.
_SALT = secrets.token_hex(16)
DEFAULT_PUBLIC_PORT = 8080
MOST_SERVERS = 32


@dataclass(frozen=True)
class Ports:
    """The two ports of the bot: Rasa's own, and that of its action server."""

    rasa: int
    actions: int

    @property
    def rasa_url(self) -> str:
        """Where Rasa answers."""
        return f"http://{HOST}:{self.rasa}"

    @property
    def actions_url(self) -> str:
        """Where the action server answers."""
        return f"http://{HOST}:{self.actions}"


def ports_from_environment() -> Ports:
    """Read PORT and ACTIONS_PORT, or use Rasa's own numbers."""
    ports = Ports(_port("PORT", DEFAULT_PORT), _port("ACTIONS_PORT", DEFAULT_ACTIONS_PORT))
    if ports.rasa == ports.actions:
        raise Problem(f"PORT and ACTIONS_PORT are both {ports.rasa}: give them different numbers.")
    return ports


def servers_from_environment() -> int:
    """Read SERVERS: how many Rasa servers, each with its action server, share the work. One without."""
    return _number("SERVERS", 1, MOST_SERVERS)


def public_port_from_environment() -> int:
    """Read PUBLIC_PORT: where nginx answers whoever comes, when several servers stand behind it."""
    return _port("PUBLIC_PORT", DEFAULT_PUBLIC_PORT)


def host_from_environment() -> str:
    """Read HOST_ADDRESS: the address on which Rasa listens. This machine alone without; 0.0.0.0 in a container."""
    return os.environ.get("HOST_ADDRESS") or HOST


def _port(name: str, default: int) -> int:
    return _number(name, default, 65535)


def _number(name: str, default: int, most: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) <= most:
        raise Problem(f"{name} is '{text}': it must be a whole number from 1 to {most}.")
    return int(text)


def child_environment() -> dict[str, str]:
    """Make the environment of every process we start: quiet, private and economical."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        # One conversation is one small sum: more threads only get into each other's way.
        "OMP_NUM_THREADS": "1",
        # Threads share the memory that is free. (Giving it back at once saved 7 MB and cost 2 ms a message.)
        "MALLOC_ARENA_MAX": "2",
        # Python's own distutils, which Sanic asks for one function, in place of all of setuptools.
        "SETUPTOOLS_USE_DISTUTILS": "stdlib",
        # The action server's host can be set in no other way.
        "SANIC_HOST": HOST,
        "LOG_LEVEL": log_level(),
        "LOG_SALT": os.environ.get("LOG_SALT") or _SALT,
        **_metrics_ports(),
    }


def log_level() -> str:
    """Read LOG_LEVEL, or use INFO."""
    level = (os.environ.get("LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        raise Problem(f"LOG_LEVEL is '{level}': it must be one of {', '.join(LOG_LEVELS)}.")
    return level


def _metrics_ports() -> dict[str, str]:
    """METRICS_PORT for Rasa, ACTIONS_METRICS_PORT (the next one) for the action server; none where it is not set."""
    if not os.environ.get("METRICS_PORT"):
        return {}
    rasa = _port("METRICS_PORT", 0)
    return {"ACTIONS_METRICS_PORT": str(_port("ACTIONS_METRICS_PORT", rasa + 1))}
