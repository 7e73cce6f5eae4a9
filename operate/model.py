"""The model that is served: trained here where it may be, or built before and then only checked."""

from __future__ import annotations

import os

from operate import fingerprint
from operate.places import DIGEST, MODEL
from operate.problem import Problem
from operate.train import train

TRAIN, EXPECTED = "ADVISER_TRAIN", "ADVISER_MODEL_SHA256"


def is_built_before() -> bool:
    """Whether the environment says that the model came with the installation, and is not to be trained here."""
    text = os.environ.get(TRAIN, "yes").lower()
    if text not in ("yes", "no"):
        raise Problem(f"{TRAIN} is '{text}': it must be yes (train when something has changed) or no (only check).")
    return text == "no" or bool(os.environ.get(EXPECTED))


def provide_model() -> None:
    """Train the model if need be; or see that the one that was built before is the file that was meant."""
    if not is_built_before():
        train()
    check_model()


def check_model() -> None:
    """See that the model file is the one that was meant; raises `Problem` where it is not, or is not there."""
    expected = os.environ.get(EXPECTED, "").lower() or fingerprint.noted_digest()
    if not MODEL.is_file():
        raise Problem(f"There is no model at {MODEL}, to be served: train one ('make train'), or install it.")
    if not expected:
        raise Problem(f"There is no {DIGEST} to hold the model against: copy it from where the model was trained.")
    found = fingerprint.digest()
    if found != expected:
        raise Problem(
            f"{MODEL} is not the model that was meant: its SHA-256 is {found}, expected was {expected}. "
            "It was damaged or exchanged: install it again from where it was trained."
        )
