"""One server by itself, with SQLite: a full disk, a hanging action server, a kill, a clock that jumps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import breaking
from benchmarks.breaking import Met
from benchmarks.crowd import trouble_words
from benchmarks.topology import Topology


def check(met: Met) -> None:
    """What holds whatever breaks."""
    assert met.silent == []
    assert met.lost == []


@pytest.mark.parametrize("fault", [breaking.disk_full, breaking.everything_killed])
def test_what_was_acknowledged_outlives_it(fault: Callable[[Topology], Met], one: Topology) -> None:
    check(fault(one))


def test_an_action_server_that_hangs_is_not_waited_for(one: Topology) -> None:
    met = breaking.actions_hang(one, seconds=12)
    check(met)
    assert met.slowest < 15
    assert any(words in met.told for words in trouble_words())


def test_a_clock_that_jumps_takes_nobody_out_of_their_talk(trained: None, tmp_path: Path) -> None:
    found = list(breaking.jumped_clock(tmp_path))
    assert len(found) == 2
    for met in found:
        check(met)
