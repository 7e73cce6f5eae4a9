"""Makes the places the bots are measured in: a fresh copy of ours, and a stock bot with TensorFlow."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from benchmarks.bots import Bot, ours, run, stock
from benchmarks.tell import tell
from operate.places import ROOT, VAR
from operate.problem import Problem

PLACE = ROOT / VAR / "benchmarks"
STOCK = PLACE / "stock"

_OURS = PLACE / "ours"
_STOCK_LOCK = ROOT / "benchmarks" / "stock" / "requirements.txt"
_BUILD_LOCK = ROOT / "requirements" / "build.txt"
_STAMP = "built-from.txt"
_UNFINISHED = "unfinished"
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "benchmarks", "tests", "__pycache__", ".*_cache", ".rasa")


def build_ours(fresh: bool) -> Bot:
    """Copy the project and set it up there with its own script, as somebody would who has just got it.

    Args:
        fresh: install everything anew, so that nothing is counted which setup.sh would no longer install.
    """
    copy_project(_OURS, keep=() if fresh else (".venv",))
    tell("Setting up a copy of ours ...")
    setup = ["sh", "scripts/setup.sh"]
    run(setup, _OURS, {**os.environ, "PYTHON": sys.executable}, PLACE / "ours-setup.log")
    return ours(_OURS, _python_of(_OURS))


def copy_project(folder: Path, keep: Collection[str] = ()) -> None:
    """Copy the files of the project as they are now, with the trained model and the encoder if there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_dir() and old.name not in keep:
            shutil.rmtree(old)
        elif not old.is_dir():
            old.unlink()
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, dirs_exist_ok=True)


def build_stock(folder: Path) -> Bot:
    """Make the stock bot and its environment in this folder, unless they are there already."""
    folder = folder.absolute()
    bot = stock(folder / "bot", _python_of(folder))
    stamp = folder / _STAMP
    wanted = hashlib.sha256(_STOCK_LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text().strip() == wanted:
        return bot
    _make_room(folder)
    stamp.write_text(_UNFINISHED)
    _install_stock(bot, folder)
    tell("Making the stock bot with 'rasa init', which trains it a first time ...")
    bot.folder.mkdir()
    run(bot.command(["rasa", "init", "--no-prompt"]), bot.folder, bot.environment(), folder / "init.log")
    stamp.write_text(wanted)
    return bot


def _make_room(folder: Path) -> None:
    """Take away what an earlier run made in this folder, by name; refuse a folder that holds anything else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _STAMP).is_file():
        raise Problem(f"{folder} holds something else: name an empty folder, or one that does not exist yet.")
    folder.mkdir(parents=True, exist_ok=True)
    for made in (".venv", "bot"):
        shutil.rmtree(folder / made, ignore_errors=True)


def _install_stock(bot: Bot, folder: Path) -> None:
    tell("Installing stock Rasa with TensorFlow (some minutes, 2.5 GB) ...")
    log = folder / "install.log"
    run([sys.executable, "-m", "venv", str(folder / ".venv")], folder, bot.environment(), log)
    # Rasa declares Python < 3.11; the lock was resolved for 3.11 and is installed as it stands.
    options = ["--no-deps", "--no-build-isolation", "--require-hashes", "--ignore-requires-python"]
    pip = bot.command(["pip", "install", "--disable-pip-version-check", *options])
    for lock in (_BUILD_LOCK, _STOCK_LOCK):
        run([*pip, "--requirement", str(lock)], folder, bot.environment(), log)


def _python_of(folder: Path) -> Path:
    return folder / ".venv" / "bin" / "python"


def site_packages(bot: Bot) -> Path:
    """Where everything is that was installed for a bot."""
    return next((bot.python.parent.parent / "lib").glob("python3.*")) / "site-packages"
