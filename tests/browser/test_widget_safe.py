"""Hostile words in both directions, strict policies, and the colours and settings of any website."""

from __future__ import annotations

import re
import uuid
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.browser.misbehaving import Misbehaving, reply
from tests.browser.window import Window

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>window.harmed = 1</script>",
    "[click me](javascript:window.harmed=1)",
    "javascript:window.harmed=1",
    'https://example.org/"onmouseover="window.harmed=1',
    "</textarea></style><svg onload=window.harmed=1>",
    "{{constructor.constructor('window.harmed=1')()}} ${window.harmed=1}",
    "data:text/html,<script>window.harmed=1</script>",
    "\u202egnirts desrever\u202c \u0000 \ufeff \U0001f9d1\u200d\U0001f4bb" + "x" * 300,
]
SCHEMES = re.compile(r"^(https?|mailto):")


def unharmed(visitor: Window) -> None:
    """Nothing ran, nothing was made of the words but text and honest links."""
    page = visitor.page
    assert page.evaluate("() => window.harmed") is None
    inside = "adviser-chat .turn"
    assert page.locator(f"{inside} :is(img, script, iframe, style, svg:not([aria-hidden]))").count() == 0
    for link in page.locator(f"{inside} a").all():
        assert SCHEMES.match(link.get_attribute("href") or "")
        assert link.get_attribute("rel") == "noopener noreferrer"
    attributes = "(nodes) => nodes.flatMap((node) => node.getAttributeNames()).filter((name) => name.startsWith('on'))"
    assert page.locator(f"{inside} *").evaluate_all(attributes) == []
    assert visitor.complaints == []


def hostile_replies(words: str) -> list[dict[str, object]]:
    """The same words in every place that a reply has, drawn in every way."""
    part = {"text": words, "notes": [1], "facts": [words], "part": words, "caution": words}
    table = {"columns": [words, words], "rows": [{"label": words, "cells": [part, part]}]}
    blocks = {
        **{name: [part] for name in ("sentences", "items", "closing")},
        **dict.fromkeys(("title", "question", "progress"), words),
        "kind": "recommendation",
        "table": table,
        "footnotes": [{"text": words, "title": words, "url": words}],
        "facts": [words],
    }
    names = [uuid.uuid4().hex for _ in range(3)]
    answer = reply(names[1], words, [words], **{**blocks, "title": "", "kind": words})
    return [reply(names[0], words, [words], **blocks), answer, reply(names[2], words, [words])]


