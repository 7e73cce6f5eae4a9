"""What people thought of answers: a vote, perhaps a word, and what the answer rested on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from stores.database import connect, database_url, make

VOTES = ("up", "down")
LONGEST_COMMENT = 2000  # characters; more is cut off

_TABLES = sa.MetaData()
_FEEDBACK = sa.Table(
    "feedback",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("reply", sa.String(255), nullable=False),
    sa.Column("vote", sa.String(8), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),  # a JSON list
    sa.Column("knowledge", sa.String(64), nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),  # seconds since 1970
)


@dataclass(frozen=True)
class Feedback:
    """One vote on one reply.

    `conversation` is the id that Rasa knows the conversation by (its sender id), `reply` the id of the reply in it;
    `vote` is "up" or "down"; `question` is what the person had asked; `facts` are the ids of what the reply rested on,
    `knowledge` the version of the knowledge base; `at` has a zone. Raises ValueError for another vote or no zone.
    """

    conversation: str
    reply: str
    vote: str
    comment: str = ""
    question: str = ""
    facts: tuple[str, ...] = ()
    knowledge: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        if self.vote not in VOTES:
            raise ValueError(f"a vote is one of {', '.join(VOTES)}, not {self.vote!r}")
        if self.at.tzinfo is None:
            raise ValueError("the time of a vote needs a zone")


class FeedbackStore:
    """Votes in a database; the table is made if it is not there. `url` is SQLAlchemy's."""

    def __init__(self, url: str | None = None) -> None:
        self._engine = connect(url or database_url())
        make(_TABLES, self._engine)

    def add(self, feedback: Feedback) -> None:
        """Keep a vote. Who votes again on the same reply has changed their mind: the last vote counts."""
        same = (_FEEDBACK.c.conversation == feedback.conversation) & (_FEEDBACK.c.reply == feedback.reply)
        with self._engine.begin() as connection:
            connection.execute(_FEEDBACK.delete().where(same))
            connection.execute(_FEEDBACK.insert(), _row(feedback))

    def of(self, conversation: str) -> list[Feedback]:
        """The votes of a conversation, oldest first."""
        return self._found(_FEEDBACK.c.conversation == conversation)

    def all(self, since: date | None = None) -> list[Feedback]:
        """Every vote, or those from a day on (UTC); oldest first."""
        start = datetime.combine(since, time(), UTC).timestamp() if since else 0.0
        return self._found(_FEEDBACK.c.at >= start)

    def forget(self, conversation: str) -> None:
        """Delete the votes of a conversation."""
        with self._engine.begin() as connection:
            connection.execute(_FEEDBACK.delete().where(_FEEDBACK.c.conversation == conversation))

    def _found(self, wanted: Any) -> list[Feedback]:
        query = sa.select(_FEEDBACK).where(wanted).order_by(_FEEDBACK.c.at, _FEEDBACK.c.id)
        with self._engine.connect() as connection:
            return [_feedback(row) for row in connection.execute(query)]


def _row(feedback: Feedback) -> dict[str, Any]:
    return {
        "conversation": feedback.conversation,
        "reply": feedback.reply,
        "vote": feedback.vote,
        "comment": feedback.comment[:LONGEST_COMMENT],
        "question": feedback.question,
        "facts": json.dumps(feedback.facts),
        "knowledge": feedback.knowledge,
        "at": feedback.at.timestamp(),
    }


def _feedback(row: Any) -> Feedback:
    return Feedback(
        row.conversation,
        row.reply,
        row.vote,
        row.comment,
        row.question,
        tuple(json.loads(row.facts)),
        row.knowledge,
        datetime.fromtimestamp(row.at, UTC),
    )
