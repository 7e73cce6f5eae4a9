"""Between Rasa and talking to a person: who reads enquiries, where it stands, what was given and what goes with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.conversation import failures_of, intent_of, knowledge, questions_of
from actions.profile import STAGE, engine, heard_in, stage_of, state_of
from adviser.advice import interview, later
from adviser.advice.interview import State
from adviser.contact.fields import clean
from adviser.contact.hear import Said, matter, wants_call
from adviser.contact.letter import letter
from adviser.contact.model import ASKED, CALL, FAILURES, Contact, Desk, Outcome, Shown, Step
from adviser.contact.talk import Setting, begin, enough
from adviser.contact.words import EMAIL, NAME, PHONE, TIME
from adviser.respond import GIVING_UP
from adviser.talk import Answer
from delivery.settings import Settings, Unfinished, settings
from render.blocks import message_of

if TYPE_CHECKING:
    from stores.enquiries import EnquiryStore

logger = logging.getLogger(__name__)

CONTACT = "contact"
CONTACTING = "contacting"  # the stage
MOST_A_DAY = 3  # enquiries of one conversation: a desk is not to be flooded
LONGEST_MATTER = 1000  # characters of what somebody had asked; more is cut off


@lru_cache(maxsize=1)
def configured() -> Settings:
    """Where enquiries go; nowhere where that is set wrongly, which `operate serve` refuses to start with."""
    try:
        return settings()
    except Unfinished as problem:
        logger.error("nobody can be passed on to a person: %s", problem)
        return Settings()


@lru_cache(maxsize=1)
def store() -> EnquiryStore:
    """The enquiries. Imported when it is first used: the database's library is large."""
    from stores.enquiries import EnquiryStore

    return EnquiryStore()


def desk() -> Desk | None:
    """Who reads enquiries; None where nobody does."""
    found = configured()
    return Desk(found.desk, found.days, found.policy) if found.targets else None


@dataclass(frozen=True)
class Enquiring:
    """One turn of talking to a person: the words and what is sent beside, where it stands, what was given."""

    sender: str
    setting: Setting
    contact: Contact
    details: Mapping[str, str]
    about: str
    state: State

    def slots(self, step: Step) -> list[Any]:
        """Where it stands after a step; what was given is in the store, not here."""
        now = step.contact
        if not now.step:
            return [SlotSet(CONTACT, None), SlotSet(STAGE, stage_of(self.state))]
        kept = {"step": now.step, "reason": now.reason, "id": now.id, "misses": now.misses, "about": self.about}
        return [SlotSet(CONTACT, kept), SlotSet(STAGE, CONTACTING)]

    def settle(self, step: Step) -> Step:
        """Store what is agreed to be sent, which ends it; or keep what was given so far, for a day at most."""
        if step.outcome == Outcome.SEND:
            self.send(step)
            return replace(step, contact=replace(step.contact, step=""))
        if step.details != self.details:
            store().keep_draft(self.sender, step.details)
        return step

    def send(self, step: Step) -> None:
        """Store the enquiry; delivery is another process's affair."""
        from stores.enquiries import Enquiry

        written = letter(step.contact, step.details, self.setting, date.today())
        found = Enquiry(
            step.contact.id,
            self.sender,
            step.details[NAME],
            step.details[EMAIL],
            time=step.details.get(TIME, ""),
            phone=step.details.get(PHONE, ""),
            desk=self.setting.desk.name,
            reason=step.contact.reason,
            about=self.setting.shown.about,
            summary=self.setting.shown.summary,
            subject=written.subject,
            text=written.text,
        )
        store().add(found, configured().targets)


def enquiring(tracker: Tracker, who: Desk) -> Enquiring:
    """Where talking to a person stands."""
    kept = tracker.get_slot(CONTACT)
    known: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    contact = Contact(
        step=str(known.get("step") or ""),
        reason=known["reason"] if known.get("reason") in (ASKED, CALL, FAILURES) else ASKED,
        id=str(known.get("id") or uuid4().hex),
        misses=known["misses"] if isinstance(known.get("misses"), int) else 0,
    )
    about, state = str(known.get("about") or ""), state_of(tracker)
    setting = Setting(knowledge().contact, who, Shown(about, summary_of(state)))
    details = store().draft(tracker.sender_id) if contact.step else {}
    return Enquiring(tracker.sender_id, setting, contact, details, about, state)


def begun(tracker: Tracker, who: Desk, reason: str = "") -> tuple[Step, list[Any]]:
    """The first step, and the slots after it. Without a reason the message says whether a call is wanted."""
    words, text = knowledge().contact, str(tracker.latest_message.get("text") or "")
    why = reason or (CALL if wants_call(text, words) else ASKED)
    about = (clean(text) if why == FAILURES else matter(text, words))[:LONGEST_MATTER]
    fresh = Enquiring(
        tracker.sender_id,
        Setting(words, who),
        Contact(reason=why, id=uuid4().hex),
        {},
        about,
        state_of(tracker),
    )
    today = [each for each in store().of(fresh.sender) if each.at > datetime.now(UTC) - timedelta(days=1)]
    many = len(today) >= MOST_A_DAY
    step = enough(len(today), fresh.setting) if many else begin(fresh.contact, fresh.setting)
    store().keep_draft(fresh.sender, {})  # of an earlier one that was left in the middle
    return step, fresh.slots(step)


def offer(answer: Answer, tracker: Tracker) -> tuple[tuple[Answer, ...], list[Any]]:
    """An answer to what could not be answered; with the offer of a person at every third in a row."""
    who = desk()
    if who is None or (failures_of(tracker) + 1) % GIVING_UP:
        return (answer,), []
    step, slots = begun(tracker, who, FAILURES)
    said = () if step.answer is None else (step.answer,)
    return (answer, *said) if answer.statements or answer.names else said, slots


def said_in(tracker: Tracker) -> Said:
    """The last message, as talking to a person hears it."""
    names = any(question.subjects for question in questions_of(tracker.latest_message))
    heard = heard_in(tracker)
    return Said(heard.text, intent_of(tracker), heard.asks, names)


def summary_of(state: State) -> str:
    """The advice in hand, or what the person told; plain lines, without its sources."""
    if not state.advised and not state.profile:
        return ""
    found = later.summary(state, engine()) if state.advised else interview.told_of(state, engine())
    if found.answer is None:
        return ""
    base = knowledge()
    message = message_of(found.answer, base.words, base.vocabulary.subjects)
    return "\n".join(clean(each.text) for each in (*message.sentences, *message.items, *message.closing))
