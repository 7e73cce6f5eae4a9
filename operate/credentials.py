"""Tells Rasa which channels are on: those of credentials.yml, and Slack where its secrets are in the environment."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from operate.places import CREDENTIALS, VAR, Ports
from operate.problem import Problem

SLACK = "channels.slack.AdviserSlackInput"
TOKEN, SECRET, APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"


def is_slack_on() -> bool:
    """Whether people can talk to the bot in Slack; raises `Problem` where something for that is missing.

    A token alone is no fault: it is enough to send something to Slack.
    """
    missing = [name for name in (TOKEN, SECRET) if not os.environ.get(name)]
    given = [name for name in (SECRET, APP_TOKEN) if os.environ.get(name)]
    if missing and given:
        raise Problem(
            f"{' and '.join(given)} is set, so {' and '.join(missing)} must be set too for the bot to talk in Slack: "
            "docs/slack.md tells where they are found. To run without Slack, unset it."
        )
    return not missing


def slack_in_words() -> str:
    """Whether Slack is on, for an operator; nothing where nobody wants it."""
    if is_slack_on():
        return f"Slack is on{', by Socket Mode' if is_slack_by_socket() else ''}."
    if os.environ.get(TOKEN):
        return f"The bot does not talk in Slack: {TOKEN} is set and {SECRET} is not (docs/slack.md)."
    return ""


def is_slack_by_socket() -> bool:
    """Whether Slack is reached by Socket Mode, for want of a public address."""
    return is_slack_on() and bool(os.environ.get(APP_TOKEN))


def credentials_for(ports: Ports) -> Path:
    """Give credentials.yml, or a copy under var/ that has the Slack channel too. No secret is written into it."""
    if not is_slack_on():
        return CREDENTIALS
    try:
        channels = yaml.safe_load(CREDENTIALS.read_text()) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Problem(f"{CREDENTIALS} cannot be read: {error}") from error
    derived = VAR / f"credentials-{ports.rasa}.yml"
    text = yaml.safe_dump({**channels, SLACK: {}})
    derived.write_text(f"# Made from {CREDENTIALS} with Slack added: change that one.\n{text}")
    return derived
