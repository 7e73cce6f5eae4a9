"""The interview: what a message adds, what is asked next, and the recommendation once nothing can change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from adviser.advice.ask import next_question, questions_left
from adviser.advice.decide import Engine
from adviser.advice.hear import Heard, Layer, no_answer, taken
from adviser.advice.model import UNSURE, Ask, Decision, Profile, Said
from adviser.advice.plan import line_of, plan_answer, planned, profile_of, with_layers
from adviser.advice.record import Record
from adviser.advice.study_plan import StudyPlan
from adviser.advice.tell import ADVICE, capital, headline, in_words, noted, prompt, recommended, so_far
from adviser.advice.told import in_other_duties, with_said
from adviser.resolve import FORGOTTEN_AFTER
from adviser.talk import Answer, Focus, Note, Prompt, Statement, Status
from adviser.tell import statements_of

MOST_MISSES = 2  # failures to understand one question; then it is skipped


@dataclass(frozen=True)
class State:
    """Where the interview stands: what is known of the person, the question that waits for an answer, the advice given.

    `misses` counts answers to this question that were not understood; `plan` and `record` are what the calculators of
    study time and of membership grades were told.
    """

    profile: Mapping[str, Said] = field(default_factory=dict)
    asked: str = ""
    misses: int = 0
    decision: Decision | None = None
    layers: tuple[Layer, ...] = ()
    plan: StudyPlan | None = None
    record: Record | None = None

    @property
    def running(self) -> bool:
        """Whether a question waits for an answer."""
        return bool(self.asked)

    @property
    def advised(self) -> bool:
        """Whether there is a recommendation in hand."""
        return self.decision is not None and self.decision.first is not None


@dataclass(frozen=True)
class Step:
    """What is said, and where the interview stands after it. No answer where the message is none of the interview's."""

    answer: Answer | None
    state: State


def pending(state: State, engine: Engine) -> Ask | None:
    """The question that waits for an answer."""
    return engine.rules.questions.get(state.asked)


def is_answer(heard: Heard, state: State, engine: Engine) -> bool:
    """Whether a message answers the waiting question, or tells something else about the person."""
    ask = pending(state, engine)
    return ask is not None and bool(taken(state.profile, heard, ask, engine.rules.features))


def news(heard: Heard, state: State) -> bool:
    """Whether a message tells anything that was not known before."""
    return any(is_news(name, said, state) for name, said in heard.told.items())


def is_news(name: str, said: Said, state: State) -> bool:
    """Whether a feature was not known, or not so, before."""
    return name not in state.profile or state.profile[name].value != said.value


def proceed(heard: Heard, state: State, engine: Engine, outright: bool = False) -> Step:
    """Take what was said, then ask the next question or recommend; `outright` is explained at `on_from`."""
    ask = pending(state, engine)
    told = taken(state.profile, heard, ask, engine.rules.features)
    nothing_new = all(state.profile.get(name) == said for name, said in told.items()) and not heard.layers
    if ask is not None and nothing_new:
        if outright and (heard.seeks or heard.asks) and not state.layers and engine.enough(state.profile):
            return _advised(state, engine)  # who has heard what can be said so far and asks again is advised
        return on_from(state, engine, outright=True) if outright else missed(state, engine, understood=bool(told))
    changed = [name for name in told if _changes(name, told[name], state, engine)]
    profile = with_said(in_other_duties(state.profile, told), told)
    now = replace(state, profile=profile, asked="", misses=0, layers=with_layers(state.layers, heard.layers))
    return on_from(now, engine, _understood(changed, state, now, engine), outright)


def on_from(state: State, engine: Engine, opening: Sequence[Note] = (), outright: bool = False) -> Step:
    """The next question, or the recommendation where none is left to ask.

    Who asks `outright` hears what can be said so far before the question.
    """
    known = profile_of(state.layers[0], state.profile) if state.layers else state.profile
    ask = next_question(known, engine)
    if ask is None and state.layers:
        plan, decision = plan_answer(state.layers, state.profile, engine, tuple(opening))
        return Step(plan, replace(state, asked="", misses=0, decision=decision))
    if ask is None:
        return _advised(state, engine, opening)
    said = prompt(ask, known)
    if not opening or state.decision is None:
        progress = _progress(known, engine)
        said = replace(said, text=f"{progress} {said.text}", progress=progress)
    answer = Answer(
        Status.ANSWERED,
        _pointing(known, state, engine) if outright else (),
        opening=tuple(opening),
        prompt=said,
        focus=likely_focus(known, engine),
    )
    return Step(answer, replace(state, asked=ask.id, misses=0, decision=None))


def _advised(state: State, engine: Engine, opening: Sequence[Note] = ()) -> Step:
    """The recommendation that what is known leads to."""
    decision = engine.decide(state.profile)
    answer = recommended(decision, state.profile, engine, opening)
    return Step(answer, replace(state, asked="", misses=0, decision=decision))


