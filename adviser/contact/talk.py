"""Asking for what a person needs to answer: consent, each field, showing it back, sending it or leaving it.

Pure: a message and where it stands in; what is said, and where it stands then, out. Nothing is stored or sent here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adviser.contact import fields
from adviser.contact.hear import (
    Meaning,
    Meant,
    Said,
    field_named,
    field_of,
    is_question,
    meaning,
    new_value,
    offered_unasked,
)
from adviser.contact.model import AMEND, CONSENT, FAILURES, NOTHING, REVIEW, Contact, Desk, Outcome, Shown, Step
from adviser.contact.words import EMAIL, FIELDS, NAME, OPTIONAL, PREFIX, TIME, ContactWords
from adviser.talk import Answer, Note, Prompt, Status

Details = Mapping[str, str]
STEPS = (CONSENT, *FIELDS, REVIEW, AMEND)


@dataclass(frozen=True)
class Setting:
    """What every step needs: the words, who reads enquiries, and what is sent beside the details."""

    words: ContactWords
    desk: Desk
    shown: Shown = NOTHING


def begin(contact: Contact, setting: Setting) -> Step:
    """Say who would be contacted, why, and what for; ask for consent."""
    now = replace(contact, step=CONSENT, misses=0)
    notes = [_note(contact.reason, desk=setting.desk.name), _note("what", desk=setting.desk.name)]
    if setting.desk.policy:
        notes.append(_note("policy", policy=setting.desk.policy))
    return _asks(now, {}, setting, notes)


def enough(number: int, setting: Setting) -> Step:
    """Say that so many enquiries of one day are enough."""
    note = _note("enough", number=str(number), desk=setting.desk.name)
    return Step(Answer(Status.ANSWERED, opening=(note,)), Contact(), {}, Outcome.OVER)


def lapses(contact: Contact) -> bool:
    """Whether anything but an answer ends it: it was offered unasked, and the person talks on."""
    return contact.step == CONSENT and contact.reason == FAILURES


def take(said: Said, contact: Contact, details: Details, setting: Setting) -> Step:
    """The step that a message leads to."""
    if contact.step not in STEPS:
        return Step(None, Contact(), {}, Outcome.ASIDE)
    found = meaning(said, setting.words)
    if found.meant == Meant.DELETE:
        return Step(None, contact, details, Outcome.ASIDE)
    if found.meant == Meant.STOP:
        return _over("withdrawn" if details or contact.step != CONSENT else "declined")
    if found.meant == Meant.HANDLING:
        return _asks(contact, details, setting, [_handling(setting)])
    if found.meant == Meant.WHY:
        return _asks(contact, details, setting, [_why(contact, setting)])
    steps: dict[str, Callable[[Said, Meaning, Contact, Details, Setting], Step]] = {
        CONSENT: _consent,
        REVIEW: _review,
        AMEND: _review,
    }
    return steps.get(contact.step, _field)(said, found, contact, details, setting)


def prompt_of(contact: Contact, details: Details, setting: Setting) -> Prompt:
    """The question that waits, with its choices."""
    words, name = setting.words, setting.desk.name
    if contact.step in words.fields:
        asked = words.fields[contact.step]
        return Prompt(asked.ask.format(name=details.get(NAME, ""), desk=name), asked.choices)
    keys = {CONSENT: ("agree", "refuse"), REVIEW: ("send", "change", "cancel")}.get(contact.step)
    if keys:
        return Prompt(words.prompts[contact.step].format(desk=name), tuple(words.choices[key] for key in keys))
    changes = [words.choices["change_field"].format(field=words.fields[key].label.lower()) for key in FIELDS]
    return Prompt(words.prompts[AMEND].format(desk=name), (*changes, words.choices["cancel"]))


def come_back(answer: Answer, contact: Contact, details: Details, setting: Setting) -> Answer:
    """An answer to something else, followed by the question that still waits."""
    asked = prompt_of(contact, details, setting)
    text = setting.words.prompts["back"].format(desk=setting.desk.name, question=asked.text)
    return replace(answer, prompt=Prompt(text, asked.choices), offers=())


def missed(contact: Contact, details: Details, setting: Setting) -> Step:
    """Not understood: how it is meant, in plain words, and the question again."""
    now = replace(contact, misses=contact.misses + 1)
    asked = setting.words.fields.get(contact.step)
    if asked is None:
        return _asks(now, details, setting, [_note("missed")])
    again = asked.again.format(name=details.get(NAME, ""), desk=setting.desk.name)
    said = Answer(Status.ANSWERED, prompt=Prompt(again, asked.choices))
    return Step(said, now, details)


def _consent(said: Said, found: Meaning, contact: Contact, details: Details, setting: Setting) -> Step:
    if found.meant == Meant.AGREE or said.text.strip() == setting.words.choices["agree"]:
        return _onward(contact, details, setting, "begun")
    if found.meant == Meant.REFUSE:
        return _over("declined")
    if offered_unasked(said) and not lapses(contact):
        return _asks(contact, details, setting, [_note("must_agree")])
    return Step(None, contact, details, Outcome.ASIDE)


def _field(said: Said, found: Meaning, contact: Contact, details: Details, setting: Setting) -> Step:
    """An answer to one of the fields, unless it changes another or asks something."""
    field, whole = contact.step, fields.normal(said.text)
    if found.meant == Meant.CHANGE and found.field != field:
        return _change(found.field, said, contact, details, setting)
    if found.meant == Meant.BACK:
        return _change(_before(field), said, contact, details, setting)
    leaves_out = found.meant == Meant.SKIP or (found.meant == Meant.REFUSE and _exactly(whole, "refuse", setting))
    if leaves_out and field in OPTIONAL:
        return _onward(contact, {**details, field: ""}, setting, "noted")
    if leaves_out and found.meant == Meant.REFUSE:
        return _over("withdrawn")
    if leaves_out or (_exactly(whole, "agree", setting) and not contact.misses):
        return missed(contact, details, setting)
    if is_question(said, field, setting.words) and not (field == EMAIL and "@" in said.text):
        return Step(None, contact, details, Outcome.ASIDE)
    given = _given(field, said.text, contact, setting)
    return (
        _onward(contact, {**details, **given}, setting, "noted")
        if field in given
        else (missed(contact, {**details, **given}, setting))
    )


def _given(field: str, text: str, contact: Contact, setting: Setting) -> dict[str, str]:
    """What a text gives: the field that was asked for, and an address that comes with a name."""
    given: dict[str, str] = {}
    if field == NAME and (email := fields.email_in(text)):
        given[EMAIL] = email
        text = fields.without_email(text)
    value = fields.read(field, text, setting.words, lenient=contact.misses > 0)
    return given if value is None else {**given, field: value}


def _review(said: Said, found: Meaning, contact: Contact, details: Details, setting: Setting) -> Step:
    """An answer to "shall I send it", or to "what shall I change"."""
    chosen = said.text.strip()
    if chosen == setting.words.choices["send"] or found.meant == Meant.AGREE:
        return _sent(contact, details, setting)
    if found.meant == Meant.CHANGE and found.field:
        return _change(found.field, said, contact, details, setting)
    if contact.step == REVIEW and found.meant in (Meant.CHANGE, Meant.REFUSE):
        return _asks(replace(contact, step=AMEND, misses=0), details, setting)
    if contact.step == AMEND and found.meant in (Meant.REFUSE, Meant.BACK):
        return _shows(contact, details, setting)
    if field := field_of(said.text, setting.words) or _unasked(said, setting):
        return _change(field, said, contact, details, setting)
    if found.meant == Meant.ASKS:
        return Step(None, contact, details, Outcome.ASIDE)
    if contact.step == REVIEW and set(fields.normal(said.text).split()) & set(setting.words.hearing["change"]):
        return _asks(replace(contact, step=AMEND, misses=0), details, setting)
    return missed(contact, details, setting)


def _unasked(said: Said, setting: Setting) -> str:
    """The field that somebody gives anew without naming it: an address, a number, a time."""
    if found := offered_unasked(said):
        return found
    named = field_named(fields.normal(said.text), setting.words)
    if named and new_value(named, said.text):
        return named
    is_time = set(fields.normal(said.text).split()) & set(setting.words.hearing["times"])
    return TIME if is_time and not said.asks else ""


def _change(field: str, said: Said, contact: Contact, details: Details, setting: Setting) -> Step:
    """Put another value for a field, where the message gives one, or ask for it anew."""
    text = new_value(field, said.text)
    if field == TIME and not text and set(fields.normal(said.text).split()) & set(setting.words.hearing["times"]):
        text = said.text
    value = fields.read(field, text, setting.words, lenient=True) if text else None
    if value is not None:
        return _onward(contact, {**details, field: value}, setting, "changed")
    left = {name: given for name, given in details.items() if name != field}
    return _onward(contact, left, setting, "changed")


def _onward(contact: Contact, details: Details, setting: Setting, note: str) -> Step:
    """The first field that is missing, or all of it shown."""
    missing = next((name for name in FIELDS if name not in details), None)
    if missing is None:
        return _shows(contact, details, setting)
    return _asks(replace(contact, step=missing, misses=0), details, setting, [_note(note)])


def _shows(contact: Contact, details: Details, setting: Setting) -> Step:
    """Everything that would be sent, and whether it is to be."""
    now = replace(contact, step=REVIEW, misses=0)
    lines = tuple(_note("line", label=label, value=value) for label, value in rows(details, setting))
    answer = Answer(
        Status.ANSWERED,
        opening=(_note("review", desk=setting.desk.name),),
        ending=lines,
        prompt=prompt_of(now, details, setting),
    )
    return Step(answer, now, details)


def rows(details: Details, setting: Setting) -> tuple[tuple[str, str], ...]:
    """Everything that is sent, each under its label."""
    words, shown = setting.words, setting.shown
    given = [(words.fields[name].label, details.get(name) or words.labels["none"]) for name in FIELDS]
    beside = [(words.labels[key], " ".join(str(getattr(shown, key)).split())) for key in ("about", "summary")]
    return (*given, *((label, value) for label, value in beside if value))


def _sent(contact: Contact, details: Details, setting: Setting) -> Step:
    desk = setting.desk
    notes = (
        _note("sent", desk=desk.name, reference=contact.reference, email=details[EMAIL]),
        _note("keeps", days=str(desk.days)),
    )
    return Step(Answer(Status.ANSWERED, opening=notes), contact, details, Outcome.SEND)


def _over(note: str) -> Step:
    return Step(Answer(Status.ANSWERED, opening=(_note(note),)), Contact(), {}, Outcome.OVER)


def _asks(contact: Contact, details: Details, setting: Setting, notes: list[Note] | None = None) -> Step:
    answer = Answer(Status.ANSWERED, opening=tuple(notes or ()), prompt=prompt_of(contact, details, setting))
    return Step(answer, contact, details)


def _handling(setting: Setting) -> Note:
    desk = setting.desk
    return _note("handling", desk=desk.name, desk_capital=desk.name[:1].upper() + desk.name[1:], days=str(desk.days))


def _why(contact: Contact, setting: Setting) -> Note:
    """Why the field is asked for; of no field, what happens with it all."""
    asked = setting.words.fields.get(contact.step)
    return _handling(setting) if asked is None else _note("why", why=asked.why.format(desk=setting.desk.name))


def _before(field: str) -> str:
    return FIELDS[max(0, FIELDS.index(field) - 1)]


def _exactly(text: str, key: str, setting: Setting) -> bool:
    return text in setting.words.hearing[key]


def _note(key: str, **values: str) -> Note:
    return Note(f"{PREFIX}{key}", tuple(values.items()))
