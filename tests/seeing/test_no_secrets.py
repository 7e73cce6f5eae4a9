"""The look for secrets that `make check` takes: it finds one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.talk.servers import ROOT

LOOK = Path(sys.executable).with_name("detect-secrets-hook")


def test_a_key_that_was_left_in_a_file_is_found(tmp_path: Path) -> None:
    left = tmp_path / "settings.py"
    left.write_text(f'KEY = "{"AKIA" + "Q3EGRUIAWXC5" + "TJ7N"}"\n', encoding="utf-8")
    done = subprocess.run([LOOK, str(left)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "settings.py:1" in done.stdout
