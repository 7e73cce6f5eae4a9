"""docs/slack.md: its manifest can be pasted, and asks for what the code needs and for nothing else."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml
from servers import ROOT
from slack_sdk.web.async_client import AsyncWebClient

PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
CODE = sorted((ROOT / "channels").glob("slack*.py"))
# What Slack wants for each method that we call, and for each event that we hear of.
OF_METHODS = {
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "assistant_threads_setStatus": {"chat:write"},
    "views_publish": set(),
    "views_open": set(),
}
OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    return dict(yaml.safe_load(block))


def called() -> set[str]:
    """The methods of the Web API that the channel's code calls."""
    names = {
        node.attr for path in CODE for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)
    }
    known = {name for name in dir(AsyncWebClient) if re.fullmatch(r"[a-z]+_[a-zA-Z_]+", name)}
    return names & known


def test_every_method_that_is_called_has_its_scope(manifest: dict[str, Any]) -> None:
    assert called() == set(OF_METHODS)


def test_the_scopes_are_those_of_methods_events_and_command_and_no_more(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = set().union(*OF_METHODS.values(), *(OF_EVENTS[event] for event in events))
    assert manifest["features"]["slash_commands"]
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | {"commands"}


def test_every_scope_is_justified(manifest: dict[str, Any]) -> None:
    rows = {row[0] for row in re.findall(r"^\| `([a-z_]+(:[a-z_]+)?)` \|", PAGE, re.M)}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) <= rows


def test_what_the_code_handles_is_switched_on(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(OF_EVENTS)
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    address = "https://adviser.example.org/webhooks/slack/webhook"
    assert PAGE.count(address) == 3


def test_slack_takes_the_manifest(manifest: dict[str, Any]) -> None:
    """The bounds that its reference gives."""
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    (command,) = manifest["features"]["slash_commands"]
    assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
    assert len(command["description"]) <= 2000


def test_every_name_of_the_environment_is_on_the_page() -> None:
    used = {
        name
        for path in [*CODE, ROOT / "operate" / "credentials.py"]
        for name in re.findall(r"SLACK_[A-Z_]+", path.read_text())
    }
    assert used == set(re.findall(r"^\| `(SLACK_[A-Z_]+)` \|", PAGE, re.M))
