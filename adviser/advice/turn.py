"""One message to the interview or about the recommendation: which of the two it is, and the step that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from adviser.advice import interview, later, sums
from adviser.advice.decide import Engine
from adviser.advice.hear import Heard
from adviser.advice.interview import State, Step, resumed
from adviser.advice.meant import PLAIN, meant, named
from adviser.advice.model import BODY, LEVEL, TYPE
from adviser.advice.tell import ADVICE
from adviser.advice.told import with_said
from adviser.resolve import FORGOTTEN_AFTER, OF_FACT_ALONE, renewed
from adviser.respond import Response, respond
from adviser.talk import Answer, Focus, Question

ALWAYS = ("recommend", "inform", "what_known", "delete_me", "stop_interview")
OPENING = ("change_wish", "what_if", "advice")  # may also open an interview
RUNNING = ("why_asked", "skip", "unsure", "change_wish", "affirm", "deny", "nlu_fallback", "out_of_scope", "near_scope")
WHAT_IF = "what_if"
OUTRIGHT = ("recommend", "advice")  # who says so wants to hear something now
IN_HAND = ("why_not", "advice", "what_if", "evidence", "summary", "change_wish")
# About the recommendation if that was the last thing spoken of.
AFTER_IT = ("why", "compare", "pick", "follow_up", "more", "ask_progression")
OUTSIDE = ("out_of_scope", "near_scope")
NEAR = 0.7  # nearness of a fact
SOME_TOLD, MUCH_TOLD = 2, 3  # features: fewer may be told in passing
OF_A_PERSON = ("job", "pathway")  # kinds of subjects that may be named in telling of somebody
ASKING_FOR_IT = ("what", "whats", "what's", "wot", "wots", "which", "wich", "so", "ok", "right", "your", "and")
OTHER_QUESTIONS = ("who", "how", "where", "when")  # begin a question about something else
LIKELY = 0.5  # chance at which a question in between is one, though it seems to tell something
FEW_WORDS = 4  # "wich", "so which is it": after a recommendation they ask for it again
# Wishes that only say smaller or larger, and what is told in passing.
SIZES = {"wants_one_subject", "wants_range", "wants_depth", "goal", "audience", "focus", "role"}
SIZE_WISHES = {"wants_one_subject", "wants_range", "wants_depth"}
LARGER = ("deep", "bigger", "larger", "longer", "wide", "fuller", "too short", "too small", "more")
SUPPOSING = {"if", "suppose", "supposing", "say", "imagine", "assume", "assuming", "pretend", "hypothetically"}
MOST_OF_A_WISH = 8  # words: a longer message that names what there are facts about is about those
WHY_NOT = re.compile(
    r"\W*(?:(?:and|but|so|ok|then|well),? )*(?:why|how come|what made you|(?:for )?what reason)(?: not\b|\b[^.?!]*\b"
    r"(?:and not|instead of|in preference to|rather than|ahead of|over|as opposed to|in place of)\b)"
)
LOWER = ("lower", "too high", "easier", "too hard", "step down")


def turn(
    kind: str, questions: Sequence[Question], heard: Heard, focus: Focus, state: State, engine: Engine
) -> tuple[Response, State]:
    """The reply to one message, of the interview or of the facts, and where the interview stands after it."""
    focus = renewed(focus, engine.knowledge)
    kind, questions, heard = meant(kind, questions, heard, focus, state, engine)
    question = questions[0] if questions else Question(kind)
    reckoned, state = _reckoned(kind, question, heard, focus, state, engine)
    if reckoned is not None:
        return Response((resumed(reckoned, state, engine),), reckoned.focus, True), state
    if concerns(kind, question, heard, focus, state, engine):
        step = take(kind, question, heard, state, engine)
        if step.answer is not None:
            return Response((step.answer,), step.answer.focus, True), step.state
    if kind in OUTSIDE:
        return Response((), replace(focus, age=focus.age + 1), False), state
    response = _of_facts(questions, heard, focus, state, engine)
    if response.answered and state.running:
        last = resumed(response.answers[-1], state, engine)
        response = replace(response, answers=(*response.answers[:-1], last))
    return response, _mindful(heard, state)


def _of_facts(questions: Sequence[Question], heard: Heard, focus: Focus, state: State, engine: Engine) -> Response:
    """The answers to questions of fact; one about the recommendation that was asked with them is answered too."""
    if state.running or state.decision is None or not state.advised:
        return respond(questions, focus, engine.knowledge)
    asked = [each for each in questions if each.talk not in OUTRIGHT] or list(questions)
    response = respond(asked, focus, engine.knowledge)
    if not response.answered and _wants_it(asked[0].subjects, heard):
        again = later.again(state, engine).answer
        return Response((again,), again.focus, True) if again is not None else response
    if not response.answered and focus.aspect == ADVICE:
        # "Who offers it?" is asked of what was recommended; what is known may be so of its body alone.
        wider = respond(asked, Focus((state.decision.ranked[0].cell.body,), ADVICE), engine.knowledge)
        response = wider if wider.answered else response
    if len(asked) < len(questions) and response.answered:  # "is ILM regulated, and which level was mine?"
        again = later.again(state, engine).answer
        if again is not None:
            response = Response((*response.answers, again), again.focus, True)
    return response


def _wants_it(subjects: Sequence[str], heard: Heard) -> bool:
    """Whether a few words that name nothing can only ask for the recommendation: "whats the pick"."""
    said = heard.text.lower().split()
    return not subjects and len(said) <= FEW_WORDS and bool(said) and said[0].strip(",.?!") in ASKING_FOR_IT


def _mindful(heard: Heard, state: State) -> State:
    """The state with what somebody told of themselves before asking a question of fact, for when advice is wanted."""
    if state.running or state.advised or len(heard.told) < MUCH_TOLD:
        return state
    return replace(state, profile=with_said(heard.told, state.profile))  # what was said before stands


def _reckoned(
    kind: str, question: Question, heard: Heard, focus: Focus, state: State, engine: Engine
) -> tuple[Answer | None, State]:
    """What a calculator says to the message, if it is one for them, and what it now knows."""
    if state.running and not heard.asks:
        return None, state  # "8 months" is then an answer
    answer, plan = sums.study(kind, question, heard, focus, state, engine)
    if answer is not None:
        return answer, replace(state, plan=plan)
    answer, record = sums.grade(kind, question, heard, focus, state.record, engine)
    return answer, replace(state, plan=plan, record=record)


def concerns(kind: str, question: Question, heard: Heard, focus: Focus, state: State, engine: Engine) -> bool:
    """Whether a message is for the interview or about its recommendation, rather than a question of fact."""
    if kind in ALWAYS:
        return True
    if state.running:
        return _while_asking(kind, question, heard, state, engine)
    if not state.advised:
        of_a_fact = _of_a_fact(kind, question, heard, engine)
        if of_a_fact or (kind == WHAT_IF and not (_supposes(heard) and not _of_the_last(question, heard, focus))):
            return False
        near = max((match.nearness for match in question.matches), default=0.0)
        if kind in IN_HAND and heard.seeks and len(heard.told) >= SOME_TOLD and near < NEAR:
            return True  # of whatever advice it was taken to speak
        return kind in OPENING and (bool(heard.told) or (heard.seeks and kind == "advice"))
    return _of_advice(kind, question, heard, focus, state, engine)


def _supposes(heard: Heard) -> bool:
    """Whether anything is supposed: without it "what would I even learn" asks what is taught."""
    return bool(heard.supposed) or bool(SUPPOSING & set(heard.text.lower().replace(",", " ").split()))


def _of_the_last(question: Question, heard: Heard, focus: Focus) -> bool:
    """Whether "and if you haven't got a degree" belongs to what was told last, where no advice is under way.

    What lies near no fact asks for advice after all.
    """
    near = any(match.nearness >= NEAR for match in question.matches)
    return (
        near and question.leans and not heard.seeks and focus.aspect not in ("", ADVICE) and focus.age < FORGOTTEN_AFTER
    )


def _of_a_fact(kind: str, question: Question, heard: Heard, engine: Engine) -> bool:
    """Whether "which is it" chooses between things that were named, not a course for somebody."""
    kinds = [engine.knowledge.vocabulary.kind(key) for key in question.subjects]
    named = [each for each in kinds if each not in OF_A_PERSON]
    return kind == "advice" and not heard.seeks and len(named) > 1 and len(heard.text.split()) > MOST_OF_A_WISH


def _while_asking(kind: str, question: Question, heard: Heard, state: State, engine: Engine) -> bool:
    """Whether a message is for the interview while a question waits."""
    if kind in ("why_asked", "skip", "advice"):
        return not _of_a_fact(kind, question, heard, engine)
    if heard.asks and not heard.told:
        return False
    ask = interview.pending(state, engine)
    if heard.asks and kind in OF_FACT_ALONE and question.confidence >= PLAIN:
        return False  # "do operations managers get an apprenticeship" tells of nobody
    new = {name for name, said in heard.told.items() if interview.is_news(name, said, state)}
    aside = heard.asks and question.confidence >= LIKELY and kind not in OUTRIGHT and _of_facts_plainly(question)
    if aside and len(new) < SOME_TOLD and ask is not None and not new & set(ask.settles):
        # "One thing only: what is the smallest type called"; "is there an apprenticeship for operations managers" tells
        # once more whom it is for.
        return False
    told = bool(heard.told) or not _of_facts_plainly(question)
    stated = not heard.asks and question.confidence < (PLAIN if told else LIKELY)
    return kind in RUNNING or stated or interview.is_answer(heard, state, engine)


def _of_facts_plainly(question: Question) -> bool:
    """Whether a question names what there are facts about, or lies near one."""
    return bool(question.subjects) or any(match.nearness >= NEAR for match in question.matches)


def _of_advice(kind: str, question: Question, heard: Heard, focus: Focus, state: State, engine: Engine) -> bool:
    """Whether a message is about the recommendation in hand."""
    if not heard.asks and _telling(heard, state, engine):
        return True  # "2 hours a week if I'm lucky"
    if heard.seeks and set(heard.told) & SIZE_WISHES:
        return True  # "the shortest, please; so which one is it now"
    if kind == "nlu_fallback":
        said = heard.text.lower().split()
        return len(said) <= FEW_WORDS and said[0] not in OTHER_QUESTIONS
    kinds = {engine.knowledge.vocabulary.kind(key) for key in question.subjects}
    if _why_not(heard) and focus.aspect == ADVICE:
        return True  # "for what reason is it this and not that"
    if (kind == "why" or _why_not(heard)) and kinds & {LEVEL, TYPE, BODY}:
        return True  # "why not Level 7", whatever was spoken of in between
    return kind in IN_HAND or (kind in AFTER_IT and focus.aspect == ADVICE and _of_it(kind, question))


def _telling(heard: Heard, state: State, engine: Engine) -> bool:
    """Whether a message tells anything new that a question of the interview would have asked for."""
    asked_for = {name for ask in engine.rules.questions.values() for name in ask.settles} - {"goal"}
    return any(state.profile.get(name) != said for name, said in heard.told.items() if name in asked_for)


def _of_it(kind: str, question: Question) -> bool:
    """Whether a follow-up speaks of the recommendation itself, not of something that it names."""
    if kind == "why":
        return True
    return not question.subjects and not question.aspects and (kind != "more" or question.pick is None)


def take(kind: str, question: Question, heard: Heard, state: State, engine: Engine) -> Step:
    """The step that answers a message to the interview or about its recommendation."""
    known: dict[str, Callable[[], Step]] = {
        "why_asked": lambda: interview.why_asked(state, engine),
        "stop_interview": lambda: interview.stopped(state),
        "delete_me": interview.forgotten,
        "what_known": lambda: interview.told_of(state, engine),
        "skip": lambda: interview.skipped(state, engine),
    }
    if kind in known:
        return known[kind]()
    if state.advised and not state.running:
        return _about(kind, question, heard, state, engine)
    return interview.proceed(heard, state, engine, outright=kind in OUTRIGHT)


def _about(kind: str, question: Question, heard: Heard, state: State, engine: Engine) -> Step:
    """What is asked of the recommendation in hand."""
    if kind == "why_not" or (question.subjects and (kind == "why" or _why_not(heard))):
        return later.why_not(_wanted(question, heard, state, engine), state, engine)
    if _why_not(heard) and kind not in IN_HAND:
        return later.why(state, engine)
    by_name = named(question, engine)
    if kind in ("change_wish", "inform") and not heard.told and by_name:
        return interview.proceed(replace(heard, told=by_name), state, engine)
    wishes_size = kind == "change_wish" or (heard.seeks and set(heard.told) & SIZE_WISHES)
    if wishes_size and set(heard.told) <= SIZES:
        return later.another_size(not _has(heard.text, LARGER), state, engine)
    if kind == "what_if" and (heard.supposed or heard.told):
        return later.what_if({**heard.told, **heard.supposed}, state, engine)
    fixed: dict[str, Callable[[], Step]] = {
        "why": lambda: later.why(state, engine),
        "compare": lambda: later.compared(
            0, question.pick if question.pick and question.pick > 0 else 1, state, engine
        ),
        "pick": lambda: later.one_of(question.pick or 0, state, engine),
        "summary": lambda: later.summary(state, engine),
        "evidence": lambda: later.beside(engine.rules.evidence, state, engine),
        "ask_progression": lambda: later.beside(engine.rules.next, state, engine),
        "more": lambda: later.why(state, engine),
    }
    if kind in fixed:
        return fixed[kind]()
    if heard.told and interview.news(heard, state):
        return interview.proceed(heard, state, engine)
    return later.again(state, engine)


def _why_not(heard: Heard) -> bool:
    """Whether a message asks so, whatever it was taken for: "why not level 3" is no comparison here.

    "Why that body in preference to ILM?" asks why not ILM.
    """
    return WHY_NOT.match(heard.text.lower()) is not None


def _wanted(question: Question, heard: Heard, state: State, engine: Engine) -> dict[str, str]:
    """The level, type or body that somebody would rather have, by dimension."""
    kind = engine.knowledge.vocabulary.kind
    own = state.decision.ranked[0].cell if state.decision and state.decision.ranked else None
    found: dict[str, str] = {}
    for key in (*question.refused, *question.subjects):  # "why ILM and not CMI"
        dimension = kind(key)
        if dimension in (LEVEL, TYPE, BODY) and (own is None or own.value(dimension) != key):
            found.setdefault(dimension, key)
    if not found and (level := later.next_level(state, engine, up=not _has(heard.text, LOWER))):
        found[LEVEL] = level
    return found


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text.lower() for sign in signs)
