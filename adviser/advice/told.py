"""What is known of a person, changed by what they tell next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adviser.advice.model import Profile, Said

ASPIRING, FIRST_LEAD, NO_WORKPLACE, ROLE = "aspiring", "wants_first_lead", "no_workplace", "role"
DUTIES, REACH = "responsibility", ("none", "team", "department", "organisation")  # the narrowest first
OF_WIDE_DUTIES = {
    "role", "strategy", "budget", "whole_department", "several_departments", "manages_managers", "several_sites",
    "project", "answerable",
}  # fmt: skip


def in_other_duties(profile: Profile, told: Mapping[str, Said]) -> Profile:
    """A profile without what belongs to the duties of before, where narrower ones are told: "what if I led one team".

    Who goes from a department to a whole organisation keeps the budget; to one team, not. Who leads is not about to,
    and who tells of a new job has one.
    """
    before, now = profile.get(DUTIES), told.get(DUTIES)
    leads = now is not None and now.value in REACH[1:] and FIRST_LEAD not in {**profile, **told}
    gone = {ASPIRING} if leads else set()
    gone |= {NO_WORKPLACE} if told.keys() & {DUTIES, ROLE} else set()
    profile = {name: said for name, said in profile.items() if name not in gone}
    if before is None or now is None or {before.value, now.value} - set(REACH):
        return profile
    if REACH.index(str(now.value)) >= REACH.index(str(before.value)):
        return profile
    return {name: said for name, said in profile.items() if name not in OF_WIDE_DUTIES or name in told}


def with_said(profile: Profile, told: Mapping[str, Said]) -> dict[str, Said]:
    """A profile with what was just told; words said before are kept where the new ones say the same value."""
    merged = dict(profile)
    for name, said in told.items():
        before = merged.get(name)
        same = before is not None and before.value == said.value
        merged[name] = replace(said, words=said.words or before.words) if before and same else said
    return merged
