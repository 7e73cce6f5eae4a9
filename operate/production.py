"""What must hold before the bot is let loose on people: a known model, and nothing that could replace it."""

from __future__ import annotations

import yaml

from operate import fingerprint
from operate.checks import check_writable
from operate.places import ENDPOINTS, LOGS, VAR
from operate.problem import Problem


def check_production() -> None:
    """See that the model was made from these very files and is what the training left, and that no other can come.

    Raises:
        Problem: if something has to be mended first. Nothing is trained here.
    """
    for folder in (VAR, LOGS):
        check_writable(folder)
    if not fingerprint.is_current():
        raise Problem(
            "There is no model made from these files: run 'python -m operate train' first, where the image is built. "
            "In production nothing is trained."
        )
    fingerprint.check_model()
    if "models" in (yaml.safe_load(ENDPOINTS.read_text(encoding="utf-8")) or {}):
        raise Problem(
            f"{ENDPOINTS} names a model server under 'models': take that out. In production the model is the one in "
            "models/, whose hash is checked, and no other is fetched."
        )
