"""The one file that pages load: up to date, small, and without the means to do harm. And the tag that loads it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from operate.widget import BUILT, DEMO, SOURCES, integrity, joined
from tests.talk.servers import ROOT

MOST_BYTES = 12_000
# Ways in which a text could become HTML or code.
DANGEROUS = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc|setHTML"


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run one of the commands as an operator does."""
    return subprocess.run([sys.executable, "-m", "operate", *words], cwd=ROOT, capture_output=True, text=True)


def test_the_built_file_is_what_its_sources_make() -> None:
    assert command("widget", "--check").returncode == 0
    assert (ROOT / BUILT).read_text(encoding="utf-8") == joined()


def test_a_stale_file_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    for room in ("widget", "operate"):
        shutil.copytree(ROOT / room, tmp_path / room)
    words = tmp_path / SOURCES / "words.js"
    words.write_text(words.read_text(encoding="utf-8") + "WORDS.more = 'more';\n", encoding="utf-8")
    check = [sys.executable, "-m", "operate", "widget", "--check"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "python -m operate widget" in done.stderr


def test_it_is_light() -> None:
    assert len(gzip.compress((ROOT / BUILT).read_bytes(), 9, mtime=0)) < MOST_BYTES


def test_nothing_in_it_makes_html_or_code_of_text() -> None:
    found = {
        path.name: re.findall(DANGEROUS, path.read_text(encoding="utf-8")) for path in (ROOT / SOURCES).glob("*.js")
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_it_loads_nothing_from_elsewhere_and_states_no_fact() -> None:
    built = (ROOT / BUILT).read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w./-]+", built)) == {"http://www.w3.org/2000/svg"}
    words = (ROOT / SOURCES / "words.js").read_text(encoding="utf-8")
    assert not re.search(r"\blevel [2-7]\b|\bcredits?\b|£|\bhours\b", words, re.I)


def test_the_demonstration_page_has_nothing_inline_and_says_what_it_is() -> None:
    page = (ROOT / DEMO).read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert "This is a demonstration." in page
    seals = set(re.findall(r'integrity="([^"]+)"', page))
    assert seals == {integrity((ROOT / BUILT).read_text(encoding="utf-8"))}


def test_the_tag_that_is_printed_names_the_hash_of_the_file() -> None:
    done = command("snippet", "https://bot.example.org/webhooks/web/", "--title", 'Ask "us" & co')
    seal = base64.b64encode(hashlib.sha384((ROOT / BUILT).read_bytes()).digest()).decode()
    assert done.stdout == (
        '<script src="https://bot.example.org/webhooks/web/widget.js" '
        'data-endpoint="https://bot.example.org/webhooks/web" data-title="Ask &quot;us&quot; &amp; co"\n'
        f'        integrity="sha384-{seal}"\n        crossorigin="anonymous" defer></script>\n'
    )


@pytest.mark.parametrize("address", ["bot.example.org", "javascript:alert(1)", "https://", "https://a.example/?x=1"])
def test_a_tag_for_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    done = command("snippet", address)
    assert done.returncode == 1
    assert "https://bot.example.org/webhooks/web" in done.stderr


@pytest.mark.parametrize("name", ["widget", "snippet"])
def test_the_commands_explain_themselves(name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split()) > 15
