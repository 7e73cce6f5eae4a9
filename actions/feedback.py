"""A thumb typed after an answer is a vote on it; after a question it is yes or no."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction
from actions.conversation import OUTCOME, intent_of, knowledge
from adviser.talk import Answer, Cell, Statement

ANSWERED = "last_answer"  # the slot that holds what a vote would be on
VOTES = {"👍": "up", "👎": "down"}
SKIN = range(0x1F3FB, 0x1F400)  # tones that may follow a thumb


class ActionFeedback(SafeAction):
    """Yes or no where nothing waits for it: a vote on the last answer, if it is a thumb, else a word in reply."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_feedback"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """Keep the vote, or ask what the person would like."""
        vote, last = vote_in(str(tracker.latest_message.get("text") or "")), tracker.get_slot(ANSWERED)
        if not vote or not isinstance(last, dict) or not last.get("reply"):
            dispatcher.utter_message(response="utter_deny" if intent_of(tracker) == "deny" else "utter_affirm")
            return [SlotSet(OUTCOME, "answered")]
        keep(tracker.sender_id, vote, last)
        dispatcher.utter_message(response="utter_voted_up" if vote == "up" else "utter_voted_down")
        return [SlotSet(OUTCOME, "answered")]


def vote_in(text: str) -> str:
    """The vote that a message of a thumb alone is; "" for any other."""
    said = "".join(sign for sign in text if ord(sign) not in SKIN and sign != "\ufe0f").split()
    return VOTES.get(said[0], "") if len(set(said)) == 1 else ""


def keep(sender: str, vote: str, last: dict[str, Any]) -> None:
    """Store a vote. Imported when it is first used: the database's library is large."""
    from stores.feedback import Feedback, FeedbackStore

    FeedbackStore().add(
        Feedback(
            sender,
            str(last["reply"]),
            vote,
            question=str(last.get("question") or ""),
            facts=tuple(map(str, last.get("facts") or ())),
            knowledge=str(last.get("knowledge") or ""),
        )
    )


def answered(tracker: Tracker, answers: tuple[Answer, ...]) -> Any:
    """The slot of what a vote would be on: the reply that was just given. Nothing where it ends in a question."""
    if any(answer.prompt for answer in answers):
        return SlotSet(ANSWERED, None)
    facts = dict.fromkeys(key for answer in answers for key in rests_on(answer))
    question = str(tracker.latest_message.get("text") or "")
    last = {"reply": uuid4().hex, "question": question, "facts": list(facts), "knowledge": knowledge().version}
    return SlotSet(ANSWERED, last)


def rests_on(answer: Answer) -> list[str]:
    """The ids of every fact and disagreement that an answer rests on."""
    cells = [cell for _, row in answer.table.rows for cell in row] if answer.table else []
    parts: list[Statement | Cell] = [*answer.statements, *answer.items, *answer.closing, *cells]
    return [key for part in parts for key in part.rests_on]
