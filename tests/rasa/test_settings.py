"""What an operator may set, and what they hear of a slip."""

from __future__ import annotations

import pytest

from stores.settings import DATABASE, REDIS, WrongSetting, database_url, redis_url, without_password


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", "sqlite:///var/conversations.db"),
        ("sqlite:///elsewhere/talk.db", "sqlite:///elsewhere/talk.db"),
        ("postgresql://anna:secret@db:5432/talk", "postgresql+psycopg2://anna:secret@db:5432/talk"),
        ("postgresql+psycopg2://db/talk", "postgresql+psycopg2://db/talk"),
        ("postgres://anna@db/talk?sslmode=require", "postgresql+psycopg2://anna@db/talk?sslmode=require"),
    ],
)
def test_a_database_is_taken_from_the_environment(text: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE, text)
    assert database_url().render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    "text",
    [
        "talk.db",
        "mysql://anna:secret@db/talk",
        "postgresql://",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://a:b@h:x/d",
    ],
)
def test_another_database_is_refused_by_name(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE, text)
    with pytest.raises(WrongSetting, match=DATABASE) as refused:
        database_url()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("text", ["redis:6379", "http://redis", "redis://", "redis://host:many", "localhost"])
def test_what_is_no_redis_is_refused_by_name(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REDIS, text)
    with pytest.raises(WrongSetting, match=REDIS):
        redis_url()


def test_one_server_needs_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REDIS, raising=False)
    assert redis_url() is None


def test_a_password_is_not_shown() -> None:
    assert without_password("redis://:hush@redis.example:6379/1") == "redis://redis.example:6379/1"
