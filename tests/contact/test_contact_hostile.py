"""Whatever is typed where a name, an address or a number is asked for: no fault, nothing smuggled, always a way on."""

from __future__ import annotations

import unicodedata
from datetime import date
from email import message_from_bytes, policy

from hypothesis import example, given, seed, settings
from hypothesis import strategies as st
from talks import ID

from adviser.contact import fields
from adviser.contact.hear import Said
from adviser.contact.letter import letter
from adviser.contact.model import Contact, Desk, Outcome, Shown
from adviser.contact.talk import STEPS, Setting, prompt_of, take
from adviser.contact.words import EMAIL, FIELDS, NAME, PHONE, TIME
from adviser.knowledge import KNOWLEDGE, load_checked
from delivery.places import MailServer, payload
from delivery.settings import Mail
from stores.enquiries import Enquiry

BASE = load_checked(KNOWLEDGE, date.today())
SETTING = Setting(BASE.contact, Desk("the desk {name}"), Shown("about {desk}", "a summary"))
PIECES = (
    "anna@example.org my name is change the email to stop no yes \r\n Bcc: \x00 {name} {} %s <script> <!channel> "
    "' OR 1=1 -- \u202e \ud83d 👍 +447911123456 07700 900123 @ .. ?? what is level 5 delete at dot ; , = é ß 李 \u0000"
).split(" ")
HOSTILE = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
DETAILS = {NAME: "Anna", EMAIL: "anna@example.org", TIME: "Evenings", PHONE: ""}
MAIL = Mail("localhost", 25, "smtp", "", "", ("desk@example.org",), "bot@example.org")


def is_one_harmless_line(text: str) -> bool:
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Cf", "Zl", "Zp") for sign in text)


@seed(5)
@settings(max_examples=400, deadline=None)
@given(st.sampled_from(STEPS), HOSTILE, st.booleans(), st.booleans(), st.sampled_from(("", "affirm", "delete_me")))
@example(NAME, "{name}", False, False, "")
@example(NAME, "\r\nBcc: everybody@example.org", False, False, "")
def test_every_message_leads_to_a_step_with_a_reply(step: str, text: str, asks: bool, names: bool, kind: str) -> None:
    details = {name: DETAILS[name] for name in FIELDS[: FIELDS.index(step) if step in FIELDS else None]}
    done = take(Said(text, kind, asks, names), Contact(step, id=ID), details, SETTING)
    assert (done.answer is None) == (done.outcome == Outcome.ASIDE)
    assert set(done.details) <= set(FIELDS)
    assert all(is_one_harmless_line(value) for value in done.details.values())
    if done.outcome == Outcome.GOES_ON:
        assert done.answer is not None
        assert done.answer.prompt is not None
        assert prompt_of(done.contact, done.details, SETTING).text
    if done.outcome == Outcome.SEND:
        assert set(done.details) == set(FIELDS)


@seed(5)
@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_what_is_read_as_an_address_can_be_read_so_again(text: str) -> None:
    found = fields.email_in(text)
    assert found is None or (fields.email_in(found) == found and found.count("@") == 1)


@seed(5)
@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_what_is_read_as_a_number_can_be_read_so_again(text: str) -> None:
    found = fields.phone_in(text)
    assert found is None or (found.startswith("+") and fields.phone_in(found) == found)


@seed(5)
@settings(max_examples=80, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_typed_becomes_a_header_of_the_letter(name: str, time: str, about: str) -> None:
    read = {NAME: fields.read(NAME, name, BASE.contact, lenient=True), TIME: fields.read(TIME, time, BASE.contact)}
    details = {**DETAILS, **{key: value for key, value in read.items() if value}}
    setting = Setting(BASE.contact, Desk("the desk"), Shown(fields.clean(about), ""))
    written = letter(Contact(id=ID), details, setting, date(2026, 11, 22))
    enquiry = Enquiry(ID, "someone", details[NAME], details[EMAIL], subject=written.subject, text=written.text)
    sent = MailServer(MAIL)._letter(enquiry).as_bytes()
    back = message_from_bytes(sent, policy=policy.default)
    assert sorted(back.keys()) == sorted(MailServer(MAIL)._letter(Enquiry(ID, "", "A", "a@example.org")).keys())
    assert back["To"] == "desk@example.org"
    assert details[NAME] in str(back.get_content())
    assert payload(enquiry)
