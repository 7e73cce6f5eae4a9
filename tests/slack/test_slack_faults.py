"""Each fault of Rasa's own Slack channel, seen on that channel and gone from ours, in the same test."""

from __future__ import annotations

from dataclasses import replace

import pytest
from faults import FAULTS, Fault
from people import Side


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_rasas_own_channel_is_none_of_ours(fault: Fault, stock: Side, ours: Side) -> None:
    assert fault.what(replace(stock, where=fault.where)) == fault.stock
    assert fault.what(ours) == fault.ours
