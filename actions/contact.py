"""The actions of talking to a person: the wish for one, and each step after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction, speak
from actions.conversation import FAILURES, LAST_TOPIC, OUTCOME, as_slot, focus_of, intent_of, knowledge, questions_of
from actions.desk import CONTACT, Enquiring, begun, desk, enquiring, said_in
from actions.enquiry import DELETE, ActionAdvise, ActionFallback, ActionReply
from actions.feedback import ANSWERED
from actions.profile import STAGE, engine, heard_in, slots_for, stage_of, state_of
from adviser.advice.interview import resumed
from adviser.advice.turn import turn
from adviser.contact.model import Outcome, Step
from adviser.contact.talk import come_back, lapses, missed, take
from adviser.respond import reply
from adviser.talk import Answer, Focus, Status

SAID = SlotSet(OUTCOME, "answered")
TALK = ("are_you_a_bot", "how_are_you", "insult")  # answered in between by their fixed reply
QUIET = ("greet", "thank", "goodbye", "affirm", "deny", "restart")  # need no answer in between


class ActionHandoff(SafeAction):
    """Offer to pass somebody on to a person; where nothing is configured, say which desks there are."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_handoff"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Ask for consent, or name the desks."""
        who = desk()
        if who is None:
            return ActionReply().act(dispatcher, tracker)
        step, slots = begun(tracker, who)
        speak(dispatcher, tracker, _answers(step))
        return [*slots, SlotSet(ANSWERED, None), SlotSet(FAILURES, 0), SAID]


class ActionContact(SafeAction):
    """The next step of talking to a person, whatever the message was taken for."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_contact"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Take the message: store what is given, send what is agreed to, answer what is asked in between."""
        who = desk()
        if who is None:  # no longer configured: on as if it had never begun
            return _left(dispatcher, tracker)
        talk = enquiring(tracker, who)
        step = take(said_in(tracker), talk.contact, talk.details, talk.setting)
        if step.outcome == Outcome.ASIDE:
            ends = lapses(talk.contact) or not talk.contact.step or intent_of(tracker) == DELETE
            return _left(dispatcher, tracker) if ends else _aside(dispatcher, tracker, talk)
        return _said(dispatcher, tracker, talk, talk.settle(step))


def _said(dispatcher: CollectingDispatcher, tracker: Tracker, talk: Enquiring, step: Step) -> list[Any]:
    """Say a step; once it is over, the question of the interview that waits is asked again."""
    answers = _answers(step)
    if not step.contact.step:
        desks = reply("human", Focus(), knowledge()) if step.outcome == Outcome.OVER else None
        told = () if desks is None else desks.statements
        answers = tuple(resumed(replace(each, statements=told), talk.state, engine()) for each in answers)
    speak(dispatcher, tracker, answers)
    return [*talk.slots(step), SlotSet(ANSWERED, None), SlotSet(FAILURES, 0), SAID]


def _aside(dispatcher: CollectingDispatcher, tracker: Tracker, talk: Enquiring) -> list[Any]:
    """Answer something else, and come back to what was asked for."""
    kind, state = intent_of(tracker), state_of(tracker)
    here = (talk.contact, talk.details, talk.setting)
    fixed = reply(kind, focus_of(tracker), knowledge())
    if kind in (*TALK, *QUIET) or fixed is not None:
        if kind in TALK:
            dispatcher.utter_message(response=f"utter_{kind}")
        speak(dispatcher, tracker, (come_back(fixed or Answer(Status.ANSWERED), *here),))
        return [SAID]
    # The interview, if one waits, keeps waiting: one question at a time.
    response, after = turn(
        kind,
        questions_of(tracker.latest_message),
        heard_in(tracker),
        focus_of(tracker),
        replace(state, asked=""),
        engine(),
    )
    if not response.answered:
        step = missed(*here)
        speak(dispatcher, tracker, _answers(step))
        return [*talk.slots(step), SAID]
    speak(dispatcher, tracker, (*response.answers[:-1], come_back(response.answers[-1], *here)))
    kept = [slot for slot in slots_for(replace(after, asked=state.asked), tracker) if slot["name"] != STAGE]
    return [*kept, SlotSet(LAST_TOPIC, as_slot(response.focus)), SAID]


def _left(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
    """Go on as if nobody had offered a person: the message is answered as any other."""
    kind = intent_of(tracker)
    before = [SlotSet(CONTACT, None), SlotSet(STAGE, stage_of(state_of(tracker)))]
    if kind in (*TALK, *QUIET):
        dispatcher.utter_message(response=f"utter_{kind}")
        return [*before, SAID]
    if reply(kind, focus_of(tracker), knowledge()) is not None:
        action: SafeAction = ActionHandoff() if kind == "human" else ActionReply()
        return [*before, *action.act(dispatcher, tracker)]
    done = ActionAdvise().act(dispatcher, tracker)
    if SAID not in done:
        done = [*done, *ActionFallback().act(dispatcher, tracker)]
    return [*before, *done]


def _answers(step: Step) -> tuple[Answer, ...]:
    return () if step.answer is None else (step.answer,)
