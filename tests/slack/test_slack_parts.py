"""The parts of the Slack channel by themselves: words as typed, what is remembered, where answers go, settings."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake import BOT_TOKEN, SECRET
from rasa.shared.exceptions import InvalidConfigException

from channels.slack import AdviserSlackInput
from channels.slack_inbox import place_of, told_by_event
from channels.slack_memory import SECONDS, ProcessMemory
from channels.slack_text import mentions, plain
from channels.slack_views import answered, chosen
from operate.credentials import credentials_for, is_slack_by_socket, is_slack_on, slack_in_words
from operate.places import Ports
from operate.problem import Problem

TYPED = [
    ("R&amp;D &lt; 5", "R&D < 5"),
    ("I typed &amp;lt;b&amp;gt;", "I typed &lt;b&gt;"),
    ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
    ("see <https://x.example|x.example>", "see https://x.example"),
    ("see <https://x.example|my page>", "see my page https://x.example"),
    ("<https://x.example> and <mailto:a@b.example|a@b.example>", "https://x.example and a@b.example"),
    ("call <tel:+441234|01234>", "call 01234 +441234"),
    ("<@U0BOT> hello", "hello"),
    ("hello<@U0BOT>", "hello"),
    ("what would <@U1|ann> and <@U2> do", "what would @ann and @U2 do"),
    ("ask in <#C1|general>", "ask in #general"),
    ("<!here> <!subteam^S1|@trainers> look", "@here @trainers look"),
    ("on <!date^1700000000^{date}|14 Nov>", "on 14 Nov"),
    ("a < b and b > c", "a < b and b > c"),
    ("unclosed <https://x.example", "unclosed <https://x.example"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "heard"), TYPED)
def test_what_was_typed_is_heard_as_people_read_it(typed: str, heard: str) -> None:
    assert plain(typed, "U0BOT") == heard


@pytest.mark.parametrize(
    ("text", "bot", "called"),
    [("<@U0BOT> hi", "U0BOT", True), ("<@U0BOT|adviser> hi", "U0BOT", True), ("<@U1> hi", "U0BOT", False)],
)
def test_a_call_by_name_is_noticed(text: str, bot: str, called: bool) -> None:
    assert mentions(text, bot) == called
    assert not mentions(text, "")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_event_is_new_once_until_slack_can_no_longer_send_it_again() -> None:
    clock = Clock()
    memory = ProcessMemory(clock=clock)

    async def seen(*keys: str) -> list[bool]:
        return [await memory.first(key) for key in keys]

    assert asyncio.run(seen("a", "b", "a")) == [True, True, False]
    clock.now = SECONDS - 1
    assert asyncio.run(seen("a", "c")) == [False, True]
    clock.now = SECONDS + 1
    assert asyncio.run(seen("a", "c")) == [True, False]


def test_the_memory_does_not_grow_for_ever() -> None:
    memory = ProcessMemory(most=3)

    async def remembered() -> list[bool]:
        for key in "abcde":
            await memory.first(key)
        return [await memory.knows(key) for key in "abcde"]

    assert asyncio.run(remembered()) == [False, False, True, True, True]


def event(**more: Any) -> dict[str, Any]:
    message = {"type": "message", "user": "U1", "channel": "C1", "ts": "5.1", "text": "<@U0BOT> hi", **more}
    return {"team_id": "T1", "event_id": "E", "event": message, "authorizations": [{"user_id": "U0BOT"}]}


@pytest.mark.parametrize(
    ("more", "conversation", "thread"),
    [
        ({}, "slack-T1-C1-5.1", "5.1"),
        ({"thread_ts": "3.2"}, "slack-T1-C1-3.2", "3.2"),
        ({"channel": "D1", "channel_type": "im"}, "slack-T1-U1", None),
        ({"channel": "D1", "channel_type": "im", "thread_ts": "3.2"}, "slack-T1-U1", "3.2"),
    ],
)
def test_a_message_belongs_to_a_person_or_to_a_thread(
    more: dict[str, Any], conversation: str, thread: str | None
) -> None:
    told = told_by_event(event(**more))
    assert told is not None
    assert (told.place.conversation, told.place.thread) == (conversation, thread)


def test_who_installed_the_app_is_heard_like_everybody() -> None:
    body = {**event(user="UADMIN"), "authorizations": [{"user_id": "UADMIN", "is_bot": False}]}
    assert told_by_event(body) is None  # a mention of the bot comes as an app_mention too
    assert told_by_event({**body, "event": {**body["event"], "type": "app_mention"}}) is not None


def test_a_message_nobody_asked_for_goes_where_the_conversation_is() -> None:
    assert (place_of("slack-T1-C1-5.1").channel, place_of("slack-T1-C1-5.1").thread) == ("C1", "5.1")
    assert (place_of("slack-T1-U1").channel, place_of("slack-T1-U1").thread) == ("U1", None)
    assert place_of("U9").channel == "U9"


def test_a_message_too_long_to_be_changed_keeps_all_in_its_blocks() -> None:
    blocks = [{"type": "section"}, {"type": "actions"}, {"type": "actions"}, {"type": "context_actions"}]
    text, shown = answered({"text": "é & more\n" * 900, "blocks": blocks}, chosen("One <team>"))
    assert len(text.encode()) <= 4000
    assert text.endswith("…\n\nYou chose: One &lt;team&gt;")
    assert [block["type"] for block in shown] == ["section", "context", "context_actions"]


# -- settings


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_without_its_names_slack_is_off(names: pytest.MonkeyPatch) -> None:
    assert not is_slack_on()
    assert slack_in_words() == ""
    assert credentials_for(Ports(1, 2)) == Path("credentials.yml")


def test_a_token_alone_leaves_slack_off_and_says_so(names: pytest.MonkeyPatch) -> None:
    """It is enough to deliver something to Slack, so it is no mistake."""
    names.setenv("SLACK_BOT_TOKEN", "x")
    assert not is_slack_on()
    assert "SLACK_SIGNING_SECRET is not" in slack_in_words()


@pytest.mark.parametrize("given", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_half_a_setting_is_told_with_what_is_missing(names: pytest.MonkeyPatch, given: str) -> None:
    names.setenv(given, "x")
    with pytest.raises(Problem) as problem:
        is_slack_on()
    missing = {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"} - {given}
    assert all(name in str(problem.value) for name in missing)
    assert "docs/slack.md" in str(problem.value)


def test_with_its_names_slack_is_on_and_no_secret_is_written_down(names: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = yaml.safe_load(Path("credentials.yml").read_text())
    names.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    names.setenv("SLACK_SIGNING_SECRET", SECRET)
    (tmp_path / "var").mkdir()
    (tmp_path / "credentials.yml").write_text(yaml.safe_dump(original))
    names.chdir(tmp_path)
    written = credentials_for(Ports(1, 2)).read_text()
    assert yaml.safe_load(written) == {**original, "channels.slack.AdviserSlackInput": {}}
    assert BOT_TOKEN not in written
    assert SECRET not in written
    assert not is_slack_by_socket()
    names.setenv("SLACK_APP_TOKEN", "xapp")
    assert is_slack_by_socket()


def test_rasa_is_told_what_the_channel_lacks(names: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidConfigException, match="SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET"):
        AdviserSlackInput.from_credentials({})
