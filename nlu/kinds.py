"""The kind of one question: talk, an enquiry, something about the recommendation, or none of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adviser.model import Vocabulary
from adviser.resolve import FOLLOWING, STRONG
from nlu import asking
from nlu.hearing_intent import HELP, INFORM, RECOMMEND, STUDY_PLAN
from nlu.leaning import at_which, by_how_much, elided, measured, only_names
from nlu.reader import Draft
from nlu.scope import OUT_OF_SCOPE, TALK, Signs
from nlu.talk_cues import (
    asks_another_to_write,
    asks_us_to_write,
    asks_what_is_known,
    help_of_others,
    speaks_of_work,
    thanks,
)

FALLBACK = "nlu_fallback"
COMPARE, COMPARABLE = "compare", "ask_comparable"
TIME = "ask_time"  # how long it takes; `STUDY_PLAN` is how long at so many hours a week
LEAST = 2  # words: "3?", "level 7?"
SHORT = 3  # words: "l5?", "and level 7"
LONGEST_FOLLOW_UP = 9  # words
LONGEST_STEP = 8  # words: "so how much longer is that at most"
KNOWN = "what_known"
THANK, WRITING = "thank", "write_my_assignment"
UNLIKELY = 0.5  # chance of anything else, below which words of thanks are thanks
UNNAMED = 0.8  # chance below which nobody wants work written who names none
LIKE_WRITING = 0.1  # chance of a wish for work to be written, from which words that may say so are believed
PLAINLY = 0.9  # chance of what words ask outright
STEPS = 0.2  # chance of leading on, for words that point one up or one down

Chances = Mapping[str, float]  # by kind, the likeliest first


class Kinds:
    """Decides kinds. `config` holds the bars, as `Understanding.get_default_config` names them."""

    def __init__(self, config: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        self._config, self._vocabulary = config, vocabulary
        self._enquiries = set(vocabulary.enquiries)

    def signs(self, draft: Draft, chances: Chances, kin: tuple[float, float, float], situation: int) -> Signs:
        """What tells whether a question is ours: `kin`, how like examples it is, `situation`, what is told of a job."""
        kinds = [self._vocabulary.kind(key) for key in draft.subjects]
        p_enquiry = sum(chance for kind, chance in chances.items() if kind in self._enquiries)
        p_outside = sum(chances.get(kind, 0.0) for kind in OUT_OF_SCOPE)
        p_talk = sum(chances.get(kind, 0.0) for kind in TALK)
        return Signs(
            draft.nearness,
            *kin,
            p_outside,
            p_enquiry,
            max(0.0, 1 - p_enquiry - p_outside - p_talk),
            sum(kind in STRONG and kind != "outside" for kind in kinds),
            sum(kind not in STRONG for kind in kinds),
            situation,
            sum(kind == "outside" for kind in kinds),
            draft.elsewhere,
        )

    @staticmethod
    def told_apart(draft: Draft, chances: dict[str, float]) -> dict[str, float]:
        """The chances, where a thing that stands alone is not compared with another: "and what does it compare to".

        Nor is "what help do they give" a wish for ours, however like it sounds.
        """
        if help_of_others(draft.asks):
            left = 1 - chances.get(HELP, 0.0)
            chances = {kind: chance / left for kind, chance in chances.items() if kind != HELP} if left else chances
        if draft.subjects or not measured(draft.asks):
            return chances
        others = {kind: (1 - PLAINLY) * chance for kind, chance in chances.items() if kind not in (COMPARE, COMPARABLE)}
        return {COMPARABLE: PLAINLY, **others, COMPARE: 0.0}

    def of(self, draft: Draft, chances: Chances) -> str:
        """The kind of a question whose signs were read; `nlu_fallback` where nobody could tell."""
        if not chances:
            return FALLBACK
        # "Knock me out 1500 words on Tuckman" lies near to what is known of Tuckman, and must be declined all the same.
        us = chances.get(WRITING, 0.0) >= LIKE_WRITING and asks_us_to_write(draft.asks)
        if us or asks_another_to_write(draft.message):
            return WRITING
        if asks_what_is_known(draft.asks):
            return KNOWN
        if chances.get(WRITING, 0.0) < UNNAMED and not speaks_of_work(draft.message):
            chances = {kind: chance for kind, chance in chances.items() if kind != WRITING}  # "couldn't I just do one"
        kind = self._of_words(draft, chances)
        unlikely = kind in (*OUT_OF_SCOPE, FALLBACK) or (not draft.subjects and chances.get(kind, 0.0) < UNLIKELY)
        return THANK if unlikely and thanks(draft.asks) else kind

    def _of_words(self, draft: Draft, chances: Chances) -> str:
        best = next(iter(chances))
        if self._names_alone(draft):
            return "follow_up"  # "n the l5 one?" asks of it what was asked before; "n 3?" is no "no"
        if best in TALK and self._small_talk(draft, chances[best]) and not self._rather_asks(draft, chances[best]):
            return best
        if following := self._following(best, draft, chances):
            return following
        if not self._points_back(best, draft, chances) and not self.in_scope(draft):
            return _none_of_ours(chances, self._config["outside"])
        if best == "pick" and draft.pick is None and draft.subjects:
            return "follow_up"
        if best in FOLLOWING and chances[best] >= self._config["stands_alone" if _long(draft) else "following"]:
            return best
        of_advice = best == RECOMMEND or not (best in self._enquiries or best in TALK or best in OUT_OF_SCOPE)
        if of_advice and chances[best] >= self._talk_bar(draft) and not self._asks_of_ours(best, draft):
            return best
        kind = self._enquiry(draft, chances)
        paced = kind == TIME and draft.paced and chances.get(STUDY_PLAN, 0.0) >= self._config["paced"]
        return STUDY_PLAN if paced else kind

    def in_scope(self, draft: Draft) -> bool:
        """Whether a question is one for us at all."""
        score = draft.signs.score(self._config["scope_weights"])
        near = draft.nearness >= self._config["surely_near"] or self._of_units(draft)
        return bool(score >= self._config["scope"] or near)

    def most_ours(self, drafts: Iterable[Draft]) -> float | None:
        """The log odds that a message is for us at all, of its questions the likeliest; None where none was weighed."""
        weights = self._config["scope_weights"]
        scores = [draft.signs.score(weights) for draft in drafts if draft.signs is not None]
        return round(max(scores), 2) if scores else None

    def _enquiry(self, draft: Draft, chances: Chances) -> str:
        """The likeliest enquiry that stands by itself, if it is likely or near enough."""
        kind = next(kind for kind in chances if kind in self._enquiries and kind not in (*FOLLOWING, RECOMMEND))
        pointing = draft.leans and not _long(draft)
        vague = chances[kind] < self._config["vague"] and draft.nearness < self._config["near"] and not pointing
        return _none_of_ours(chances, self._config["outside"]) if vague or self._bare(draft) else kind

    def _of_units(self, draft: Draft) -> bool:
        """Whether it is about units and lies near one, whatever that teaches ("units on health and safety")."""
        nearest = max((near for _, near in draft.matches), default=0.0)  # rows of the catalogue too
        return "unit" in draft.subjects and nearest >= self._config["near"]

    def _bare(self, draft: Draft) -> bool:
        """Whether a question that only seems to be ours names nothing of ours and lies near nothing either."""
        score = draft.signs.score(self._config["scope_weights"])
        far = draft.nearness < self._config["bare_near"] and score < self._config["bare_scope"]
        return far and not draft.signs.strong and not draft.leans and not self._of_units(draft)

    @staticmethod
    def _names_alone(draft: Draft) -> bool:
        """Whether the words only open and name one thing or two: "n the l5 one?"."""
        return bool(draft.leans and draft.signs.strong) and only_names(draft.asks, _nameless(draft))

    def _following(self, best: str, draft: Draft, chances: Chances) -> str:
        """`follow_up` for hardly more than a name ("3?"), whatever it was taken for; "" for all else."""
        length, plain = len(asking.words(draft.asks)), chances[best] >= self._config["plain"]
        if self._leads_on(best, draft, chances, length):
            return "follow_up"
        bare = bool(draft.signs.strong) and length <= LEAST
        pointing = draft.leans and bool(draft.subjects) and length <= SHORT and self.in_scope(draft)
        return "follow_up" if (bare or pointing) and not plain else ""

    def _leads_on(self, best: str, draft: Draft, chances: Chances, length: int) -> bool:
        """Whether a few words can only lead on from an answer: "by how much", "and the grade below it?"."""
        if not draft.leans or draft.signs.strong:
            return False
        if at_which(draft.asks) or elided(draft.asks):
            return True
        if length <= LONGEST_STEP and (
            by_how_much(draft.asks) or (draft.step and chances.get("follow_up", 0.0) >= STEPS)
        ):
            return True
        return best == INFORM and length <= SHORT and asking.asks(draft.asks)  # a question tells nothing of a person

    def _points_back(self, best: str, draft: Draft, chances: Chances) -> bool:
        """Whether a few words ask about what was talked about ("who should take it?"), near to whatever fact."""
        ours = sum(chance for kind, chance in chances.items() if kind not in OUT_OF_SCOPE and kind not in TALK)
        leads_back = draft.leans and not _long(draft) and not draft.subjects and best in self._enquiries
        return leads_back and ours >= self._config["points_back"]

    def _small_talk(self, draft: Draft, chance: float) -> bool:
        """Whether what looks like small talk is like an example of it, not like an order for a robot at home."""
        kin = draft.signs
        like_talk = kin.kin_talk >= kin.kin_outside
        return like_talk and (chance >= self._talk_bar(draft) or kin.kin_talk > kin.kin_ours)

    @staticmethod
    def _asks_of_ours(best: str, draft: Draft) -> bool:
        """Whether what seems to tell asks of something of ours: "how long must she manage before CMI makes her one"."""
        return best == INFORM and bool(draft.signs.strong) and not draft.signs.situation and asking.asks(draft.asks)

    @staticmethod
    def _rather_asks(draft: Draft, chance: float) -> bool:
        """Whether what names something of ours is likelier an enquiry, of whichever kind, than this small talk."""
        return bool(draft.signs.strong) and draft.signs.p_enquiry > chance

    def _talk_bar(self, draft: Draft) -> float:
        """The chance from which no enquiry is talk; more where something is named that facts are about."""
        names_what_is_known = bool(draft.subjects) and draft.nearness >= self._config["near"]
        return float(self._config["surely_talk" if names_what_is_known else "talk"])


def _none_of_ours(chances: Chances, bar: float) -> str:
    """Which of the kinds that are none of ours; `nlu_fallback` where neither is likely."""
    outside = max(OUT_OF_SCOPE, key=lambda kind: chances.get(kind, 0.0))
    return outside if chances.get(outside, 0.0) >= bar else FALLBACK


def _long(draft: Draft) -> bool:
    """Whether a question is too full to be a mere follow-up."""
    return bool(draft.before) or len(asking.words(draft.asks)) > LONGEST_FOLLOW_UP


def _nameless(draft: Draft) -> str:
    """The words of a question without what it names that has its like."""
    named = next((places for text, places in draft.readings if text == draft.asks), ())
    kept, done = [], 0
    for start, end in sorted(named):
        kept.append(draft.asks[done:start])
        done = max(done, end)
    return " ".join((*kept, draft.asks[done:]))
