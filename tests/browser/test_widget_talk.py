"""Whole conversations with the real bot in a real browser."""

from __future__ import annotations

import json
import re
import urllib.request
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, start_rasa
from tests.browser.window import SIZES
from tests.channels.visitors import Site

# What would be on the paper, at the moment of printing: how many turns of the talk, how much of the page.
PAPER = """() => { window.print = () => {
  const turns = [...document.querySelector('adviser-chat').shadowRoot.querySelectorAll('.turn')];
  const answers = turns.filter((turn) => turn.getClientRects().length).length;
  window.paper = { answers, page: document.querySelector('main').offsetHeight };
}; }"""
WHY, COMPARE, SUM = "Why this qualification?", "Compare your first and second choice", "Sum it up"


def by_rest(site: Site, sender: str, text: str) -> dict[str, Any]:
    """The structured answer over Rasa's REST channel, which the shell's words come from too."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"{site.url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return next((each["custom"] for each in json.load(answer) if "custom" in each), {})


def said(form: dict[str, Any]) -> list[str]:
    """Every text of a structured answer."""
    cells = [cell for row in form.get("table", {}).get("rows", ()) for cell in row["cells"]]
    parts = [*form.get("sentences", ()), *form.get("items", ()), *cells, *form.get("closing", ())]
    return [part["text"] for part in parts] + form.get("sources", []) + [form.get("question", "")]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("size", SIZES)
def test_from_hello_to_a_recommendation_its_reasons_a_comparison_and_a_person(
    window: Open, site: Site, demo: str, size: str
) -> None:
    visitor, sender = window(demo, SIZES[size]).open(), uuid.uuid4().hex
    visitor.shot(f"{size}-opened")
    talk = ["hi", "site foreman, 6 years, 12 lads in one gang. want to manage them better, whats best for me?"]
    talk += ["practical, and not too big, middle sized", WHY, COMPARE, "compare a certificate and a diploma", SUM]
    shots = dict(zip(talk, ("hello", "asked", "recommended", "reasons", "compared", "table", "summary"), strict=True))
    for text in talk:
        drawn = visitor.choose(text) if text in visitor.chips.all_inner_texts() else visitor.say(text)
        form = by_rest(site, sender, text)
        assert [each for each in said(form) if flat(each) not in flat(drawn)] == [], text
        assert visitor.chips.all_inner_texts() == form.get("choices", visitor.chips.all_inner_texts())
        visitor.shot(f"{size}-{shots[text]}")
    assert "ILM Level 3 Certificate" in drawn
    visitor.page.get_by_role("button", name="Talk to a person").click()
    assert "ILM" in visitor.settled().answer
    visitor.shot(f"{size}-person")
    assert visitor.own_words == [*talk, "Can I talk to a person?"]
    assert visitor.complaints == []


def test_an_interview_by_buttons_alone(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    assert "I recommend the" in visitor.interview()
    assert "Why: " in visitor.answer
    assert "Next best" in visitor.answer
    # what was chosen is told as the person's words, and its buttons are gone
    assert visitor.own_words[0] == "Help me to choose a qualification"
    expect(visitor.page.locator("adviser-chat .choices")).to_have_count(1)
    assert any(text in visitor.choose(WHY) for text in ("reasons", "Reasons"))


def test_progress_of_the_interview_is_told_in_words(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.choose("Help me to choose a qualification")
    expect(visitor.answers.last.locator(".progress")).to_have_text(re.compile(r"about \d short questions"))
    visitor.choose("One team")
    expect(visitor.answers.last.locator(".progress")).to_have_text(re.compile(r"About \d more questions|One more"))


def test_sources_are_folded_away_and_a_number_opens_them(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.say("What is the difference between a certificate and a diploma?")
    sources = visitor.answers.last.locator(".sources")
    expect(sources.locator("li").first).to_be_hidden()
    visitor.answers.last.get_by_role("button", name="Source 1").first.click()
    expect(sources.locator("li").first).to_be_visible()
    expect(sources.locator("li").first).to_be_focused()
    for link in sources.get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith("https://")


def test_a_reload_in_the_middle_goes_on_where_it_was_and_says_nothing(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.choose("Help me to choose a qualification")
    visitor.choose("One team")
    visitor.box.fill("half a sent")
    before = visitor.page.locator("adviser-chat .turn").all_inner_texts()
    offered = visitor.chips.all_inner_texts()
    visitor.page.reload()
    visitor.listen()
    expect(visitor.page.locator("adviser-chat .turn")).to_have_count(len(before))
    assert visitor.page.locator("adviser-chat .turn").all_inner_texts() == before
    assert visitor.chips.all_inner_texts() == offered
    expect(visitor.box).to_have_value("half a sent")
    visitor.page.wait_for_timeout(1000)
    assert visitor.heard == []
    assert visitor.page.evaluate("() => document.activeElement === document.body")
    visitor.box.fill("")
    assert visitor.choose(offered[0])


def test_a_second_window_shows_the_same_conversation(window: Open, demo: str) -> None:
    first = window(demo).open()
    first.say("What is an award?")
    second = type(first)(first.page.context.new_page()).visit(demo).open()
    expect(second.page.locator("adviser-chat .turn.person")).to_have_count(1)
    second.say("Is there an exam?")
    expect(first.page.locator("adviser-chat .turn.person")).to_have_count(2)
    assert first.own_words == second.own_words == ["What is an award?", "Is there an exam?"]
    expect(first.answers.last).to_have_text(second.answers.last.inner_text(), use_inner_text=True)


def test_a_server_that_is_killed_loses_nothing(window: Open, site: Site, demo: str) -> None:
    visitor = window(demo).open()
    visitor.choose("Help me to choose a qualification")
    site.rasa.close()
    try:
        visitor.chips.get_by_text("One team", exact=True).click()
        expect(visitor.page.get_by_role("button", name="Try again")).to_be_visible()
        visitor.shot("desktop-unreachable")
    finally:
        start_rasa(site)
    visitor.page.get_by_role("button", name="Try again").click()
    assert "more questions" in visitor.settled().answer
    assert visitor.own_words == ["Help me to choose a qualification", "One team"]
    visitor.complaints.clear()  # the browser's own, of the refused connection
    assert "I recommend" in visitor.say("practical, a certificate, leading and managing") or visitor.chips.count()


def test_start_again_begins_anew_in_the_same_conversation(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.choose("Help me to choose a qualification")
    visitor.page.get_by_role("button", name="Options").click()
    visitor.page.get_by_role("button", name="Start again").click()
    assert "start again" in visitor.settled().answer
    assert "About" in visitor.say("Help me to choose a qualification") or "about" in visitor.answer


def test_deleting_leaves_nothing_here_or_there(window: Open, site: Site, demo: str) -> None:
    visitor = window(demo).open()
    visitor.say("I run a brewery in Hexham with three departments, which course?")
    token = visitor.page.evaluate("() => Object.entries(localStorage).find(([key]) => key.endsWith('token'))[1]")
    visitor.page.get_by_role("button", name="Options").click()
    visitor.page.get_by_role("button", name="Delete this conversation").click()
    visitor.page.get_by_role("button", name="Yes, delete it").click()
    expect(visitor.page.get_by_text("Deleted.")).to_be_visible()
    assert visitor.own_words == []
    assert visitor.page.evaluate("() => localStorage.length") == 0
    assert "Hexham" not in json.dumps(visitor.page.evaluate("() => ({ ...sessionStorage })"))
    someone = site.visitor()
    someone.token = token
    assert "Hexham" not in someone.call("GET", "/history").text
    assert visitor.say("hello")


def test_what_is_kept_can_be_saved(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.say("What is an award?")
    visitor.page.get_by_role("button", name="Privacy").last.click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Save what is kept of me").click()
    assert "What is an award?" in download.value.path().read_text(encoding="utf-8")


def test_a_vote_with_a_word_is_taken(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    visitor.say("What is an award?")
    with visitor.page.expect_response("**/feedback") as first:
        visitor.page.get_by_role("button", name="Not useful").click()
    assert first.value.status == 204
    expect(visitor.page.get_by_role("button", name="Not useful")).to_have_attribute("aria-pressed", "true")
    visitor.page.get_by_label("Anything to add? (optional)").fill("too long")
    with visitor.page.expect_response("**/feedback") as second:
        visitor.page.get_by_role("button", name="Send comment").click()
    assert second.value.status == 204
    assert second.value.request.post_data_json["comment"] == "too long"
    expect(visitor.page.get_by_label("Anything to add? (optional)")).to_have_count(0)


def test_a_summary_is_copied_and_printed(window: Open, demo: str) -> None:
    visitor = window(demo, permissions=["clipboard-read", "clipboard-write"]).open()
    visitor.interview()
    answer = visitor.choose(SUM)
    card = visitor.answers.last
    card.get_by_role("button", name="Copy").click()
    expect(visitor.page.get_by_text("Copied.")).to_be_visible()
    copied = visitor.page.evaluate("() => navigator.clipboard.readText()")
    assert "Recommended: " in copied
    assert "Recommended: " in answer
    visitor.page.emulate_media(media="print")
    visitor.page.evaluate(PAPER)
    card.locator("button", has_text="Print").dispatch_event("click")
    assert visitor.page.evaluate("() => window.paper") == {"answers": 1, "page": 0}
