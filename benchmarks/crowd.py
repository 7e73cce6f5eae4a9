"""People who talk to the bot at the same time, repeat what was not taken, and note what they were told.

Each asks about a level of their own, so that an answer meant for somebody else would show.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

import yaml

from benchmarks.topology import Answer, Topology
from operate.places import ROOT

# What each says again and again; every reply names the level that was asked about.
SCRIPT = (
    "who is Level {level} for?",
    "and what does it cover?",
    "what does Level {level} cost?",
    "how long does Level {level} take?",
    "how is Level {level} assessed?",
    "tell me about Level {level}",
    "what comes after Level {level}?",
)
LEVELS = (2, 3, 4, 5, 6, 7)
_PAUSE = 0.15  # seconds between two messages of one person: they read


def trouble_words() -> frozenset[str]:
    """The plain words in which the bot says that something did not work."""
    responses = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
    return frozenset(variant["text"] for variant in responses["utter_trouble"])


@dataclass
class Person:
    """Somebody, what they said that was taken, and what became of the rest."""

    name: str
    level: int
    taken: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    apologies: int = 0  # taken and stored, but answered with words of trouble
    refused: int = 0  # plain words that it was not taken, with a status that says so
    silent: list[str] = field(default_factory=list)  # anything else: this must not be
    slowest: float = 0.0


@dataclass
class Crowd:
    """People at work on a bot."""

    topology: Topology
    people: list[Person]
    troubles: list[float] = field(default_factory=list)  # when somebody was not answered properly
    moments: list[tuple[float, float]] = field(default_factory=list)  # when answered, and after how many seconds
    _stop: threading.Event = field(default_factory=threading.Event)
    _apologies: frozenset[str] = field(default_factory=trouble_words)

    def talk(self, person: Person) -> None:
        """Talk until told to stop."""
        for line in cycle(SCRIPT):
            text = line.format(level=person.level)
            while not self._stop.is_set():
                if self._said(person, text, self.topology.say(person.name, text)):
                    break
            if self._stop.wait(_PAUSE):
                return

    def _said(self, person: Person, text: str, answer: Answer) -> bool:
        """Note what came back; True if it was taken, False if it should be said again."""
        now = time.monotonic()
        person.slowest = max(person.slowest, answer.seconds)
        if answer.status == 200 and answer.text:
            person.taken.append(text)
            if any(words in answer.text for words in self._apologies):
                person.apologies += 1
                self.troubles.append(now)
            else:
                person.replies.append(answer.text)
                self.moments.append((now, answer.seconds))
            return True
        self.troubles.append(now)
        if answer.status in (429, 503) and answer.text:
            person.refused += 1
        else:
            person.silent.append(f"{answer.status}: {answer.body!r}"[:200])
        self._stop.wait(0.3)
        return False

    @property
    def refused(self) -> int:
        """How often somebody was told in plain words that a message was not taken."""
        return sum(person.refused for person in self.people)

    @property
    def apologies(self) -> int:
        """How often a message was taken, and answered with words of trouble."""
        return sum(person.apologies for person in self.people)

    @property
    def silent(self) -> list[str]:
        """What came back that was neither an answer nor plain words."""
        return [each for person in self.people for each in person.silent]

    @property
    def taken(self) -> int:
        """How many messages were acknowledged."""
        return sum(len(person.taken) for person in self.people)

    @property
    def slowest(self) -> float:
        """The longest that anybody waited, in seconds."""
        return max(person.slowest for person in self.people)

    def lost(self) -> list[str]:
        """Acknowledged messages that are not in the store, in the order they were said."""
        return [f"{person.name}: {text}" for person in self.people for text in self._lost_of(person)]

    def _lost_of(self, person: Person) -> Iterator[str]:
        stored = iter([text for who, text in self.topology.stored(person.name) if who == "user"])
        for text in person.taken:
            if text not in stored:  # moves on through what is stored
                yield text

    def crossed(self) -> list[str]:
        """Replies that speak of somebody else's level and not of one's own."""
        found = []
        for person in self.people:
            others = [f"Level {level}" for level in LEVELS if level != person.level]
            for reply in person.replies:
                first = reply.split("Sources:")[0]
                if f"Level {person.level}" not in first and any(other in first for other in others):
                    found.append(f"{person.name}, Level {person.level}: {first[:200]}")
        return found

    def well_after(self, since: float) -> float:
        """Seconds from a moment until the last trouble that anybody had; 0 where nobody had any."""
        return max((when - since for when in self.troubles if when >= since), default=0.0)


@contextmanager
def talking(topology: Topology, name: str, size: int = len(LEVELS)) -> Iterator[Crowd]:
    """A crowd that talks while the block runs, and has fallen silent after it."""
    people = [Person(f"{name}-{number}-{time.time_ns()}", LEVELS[number % len(LEVELS)]) for number in range(size)]
    crowd = Crowd(topology, people)
    threads = [threading.Thread(target=crowd.talk, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        until(lambda: all(len(person.replies) >= 2 for person in people), 60)
        yield crowd
    finally:
        crowd._stop.set()
        for thread in threads:
            thread.join()


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Wait for something; gives whether it came in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.05)
    return happened()
