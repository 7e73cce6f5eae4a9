"""Job titles in a message: whose they are, and what they tell.

Somebody is it now ("I am a shift supervisor"), wants to be it, has it under them ("my supervisors"), is somebody else
("my manager says"), or a group is meant ("12 shift supervisors").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.hearing_data import InterviewVocabulary, Title
from nlu.hearing_matcher import Found, Matcher, Piece, compiled, longest
from nlu.hearing_scene import Scene, manages
from nlu.hearing_words import BREAK, Token, plain_phrase

ONE, SEVERAL, PEOPLE = "ROLE", "ROLES", "people"
MEMBER = "team-member"
LOOK_BACK = 6  # words before a title in which it shows whose it is
OWN = {"i", "am"}  # "I lead a team and am a nurse"
BUYING = {"we", "our", "for", "us"}  # "our team: 12 nurses"
OURS = {"our", "own", "my", "their"}
TO_BE = re.compile(r"\b(?:to be|into)(?: (?:our|the|new|future|proper|fully fledged))* $", re.I)  # "into team leaders"
EACH, EACH_LEADS = "every", {"over", "manage", "have", "has", "with"}  # "each" is read as "every"
REPORTING = {"report", "reporting", "under", "below", "beneath", "answer", "answering"}


@dataclass(frozen=True)
class Holder:
    """A title at a token: `whose` is self, group, wanted, denied, led or other."""

    at: int
    title: Title
    whose: str
    count: float | None = None


class TitleFinder:
    """Puts one token for each job title."""

    def __init__(self, vocabulary: InterviewVocabulary) -> None:
        self.titles = vocabulary.titles
        self._matcher = Matcher()

        def plain(text: str) -> tuple[str, ...]:
            return plain_phrase(text, vocabulary.wording)

        self._matcher.add(-1, [compiled(phrase, plain) for phrase in vocabulary.not_titles])
        for place, title in enumerate(vocabulary.titles):
            for phrase in title.titles:
                pieces = compiled(phrase, plain)
                self._matcher.add(2 * place, [pieces])
                self._matcher.add(2 * place + 1, [_plural(pieces)])

    def __call__(self, tokens: list[Token]) -> list[Token]:
        """The tokens with each title in one; of two roles with one title, the first in the files."""
        found: list[Token] = []
        at = 0
        for match in longest(self._matcher.find([token.word for token in tokens])):
            found += tokens[at : match.start]
            if match.key < 0:
                found += tokens[match.start : match.end]
            elif found and self._of_one(found[-1]):
                found[-1] = self._joined(found[-1], self._token(tokens, match))
            else:
                found.append(self._token(tokens, match))
            at = match.end
        return found + tokens[at:]

    def _of_one(self, last: Token) -> bool:
        """Whether a title just after this one is the same person's: "paramedic team leader", "band 6 physio"."""
        return last.title is not None and last.word == ONE and self.titles[last.title].role != "owner"

    def _joined(self, first: Token, last: Token) -> Token:
        """Two titles as one: that of the last word, unless it only says who does the work."""
        member = last.title is not None and self.titles[last.title].role == MEMBER
        return replace(first, end=last.end) if member else replace(last, start=first.start)

    def _token(self, tokens: list[Token], match: Found) -> Token:
        place, several = divmod(match.key, 2)
        word = (PEOPLE if self.titles[place].role == MEMBER else SEVERAL) if several else ONE
        return Token(word, tokens[match.start].start, tokens[match.end - 1].end, title=place)


