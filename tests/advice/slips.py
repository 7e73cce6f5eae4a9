"""What an editor is told after a slip in one of the interview's files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from adviser.knowledge import KNOWLEDGE, Loader
from adviser.model import KnowledgeBase

Reader = Callable[[Loader, Any, Any], Any]


def problems_of(folder: Path, reader: Reader, base: KnowledgeBase) -> Loader:
    """The loader after a reader has read its file in a folder."""
    loader = Loader(folder, date.today())
    reader(loader, base.vocabulary, base.facts)
    return loader


def assert_told(tmp_path: Path, file: str, slip: tuple[str, str, str], reader: Reader, base: KnowledgeBase) -> None:
    """After `slip` (what stands there, what is put instead, the message) in a file, its line and mend are told."""
    old, new, message = slip
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, copy)
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    loader = problems_of(copy, reader, base)
    found = [p for p in loader.problems if message in p.message and p.file == f"knowledge/{file}"]
    assert found, loader.problems
    assert all(problem.line and problem.mend for problem in found)
