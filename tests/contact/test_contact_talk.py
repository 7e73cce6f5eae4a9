"""Talking to a person, turn by turn: what is asked, taken, shown back, changed, sent and left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from talks import ID, Talk

from adviser.contact.hear import Said, matter, wants_call
from adviser.contact.letter import letter
from adviser.contact.model import AMEND, CALL, CONSENT, FAILURES, REVIEW, Contact, Desk, Outcome
from adviser.contact.talk import come_back, lapses, take
from adviser.contact.words import EMAIL, FIELDS, NAME, PHONE, TIME
from adviser.talk import Answer, Status


def test_first_it_says_who_is_contacted_why_and_what_for_and_asks(talk: Talk) -> None:
    said = talk.begin().said
    assert "the advice team at Acme" in said
    for told in ("bot", "name", "email", "phone", "summary", "nothing before you have seen it"):
        assert told in said
    assert talk.step.contact.step == CONSENT
    assert talk.choices == ("Yes, go on", "No, thank you")


def test_a_call_is_said_to_be_with_somebody_who_may_sell(talk: Talk) -> None:
    assert "courses they sell" in talk.begin(CALL).said


def test_the_privacy_notice_is_named_where_there_is_one(talk: Talk) -> None:
    talk.setting = replace(talk.setting, desk=Desk("Acme", 30, "https://acme.example/privacy"))
    assert "https://acme.example/privacy" in talk.begin().said


def test_a_whole_enquiry_from_consent_to_what_is_sent(talk: Talk) -> None:
    talk.begin().say("Yes, go on", "Anna Smith", "anna@example.org", "Evenings")
    shown = talk.say("020 7946 0958")
    for line in ("Name: Anna Smith", "Email: anna@example.org", "Best time: Evenings", "Phone: +44 20 7946 0958"):
        assert line in shown
    assert "can someone help me choose" in shown
    assert "Recommended: ILM Level 3. It fits." in shown
    sent = talk.say("Send it")
    assert talk.step.outcome == Outcome.SEND
    assert ID[:8].upper() in sent
    assert "anna@example.org" in sent
    assert dict(talk.step.details) == {
        NAME: "Anna Smith",
        EMAIL: "anna@example.org",
        TIME: "Evenings",
        PHONE: "+44 20 7946 0958",
    }


@pytest.mark.parametrize("no", ["No, thank you", "no", "no thanks", "nah", "not now", "I'd rather not"])
def test_without_consent_nothing_is_asked(talk: Talk, no: str) -> None:
    said = talk.begin().say(no)
    assert talk.step.outcome == Outcome.OVER
    assert "asked for nothing and sent nothing" in said
    assert talk.step.contact == Contact()


@pytest.mark.parametrize("yes", ["yes", "Yes please", "ok", "sure, go on", "go ahead", "yeah", "Oh, alright"])
def test_yes_in_many_words(talk: Talk, yes: str) -> None:
    assert "What is your name?" in talk.begin().say(yes)


@pytest.mark.parametrize(("thumb", "kind", "step"), [("👍", "affirm", NAME), ("👎", "deny", "")])
def test_a_thumb_is_yes_or_no_to_consent(talk: Talk, thumb: str, kind: str, step: str) -> None:
    talk.begin().say(thumb, kind=kind)
    assert talk.step.contact.step == step


def test_an_address_before_consent_is_not_taken(talk: Talk) -> None:
    assert "before you agree" in talk.begin().say("you can mail me at anna@example.org")
    assert not talk.step.details


@pytest.mark.parametrize("step", [NAME, EMAIL, TIME, PHONE, REVIEW])
@pytest.mark.parametrize(
    "stop", ["stop", "Stop please", "cancel", "forget it", "never mind", "oh I changed my mind", "Don't send it"]
)
def test_it_can_be_left_at_each_step(talk: Talk, step: str, stop: str) -> None:
    said = talk.reach(step).say(stop)
    assert talk.step.outcome == Outcome.OVER
    assert not talk.step.details
    assert "nothing was sent" in said


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Anna", "Anna"),
        ("my name is Anna Smith", "Anna Smith"),
        ("Hi, I'm Anna-Lena O'Neil.", "Anna-Lena O'Neil"),
        ("actually it's Jo", "Jo"),
        ("Will Young", "Will Young"),
        ("May Jones", "May Jones"),
        ("Can Yılmaz", "Can Yılmaz"),
        ("José María Núñez de la Peña", "José María Núñez de la Peña"),
        ("李小龍", "李小龍"),
        ("Zoë  \u200b Ball", "Zoë Ball"),
        ("dr. no", "dr. no"),
    ],
)
def test_names_are_taken_as_they_are_written(talk: Talk, typed: str, name: str) -> None:
    talk.reach(NAME).say(typed)
    assert talk.step.details == {NAME: name}


@pytest.mark.parametrize(
    "typed", ["hello", "👍", "12345", "I want to know about level 5 and all that", "...", "", "yes"]
)
def test_what_is_no_name_is_asked_again_with_a_way_out(talk: Talk, typed: str) -> None:
    said = talk.reach(NAME).say(typed)
    assert "name" in said
    assert "stop" in said
    assert talk.step.contact.misses == 1
    assert not talk.step.details


def test_a_name_that_looks_like_none_is_taken_when_it_is_said_again(talk: Talk) -> None:
    talk.reach(NAME).say("The", "The")
    assert talk.step.details == {NAME: "The"}


def test_name_and_address_at_once(talk: Talk) -> None:
    talk.reach(NAME).say("Jo Bloggs, jo@example.org")
    assert talk.step.details == {NAME: "Jo Bloggs", EMAIL: "jo@example.org"}
    assert talk.step.contact.step == TIME


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("anna@example.org", "anna@example.org"),
        ("it's Anna.Smith@Example.ORG.", "Anna.Smith@example.org"),
        ("<anna@example.org>", "anna@example.org"),
        ("anna at example dot org", "anna@example.org"),
        ("anna @ example.org", "anna@example.org"),
        ("anna+courses@mail.example.co.uk thanks", "anna+courses@mail.example.co.uk"),
        ("not old@example.org but new@example.org", "new@example.org"),
        ("jörg@bücher.example.de", "jörg@bücher.example.de"),
        ("marketing@acme.co.uk", "marketing@acme.co.uk"),
        ("stop@example.org", "stop@example.org"),
    ],
)
def test_addresses_are_found_in_what_people_type(talk: Talk, typed: str, email: str) -> None:
    talk.reach(EMAIL).say(typed)
    assert talk.step.details[EMAIL] == email


@pytest.mark.parametrize(
    "typed", ["anna@example", "anna.example.org", "@", "a@@b.org", "anna@exa mple", "anna", "🎉", "yes"]
)
def test_a_bad_address_is_said_kindly_with_an_example(talk: Talk, typed: str) -> None:
    said = talk.reach(EMAIL).say(typed)
    assert "anna@example.org" in said
    assert "stop" in said
    assert EMAIL not in talk.step.details


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("020 7946 0958", "+44 20 7946 0958"),
        ("07700900123", "+44 7700 900123"),
        ("my mobile is 07911 123456 after six", "+44 7911 123456"),
        ("+353 1 496 0000", "+353 1 496 0000"),
        ("(0161) 496-0000", "+44 161 496 0000"),
        ("No phone number", ""),
        ("no", ""),
        ("skip", ""),
        ("email only please", ""),
    ],
)
def test_numbers_are_british_unless_they_say_otherwise_and_may_be_left_out(talk: Talk, typed: str, phone: str) -> None:
    talk.reach(PHONE).say(typed)
    assert talk.step.details[PHONE] == phone
    assert talk.step.contact.step == REVIEW


@pytest.mark.parametrize("typed", ["12", "ring me", "0", "999", "012345678901234567890"])
def test_a_number_that_cannot_be_rung_is_asked_again(talk: Talk, typed: str) -> None:
    assert "leave it out" in talk.reach(PHONE).say(typed)
    assert talk.choices == ("No phone number",)


@pytest.mark.parametrize("typed", ["Any time", "weekday evenings", "how about Tuesday?", "after 5pm", "dont mind"])
def test_a_time_is_taken_in_their_words(talk: Talk, typed: str) -> None:
    talk.reach(TIME).say(typed, asks=typed.endswith("?"))
    assert talk.step.details[TIME] == typed


@pytest.mark.parametrize("field", [NAME, EMAIL, TIME, PHONE])
def test_each_thing_can_be_changed_once_it_is_shown(talk: Talk, field: str) -> None:
    label = talk.setting.words.fields[field].label.lower()
    said = talk.reach(REVIEW).say(f"change the {label}")
    assert talk.step.contact.step == field
    assert field not in talk.step.details
    assert said.strip()
    given = {NAME: "Bea", EMAIL: "bea@example.org", TIME: "Mornings", PHONE: "0161 496 0000"}[field]
    shown = talk.say(given)
    assert talk.step.contact.step == REVIEW
    assert "Shall I send it?" in shown
    assert len(talk.step.details) == len(FIELDS)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("change the email to bea@example.org", EMAIL, "bea@example.org"),
        ("sorry, wrong email, it's bea@example.org", EMAIL, "bea@example.org"),
        ("bea@example.org", EMAIL, "bea@example.org"),
        ("change my name to Bea", NAME, "Bea"),
        ("0161 496 0000 is better", PHONE, "+44 161 496 0000"),
        ("change the time to mornings", TIME, "mornings"),
        ("mornings are better", TIME, "mornings are better"),
    ],
)
def test_a_change_can_bring_the_new_value_along(talk: Talk, typed: str, field: str, value: str) -> None:
    talk.reach(REVIEW).say(typed)
    assert talk.step.contact.step == REVIEW
    assert talk.step.details[field] == value


@pytest.mark.parametrize("no", ["no", "Change something", "that's wrong", "looks wrong to me", "not quite"])
def test_no_to_sending_asks_what_to_change(talk: Talk, no: str) -> None:
    talk.reach(REVIEW).say(no)
    assert talk.step.contact.step == AMEND
    assert talk.choices[-1] == "Don't send it"
    talk.say("email")
    assert talk.step.contact.step == EMAIL


@pytest.mark.parametrize("doubt", ["yes but not my phone number", "ok, but without the phone", "send it later"])
def test_half_a_yes_sends_nothing(talk: Talk, doubt: str) -> None:
    talk.reach(REVIEW).say(doubt)
    assert talk.step.outcome == Outcome.GOES_ON


def test_an_earlier_answer_can_be_changed_while_another_is_asked_for(talk: Talk) -> None:
    talk.reach(PHONE).say("change my name to Bea")
    assert talk.step.contact.step == PHONE
    assert talk.step.details[NAME] == "Bea"
    talk.say("back")
    assert talk.step.contact.step == TIME


@pytest.mark.parametrize("step", [NAME, EMAIL, TIME, PHONE])
def test_why_it_is_asked_for_is_told_and_it_is_asked_again(talk: Talk, step: str) -> None:
    question = talk.reach(step).said.split("\n")[-1]
    said = talk.say("why do you need that?", kind="why_asked", asks=True)
    assert talk.setting.words.fields[step].why.format(desk="the advice team at Acme") in said
    assert said.endswith(question)


@pytest.mark.parametrize("step", [CONSENT, NAME, EMAIL, TIME, PHONE, REVIEW])
@pytest.mark.parametrize(
    "asked", ["who will see this?", "What happens to my details?", "how long do you keep it", "gdpr?"]
)
def test_what_becomes_of_it_is_told_at_each_step(talk: Talk, step: str, asked: str) -> None:
    talk.begin() if step == CONSENT else talk.reach(step)
    said = talk.say(asked, asks=True)
    assert "30 days" in said
    assert "delete my data" in said
    assert talk.step.contact.step == step


@pytest.mark.parametrize("step", [CONSENT, NAME, EMAIL, PHONE, REVIEW])
def test_a_question_of_something_else_is_left_to_others_and_nothing_is_lost(talk: Talk, step: str) -> None:
    talk.begin() if step == CONSENT else talk.reach(step)
    before = dict(talk.step.details)
    waiting = talk.step.answer
    assert waiting is not None
    assert waiting.prompt is not None
    talk.say("what is the difference between a certificate and a diploma", asks=True, names=True)
    assert talk.aside
    assert (talk.step.contact.step, dict(talk.step.details)) == (step, before)
    back = come_back(Answer(Status.ANSWERED), talk.step.contact, talk.step.details, talk.setting).prompt
    assert back is not None
    assert waiting.prompt.text in back.text
    assert back.choices == waiting.prompt.choices


def test_what_was_offered_unasked_lapses_when_the_person_talks_on(talk: Talk) -> None:
    assert lapses(talk.begin(FAILURES).step.contact)
    assert "not getting this right" in talk.said
    talk.say("I lead a team of six")
    assert talk.aside
    assert not lapses(talk.begin().step.contact)


def test_a_wish_to_be_deleted_is_not_taken_for_an_answer(talk: Talk) -> None:
    talk.reach(NAME).say("delete my data", kind="delete_me")
    assert talk.aside
    talk.reach(EMAIL).say("delete@example.org", kind="delete_me")
    assert talk.step.details[EMAIL] == "delete@example.org"


def test_what_is_not_understood_twice_still_leaves_a_way_on(talk: Talk) -> None:
    for _ in range(5):
        said = talk.reach(EMAIL).say("no idea what", "eh", "?!")
        assert "stop" in said


def test_a_slot_of_another_shape_ends_it(talk: Talk) -> None:
    step = take(Said("hello"), Contact(step="nonsense"), {}, talk.setting)
    assert step.outcome == Outcome.ASIDE
    assert step.contact == Contact()


def test_every_button_does_what_it_says(talk: Talk) -> None:
    talk.begin().say(talk.choices[1])
    assert talk.step.outcome == Outcome.OVER
    talk.begin().say(talk.choices[0])
    assert talk.step.contact.step == NAME
    for choice in talk.reach(TIME).choices:
        talk.reach(TIME).say(choice)
        assert talk.step.details[TIME] == choice
    talk.reach(REVIEW)
    send, change, cancel = talk.choices
    talk.say(change)
    assert talk.step.contact.step == AMEND
    for choice, field in zip(talk.choices, FIELDS, strict=False):
        talk.reach(REVIEW).say("no", choice)
        assert talk.step.contact.step == field
    talk.reach(REVIEW).say(cancel)
    assert talk.step.outcome == Outcome.OVER
    talk.reach(REVIEW).say(send)
    assert talk.step.outcome == Outcome.SEND


def test_the_letter_holds_what_was_shown_and_on_what_terms(talk: Talk) -> None:
    talk.reach(REVIEW)
    shown = talk.said
    talk.say("send it")
    written = letter(talk.step.contact, talk.step.details, talk.setting, date(2026, 11, 22))
    assert written.subject == f"Enquiry {ID[:8].upper()}: Anna Smith"
    for line in ("Name: Anna Smith", "Email: anna@example.org", "Best time: Evenings", "Phone: +44 20 7946 0958"):
        assert line in shown
        assert line in written.text
    for told in (
        "can someone help me choose",
        "Recommended: ILM Level 3.",
        "22 November 2026",
        "a bot",
        "nothing else",
    ):
        assert told in written.text


def test_what_a_wish_for_a_person_is_about(talk: Talk) -> None:
    words = talk.setting.words
    assert matter("can i speak to a person please", words) == ""
    assert matter("can I talk to someone about funding for Level 5?", words).startswith("can I talk")
    assert wants_call("I'd like a discovery call", words)
    assert not wants_call("I'd like to talk to a person", words)
