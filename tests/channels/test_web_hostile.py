"""A few hundred of the hostile requests of `benchmarks/hostile.py`, in the same order at every run."""

from __future__ import annotations

from benchmarks.hostile import SEED
from benchmarks.hostile_attack import Attack
from tests.channels.visitors import Site

REQUESTS = 250


def test_hostile_requests_are_answered_and_reach_nobody_else(site: Site) -> None:
    attack = Attack(site.rasa_port, SEED)
    findings = attack.run(REQUESTS, parts=2)
    attack.crowd(100)
    assert findings.wrong == []
    assert findings.bystander == []
    assert findings.seen > REQUESTS * 0.95
    assert {200, 400, 401, 404, 405, 413} <= set(findings.statuses)
