"""The actions: answer a question or go on with the interview, fall back, fixed replies."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction, speak
from actions.conversation import (
    FAILURES,
    LAST_TOPIC,
    OUTCOME,
    as_slot,
    failures_of,
    focus_of,
    intent_of,
    knowledge,
    questions_of,
)
from actions.desk import CONTACT, offer
from actions.feedback import ANSWERED, answered
from actions.kept import kept, with_them
from actions.profile import engine, heard_in, slots_for, state_of
from adviser.advice.interview import back_to_it, forgotten, resumed, told_of
from adviser.advice.turn import OUTSIDE, turn
from adviser.respond import fall_back, not_covered, reply, respond
from adviser.talk import Answer, Status

DELETE = "delete_me"  # the intent, and the slot that the store looks at
FORGET = "forget"
KNOWN = "what_known"


class ActionAnswer(SafeAction):
    """Answer the questions of the message; where none can be, a rule goes on to the fallback."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Say the answers, remember what they were about and what they told of the person."""
        questions, heard, state = questions_of(tracker.latest_message), heard_in(tracker), state_of(tracker)
        response, after = turn(intent_of(tracker), questions, heard, focus_of(tracker), state, engine())
        if not response.answered:
            outcome = "outside" if intent_of(tracker) in OUTSIDE else "unanswered"
            return [*slots_for(after, tracker), SlotSet(OUTCOME, outcome)]
        speak(dispatcher, tracker, response.answers)
        done = [SlotSet(LAST_TOPIC, as_slot(response.focus)), SlotSet(FAILURES, 0), SlotSet(OUTCOME, "answered")]
        return [*slots_for(after, tracker), *done, answered(tracker, response.answers)]


class ActionAdvise(ActionAnswer):
    """The same for a message about the person or the recommendation: which of the two it is, the core decides."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_advise"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """The same; who asks for it is forgotten, by the store too (stores/sql.py), whatever stands in the slots."""
        own = {DELETE: self._forget, KNOWN: self._tell}.get(intent_of(tracker), super().act)
        return own(dispatcher, tracker)

    def _tell(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """What is known of the person, and what is kept."""
        state = state_of(tracker)
        known = told_of(state, engine()).answer or Answer(Status.ANSWERED)
        speak(dispatcher, tracker, (resumed(kept(known, tracker.sender_id), state, engine()),))
        return [SlotSet(FAILURES, 0), SlotSet(OUTCOME, "answered"), SlotSet(ANSWERED, None)]

    def _forget(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Say that it is done, which the store does once the turn is over."""
        step = forgotten()
        known = with_them(step.answer or Answer(Status.ANSWERED), tracker.sender_id)
        speak(dispatcher, tracker, (known,))
        done = [SlotSet(LAST_TOPIC, {}), SlotSet(FAILURES, 0), SlotSet(OUTCOME, "answered"), SlotSet(FORGET, True)]
        return [*slots_for(step.state, tracker), SlotSet(CONTACT, None), SlotSet(ANSWERED, None), *done]


class ActionFallback(SafeAction):
    """Say honestly that there is no answer: first with a way on, then the menu, then a person."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_fallback"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Say it, and count."""
        failures = failures_of(tracker) + 1
        response = respond(questions_of(tracker.latest_message), focus_of(tracker), knowledge())
        found = back_to_it(fall_back(response, failures), focus_of(tracker), state_of(tracker), engine())
        answers, slots = offer(found, tracker)
        speak(dispatcher, tracker, answers)
        done = [SlotSet(LAST_TOPIC, as_slot(response.focus)), SlotSet(FAILURES, failures), SlotSet(OUTCOME, "answered")]
        return [*done, *slots, answered(tracker, answers)]


class ActionOutOfScope(SafeAction):
    """Say that this is not covered, and what is."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_out_of_scope"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Say it, and count."""
        failures = failures_of(tracker) + 1
        found = not_covered(questions_of(tracker.latest_message), failures, knowledge())
        found = back_to_it(found, focus_of(tracker), state_of(tracker), engine())
        answers, slots = offer(found, tracker)
        speak(dispatcher, tracker, answers)
        return [SlotSet(FAILURES, failures), SlotSet(OUTCOME, "answered"), *slots, answered(tracker, answers)]


class ActionReply(SafeAction):
    """A fixed reply to a kind of talk, with the facts it rests on."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_reply"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Say it."""
        kind = intent_of(tracker)
        found = reply(kind, focus_of(tracker), knowledge())
        if found is None:
            raise LookupError(f"knowledge/replies.yml has no reply for the intent {kind}")
        speak(dispatcher, tracker, (found,))
        return [SlotSet(FAILURES, 0), SlotSet(OUTCOME, "answered"), answered(tracker, (found,))]
