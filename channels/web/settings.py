"""What the operator decides, by environment variables; docs/website.md lists them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from limits import RateLimitItem, parse_many

from channels.web.secret import secret_from

ROOT = Path(__file__).resolve().parents[2]
# A scheme, a host and perhaps a port: what a browser sends as Origin, and nothing more.
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Limits:
    """How often, each as the `limits` library writes it: "30/minute", several with ";" between them."""

    messages: tuple[RateLimitItem, ...]  # of one conversation
    requests: tuple[RateLimitItem, ...]  # of one address, of any kind but for files
    conversations: tuple[RateLimitItem, ...]  # new ones, of one address


@dataclass(frozen=True)
class Settings:
    """The channel's settings. `turn_seconds`: how long an answer may take before the person is told to try again."""

    secret: bytes
    origins: frozenset[str]
    proxies: tuple[Network, ...]
    limits: Limits
    redis: str
    database: str
    widget: Path
    token_days: int
    turn_seconds: float

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read them; raises ValueError with the name of the variable and what to write instead."""
        given = {key: value.strip() for key, value in environment.items() if key.startswith("ADVISER_")}
        return cls(
            secret=secret_from(given.get("ADVISER_SECRET", ""), ROOT / "var" / "adviser.secret"),
            origins=frozenset(_origin(name) for name in _names(given.get("ADVISER_ORIGINS", ""))),
            proxies=tuple(_network(name) for name in _names(given.get("ADVISER_TRUSTED_PROXIES", ""))),
            limits=_limits(given),
            redis=given.get("ADVISER_REDIS", ""),
            database=given.get("ADVISER_DATABASE") or "sqlite:///var/conversations.db",
            widget=Path(given.get("ADVISER_WIDGET") or ROOT / "widget"),
            token_days=int(_number(given, "ADVISER_TOKEN_DAYS", 180)),
            turn_seconds=_number(given, "ADVISER_TURN_SECONDS", 25),
        )


_RATES = {"messages": "30/minute", "requests": "300/minute", "conversations": "30/minute"}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _origin(name: str) -> str:
    if not _ORIGIN.fullmatch(name):
        raise ValueError(
            f"ADVISER_ORIGINS names '{name}': write each as a browser does, in small letters and without a path, "
            "as in https://www.example.org"
        )
    return name


def _network(name: str) -> Network:
    try:
        return ip_network(name)
    except ValueError as error:
        raise ValueError(
            f"ADVISER_TRUSTED_PROXIES names '{name}': write addresses or networks, as in 10.0.0.5,192.168.0.0/24"
        ) from error


def _limits(given: Mapping[str, str]) -> Limits:
    read = {}
    for field in fields(Limits):
        name = f"ADVISER_LIMIT_{field.name.upper()}"
        text = given.get(name) or _RATES[field.name]
        try:
            read[field.name] = tuple(parse_many(text))
        except ValueError as error:
            raise ValueError(f"{name} is '{text}': write it as in 30/minute or 5/10second;30/minute") from error
    return Limits(**read)


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 10_000:
        raise ValueError(f"{name} is '{text}': write a number above 0")
    return number