def _plural(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Of several people: "heads of service", "team leaders"."""
    of = next((place for place, piece in enumerate(pieces) if ("of",) in piece.runs), None)
    if of is None or of == 0:
        runs = [_several(run) for run in pieces[-1].runs]
        return (*pieces[:-1], Piece(tuple(runs), pieces[-1].optional))
    runs = [_several(run) for run in pieces[of - 1].runs]
    return (*pieces[: of - 1], Piece(tuple(runs)), *pieces[of:])


def _several(run: tuple[str, ...]) -> tuple[str, ...]:
    at = run.index("of") - 1 if "of" in run[1:] else len(run) - 1
    word = run[at]
    if word.endswith("man"):
        word = f"{word[:-3]}men"
    elif word.endswith("y") and word[-2:-1] not in "aeou":
        word = f"{word[:-1]}ies"
    elif not word.endswith("s"):
        word = f"{word}s"
    return (*run[:at], word, *run[at + 1 :])


def holders(scene: Scene, titles: Sequence[Title], covered: set[int], led: Sequence[int] = ()) -> list[Holder]:
    """The titles of a message and whose they are; those of questions are left out.

    After a place in `led`, where somebody tells what they lead, people who are only counted are those led.
    """
    found: list[Holder] = []
    for at, token in enumerate(scene.tokens):
        if token.title is None or scene.clause(at).asked or _names_a_thing(scene, at):
            continue
        whose = _whose(scene, at, covered)
        if whose == "other" and found and found[-1].whose == "group" and _also_counted(scene, at):
            whose = "group"  # "8 managers with budgets and 3 directors": the directors are not the managers'
        if whose == "group" and found and found[-1].whose == "group" and _each_leads(scene, found[-1].at, at):
            whose = "led"
        found.append(Holder(at, titles[token.title], whose, _count(scene, at)))
    found = [replace(each, whose="other") if _led_by(scene, each, found, led) else each for each in found]
    return [replace(each, whose="led") if _under_me(scene, each) else each for each in found]


def _under_me(scene: Scene, holder: Holder) -> bool:
    """Whether a counted group is led too: "I run the kitchen, two supervisors and 30 staff"."""
    if holder.whose != "group" or scene.words[holder.at] != SEVERAL or holder.count is None:
        return False
    clause = scene.clause(holder.at)
    before = scene.words[clause.start : holder.at]
    if "i" not in before and clause.start > 1 and scene.words[clause.start - 1] == BREAK:
        before = scene.words[scene.clause(clause.start - 2).start : holder.at]
    return manages(before) and not set(before) & {"we", "our", "for", "want", "need", "train", "develop"}


def _also_counted(scene: Scene, at: int) -> bool:
    """Whether a title is the next of a list of counted ones: "and 3 directors", "plus four team leaders"."""
    before = next((n for n in range(at - 1, max(-1, at - 4), -1) if scene.tokens[n].number is not None), 0)
    return before > 0 and scene.words[before - 1] in ("and", "plus", "also")


def _led_by(scene: Scene, holder: Holder, everybody: Sequence[Holder], led: Sequence[int]) -> bool:
    """Whether "20 nurses" are those whom somebody named in the message leads, and no group to buy for."""
    member = holder.title.role == MEMBER
    if member and holder.whose in ("self", "group") and any(place < holder.at for place in led):
        others = BUYING if scene.words[holder.at] != ONE else OWN
        return not set(scene.words[: holder.at]) & others
    if holder.whose != "group" or set(scene.words[max(0, holder.at - LOOK_BACK) : holder.at]) & scene.lists["groups"]:
        return False
    return any(each.whose == "self" and each.title.role not in scene.lists["buyers"] for each in everybody)


def _names_a_thing(scene: Scene, at: int) -> bool:
    following = scene.words[at + 1] if at + 1 < len(scene.words) else ""
    shop = following == "place" and scene.text[scene.tokens[at].end : scene.tokens[at + 1].start] == " "
    return following in scene.lists["named"] or shop  # "barber shop", but not "nurse at a clinic"


def _whose(scene: Scene, at: int, covered: set[int]) -> str:
    if scene.denied(at, covered):
        return "denied"
    if scene.text[: scene.tokens[at].end].endswith(("'s", "’s")):
        return "other"  # "the manager's assistant", "while the manager's away"
    supposed = scene.clause(at).supposed
    if scene.past(at) and not supposed:
        return "other"
    several = scene.words[at] != ONE
    if several and (REPORTING & set(scene.words[at + 1 : at + 5]) or _reporting(scene, at) or _turn_to_me(scene, at)):
        return "other"
    owned = scene.words[max(0, at - 1)] in scene.lists["others"]  # "I help my manager"
    if not supposed and (_to_become(scene, at) if several else scene.wished(at) and not owned):
        return "wanted"
    return _by_words_before(scene, at, several)


def _to_become(scene: Scene, at: int) -> bool:
    """Whether several people are to become it: "grow our own managers", "bring a few on to be team leaders"."""
    near = [word for word in scene.words[scene.clause(at).start : at] if word not in OURS][-2:]
    return bool(set(near) & scene.lists["making"] or TO_BE.search(scene.text[: scene.tokens[at].start]))


def _each_leads(scene: Scene, group: int, at: int) -> bool:
    """Whether people are those of a group named before: "6 managers, each over four supervisors"."""
    between = scene.words[group + 1 : at]
    return EACH in between and bool(EACH_LEADS & set(between[between.index(EACH) :][1:3]))


def _turn_to_me(scene: Scene, at: int) -> bool:
    """Whether those people have to do with whoever writes: "managers in other departments come to me"."""
    said = scene.words[at + 1 : scene.clause(at).end]
    return "me" in said and said[said.index("me") - 1 : said.index("me")] != ["for"]


def _reporting(scene: Scene, at: int) -> bool:
    """Whether it was just said that people report to whoever writes: "who report to me: three team leaders"."""
    before = scene.words[max(0, at - LOOK_BACK) : at]
    return bool(REPORTING & set(before)) and "me" in before


def _by_words_before(scene: Scene, at: int, several: bool) -> str:
    start = scene.clause(at).start
    for before in range(at - 1, max(start, at - LOOK_BACK) - 1, -1):
        word = scene.words[before]
        whose = _group(scene, start, before) if several else ""
        if whose:
            return whose
        if word in scene.lists["being"]:
            return "group" if several else _subject(scene, start, before)
        if word in ("for", "suit") and not several and scene.clause(at).advised:
            return "self"
        if word in scene.lists["others"]:
            bought = "for" in scene.words[max(start, before - 2) : before]  # "for my", "for four of my"
            return "group" if several and word == "my" and bought else "other"
        if word in scene.lists["having"]:
            return "other"
    if scene.wished(at):
        return "wanted"
    return "group" if several else "self"


def _group(scene: Scene, start: int, at: int) -> str:
    """Whether a word before a title of several people makes them a group: "for our", "we with"; "i have" does not."""
    before = scene.words[start:at]
    if scene.words[at] == "for" and set(before[-1:]) & scene.lists["worked_for"]:
        return "other"
    if scene.words[at] in scene.lists["groups"]:
        return "other" if scene.words[at] == "have" and "i" in before else "group"
    ours = (scene.words[at] == "with" and "we" in before) or (scene.words[at] == "has" and "our" in before)
    return "group" if ours else ""


def _subject(scene: Scene, start: int, at: int) -> str:
    """Whether "... is a director" speaks of the person asked for: "my boss is" does not, "my role is" does."""
    subject = scene.words[start:at]
    of_others = bool(set(subject) & scene.lists["others"]) and "i" not in subject
    return "other" if of_others and not set(subject) & scene.lists["kin"] else "self"


def _count(scene: Scene, at: int) -> float | None:
    """How many of them: the number before a title, past words like "shop" or "new"."""
    for before in range(at - 1, max(-1, at - 4), -1):
        if scene.words[before] in (BREAK, PEOPLE, "become"):
            break
        number = scene.tokens[before].number
        if number is not None:
            return number
    return None
