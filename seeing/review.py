"""Training examples from real talk: what may become one, and the file they go into."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from seeing.redact import redacted
from seeing.turns import Turn

REVIEWED = Path("data/nlu/reviewed.yml")
TEST_SETS = "tests/talk/*.yml"
SHORTEST_COPY = 4  # words: a shorter message is nobody's own, and may stand in a test set as well
LONGEST = 300  # characters: a longer message teaches nothing that a sentence of it would not
_PLACEHOLDER = re.compile(r"[,;:]?\s*\[(?:name|number|e-mail|link)\]")
_HEAD = """# Real messages that were not understood, with what a person decided they mean: `make review` writes this.
# Sorted, each message once; subjects are found by the vocabulary, so none is marked here. docs/review.md tells more.
version: "3.1"
nlu:
"""


class Refused(Exception):
    """An example that must not be added, with the reason."""


def normal(text: str) -> str:
    """A message as its words in order of spelling: what differs only in signs or order is the same."""
    return " ".join(sorted(re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))))


@dataclass
class Examples:
    """The training examples there are, the test sets, and those of `file`, which are ours to change."""

    root: Path
    file: Path
    reviewed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    intents: list[str] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)
    _tested: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, file: Path) -> Examples:
        """Read all of them.

        Raises:
            Refused: if a file cannot be read as what it should be.
        """
        found = cls(root, file)
        domain = _yaml(root / "domain.yml")
        found.intents = [next(iter(each)) if isinstance(each, dict) else str(each) for each in domain["intents"]]
        ours = file.resolve()
        for path in sorted((root / "data/nlu").glob("*.yml")):
            if path.resolve() != ours:
                found._known.update((normal(text), intent) for intent, text in _examples(path))
        if file.is_file():
            for intent, text in _examples(file):
                found.reviewed[intent].add(text)
                found._known[normal(text)] = intent
        for path in sorted(root.glob(TEST_SETS)):
            found._tested.update((normal(text), path.name) for text in _texts(_yaml(path)))
        return found

    def where(self, text: str) -> str:
        """Where a message stands already, in words; empty where it is new."""
        key = normal(text)
        if key in self._known:
            return f"it is an example of {self._known[key]} already"
        if key in self._tested and len(key.split()) >= SHORTEST_COPY:
            return f"it stands in tests/talk/{self._tested[key]}, which measures how well the bot understands"
        return ""

    def add(self, intent: str, text: str) -> None:
        """Add an example and write the file.

        Raises:
            Refused: if there is no such intent, or the message must not be added.
        """
        if intent not in self.intents:
            raise Refused(f"there is no intent {intent}")
        if not re.search(r"[^\W\d_]", text):
            raise Refused("nothing is left of it but signs")
        if reason := self.where(text):
            raise Refused(reason)
        self.reviewed[intent].add(text)
        self._known[normal(text)] = intent
        self._write()

    def _write(self) -> None:
        """The whole file anew, in one step: an interruption leaves the old one or the new one."""
        lines = [_HEAD]
        for intent in sorted(intent for intent, texts in self.reviewed.items() if texts):
            lines.append(f"- intent: {intent}\n  examples: |\n")
            lines += [
                f"    - {text}\n" for text in sorted(self.reviewed[intent], key=lambda each: (each.lower(), each))
            ]
        beside = self.file.with_name(self.file.name + ".new")
        beside.write_text("".join(lines), encoding="utf-8")
        beside.replace(self.file)


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Refused(f"{path} cannot be read: {error}") from error


def _examples(path: Path) -> Iterator[tuple[str, str]]:
    """Intent and text of each example in a file of Rasa's format."""
    found = _yaml(path)
    try:
        for group in found["nlu"] or ():
            for line in str(group.get("examples") or "").splitlines():
                if "intent" in group and line.strip():
                    yield str(group["intent"]), line.strip().removeprefix("- ").strip()
    except (TypeError, KeyError, AttributeError) as error:
        raise Refused(f"{path} is no training data: it needs 'nlu:' with a list of intents and examples") from error


def _texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, (dict, list)):
        for each in entry.values() if isinstance(entry, dict) else entry:
            yield from _texts(each)


def example_of(text: str) -> str:
    """A message as it may be kept for good: redacted, without placeholders, in one line that YAML reads back."""
    plain = " ".join(_PLACEHOLDER.sub("", redacted(text)).split())
    return re.sub(r"\]\(|\]\{", "] ", plain).lstrip("-#/ ")[:LONGEST].strip()


@dataclass(frozen=True)
class Candidate:
    """A message to decide on: as an example, how often it came, and what was done about it."""

    text: str
    times: int
    outcome: str

    @property
    def mark(self) -> str:
        """What is kept of a message that was skipped: a hash, no word of it."""
        return hashlib.sha256(normal(self.text).encode()).hexdigest()[:20]


def candidates(talks: Iterable[list[Turn]]) -> list[Candidate]:
    """The messages that were not understood or turned away, the most frequent first."""
    times: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    for turn in (turn for talk in talks for turn in talk if turn.outcome in ("not_understood", "out_of_scope")):
        text = example_of(turn.text)
        if re.search(r"[^\W\d_]", text):
            times[normal(text)] += 1
            first.setdefault(normal(text), (text, turn.outcome))
    return [Candidate(first[key][0], number, first[key][1]) for key, number in times.most_common()]
