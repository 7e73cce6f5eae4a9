"""Trains the model, when what it is made from has changed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from typing import TextIO

from nlu import encoder_files
from operate import fingerprint
from operate.checks import check_folders
from operate.places import LOGS, MODEL, MODEL_NAME, child_environment
from operate.problem import Problem
from operate.processes import tail

LOG = LOGS / "train.log"

_STEP = re.compile(r"Starting to train component '(.+?)'")


def train(force: bool = False) -> None:
    """Check the knowledge and train, unless the model is already that of the files as they are."""
    check_folders()
    if notice := encoder_files.notice():
        print(notice, flush=True)
    if not force and fingerprint.is_current():
        return
    _check_knowledge()
    # Taken before training: a file changed meanwhile means training again next time.
    made_from = fingerprint.current()
    fingerprint.forget()
    started = time.monotonic()
    print("Training the model (a minute or two) ...", flush=True)
    _run_rasa_train(force)
    fingerprint.remember(made_from)
    print(f"Trained in {time.monotonic() - started:.0f} seconds: {MODEL}", flush=True)


def _check_knowledge() -> None:
    """Run the knowledge check, which says itself what is wrong and where."""
    check = subprocess.run([sys.executable, "-m", "adviser", "check"], env=child_environment(), check=False)
    if check.returncode:
        raise Problem("The knowledge has the faults named above: mend them and start again. Nothing was trained.")


def _run_rasa_train(force: bool) -> None:
    """Run `rasa train` with its output in a log, showing one line for each step."""
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", MODEL_NAME, "--out", str(MODEL.parent)]
    if force:
        command.append("--force")
    with (
        LOG.open("w") as log,
        subprocess.Popen(
            command, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as training,
    ):
        try:
            _show_steps(training, log)
        except BaseException:
            training.terminate()
            raise
    if training.returncode or not MODEL.is_file():
        raise Problem(f"The training stopped. The last lines of {LOG}:\n{tail(LOG)}")


def _show_steps(training: subprocess.Popen[str], log: TextIO) -> None:
    """Pass on what is being trained, and keep everything else for the log."""
    assert training.stdout is not None
    for line in training.stdout:
        log.write(line)
        if step := _STEP.search(line):
            print(f"  {step[1]}", flush=True)
