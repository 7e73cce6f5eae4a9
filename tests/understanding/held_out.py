"""The held-out messages: what a file of them holds, how it is read, and what is wrong with one.

A file is a voice: a list of messages, written by somebody who had not seen the training data. Of each:

- `text`: the message; `after`: what the person had said before it, where it cannot be understood alone.
- `intents`: what a sensible reader takes it for, the likeliest first; any of them is right.
- `outside`: "far" or "near" if it asks for nothing that the bot covers, with the `kind` of thing it asks for. A near
  one could be taken for ours by its words. Both get the same reply, so both intents are right for both.
- `subjects`: each mention of something in knowledge/vocabulary/subjects.yml, in the vocabulary's own sense ("army
  learning credits" are none), in the order of the text, with the very words; two ids of one place ("cmi7") repeat the
  words. `role: refused` if the person rules it out. `may: true` where it may be found or not: what is named in passing
  ("our board"), and the levels and sizes of somebody else's qualification ("food hygiene level 2").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import yaml

FOLDER = Path(__file__).parent
VOICES = ("phone", "hr", "nonnative", "misspelt", "dictated")
OUTSIDE = ("far", "near")
NEAR_DUPLICATE = 0.9
SHORTEST = 3  # words: that two people say "not sure" is no copy
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
FIELDS = {"text", "after", "intents", "outside", "kind", "subjects"}


@dataclass(frozen=True)
class Subject:
    """A mention of a subject: its id, its place in characters, whether it is ruled out, and may be passed over."""

    id: str
    start: int
    end: int
    refused: bool = False
    may: bool = False


@dataclass(frozen=True)
class Message:
    """One message and what it means; `outside` is "" for one that the bot is there for."""

    voice: str
    text: str
    intents: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    outside: str = ""
    kind: str = ""
    after: str = ""


def messages(folder: Path = FOLDER) -> list[Message]:
    """Every message of the five files. Raises ValueError that names file and message where one cannot be read."""
    return [
        _message(voice, entry)
        for voice in VOICES
        for entry in yaml.safe_load((folder / f"{voice}.yml").read_text(encoding="utf-8"))
    ]


def _message(voice: str, entry: dict[str, Any]) -> Message:
    text = entry.get("text")
    where = f"{voice}.yml: {text!r}"
    if not isinstance(text, str) or not entry.get("intents"):
        raise ValueError(f"{where}: give it a text and intents")
    if unknown := set(entry) - FIELDS:
        raise ValueError(f"{where}: nothing reads {', '.join(sorted(unknown))}")
    subjects: list[Subject] = []
    for said in entry.get("subjects") or ():
        again = bool(subjects) and text[subjects[-1].start : subjects[-1].end] == said["text"]
        shared = again and subjects[-1].id != said["value"]  # "cmi7": the same words, another id
        start = subjects[-1].start if shared else subjects[-1].end if subjects else 0
        found = re.compile(rf"(?<!\w){re.escape(said['text'])}(?!\w)").search(text, start)
        if found is None:
            raise ValueError(f"{where}: {said['text']!r} does not stand in it (subjects go in the order of the text)")
        refused = said.get("role") == "refused"
        subjects.append(Subject(said["value"], found.start(), found.end(), refused, bool(said.get("may"))))
    outside, kind, after = (str(entry.get(key) or "") for key in ("outside", "kind", "after"))
    return Message(voice, text, tuple(entry["intents"]), tuple(subjects), outside, kind, after)


def faults(found: Sequence[Message], ids: Collection[str], intents: Collection[str]) -> list[str]:
    """What is wrong with the messages: unknown ids and intents, outside without a kind, messages said twice."""
    said = Counter(normal(message.text) or message.text for message in found)
    wrong = [f"said {times} times: {text}" for text, times in said.items() if times > 1]
    for message in found:
        unknown = {subject.id for subject in message.subjects} - set(ids)
        unknown |= set(message.intents) - set(intents)
        wrong += [f"{message.voice}: {message.text}: there is no {name}" for name in sorted(unknown)]
        if bool(message.outside) != bool(message.kind) or message.outside not in ("", *OUTSIDE):
            wrong.append(f"{message.voice}: {message.text}: outside is far or near, and has a kind")
    return wrong


def normal(text: str) -> str:
    """The different words of a text in alphabetical order, without signs and capitals."""
    return " ".join(sorted(set(re.sub(r"[^\w\s]", "", text.casefold()).split())))


def near_duplicates(
    found: Iterable[Message], taught: Collection[str], bar: float = NEAR_DUPLICATE
) -> list[tuple[Message, str, float]]:
    """Messages of `SHORTEST` words or more that were (nearly) taught, with the taught text and their likeness, 0 to 1.

    Two texts are as alike as the strings of their different words in order are, by difflib's ratio.
    """
    learnt = sorted({normal(text): text for text in taught}.items())
    counts, lengths = _letters([text for text, _ in learnt]), np.array([len(text) for text, _ in learnt])
    copies = []
    for message in found:
        own = normal(message.text)
        if len(message.text.split()) < SHORTEST:
            continue
        shared = np.minimum(_letters([own]), counts).sum(axis=1)
        for place in np.flatnonzero(2 * shared >= bar * (len(own) + lengths)):  # the most that the ratio could be
            likeness = SequenceMatcher(None, own, learnt[place][0], autojunk=False).ratio()
            if likeness >= bar:
                copies.append((message, learnt[place][1], likeness))
    return copies


def _letters(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How often each letter, digit, blank and anything else stands in each text."""
    rows = []
    for text in texts:
        count = Counter(text)
        known = [count[letter] for letter in (*LETTERS, " ")]
        rows.append([*known, len(text) - sum(known)])
    return np.array(rows)
