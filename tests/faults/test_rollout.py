"""New knowledge and the model trained from it, rolled out while people talk."""

from __future__ import annotations

from pathlib import Path

from benchmarks import breaking


def test_a_rollout_under_load_is_noticed_by_nobody(nginx: None, trained: None, tmp_path: Path) -> None:
    met = breaking.rolled_out(tmp_path)
    assert met.silent == []  # the new answer is there, too
    assert met.lost == []
    assert met.crossed == []
    assert met.refused + met.apologies == 0
    assert met.messages > 20
