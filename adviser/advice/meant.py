"""What a message means where the talk stands, whatever it was taken for by itself: "so?", "ilm?", "are you sure?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from adviser.advice import interview
from adviser.advice.decide import Engine
from adviser.advice.hear import BY_CUE, Heard
from adviser.advice.interview import State
from adviser.advice.model import Said
from adviser.advice.tell import ADVICE
from adviser.resolve import singles_out
from adviser.talk import Focus, Question

# Whole messages that ask for the advice so far, and those that do while a question waits.
PROMPTS = {"so", "and", "well", "so then", "well then", "and then", "and so", "so what", "so what then", "so well"}
GO_ON = {"go on", "go on then", "carry on", "continue", "ok go on", "yes go on"}
DOUBTS = ("sure", "certain", "really")
SIGNING_UP = ("sign up", "sign me up", "enrol", "apply", "register", "get going", "book")
# Begins as a question and names what is wanted, or what somebody is responsible for: "which is more practical",
# "where the whole company is heading". A question mark makes it a question.
NAMES = re.compile(
    r"(?:what|which|wich) ?ever\b"
    r"|(?:what|which|wich)(?:'?s)? (?:one )?(?:(?:is|s|seems|was|of \w+ is|would be) )?(?:the )?"
    r"(?:more|most|less|least|easier|nearer|closer|shorter|smaller|bigger|quicker|\w+est)\b"
    r"|(?:where|how|what) (?:the|we|our|my|this|they|their)\b(?! (?:best|right|next|level|difference)\b)",
    re.I,
)
GUESSED = re.compile(r"\b(?:i (?:guess|suppose|think|reckon)|maybe|perhaps|probably)\W*$", re.I)  # "leading, i guess?"
SUPPOSES = re.compile(r"\W*(?:(?:and|n|but|so|ok|also),? )*(?:(?:what|how about) if|if|supposing|suppose)\b", re.I)
BESIDE = re.compile(
    r"\b(?:stacks?|stacked|measures?|compar\w*|against|versus|vs|differ\w*|better than|instead of|beats?|side by side"
    r"|next to|sets? (?:\w+ ){1,4}apart|over (?:the|your|ur|my)|tell apart|same as)\b",
    re.I,
)
TENTATIVE = 2  # words
PLAIN = 0.8  # chance at which an enquiry is one, whatever its form
SIGNS = str.maketrans("?.!,", "    ")


def meant(
    kind: str, questions: Sequence[Question], heard: Heard, focus: Focus, state: State, engine: Engine
) -> tuple[str, Sequence[Question], Heard]:
    """The kind, the questions and what was heard of a message, seen where the talk stands."""
    question = questions[0] if questions else Question(kind)
    said = " ".join(heard.text.lower().translate(SIGNS).split())
    in_hand = state.advised and not state.running
    if (said in PROMPTS and (state.advised or state.running)) or (said in GO_ON and state.running):
        return "advice", questions, heard
    if kind == "ask_source" and in_hand and focus.aspect == ADVICE and any(doubt in said for doubt in DOUBTS):
        return "why", questions, heard
    if kind == "ask_progression" and any(sign in said for sign in SIGNING_UP):
        kind = "ask_provision"  # no next level
        return kind, (replace(question, kind=kind), *questions[1:]), heard
    if in_hand and focus.aspect == ADVICE and _of_the_ranking(kind, question, heard, engine):
        return "compare", questions, heard
    if _is_trial(kind, question, heard, state):
        return "what_if", questions, heard
    if heard.asks and (told := _tentative(question, heard, state, engine)):
        return "inform", questions, replace(heard, told=told, asks=False)
    if heard.asks and (told := _named_as_asked(heard, state, engine)):
        return "inform", questions, replace(heard, told=told, asks=False)
    return kind, questions, heard


def _is_trial(kind: str, question: Question, heard: Heard, state: State) -> bool:
    """Whether it is a trial: "and supposing they make me director?", whatever of that is taught.

    Where no advice is under way, "and if I don't manage anyone?" tells of nobody.
    """
    if state.running:
        return False
    if state.advised:
        return bool(heard.asks and heard.supposed) and question.confidence < PLAIN
    return kind == "inform" and SUPPOSES.match(heard.text) is not None


def _of_the_ranking(kind: str, question: Question, heard: Heard, engine: Engine) -> bool:
    """Whether two of the recommendations are set side by side: "how does that stack up against your number 2"."""
    strong = singles_out(question.subjects, engine.knowledge.vocabulary)
    placed = question.pick is not None and question.pick > 0
    return placed and not strong and kind != "why_not" and BESIDE.search(heard.text) is not None


def _tentative(question: Question, heard: Heard, state: State, engine: Engine) -> dict[str, Said]:
    """What "ilm?" names, where just that was asked: an answer with a doubt."""
    ask = interview.pending(state, engine)
    if ask is None or heard.told or len(heard.text.split()) > TENTATIVE:
        return {}
    return {name: said for name, said in named(question, engine).items() if name in ask.settles}


def _named_as_asked(heard: Heard, state: State, engine: Engine) -> dict[str, Said]:
    """What a message in a question's words names of what was asked, told by its words alone."""
    ask = interview.pending(state, engine)
    text = heard.text.strip()
    names = NAMES.match(text) is not None and not text.endswith("?")
    if ask is None or heard.told or not (names or GUESSED.search(text)):
        return {}
    return {name: said for name, said, sure in heard.might.get(ask.id, ()) if sure >= BY_CUE and name in ask.settles}


def named(question: Question, engine: Engine) -> dict[str, Said]:
    """The body or type that somebody names instead: "actually CMI please"."""
    choices = [feature for feature in engine.rules.features.values() if feature.kind == "choice"]
    kept = [key for key in question.subjects if key not in question.refused]
    return {feature.id: Said(key) for key in kept for feature in choices if key in feature.values}
