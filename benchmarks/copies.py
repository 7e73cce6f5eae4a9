"""Copies of the project to change and to break, with the model that is trained already."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.builds import copy_project
from operate.places import ROOT

_FACTS = "knowledge/facts/**/*.yml"
_CHANGED = "level-3.audience"


def copy(folder: Path) -> Path:
    """A copy of the project, with what training has kept, so that the next is quick."""
    copy_project(folder)
    if (ROOT / ".rasa").is_dir():
        shutil.copytree(ROOT / ".rasa", folder / ".rasa")
    return folder


@contextlib.contextmanager
def changed_copy(folder: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A copy, and what changes a fact of it: who Level 3 is for then begins with NEW."""
    root = copy(folder)

    def change() -> None:
        for path in sorted(root.glob(_FACTS)):
            text = path.read_text(encoding="utf-8")
            changed = re.sub(rf"(id: {re.escape(_CHANGED)}\b.*?says: )(['\"]?)", r"\1\2NEW ", text, count=1, flags=re.S)
            if changed != text:
                path.write_text(changed, encoding="utf-8")
                return
        raise AssertionError(f"no fact {_CHANGED}")

    yield root, change
