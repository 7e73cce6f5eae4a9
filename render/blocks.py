"""An answer as channel-free blocks. The words around the facts are handed in (`knowledge/wording.yml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adviser.model import Citation, Subject
from adviser.talk import Answer, Cell, Kind, Note, Offer, Part, Statement, Status, Table

Words = Mapping[str, Any]
COACHING = "coaching-and-mentoring"
VOWELS = "AEIO"


@dataclass(frozen=True)
class Footnote:
    """A source as one line, with what was read there and its address, where it has one."""

    line: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Sentence:
    """Something said, with the facts it rests on and the lines of its sources; none for the words around facts.

    `caution` is how its text may end.
    """

    text: str
    rests_on: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    part: Part | None = None
    caution: str = ""


@dataclass(frozen=True)
class Message:
    """One reply: sentences, perhaps a list or table, what closes it, its sources, and what may be asked next.

    `question` is what the person is asked, beginning with `progress` where that is known; `choices` are then its
    answers. `title` is what is recommended.
    """

    sentences: tuple[Sentence, ...] = ()
    items: tuple[Sentence, ...] = ()
    table: Table | None = None
    closing: tuple[Sentence, ...] = ()
    question: str = ""
    footnotes: tuple[Footnote, ...] = ()
    choices: tuple[str, ...] = ()
    kind: Kind = Kind.ANSWER
    title: str = ""
    progress: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources as lines, in the order in which they are leant on."""
        return tuple(note.line for note in self.footnotes)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact or disagreement that anything in it rests on, once."""
        cells = [cell for _, row in self.table.rows for cell in row] if self.table else []
        parts: list[Sentence | Cell] = [*self.sentences, *self.items, *cells, *self.closing]
        return tuple(dict.fromkeys(key for part in parts for key in part.rests_on))


def message_of(answer: Answer, words: Words, subjects: Mapping[str, Subject]) -> Message:
    """The blocks of one answer."""
    names = ", ".join(answer.names)
    notes = [Sentence(words["notes"][note].format(names=names)) for note in answer.notes]
    told = tuple(_said(statement, words) for statement in answer.statements)
    detailed = "where_from" in answer.notes
    items = tuple(_said(statement, words) for statement in answer.items)
    if detailed:
        full = tuple(Sentence(source_in_full(citation, words)) for citation in answer.sources)
        views = tuple(_view(statement, words) for statement in answer.items)
        offered = offers_of(answer.offers, words, subjects)
        return Message((*told, *notes), (*full, *views), choices=offered, kind=answer.kind)
    lead = answer.status in (Status.NOT_KNOWN, Status.OUT_OF_SCOPE)
    first, then = (notes, told) if lead else (told, notes)
    opening, ending = (tuple(_noted(note, words) for note in each) for each in (answer.opening, answer.ending))
    prompt = answer.prompt
    return Message(
        sentences=(*opening, *first, *then),
        items=items,
        table=answer.table,
        closing=(*(_said(statement, words) for statement in answer.closing), *ending),
        question=prompt.text if prompt else "",
        footnotes=_footnotes(answer.citations, words),
        choices=prompt.choices if prompt else _next(answer, words, subjects),
        kind=_kind(answer),
        title=answer.title,
        progress=prompt.progress if prompt else "",
    )


def _kind(answer: Answer) -> Kind:
    """What sort of answer it is; where the core says nothing of it, its form tells."""
    if answer.kind != Kind.ANSWER:
        return answer.kind
    if answer.table:
        return Kind.COMPARISON
    return Kind.QUESTION if answer.prompt and not answer.statements else Kind.ANSWER


def _footnotes(citations: Sequence[Citation], words: Words) -> tuple[Footnote, ...]:
    """The sources, each line of them once."""
    found: dict[str, Footnote] = {}
    for each in citations:
        line = source_line(each, words)
        found.setdefault(line, Footnote(line, each.source.title, each.source.url))
    return tuple(found.values())


def _next(answer: Answer, words: Words, subjects: Mapping[str, Subject]) -> tuple[str, ...]:
    """What can be asked next: offers of the core, what goes with such an answer, or the menu."""
    after = words.get("after", {}).get(answer.kind.value, ()) if answer.title else ()
    return offers_of(answer.offers, words, subjects) or tuple(after) or _menu(answer, words)


def joined(messages: Sequence[Message]) -> Message:
    """The answers to several questions of one message as one reply; nothing is said twice."""
    if len(messages) == 1:
        return messages[0]
    tables = list(dict.fromkeys(message.table for message in messages if message.table))
    footnotes: dict[str, Footnote] = {}
    for note in (note for message in messages for note in message.footnotes):
        footnotes.setdefault(note.line, note)
    sentences = tuple(dict.fromkeys(sentence for message in messages for sentence in message.sentences))
    return Message(
        sentences=sentences,
        items=tuple(dict.fromkeys([*(item for message in messages for item in message.items), *_listed(tables[1:])])),
        table=tables[0] if tables else None,
        closing=tuple(dict.fromkeys(sentence for message in messages for sentence in message.closing)),
        question=next((message.question for message in reversed(messages) if message.question), ""),
        footnotes=tuple(footnotes.values()),
        choices=_joint_choices(messages),
        kind=Kind.COMPARISON if tables else Kind.ANSWER,
        progress=next((message.progress for message in reversed(messages) if message.question), ""),
    )


def _listed(tables: Sequence[Table]) -> list[Sentence]:
    """Further comparisons as lines: a reply draws one table, and nothing may be lost."""
    return [
        Sentence(f"{label}, {column}: {cell.text}", cell.rests_on)
        for table in tables
        for label, cells in table.rows
        for column, cell in zip(table.columns, cells, strict=True)
        if cell.text
    ]


def _joint_choices(messages: Sequence[Message]) -> tuple[str, ...]:
    """The answers to the question that is asked; where none is, the first few next questions of all."""
    asked = next((message.choices for message in reversed(messages) if message.question), None)
    return asked or tuple(dict.fromkeys(choice for message in messages for choice in message.choices))[:3]


def _noted(note: Note, words: Words) -> Sentence:
    """Words about the conversation."""
    return Sentence(str(words["advice"]["notes"][note.key]).format(**dict(note.values)))


def _said(statement: Statement, words: Words) -> Sentence:
    """The sentence, with its caution where it has one."""
    caution = words["caution"].format(caution=statement.caution) if statement.caution else ""
    text = f"{statement.text} {caution}".strip()
    cites = dict.fromkeys(source_line(citation, words) for citation in statement.citations)
    return Sentence(text, statement.rests_on, tuple(cites), statement.part, caution)


def _view(view: Statement, words: Words) -> Sentence:
    """One side of a disagreement: never without who takes it."""
    text = words["view"].format(publisher=view.citations[0].source.publisher, says=view.text)
    return Sentence(text, view.rests_on)


def _menu(answer: Answer, words: Words) -> tuple[str, ...]:
    """What can be asked instead, when nothing could be told."""
    told = answer.status in (Status.ANSWERED, Status.DISPUTED)
    return () if told else tuple(words["menu"])


def day(read: date) -> str:
    """A date as people write it, short: 21 Nov 2026."""
    return f"{read.day} {read:%b %Y}"


def source_line(citation: Citation, words: Words) -> str:
    """Who says it, what the publisher sells, and when it was read."""
    source = citation.source
    told = "source_interest" if source.standing in ("provider", "seller") and source.interest else "source"
    return str(words[told].format(publisher=source.publisher, interest=source.interest, read=day(citation.read)))


def source_in_full(citation: Citation, words: Words) -> str:
    """Publisher, title, place, date, interest and address."""
    source = citation.source
    line = words["source_full"].format(
        publisher=source.publisher,
        title=source.title,
        place=citation.place,
        read=day(citation.read),
        interest=source.interest,
    )
    return f"{line} {source.url}".strip()


def offers_of(offers: Sequence[Offer], words: Words, subjects: Mapping[str, Subject]) -> tuple[str, ...]:
    """Next questions in words, each of which understanding can read back."""
    return tuple(dict.fromkeys(_offer(offer, words, subjects) for offer in offers if offer.aspect in words["offers"]))


def _offer(offer: Offer, words: Words, subjects: Mapping[str, Subject]) -> str:
    things = _things(offer.subjects, subjects)
    if things:
        names = f" {words['and']} ".join(thing.name for thing in things)
        aspect = words["aspects"].get(offer.aspect)  # "what it means" is compared as a whole
        return str(words["offer_compare" if aspect else "offer_compare_whole"].format(subject=names, aspect=aspect))
    return str(words["offers"][offer.aspect].format(subject=subject_name(offer.subjects, words, subjects)))


def _things(keys: Sequence[str], subjects: Mapping[str, Subject]) -> list[Subject]:
    """The subjects of one kind among these, where there are several."""
    by_kind: dict[str, list[Subject]] = {}
    for key in keys:
        by_kind.setdefault(subjects[key].kind, []).append(subjects[key])
    return next((found for found in by_kind.values() if len(found) > 1), [])


def subject_name(keys: Sequence[str], words: Words, subjects: Mapping[str, Subject]) -> str:
    """Subjects as one name: "an ILM Level 5 Diploma", "ILM Level 7 in Coaching and Mentoring"."""
    found = {subjects[key].kind: subjects[key] for key in reversed(keys)}
    lone = next((found[kind] for kind in ("grade", "provider", "apprenticeship") if kind in found), None)
    if lone is not None:
        return lone.name
    if len(keys) == 1 and keys[0] in words["subject_names"]:
        return str(words["subject_names"][keys[0]])
    name = " ".join(found[kind].name for kind in ("body", "level", "type") if kind in found)
    coaching = found["pathway"].name if "pathway" in found and found["pathway"].id == COACHING else ""
    if "type" in found:
        name = f"{words['an' if name[0] in VOWELS else 'a']} {name}"
    if not name or not coaching:
        return name or coaching or str(words["whole"])
    return f"{name} {words['in']} {coaching}"
