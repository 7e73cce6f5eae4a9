"""Slow, broken, forgetful and unreachable servers: nothing that a person wrote is lost, and nothing is said twice."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.misbehaving import Answer, Misbehaving, refusal, reply
from tests.browser.window import Window

OWN = """() => {
  const own = document.createElement('adviser-chat');
  own.setAttribute('endpoint', '/bot');
  own.setAttribute('title-text', 'Our own chatbot');
  document.querySelector('main').append(own);
}"""


class Tries:
    """Refuses messages a number of times, then answers as a good server would."""

    def __init__(self, *answers: Answer) -> None:
        self.left = list(answers)

    def __call__(self, method: str, path: str, body: dict[str, Any]) -> Answer | None:
        return self.left.pop(0) if path == "messages" and self.left else None


def send(visitor: Window, text: str) -> None:
    """Send, without waiting for an answer."""
    visitor.box.fill(text)
    visitor.box.press("Enter")


def again(visitor: Window) -> str:
    """Press the button that tries again, and read the answer."""
    visitor.page.get_by_role("button", name="Try again").click()
    return visitor.settled().answer


def test_what_failed_is_sent_again_with_the_same_id(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(
        (500, b"<html>no JSON at all"), refusal(503, "unavailable", "Asleep."), (200, {"replies": []})
    )
    visitor = window(bad_server.url).open()
    send(visitor, "hello")
    expect(visitor.page.get_by_role("alert")).to_contain_text("I can’t reach the chatbot.")
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Asleep.")
    visitor.page.get_by_role("button", name="Try again").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("I have no answer, sorry.")
    assert "You said: hello" in again(visitor)
    assert len({each["id"] for each in bad_server.said()}) == 1
    assert visitor.own_words == ["hello"]
    expect(visitor.page.get_by_role("alert")).to_be_empty()


def test_an_unsent_message_can_be_changed(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(503, "unavailable", "Asleep."))
    visitor = window(bad_server.url).open()
    send(visitor, "helo")
    visitor.page.get_by_role("button", name="Change it").click()
    expect(visitor.box).to_have_value("helo")
    assert visitor.own_words == []
    assert "You said: hello" in visitor.say("hello")


def test_an_unsent_message_goes_before_the_next_one(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(503, "unavailable", "Asleep."))
    visitor = window(bad_server.url).open()
    send(visitor, "first")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Asleep.")
    send(visitor, "second")
    expect(visitor.answers).to_have_count(3)
    assert visitor.own_words == ["first", "second"]
    assert [each["text"] for each in bad_server.said()] == ["first", "first", "second"]


def test_a_message_that_is_refused_comes_back_into_the_box(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(413, "too_long", "That message is too long."))
    visitor = window(bad_server.url).open()
    send(visitor, "very long")
    expect(visitor.page.get_by_role("alert")).to_have_text("That message is too long.")
    expect(visitor.box).to_have_value("very long")
    assert visitor.own_words == []
    assert "You said: short" in visitor.say("short")


def test_a_choice_that_is_no_longer_offered_is_said_in_words(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(
        (200, {"replies": [reply("a", "Which?", ["This"])]}), refusal(400, "not_offered", "Not offered.")
    )
    visitor = window(bad_server.url).open()
    visitor.say("hello")
    assert "You said: This" in visitor.choose("This")
    assert [each.get("choice") for each in bad_server.said()] == [None, "This", None]


def test_a_conversation_that_is_gone_is_begun_anew(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(401, "unknown_conversation", "Not known."))
    visitor = window(bad_server.url).open()
    assert "You said: hello" in visitor.say("hello")
    expect(visitor.page.get_by_text("This is a new one.")).to_be_visible()
    begun = [path for _, path, _ in bad_server.asked if path == "conversations"]
    assert len(begun) == 2


def test_too_many_messages_wait_as_long_as_they_are_told(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(429, "too_many", "That was a lot at once.", retry_after=1))
    visitor = window(bad_server.url).open()
    send(visitor, "hello")
    expect(visitor.page.get_by_role("alert")).to_contain_text("That was a lot at once.")
    assert "You said: hello" in visitor.settled().answer
    assert len(bad_server.said()) == 2


def test_a_slow_answer_is_waited_for_and_said_to_be(window: Open, bad_server: Misbehaving) -> None:
    def slow(_method: str, path: str, _body: dict[str, Any]) -> None:
        time.sleep(9 if path == "messages" else 0)

    bad_server.behave = slow
    visitor = window(bad_server.url).open()
    send(visitor, "hello")
    expect(visitor.page.get_by_role("status")).to_have_text("The chatbot is writing")
    visitor.box.fill("meanwhile")
    visitor.box.press("Enter")
    expect(visitor.page.get_by_role("status")).to_contain_text("still answering your last message")
    expect(visitor.box).to_have_value("meanwhile")
    assert "You said: hello" in visitor.settled().answer
    assert len(bad_server.said()) == 1


def test_who_reads_further_up_is_not_moved(window: Open, bad_server: Misbehaving) -> None:
    def long(_method: str, path: str, body: dict[str, Any]) -> Answer | None:
        time.sleep(1 if path == "messages" else 0)
        return (200, {"replies": [reply(body["id"], "A line.\n\n" * 60)]}) if path == "messages" else None

    bad_server.behave = long
    visitor = window(bad_server.url).open()
    visitor.say("first")
    log, newer = visitor.page.get_by_role("log"), visitor.page.get_by_role("button", name="New answer below")
    expect(newer).to_be_hidden()
    send(visitor, "second")
    log.evaluate("(it) => it.scrollTo(0, 0)")
    visitor.settled()
    expect(newer).to_be_visible()
    assert log.evaluate("(it) => it.scrollTop") == 0
    newer.click()
    expect(newer).to_be_hidden()
    # the answer is read from its beginning
    expect(visitor.page.locator("adviser-chat .turn.person").last).to_be_in_viewport()


def test_offline_it_says_so_and_sends_when_the_line_is_back(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    visitor.say("hello")
    visitor.page.context.set_offline(True)
    expect(visitor.page.get_by_role("status")).to_have_text("You’re offline.")
    send(visitor, "are you there?")
    expect(visitor.page.get_by_role("alert")).to_contain_text("It will be sent when you’re back.")
    visitor.page.context.set_offline(False)
    assert "You said: are you there?" in visitor.settled().answer
    assert visitor.own_words == ["hello", "are you there?"]


def test_a_page_left_before_the_answer_gets_it_on_return(window: Open, bad_server: Misbehaving) -> None:
    bad_server.behave = Tries(refusal(503, "unavailable", "Asleep."))
    visitor = window(bad_server.url).open()
    send(visitor, "hello")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Asleep.")
    visitor.page.reload()
    expect(visitor.answers.last).to_contain_text("You said: hello")
    assert visitor.own_words == ["hello"]
    assert len({each["id"] for each in bad_server.said()}) == 1


def test_without_storage_it_works_until_the_page_is_left(window: Open, bad_server: Misbehaving) -> None:
    visitor = window()
    forbidden = "Object.defineProperty(window, '{}Storage', {{ get() {{ throw new DOMException('no'); }} }});"
    for name in ("local", "session"):
        visitor.page.add_init_script(forbidden.format(name))
    visitor.visit(bad_server.url).open()
    visitor.say("hello")
    assert "You said: more" in visitor.say("more")
    assert [path for _, path, _ in bad_server.asked if path == "conversations"] == ["conversations"]
    assert visitor.complaints == []


def test_history_that_cannot_be_read_does_not_stand_in_the_way(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    visitor.say("hello")
    broken = refusal(503, "unavailable", "Asleep.")
    bad_server.behave = lambda method, path, body: broken if path == "history" else None
    visitor.page.reload()
    expect(visitor.page.get_by_text("I can’t load the earlier conversation.")).to_be_visible()
    assert "You said: well?" in visitor.say("well?")


def test_what_cannot_be_deleted_is_not_said_to_be(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    visitor.say("hello")
    bad_server.behave = lambda method, path, body: (
        refusal(503, "unavailable", "Asleep.") if method == "DELETE" else None
    )
    visitor.page.get_by_role("button", name="Options").click()
    visitor.page.get_by_role("button", name="Delete this conversation").click()
    visitor.page.get_by_role("button", name="Yes, delete it").click()
    expect(visitor.page.get_by_role("status")).to_have_text("Asleep.")
    visitor.page.keyboard.press("Escape")
    assert visitor.own_words == ["hello"]


def test_a_page_can_place_the_element_itself(window: Open, bad_server: Misbehaving) -> None:
    bad_server.settings = 'data-mount="none"'
    visitor = window()
    visitor.page.goto(bad_server.url)
    visitor.page.evaluate(OWN)
    assert "You said: hello" in visitor.open().say("hello")
    expect(visitor.panel).to_have_accessible_name("Our own chatbot")
    expect(visitor.page.locator("adviser-chat")).to_have_count(1)