def _pointing(known: Profile, state: State, engine: Engine) -> tuple[Statement, ...]:
    """What can be said already: of each group where there are several."""
    if not state.layers:
        return so_far(known, engine)
    return tuple(line for row in planned(state.layers, state.profile, engine) for line in line_of(row, engine))


def likely_focus(profile: Profile, engine: Engine) -> Focus:
    """What a question in between is about, if it names nothing itself: the level that comes first so far."""
    best = engine.first(profile)
    return Focus((best.level, best.pathway) if best else (), ADVICE)


def missed(state: State, engine: Engine, understood: bool = False) -> Step:
    """No answer to the waiting question: the choices, then on without it.

    What was `understood` but is no news ("one team", once more) needs no apology.
    """
    ask = pending(state, engine)
    if ask is None:
        return Step(None, state)
    if state.misses + 1 >= MOST_MISSES:
        return skipped(state, engine)
    said = prompt(ask, state.profile)
    answer = Answer(
        Status.ANSWERED, opening=() if understood else (Note("missed"),), prompt=said, focus=Focus(aspect=ADVICE)
    )
    return Step(answer, replace(state, misses=state.misses + 1))


def skipped(state: State, engine: Engine) -> Step:
    """On without an answer; the question is not asked again."""
    ask = pending(state, engine)
    if ask is None:
        return on_from(state, engine)
    name = ask.settles[0]
    profile = with_said(state.profile, {name: no_answer(engine.rules.features[name])})
    return on_from(replace(state, profile=profile, asked="", misses=0), engine, (Note("skipped"),))


def why_asked(state: State, engine: Engine) -> Step:
    """Why the waiting question is asked, with the fact behind it; then the question again."""
    ask = pending(state, engine)
    if ask is None:
        return Step(None, state)
    fact = engine.knowledge.facts[ask.fact]
    answer = Answer(
        Status.ANSWERED,
        statements_of([fact], engine.knowledge),
        opening=(Note("why_asked", (("why", ask.why),)),),
        prompt=prompt(ask, state.profile),
        focus=Focus(aspect=ADVICE),
    )
    return Step(answer, state)


def stopped(state: State) -> Step:
    """No more questions; what was said is kept, so that the person can go on later."""
    answer = Answer(Status.ANSWERED, opening=(Note("stopped"),))
    return Step(answer, replace(state, asked="", misses=0))


def resumed(answer: Answer, state: State, engine: Engine) -> Answer:
    """An answer to something else, followed by the question that still waits."""
    ask = pending(state, engine)
    if ask is None:
        return answer
    said = prompt(ask, state.profile)
    text = str(engine.knowledge.words["advice"]["back"]).format(question=said.text)
    return replace(answer, prompt=Prompt(text, said.choices), offers=())


def back_to_it(answer: Answer, focus: Focus, state: State, engine: Engine) -> Answer:
    """An answer to what was not understood, followed by what was spoken of: the question that waits, or the advice.

    Who asks in odd words for a recommendation just given ("where have you landed?") is not left without it.
    """
    if state.running or state.layers or state.decision is None or state.decision.first is None:
        return resumed(answer, state, engine)
    if focus.aspect != ADVICE or focus.age >= FORGOTTEN_AFTER:
        return answer
    still = replace(headline(state.decision.first, engine, "still"), part=None)
    return replace(answer, closing=(*answer.closing, still))


def told_of(state: State, engine: Engine) -> Step:
    """What the person has said so far, in short words."""
    known = noted(state.profile, state.profile, engine)
    note = Note("known", (("known", known),)) if known else Note("nothing_known")
    return Step(Answer(Status.ANSWERED, opening=(note,)), state)


def forgotten() -> Step:
    """Everything the person said is deleted."""
    return Step(Answer(Status.ANSWERED, opening=(Note("deleted"),)), State())


def _changes(name: str, said: Said, state: State, engine: Engine) -> bool:
    before = state.profile.get(name)
    spoken_of = name in engine.knowledge.words["advice"]["values"]
    return spoken_of and before is not None and before.value not in (said.value, UNSURE)


def _understood(changed: Sequence[str], before: State, now: State, engine: Engine) -> tuple[Note, ...]:
    """What was changed, from what to what, so that a mistake is noticed at once."""
    if not changed:
        return ()
    said = []
    for name in changed:
        new, old = in_words(name, now.profile, engine), in_words(name, before.profile, engine)
        if new and old:
            said.append(f"{new} ({engine.knowledge.words['advice']['instead_of'].format(old=old)})")
        elif new or old:
            said.append(new or engine.knowledge.words["advice"]["no_longer"].format(old=old))
    return (Note("changed", (("what", capital("; ".join(said))),)),) if said else ()


def _progress(known: Profile, engine: Engine) -> str:
    """How far along the interview is, in words."""
    left = questions_left(known, engine)
    begun = any(name in known for each in engine.rules.questions.values() for name in each.settles)
    key = "last_question" if left <= 1 else "questions_left" if begun else "first_question"
    return str(engine.knowledge.words["advice"][key]).format(left=left)
