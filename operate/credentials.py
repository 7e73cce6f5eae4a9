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
    """Whether Slack's secrets are there; raises `Problem` where only some of them are."""
    there = [name for name in (TOKEN, SECRET) if os.environ.get(name)]
    missing = [name for name in (TOKEN, SECRET) if not os.environ.get(name)]
    if missing and (there or os.environ.get(APP_TOKEN)):
        raise Problem(
            f"{' and '.join(missing)} must be set in the environment too, for Slack to be on: docs/slack.md tells "
            "where they are found. To run without Slack, set none of Slack's names."
        )
    return not missing


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
