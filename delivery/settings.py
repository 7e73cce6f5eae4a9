"""Where enquiries go, from the environment: which places, who reads them, how long a copy is kept.

Nothing is imported here that takes time or memory: the action server reads this too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

DESK = "ADVISER_ENQUIRIES_DESK"
TO, SENDER, SMTP_URL = "ADVISER_ENQUIRIES_TO", "ADVISER_ENQUIRIES_FROM", "ADVISER_SMTP_URL"
WEBHOOK, WEBHOOK_SECRET = "ADVISER_ENQUIRIES_WEBHOOK", "ADVISER_ENQUIRIES_WEBHOOK_SECRET"
SLACK_CHANNEL, SLACK_TOKEN = "ADVISER_ENQUIRIES_SLACK_CHANNEL", "SLACK_BOT_TOKEN"
SLACK_API = "ADVISER_SLACK_API"  # another address of Slack's API, for tests
DAYS, POLICY = "ADVISER_ENQUIRIES_DAYS", "ADVISER_PRIVACY_URL"
DEFAULT_DAYS, MOST_DAYS = 30, 366
SHORTEST_SECRET = 16
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
HERE = ("127.0.0.1", "localhost", "::1")
DOCS = "See docs/contact.md."


class Unfinished(ValueError):
    """Settings that cannot work, in a sentence that says which and how to mend them. It holds no secret."""


@dataclass(frozen=True)
class Mail:
    """A mail server, and the addresses of a letter; `security` is one of `PORTS`."""

    host: str
    port: int
    security: str
    user: str
    password: str
    to: tuple[str, ...]
    sender: str


@dataclass(frozen=True)
class Hook:
    """An address that takes enquiries as signed JSON."""

    url: str
    secret: str


@dataclass(frozen=True)
class Channel:
    """A Slack channel, and the bot that writes in it."""

    channel: str
    token: str
    api: str


@dataclass(frozen=True)
class Settings:
    """Where enquiries go; None for a place that is not set. `desk` is the name that people are told."""

    desk: str = ""
    days: int = DEFAULT_DAYS
    policy: str = ""
    mail: Mail | None = None
    hook: Hook | None = None
    slack: Channel | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The places by name; none where nothing is configured, and then nobody is asked for anything."""
        return tuple(name for name in ("mail", "hook", "slack") if getattr(self, name) is not None)


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings; raises `Unfinished` where a place is half set or somebody has to be told more."""
    given = {key: value.strip() for key, value in (os.environ if environment is None else environment).items()}
    found = Settings(
        desk=" ".join(given.get(DESK, "").split()),
        days=_days(given.get(DAYS) or str(DEFAULT_DAYS)),
        policy=_web_address(POLICY, given[POLICY]) if given.get(POLICY) else "",
        mail=_mail(given),
        hook=_hook(given),
        slack=_slack(given),
    )
    if found.targets and not found.desk:
        raise Unfinished(
            f"Enquiries go somewhere, but {DESK} does not say to whom: people are told before they agree. Set it to a "
            f'name that reads on after "to", as in {DESK}="the advice team at Acme Training". {DOCS}'
        )
    return found


def _days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
        raise Unfinished(f"{DAYS} is '{text}': it must be a whole number of days from 1 to {MOST_DAYS}.")
    return int(text)


def _mail(given: Mapping[str, str]) -> Mail | None:
    url, to = given.get(SMTP_URL, ""), tuple(each.strip() for each in given.get(TO, "").split(",") if each.strip())
    if not url and not to:
        return None
    if not url or not to:
        lacking, has = (SMTP_URL, TO) if to else (TO, SMTP_URL)
        raise Unfinished(f"{has} is set but {lacking} is not: mail needs both. {DOCS}")
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        known = ", ".join(f"{scheme}://" for scheme in PORTS)
        raise Unfinished(f"{SMTP_URL} is no mail server: it begins with one of {known} and names a host. {DOCS}")
    sender = given.get(SENDER) or to[0]
    for name, addresses in ((TO, to), (SENDER, (sender,))):
        for address in addresses:
            _check_address(name, address)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = _port(SMTP_URL, url) or PORTS[parts.scheme]
    return Mail(parts.hostname, port, parts.scheme, user, password, to, sender)


def _check_address(name: str, address: str) -> None:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Unfinished(f"{name} holds '{address}', which is no email address: {error}") from error


def _hook(given: Mapping[str, str]) -> Hook | None:
    url, secret = given.get(WEBHOOK, ""), given.get(WEBHOOK_SECRET, "")
    if not url:
        return None
    if len(secret) < SHORTEST_SECRET:
        raise Unfinished(
            f"{WEBHOOK_SECRET} must be set beside {WEBHOOK}, to {SHORTEST_SECRET} signs or more: it signs what is "
            f"sent, so that the receiver can tell it is ours. {DOCS}"
        )
    return Hook(_web_address(WEBHOOK, url), secret)


def _web_address(name: str, url: str) -> str:
    parts = urlsplit(url)
    _port(name, url)
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise Unfinished(f"{name} is no web address: it begins with https:// and names a host.")
    if parts.scheme == "http" and parts.hostname not in HERE:
        raise Unfinished(f"{name} begins with http://, so that anybody on the way could read it: use https://.")
    return url


def _port(name: str, url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError as error:
        raise Unfinished(f"The port in {name} is no number from 0 to 65535.") from error


def _slack(given: Mapping[str, str]) -> Channel | None:
    channel, token = given.get(SLACK_CHANNEL, ""), given.get(SLACK_TOKEN, "")
    if not channel:
        return None
    if not token:
        raise Unfinished(f"{SLACK_CHANNEL} is set but {SLACK_TOKEN} is not: Slack needs the bot's token. {DOCS}")
    return Channel(channel, token, given.get(SLACK_API, ""))
