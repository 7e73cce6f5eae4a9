"""What the job titles of a message tell of the person or the group."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.hearing_cues import Fact
from nlu.hearing_data import YES
from nlu.hearing_scene import Scene
from nlu.hearing_titles import Holder

FIRST = ("team-leader", "supervisor", "first-line-manager")
MANAGING = (*FIRST, "middle-manager", "department-head", "senior-manager")


def role_facts(scene: Scene, titled: Sequence[Holder]) -> list[Fact]:
    """The role somebody has, what it implies, and what it tells to want one."""
    facts: list[Fact] = []
    has_one = any(holder.whose in ("self", "group") for holder in titled)
    for holder in titled:
        supposed = scene.clause(holder.at).supposed
        title = holder.title
        if holder.whose in ("self", "group"):
            told = (("role", title.role), *title.implies)
        elif holder.whose == "wanted":
            leads_already = any(other.title.role != "team-member" for other in titled if other.whose == "self")
            told = tuple(each for each in title.wanted if each[0] != "aspiring" or not leads_already)
        elif holder.whose == "led" and title.role in MANAGING:
            told = (("manages_managers", YES),)
        elif holder.whose == "denied" and title.role in FIRST and not has_one:
            told = (("aspiring", "yes"),) if "yet" in scene.words[holder.at : holder.at + 3] else ()
        else:
            continue
        facts += [Fact(name, value, holder.at, holder.at + 1, True, supposed) for name, value in told]
    return facts