def test_hostile_words_from_the_server_stay_words(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    for words in HOSTILE:
        answer = {"replies": hostile_replies(words)}
        bad_server.behave = lambda method, path, body, answer=answer: (200, answer) if path == "messages" else None
        visitor.say("hello")
        shown = re.sub(r"\s+", "", words.replace("\0", "").split("\u202e")[0])
        assert shown in re.sub(r"\s+", "", visitor.answer)
        visitor.chips.first.click()
        visitor.settled()
        assert bad_server.said()[-1]["choice"] == words
    visitor.page.locator("adviser-chat .mark").first.click()
    unharmed(visitor)


def test_hostile_words_from_a_person_stay_words(window: Open, demo: str) -> None:
    visitor = window(demo).open()
    for words in HOSTILE:
        assert visitor.say(words)
    assert len(visitor.own_words) == len(HOSTILE)
    unharmed(visitor)
    visitor.page.reload()
    expect(visitor.page.locator("adviser-chat .turn.person")).to_have_count(len(HOSTILE))
    unharmed(visitor)


SHAPES = [None, 7, "words", [], {}, {"replies": None}, {"replies": [None, 3, "x"]}, {"replies": [{"text": {"a": 1}}]}]


def test_an_answer_of_any_shape_leaves_a_way_on(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    for shape in SHAPES:
        bad_server.behave = lambda method, path, body, shape=shape: (200, shape) if path == "messages" else None
        visitor.box.fill("hello")
        visitor.box.press("Enter")
        visitor.page.wait_for_function("() => !document.querySelector('adviser-chat').busy")
        bad_server.behave = lambda method, path, body: None
        if visitor.page.get_by_role("button", name="Try again").is_visible():
            visitor.page.get_by_role("button", name="Try again").click()
            assert "You said: hello" in visitor.settled().answer
        assert "You said: well?" in visitor.say("well?")
    assert visitor.complaints == []


BLOCKS: list[dict[str, Any]] = [
    {"sentences": "x", "items": 3, "table": {"columns": "y", "rows": [None, {"cells": None}]}, "closing": {}},
    {"sentences": [None, 4, {"notes": "z"}, {"text": ["a"]}], "table": {}, "footnotes": [{}, "s", {"url": 5}]},
    {"kind": "__proto__", "title": "constructor", "items": [{"part": "toString"}], "closing": [{"part": "toString"}]},
]


def test_blocks_of_any_shape_are_drawn_as_far_as_they_go(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url).open()
    for place, blocks in enumerate(BLOCKS):
        odd = {"replies": [reply(f"odd-{place}", "the words", **blocks)]}
        bad_server.behave = lambda method, path, body, odd=odd: (200, odd) if path == "messages" else None
        visitor.say("hello")
        bad_server.behave = lambda method, path, body: None
        assert "You said: well?" in visitor.say("well?")
    assert visitor.complaints == []


TRUSTED = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"


def test_it_works_under_the_strictest_policies(window: Open, demo: str) -> None:
    """The server itself sends `default-src 'self'`; trusted types are asked for on top."""

    def stricter(route: Route) -> None:
        answer = route.fetch()
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": TRUSTED})

    visitor = window()
    visitor.page.route("**/demo/", stricter)
    visitor.visit(demo).open()
    assert "I recommend the" in visitor.interview()
    visitor.say("Compare award, certificate and diploma")
    visitor.page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    visitor.answers.last.get_by_role("button", name="Print").click()
    assert visitor.page.evaluate("() => window.printed")
    visitor.page.get_by_role("button", name="Options").click()
    assert (
        visitor.page.locator("adviser-chat .launcher").evaluate("(it) => getComputedStyle(it).borderRadius") == "28px"
    )
    assert visitor.complaints == []


def test_a_changed_file_is_not_run(window: Open, demo: str) -> None:
    """The page names the hash of the widget: a browser runs no other."""

    def changed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + "window.harmed = 1;")

    visitor = window()
    visitor.page.route("**/widget.js", changed)
    visitor.page.goto(demo)
    assert visitor.page.evaluate("() => [window.harmed ?? null, customElements.get('adviser-chat') ?? null]") == [
        None,
        None,
    ]
    assert any("integrity" in each for each in visitor.complaints)


CONTRAST = """() => {
  const root = document.querySelector('adviser-chat').shadowRoot;
  const part = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = (css) => { const [r, g, b] = css.match(/[\\d.]+/g).map((n) => part(n / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const look = (name) => getComputedStyle(root.querySelector(name));
  const ratio = (front, behind) => {
    const [x, y] = [light(look(front).color), light(look(behind).backgroundColor)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  return [ratio('.launcher', '.launcher'), ratio('.head', '.head'), ratio('.chip', '.panel')];
}"""


BRANDS = ["#ffee00", "#777777", "#000", "white", "oklch(0.7 0.2 330)", "no colour at all"]


def test_any_brand_colour_can_be_read(window: Open, bad_server: Misbehaving) -> None:
    visitor, weak = window(bad_server.url).open(), {}
    for theme in ("light", "dark"):
        visitor.page.locator("adviser-chat").evaluate("(it, theme) => it.setAttribute('theme', theme)", theme)
        for brand in BRANDS:
            visitor.page.locator("adviser-chat").evaluate("(it, brand) => it.setAttribute('brand', brand)", brand)
            ratios = visitor.page.evaluate(CONTRAST)
            if min(ratios) < 4.5:
                weak[theme, brand] = ratios
    assert weak == {}


def test_a_page_can_set_colours_by_css_and_change_them(window: Open, bad_server: Misbehaving) -> None:
    visitor = window(bad_server.url)
    visitor.open()
    expect(visitor.panel).to_have_css("background-color", "rgb(255, 255, 255)")
    visitor.page.evaluate("() => document.querySelector('adviser-chat').setAttribute('theme', 'dark')")
    expect(visitor.panel).not_to_have_css("background-color", "rgb(255, 255, 255)")
    visitor.page.evaluate("() => document.querySelector('adviser-chat').style.setProperty('--adviser-width', '600px')")
    assert (visitor.panel.bounding_box() or {})["width"] == 600


def test_the_system_decides_on_dark_only_where_the_page_lets_it(window: Open, bad_server: Misbehaving) -> None:
    look = "() => document.querySelector('adviser-chat').shadowRoot.querySelector('.panel').dataset.look"
    for theme, found in (("light", "light"), ("auto", "dark")):
        bad_server.settings = f'data-theme="{theme}"'
        assert window(bad_server.url, color_scheme="dark").open().page.evaluate(look) == found
