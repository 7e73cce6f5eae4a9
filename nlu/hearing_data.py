"""What hearing goes by, read from `knowledge/interview/` and checked: features, cues, job titles, example answers.

The notation of phrases is told in `nlu/hearing_matcher.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from adviser.knowledge import KNOWLEDGE
from adviser.lines import Lined, Problem, read
from nlu.hearing_words import Wording

FOLDER = KNOWLEDGE / "interview"
YES, NO = "yes", "no"
MANNERS = ("phrases", "alone", "wished", "answer")  # in what places the phrases of a cue count

Telling = tuple[tuple[str, Any], ...]  # (feature, value)


@dataclass(frozen=True)
class Feature:
    """What can be known of a person: `kind` is choice, flag, number or words."""

    id: str
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cue:
    """Phrases that tell something.

    `phrases` tell it wherever they stand, `alone` where they are the whole clause of a list, `wished` where the person
    says what is wanted, `answer` only as the whole answer to its question; `negated` is what they tell when they are
    ruled out. Within one of its phrases nothing else tells a feature that is `silent`: "never had a management
    qualification" is no word about management.
    """

    tells: Telling
    negated: Telling = ()
    phrases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Title:
    """Job titles of one role; `implies` holds of everybody with the title, `wanted` of who wants it."""

    role: str
    titles: tuple[str, ...]
    implies: Telling = ()
    wanted: Telling = ()


@dataclass(frozen=True)
class Answers:
    """What one answer to a question may sound like; `question` "other" is no answer at all."""

    question: str
    tells: Telling
    said: tuple[str, ...]


@dataclass
class InterviewVocabulary:
    """Everything that hearing goes by."""

    features: dict[str, Feature] = field(default_factory=dict)
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    now: frozenset[str] = frozenset()
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    wording: Wording = field(default_factory=lambda: Wording({}, {}, frozenset()))
    follows: list[tuple[Telling, Telling]] = field(default_factory=list)
    vague: dict[str, float] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    not_titles: tuple[str, ...] = ()
    titles: list[Title] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)


@lru_cache(maxsize=4)
def interview_vocabulary(folder: Path = FOLDER) -> tuple[InterviewVocabulary, list[Problem]]:
    """The features and hearing files of a folder, and what is wrong with them."""
    reader = _Reader(folder)
    reader.read()
    return reader.found, reader.problems


class _Reader:
    """Reads file after file into one vocabulary and keeps the problems."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.found = folder, InterviewVocabulary()
        self.problems: list[Problem] = []
        self._owners: dict[tuple[str, str], str] = {}
        self._kinds: dict[str, str] = {}

    def read(self) -> None:
        """Features first, since everything else speaks of them."""
        for entry in self._file(self.folder / "features.yml").get("features", []):
            self.found.features[entry["id"]] = Feature(entry["id"], entry["kind"], tuple(entry.get("values", ())))
        contents = [self._file(path) for path in sorted(self.folder.glob("hearing*.yml"))]
        same: dict[str, list[str]] = {}
        fillers: list[str] = []
        for content in contents:
            same.update(content.get("same", {}))
            fillers += content.get("fillers", [])
            self._kinds.update({f"<{name}>": "|".join(each) for name, each in content.get("kinds", {}).items()})
            self.found.questions.update({key: tuple(each) for key, each in content.get("questions", {}).items()})
            self.found.now |= frozenset(content.get("now", ()))
            self.found.words.update({key: frozenset(each) for key, each in content.get("words", {}).items()})
            for name in ("not_titles", "unsure", "skip"):
                setattr(self.found, name, getattr(self.found, name) + tuple(content.get(name, ())))
            self.found.vague.update(content.get("vague", {}))
            for entry in content.get("follows", []):
                self.found.follows.append((self._telling(entry, "when"), self._telling(entry, "tells")))
        self.found.wording = Wording.of(same, fillers)
        for content in contents:
            self.found.titles += [self._title(entry) for entry in content.get("titles", [])]
            self.found.cues += [self._cue(entry) for entry in content.get("cues", [])]
            self.found.answers += [self._answers(entry) for entry in content.get("answers", [])]

    def _file(self, path: Path) -> Lined:
        content, problems = read(path, f"{path.parent.parent.name}/{path.parent.name}/{path.name}")
        self.problems += problems
        return content

    def _title(self, entry: Lined) -> Title:
        self._known(entry, {"role": entry.get("role")})
        titles = self._phrases(entry, "titles")
        return Title(entry["role"], titles, self._telling(entry, "implies"), self._telling(entry, "wanted"))

    def _cue(self, entry: Lined) -> Cue:
        tells = self._telling(entry, "tells")
        said = {key: self._phrases(entry, key) for key in MANNERS}
        if not tells or not any(said.values()):
            self._complain(entry, "the cue tells nothing, or has no phrases.", "Give it 'tells' and 'phrases'.")
        silent = tuple(entry.get("silent", ()))
        self._known(entry, dict.fromkeys(silent))
        return Cue(tells, self._telling(entry, "negated"), **said, silent=silent)

    def _answers(self, entry: Lined) -> Answers:
        question = str(entry.get("question"))
        if question != "other" and question not in self.found.questions:
            self._complain(entry, f"'{question}' is no question.", f"Use one of {', '.join(self.found.questions)}.")
        said = tuple(str(each) for each in entry.get("said", ()))
        if not said:
            self._complain(entry, "the list 'said' is empty.", "Write some ways in which people say it.")
        for each in said:
            self._once(entry, f"answer to {question}", each.lower())
        return Answers(question, self._telling(entry, "tells"), said)

    def _telling(self, entry: Lined, key: str) -> Telling:
        table = entry.get(key) or {}
        self._known(entry, table)
        return tuple((feature, _value(value)) for feature, value in table.items())

    def _known(self, entry: Lined, table: dict[str, Any]) -> None:
        for name, value in table.items():
            feature = self.found.features.get(name)
            if feature is None:
                self._complain(entry, f"'{name}' is no feature.", "Features are listed in features.yml.")
            elif value is not None and not _fits(feature, _value(value)):
                self._complain(entry, f"{value!r} is no value of '{name}'.", f"It is a {feature.kind}.")

    def _phrases(self, entry: Lined, key: str) -> tuple[str, ...]:
        listed = entry.get(key)
        if listed is not None and not listed:
            self._complain(entry, f"the list '{key}' is empty.", "Fill it or take it out.")
        for phrase in listed or ():
            for told in entry.get("tells") or {"role": entry.get("role")}:
                self._once(entry, f"{key} for {told}", str(phrase).lower())
        return tuple(self._spelt_out(str(phrase)) for phrase in listed or ())

    def _spelt_out(self, phrase: str) -> str:
        """A phrase with the words of a kind where it names the kind: `<department>` is any of its names."""
        for name, words in self._kinds.items():
            phrase = phrase.replace(name, words)
        return phrase

    def _once(self, entry: Lined, kind: str, phrase: str) -> None:
        """Complain of a phrase that stands twice among its kind."""
        place = f"{entry.file}:{entry.line}"
        if (kind, phrase) in self._owners:
            self._complain(entry, f"'{phrase}' stands at {self._owners[kind, phrase]} too.", "Keep one of the two.")
        self._owners[kind, phrase] = place

    def _complain(self, entry: Lined, message: str, mend: str) -> None:
        self.problems.append(entry.problem(message, mend))


def _value(value: Any) -> Any:
    """YAML reads a bare yes and no as true and false."""
    return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


def _fits(feature: Feature, value: Any) -> bool:
    if feature.kind == "choice":
        return value in feature.values
    if feature.kind == "flag":
        return value in (YES, NO)
    return feature.kind == "words" or isinstance(value, int | float)
