"""A browser window with the widget in it, and what a visitor does there."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.talk.servers import ROOT

SHOTS = ROOT / "var" / "screenshots"
DESKTOP, PHONE, ZOOMED = {"width": 1280, "height": 800}, {"width": 390, "height": 844}, {"width": 320, "height": 256}
SIZES = {"desktop": DESKTOP, "phone": PHONE, "zoomed": ZOOMED}
PATIENCE = 30_000  # milliseconds for an answer of the real bot
# What Chromium would otherwise ask of hosts that are none of ours, and what it needs to run as root.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
IDLE = "() => { const c = document.querySelector('adviser-chat'); return !c.busy && !c.unsent; }"
# What a screen reader would be told: every text that is put into a region of the widget's that is alive.
EARS = """() => {
  const root = document.querySelector('adviser-chat').shadowRoot;
  window.heard = [];
  for (const each of root.querySelectorAll('[aria-live="polite"], [role="status"], [role="alert"]')) {
    new MutationObserver(() => each.textContent && window.heard.push(each.textContent))
      .observe(each, { childList: true, characterData: true, subtree: true });
  }
}"""
READ = """(node) => {
  const copy = node.cloneNode(true);
  for (const mark of copy.querySelectorAll('.mark, a .unseen')) mark.remove();
  return copy.textContent;
}"""
FOCUSED = """() => {
  const inner = document.querySelector('adviser-chat').shadowRoot.activeElement;
  return inner ? (inner.getAttribute('aria-label') || inner.textContent || inner.id) : '';
}"""


def chromium(play: Playwright) -> Browser:
    """The Chromium that `scripts/browser.sh` finds or installs."""
    named = os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"
    found = next(filter(None, (shutil.which(name) for name in named if name)), None) or play.chromium.executable_path
    assert Path(found).exists(), "No Chromium was found: run 'sh scripts/browser.sh', which installs one or says how."
    return play.chromium.launch(executable_path=found, args=FLAGS)


@dataclass
class Window:
    """A page with the widget, from its launcher to its panel."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen for what the browser complains of: scripts that fail, what a policy refuses."""
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))

    # -- what is there

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="chatbot").and_(self.page.locator(".launcher"))

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your message")

    @property
    def chips(self) -> Locator:
        return self.page.get_by_role("list", name="Suggested replies").get_by_role("button")

    @property
    def answers(self) -> Locator:
        return self.page.locator("adviser-chat .turn.adviser")

    @property
    def answer(self) -> str:
        """The last answer as it is read on the screen, without the numbers of its sources and hints on links."""
        node = self.answers.last.locator(".reply")
        return re.sub(r"\s+", " ", node.evaluate(READ))

    @property
    def own_words(self) -> list[str]:
        return self.page.locator("adviser-chat .turn.person .reply").all_inner_texts()

    @property
    def heard(self) -> list[str]:
        """What a screen reader was told since `listen`."""
        return list(self.page.evaluate("() => window.heard"))

    @property
    def focused(self) -> str:
        """The name of the widget's control that has the focus; empty where it is elsewhere."""
        return str(self.page.evaluate(FOCUSED))

    # -- what a visitor does

    def visit(self, url: str) -> Window:
        """Load a page."""
        self.page.goto(url)
        self.page.wait_for_function("() => document.querySelector('adviser-chat')?.shadowRoot")
        return self

    def open(self) -> Window:
        """Open the panel."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def settled(self) -> Window:
        """Wait until nothing is on its way and all is read aloud."""
        self.page.wait_for_function(IDLE, timeout=PATIENCE)
        return self

    def say(self, text: str) -> str:
        """Write something, send it, and read the answer."""
        self.box.fill(text)
        self.box.press("Enter")
        return self.settled().answer

    def choose(self, name: str) -> str:
        """Press one of the suggested replies, and read the answer."""
        self.chips.get_by_text(name, exact=True).click()
        return self.settled().answer

    def interview(self) -> str:
        """From the first suggestion to a recommendation, always by the second button."""
        self.choose("Help me to choose a qualification")
        for _ in range(8):
            offered = self.chips.all_inner_texts()
            if "Why this qualification?" in offered:
                return self.answer
            self.choose(offered[min(1, len(offered) - 1)])
        raise AssertionError(f"no recommendation: {self.answer}")

    def listen(self) -> None:
        """Begin to note what a screen reader is told."""
        self.page.evaluate(EARS)

    # -- what is held against it

    def shot(self, name: str) -> None:
        """Keep a picture of the window."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")

    def violations(self) -> list[str]:
        """What axe finds in the whole page, of any level."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']} ({each['impact']}): {_places(each)}" for each in found]


def _places(violation: dict[str, Any]) -> list[Any]:
    return [(node["target"], node["html"][:120]) for node in violation["nodes"]][:3]
