"""What is taken out of a message, and what is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeing.redact import redacted


@pytest.mark.parametrize(
    ("said", "secrets"),
    [
        ("Hi, my name is dave smith and I run Acme in Hull", ("dave", "smith", "acme")),
        ("ring 07700 900123 or +44 (0)161 496 0000", ("07700", "900123", "161", "0000")),
        ("mail john.o'neil@example.co.uk or jo at example dot com", ("john", "neil", "example", "jo at")),
        ("see https://example.org/me?id=7 and www.acme.example, @zed", ("example", "acme", "zed")),
        ("I live at SW1A 1AA, born 12/03/1987, NI QQ123456C", ("sw1a", "1aa", "1987", "12/03", "123456")),
        ("I'm Zbig. Our manager Sarah's team, and ZEBEDEE too", ("zbig", "sarah", "zebedee")),
        ("kind regards, ann o’leary", ("ann", "leary")),
        ("Mrs. Patel told mohammed", ("patel", "mohammed")),
        ("payroll no AB12345 and case 603/1234/5", ("12345", "603", "1234")),
    ],
)
def test_what_names_somebody_is_taken_out(said: str, secrets: tuple[str, ...]) -> None:
    left = redacted(said).lower()
    assert [secret for secret in secrets if secret in left] == []


@pytest.mark.parametrize(
    "said",
    [
        "what about Level 5 and the ILM diploma?",
        "CMI or ILM, and who was Kolb",
        "is l3 enough for a team leader?",
        "Can I do it in 6 weeks",
        "may I ask what a credit is, and will it be hard",
        "blah flurb gnarl",
    ],
)
def test_what_names_nobody_is_left(said: str) -> None:
    assert redacted(said) == said


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_comes_through_in_one_line(said: str) -> None:
    left = redacted(said)
    assert "\n" not in left


@settings(max_examples=200, deadline=None)
@given(
    st.emails(domains=st.sampled_from(["example.org", "acme.co.uk"])), st.from_regex(r"0\d{4} ?\d{6}", fullmatch=True)
)
def test_no_address_or_telephone_number_comes_through(address: str, number: str) -> None:
    left = redacted(f"please write to {address} or ring {number} about level 5")
    assert address not in left
    assert number[-6:] not in left
    assert "level 5" in left
