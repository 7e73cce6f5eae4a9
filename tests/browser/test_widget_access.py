"""By keyboard, by ear, in any size and any colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.misbehaving import Misbehaving, refusal, reply
from tests.browser.window import DESKTOP, PHONE, SIZES, ZOOMED, Window

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True},
    "zoomed": {"viewport": ZOOMED},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "forced-colours": {"viewport": DESKTOP, "forced_colors": "active"},
}
DARK = "() => document.querySelector('adviser-chat').setAttribute('theme', 'auto')"
SMALL = """() => [...document.querySelector('adviser-chat').shadowRoot.querySelectorAll(
    'button, summary, input, textarea')]
  .filter((each) => !each.matches('.mark') && each.getClientRects().length)
  .map((each) => [each.getAttribute('aria-label') || each.textContent, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
SIDEWAYS = """() => {
  const root = document.querySelector('adviser-chat').shadowRoot, edge = document.documentElement.clientWidth;
  const out = [...root.querySelectorAll('.panel *')].filter((each) => each.getClientRects().length
    && !each.closest('.wide') && !each.matches('.unseen, option') && each.getBoundingClientRect().right > edge + 0.5);
  const page = document.documentElement.scrollWidth > edge ? ['the page'] : [];
  return [...page, ...out.map((each) => each.className || each.tagName)];
}"""
MOVING = """() => getComputedStyle(
  document.querySelector('adviser-chat').shadowRoot.querySelector('.panel')).animationName"""


def checked(visitor: Window, name: str, problems: dict[str, Any]) -> None:
    """Hold one state against axe, the size of its targets and the width of the window, and keep a picture."""
    visitor.shot(name)
    found = [*visitor.violations(), *visitor.page.evaluate(SMALL), *visitor.page.evaluate(SIDEWAYS)]
    if found:
        problems[name] = found


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_is_sound_in_every_size_and_colour(window: Open, demo: str, look: str) -> None:
    visitor, problems = window(demo, **LOOKS[look]), dict[str, Any]()
    if look == "dark":
        visitor.page.evaluate(DARK)
    checked(visitor, f"{look}-closed", problems)
    visitor.open()
    checked(visitor, f"{look}-open", problems)
    visitor.choose("Help me to choose a qualification")
    checked(visitor, f"{look}-question", problems)
    visitor.say("I lead one team, leading and managing, a certificate, practical")
    for _ in range(5):
        if "I recommend" in visitor.answer:
            break
        visitor.chips.first.click()
        visitor.settled()
    checked(visitor, f"{look}-recommendation", problems)
    visitor.choose("Why this qualification?")
    visitor.say("Compare award, certificate and diploma")
    visitor.answers.last.locator(".sources summary").click()
    visitor.answers.last.get_by_role("button", name="Useful", exact=True).click()
    expect(visitor.page.get_by_label("Anything to add? (optional)")).to_be_visible()
    checked(visitor, f"{look}-comparison", problems)
    visitor.page.get_by_role("button", name="Options").click()
    checked(visitor, f"{look}-options", problems)
    visitor.page.get_by_role("button", name="Privacy").first.click()
    checked(visitor, f"{look}-privacy", problems)
    visitor.page.get_by_role("button", name="Delete this conversation").click()
    checked(visitor, f"{look}-delete", problems)
    assert problems == {}
    assert visitor.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_trouble_is_sound_too(window: Open, bad_server: Misbehaving, size: str) -> None:
    problems: dict[str, Any] = {}
    visitor = window(bad_server.url, SIZES[size]).open()
    visitor.listen()
    bad_server.behave = lambda method, path, body: refusal(503, "unavailable", "It is asleep.") if body else None
    visitor.box.fill("hello")
    visitor.box.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("It is asleep.")
    checked(visitor, f"{size}-trouble", problems)
    assert any("Your message is kept, but not answered yet. It is asleep." in each for each in visitor.heard)
    visitor.page.context.set_offline(True)
    expect(visitor.page.get_by_role("status")).to_have_text("You’re offline.")
    checked(visitor, f"{size}-offline", problems)
    assert problems == {}


def test_a_turn_is_told_once_in_one_piece(window: Open, bad_server: Misbehaving) -> None:
    both = [reply("a", "First."), reply("b", "", ["Yes", "No"], sentences=[{"text": "Second."}], kind="answer")]
    bad_server.behave = lambda method, path, body: (200, {"id": "x", "replies": both}) if path == "messages" else None
    visitor = window(bad_server.url).open()
    visitor.listen()
    visitor.say("hello")
    visitor.page.wait_for_timeout(1200)
    assert visitor.heard == ["The chatbot is writing", "Chatbot: First. Second. 2 suggested replies."]
    assert visitor.focused == "box"  # no answer takes the focus


def test_a_comparison_is_told_in_words(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.listen()
    visitor.say("Compare award, certificate and diploma")
    visitor.page.wait_for_timeout(1200)
    told = [each for each in visitor.heard if each.startswith("Chatbot: ")]
    assert len(told) == 1
    assert "Comparison of Award and Certificate and Diploma on Credits" in told[0]
    assert "sources." in told[0]


def test_all_by_keyboard(window: Open, demo: str) -> None:
    visitor = window(demo)
    press = visitor.page.keyboard.press
    visitor.launcher.focus()
    press("Enter")
    expect(visitor.box).to_be_focused()
    press("Shift+Tab")  # from the box to the last suggested reply, and on to the first
    press("Shift+Tab")
    press("Shift+Tab")
    assert visitor.focused == "Help me to choose a qualification"
    press("Enter")
    visitor.settled()
    expect(visitor.box).to_be_focused()  # its button is gone, and so the focus goes where one writes
    visitor.page.keyboard.type("one team")
    press("Enter")
    visitor.settled()
    assert visitor.own_words == ["Help me to choose a qualification", "one team"]
    expect(visitor.box).to_be_focused()
    visitor.page.keyboard.type("two")
    press("Shift+Enter")
    visitor.page.keyboard.type("lines")
    expect(visitor.box).to_have_value("two\nlines")
    press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


def test_escape_leaves_the_options_first(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.page.get_by_role("button", name="Options").click()
    assert visitor.focused == "Options"
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_be_visible()
    assert visitor.focused == "Options"
    expect(visitor.page.get_by_role("button", name="Options")).to_have_attribute("aria-expanded", "false")
    visitor.page.keyboard.press("Escape")
    expect(visitor.launcher).to_be_focused()


def test_on_a_phone_the_page_rests_and_the_focus_stays_inside(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url, PHONE).open()
    expect(visitor.panel).to_have_attribute("aria-modal", "true")
    assert visitor.page.evaluate("() => document.querySelector('main').inert")
    names = []
    for _ in range(14):
        visitor.page.keyboard.press("Tab")
        names.append(visitor.focused)
    assert all(names)
    assert len(set(names)) < len(names)  # round and round
    visitor.page.set_viewport_size(DESKTOP)
    expect(visitor.panel).not_to_have_attribute("aria-modal", "true")
    assert not visitor.page.evaluate("() => document.querySelector('main').inert")


def test_on_a_desk_the_page_stays_in_reach(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    assert visitor.panel.get_attribute("aria-modal") is None
    visitor.page.get_by_role("link", name="A link of the page").focus()
    expect(visitor.page.get_by_role("link", name="A link of the page")).to_be_focused()
    visitor.page.get_by_role("button", name="Close the chatbot").click()
    expect(visitor.launcher).to_be_focused()


def test_it_says_that_it_is_a_bot(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url)
    assert "chatbot" in visitor.launcher.inner_text()
    visitor.open()
    expect(visitor.panel).to_have_accessible_name("Qualifications chatbot")
    expect(visitor.panel).to_contain_text("A bot, not a person")


@pytest.mark.parametrize(("width", "cards"), [(390, True), (1280, False)])
def test_a_comparison_is_cards_where_it_is_narrow(window: Open, demo: str, width: int, cards: bool) -> None:
    visitor = window(demo, {"width": width, "height": 800}).open()
    visitor.say("Compare award, certificate and diploma")
    expect(visitor.answers.last.locator("dl").first).to_be_visible(visible=cards)
    expect(visitor.answers.last.get_by_role("table")).to_be_visible(visible=not cards)


def test_nothing_moves_for_those_who_want_it_still(window: Open, bad_server: Misbehaving) -> None:
    assert window(bad_server.url, reduced_motion="reduce").open().page.evaluate(MOVING) == "none"
    assert window(bad_server.url, reduced_motion="no-preference").open().page.evaluate(MOVING) == "rise"
