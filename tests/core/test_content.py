"""The knowledge base itself: what holds for every fact, disagreement, title and unit of `knowledge/`.

One test for each file and rule; the message names the entries that break it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
import yaml

from adviser.about import ROWS
from adviser.knowledge import KNOWLEDGE, Loader, load
from adviser.model import Disagreement, Fact, KnowledgeBase, Span
from adviser.talk import Offer
from adviser.tell import NAMED
from nlu.reader import domain_words
from nlu.spelling import Speller
from nlu.subjects import SubjectFinder
from render.blocks import offers_of

ROOT = Path(__file__).parents[2]
LOADER = Loader(KNOWLEDGE, date.today())
BASE = LOADER.load()
NEVER = LOADER.never

# A value whose number its sentence gives in another way, with the reason.
COUNTED_OTHERWISE = {"level-7.units.on-offer": "12 units of its own and unit 800 make the 13"}
WORDS = {1: "an?|one|single", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
# How a reply names each of the five first sources.
NAMED_AS = {
    "ukcpd": "UKCPD",
    "ilm": "ILM",
    "assignment-seller": "guide",
    "coaching-focus": "Coaching Focus",
    "cmi-seller": "seller of CMI courses",
}


def by_file(entries: Iterable[Fact | Disagreement]) -> list[object]:
    """A parameter for each file of the knowledge base with its entries."""
    found: dict[str, list[Fact | Disagreement]] = defaultdict(list)
    for entry in entries:
        found[LOADER.places[entry.id].file].append(entry)
    return [pytest.param(listed, id=file.removeprefix("knowledge/")) for file, listed in found.items()]


WRITTEN = [fact for fact in BASE.facts.values() if not fact.id.startswith(ROWS)]
ROW_FACTS = [fact for fact in BASE.facts.values() if fact.id.startswith(ROWS)]
OF_FACTS = by_file(WRITTEN)
OF_DISAGREEMENTS = by_file(BASE.disagreements.values())


def broken(entries: Iterable[Fact], holds: Callable[[Fact], object]) -> dict[str, str]:
    """The entries for which a rule does not hold, with their sentence."""
    return {entry.id: entry.says for entry in entries if not holds(entry)}


def sentences(text: str) -> int:
    """How many sentences a text has."""
    return len(re.split(r"(?<=[.?!])[\"”)]?\s+(?=[A-Z0-9“\"£])", text))


def has_number(text: str, number: float) -> bool:
    """Whether a text gives a number, in digits with or without a comma, or as a word."""
    digits = "|".join({re.escape(f"{number:,g}"), re.escape(f"{number:g}")})
    return (
        re.search(rf"(?<![\d.,])({digits})(?!\d|[.,]\d)|\b({WORDS.get(int(number), '(?!)')})\b", text, re.I) is not None
    )


def numbers(value: object) -> list[float]:
    """The numbers of a value; a least of nothing ("up to 7") is not said."""
    found = [value.low or None, value.top] if isinstance(value, Span) else [value]
    return [number for number in found if isinstance(number, (int, float))]


def test_the_knowledge_base_has_no_errors_today() -> None:
    assert [str(problem) for problem in load(KNOWLEDGE, date.today())[1] if not problem.warning] == []


# -- facts


@pytest.mark.parametrize("facts", OF_FACTS)
def test_every_fact_cites_known_sources_with_place_and_day(facts: list[Fact]) -> None:
    def cited(fact: Fact) -> bool:
        good = [BASE.sources.get(c.source.id) is c.source and c.place.strip() and c.read for c in fact.citations]
        return bool(good) and all(good)

    assert broken(facts, cited) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_every_fact_is_said_in_one_to_three_sentences(facts: list[Fact]) -> None:
    assert broken(facts, lambda fact: sentences(fact.says) <= 3) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_a_fact_says_the_numbers_of_its_value(facts: list[Fact]) -> None:
    kept = [fact for fact in facts if fact.id not in COUNTED_OTHERWISE]
    assert broken(kept, lambda fact: all(has_number(fact.says, number) for number in numbers(fact.value))) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_no_fact_uses_a_phrase_that_misleads(facts: list[Fact]) -> None:
    assert broken(facts, lambda fact: not any(p.search(f"{fact.says} {fact.caution}") for p in NEVER)) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_every_fact_can_be_asked_for(facts: list[Fact]) -> None:
    assert broken(facts, lambda fact: fact.asks) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_a_disputed_fact_names_its_disagreement(facts: list[Fact]) -> None:
    assert broken([fact for fact in facts if fact.disputed], lambda fact: fact.disputed in BASE.disagreements) == {}


@pytest.mark.parametrize("facts", OF_FACTS)
def test_the_reason_of_a_fact_is_another_fact(facts: list[Fact]) -> None:
    assert broken([f for f in facts if f.because], lambda f: f.because in BASE.facts and f.because != f.id) == {}


def test_exceptions_on_numbers_are_still_needed() -> None:
    facts = [BASE.facts[key] for key in COUNTED_OTHERWISE]
    assert not [fact.id for fact in facts if all(has_number(fact.says, number) for number in numbers(fact.value))]


def test_no_ask_stands_under_two_facts_or_disagreements() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for known in (*WRITTEN, *BASE.disagreements.values()):
        for ask in known.asks:
            owners[" ".join(re.findall(r"\w+", ask.lower().replace("'", "")))].add(known.id)
    assert {ask: sorted(keys) for ask, keys in owners.items() if len(keys) > 1} == {}


# -- disagreements


def test_all_46_points_on_which_the_sources_differ_are_there() -> None:
    assert [key for key in sorted(BASE.disagreements) if key.startswith("C")] == [f"C{n:02}" for n in range(1, 47)]


@pytest.mark.parametrize("disputes", OF_DISAGREEMENTS)
def test_a_reply_names_both_sides(disputes: list[Disagreement]) -> None:
    def named(dispute: Disagreement) -> int:
        ids = {view.citation.source.id for view in dispute.views}
        return sum(bool(re.search(NAMED_AS.get(key, BASE.sources[key].publisher), dispute.reply)) for key in ids)

    sides = {each.id: len({view.citation.source.id for view in each.views}) for each in disputes}
    assert {each.id: each.reply for each in disputes if sides[each.id] > 1 and named(each) < 2} == {}


@pytest.mark.parametrize("disputes", OF_DISAGREEMENTS)
def test_a_reply_on_one_source_says_that_it_differs_with_itself(disputes: list[Disagreement]) -> None:
    alone = [each for each in disputes if len({view.citation.source.id for view in each.views}) == 1]
    contrast = re.compile(r"\b(differs?|disagrees?|not consistent|however)\b")
    assert {each.id: each.reply for each in alone if not contrast.search(each.reply)} == {}


@pytest.mark.parametrize("disputes", OF_DISAGREEMENTS)
def test_views_and_replies_cite_and_do_not_mislead(disputes: list[Disagreement]) -> None:
    for each in disputes:
        spoken = " ".join((each.reply, each.note, *(view.says for view in each.views)))
        assert [p.pattern for p in NEVER if p.search(spoken)] == [], each.id
        assert all(citation.place.strip() for citation in each.citations), each.id
        assert each.asks, f"{each.id} cannot be asked for"


# -- what a person asks must find something

ASKED = {
    **{(level,): "audience content comparability progression choice size meaning availability"
       for level in ("level-2", "level-3", "level-4", "level-5", "level-6", "level-7")},
    **{("ilm", level): "assessment" for level in ("level-2", "level-3", "level-4", "level-5", "level-7")},
    **{(kind,): "size study_time meaning" for kind in ("award", "certificate", "diploma")},
    ("extended-diploma",): "size",
    **{(kind, "ilm"): "choice meaning" for kind in ("award", "certificate", "diploma")},
    **{("coaching-and-mentoring", level): "audience content choice" for level in ("level-3", "level-5", "level-7")},
    **{(body,): "meaning body assessment recognition membership chartered style career provision units entry choice"
       for body in ("ilm", "cmi")},
    **{(body,): "body membership" for body in ("institute-of-leadership",)},
    ("ofqual",): "recognition",
    ("city-and-guilds",): "body",
    **{(grade,): "membership" for grade in (
        "cmi-affiliate", "cmi-associate", "cmi-member", "cmi-chartered-member", "cmi-chartered-fellow",
        "iol-community", "iol-associate", "iol-member", "iol-fellow")},
    ("cmi-fellow",): "audience",
    ("chartered-manager",): "chartered",
    **{(provider,): "provision" for provider in ("ukcpd", "coaching-focus")},
    ("apprenticeship",): "apprenticeship funding provision",
    **{(theory,): "assessment" for theory in ("gibbs", "kolb", "schon")},
    ("credit",): "meaning size study_time",
    ("assignment",): "assessment",
    ("referral",): "assessment meaning",
}  # fmt: skip
WANTED = [(subjects, aspect) for subjects, aspects in ASKED.items() for aspect in aspects.split()]


@pytest.mark.parametrize(("subjects", "aspect"), WANTED, ids=[f"{'+'.join(s)}-{a}" for s, a in WANTED])
def test_a_question_that_people_ask_has_a_fact(subjects: tuple[str, ...], aspect: str) -> None:
    assert [fact.id for fact in WRITTEN if set(subjects) <= fact.about and fact.property.aspect == aspect]


def test_every_grade_type_level_and_body_has_facts() -> None:
    collective = {key for key, subject in BASE.vocabulary.subjects.items() if subject.means}
    kinds = ("level", "type", "body", "pathway", "grade", "provider", "theory", "apprenticeship", "variant", "desk")
    told = {key for fact in WRITTEN for key in fact.about}
    wanted = {key for key, subject in BASE.vocabulary.subjects.items() if subject.kind in kinds}
    assert wanted - told - collective == set()


# -- the catalogue


@pytest.mark.parametrize("key", BASE.qualifications)
def test_a_title_names_its_level_type_and_body(key: str) -> None:
    row = BASE.qualifications[key]
    names = BASE.vocabulary.subjects
    assert row.status == "uncertain" or row.title.startswith(names[row.body].name)
    assert names[row.level].name in row.title
    assert not row.type or re.search(rf"\b{names[row.type].name}\b", row.title)


@pytest.mark.parametrize("key", [key for key, row in BASE.qualifications.items() if row.credits and row.type])
def test_the_credits_of_a_title_fit_its_type(key: str) -> None:
    row = BASE.qualifications[key]
    band = BASE.facts[f"{row.type.removeprefix('extended-')}.credits"].value
    assert isinstance(band, Span)
    for number in numbers(row.credits):
        assert band.low <= number <= (band.top or number)


def test_the_credit_bands_follow_each_other_from_1_to_12_to_36_and_up() -> None:
    assert BASE.sums is not None
    bands = [BASE.facts[key].value for key in BASE.sums.bands]
    assert bands == [Span(1, 12), Span(13, 36), Span(37, None)]


@pytest.mark.parametrize("kind", ["award", "certificate", "diploma"])
def test_the_hours_of_a_type_are_its_credits_times_the_hours_of_a_credit(kind: str) -> None:
    rate, band = BASE.facts["credit.learning_hours"].value, BASE.facts[f"{kind}.credits"].value
    hours = BASE.facts[f"{kind}.learning_hours"].value
    assert [n * rate for n in numbers(band)] == numbers(hours)


def test_every_row_is_cited_and_said_without_misleading() -> None:
    assert broken(ROW_FACTS, lambda fact: fact.citations and fact.citations[0].place) == {}
    assert broken(ROW_FACTS, lambda fact: not any(pattern.search(fact.says) for pattern in NEVER)) == {}
    assert broken(ROW_FACTS, lambda fact: not re.search(r"[{}]|None|  ", fact.says)) == {}


# -- the words around the facts


def code() -> str:
    """All Python of the core and the renderers."""
    return "\n".join(path.read_text() for room in ("adviser", "render") for path in sorted((ROOT / room).rglob("*.py")))


def said_notes() -> set[str]:
    """The notes that the code or a fixed reply says."""
    from_code = {note for found in re.findall(r"notes=\(?(.*?)\)", code()) for note in re.findall(r'"(\w+)"', found)}
    from_code |= {note for found in re.findall(r"notes = \((.*?)\)", code()) for note in re.findall(r'"(\w+)"', found)}
    return from_code | {note for reply in BASE.replies.values() for note in reply.notes}


def test_every_note_that_is_said_has_words_and_all_words_are_said() -> None:
    assert said_notes() == set(BASE.words["notes"])


def test_every_key_of_the_wording_is_read_by_the_code() -> None:
    assert [key for key in BASE.words if not re.search(rf"""["']{key}["']""", code())] == []


def test_every_key_that_the_code_reads_is_in_the_wording() -> None:
    around = yaml.safe_load((ROOT / "channels/slack.yml").read_text(encoding="utf-8"))  # what Slack alone shows
    assert set(re.findall(r'words\[["\'](\w+)["\']\]', code())) - set(BASE.words) - set(around) == set()


def test_every_catalogue_pattern_is_used_and_every_status_has_one() -> None:
    catalogue = (ROOT / "adviser/catalogue.py").read_text()
    statuses = {row.status for row in BASE.qualifications.values()} - {"current"}
    assert statuses <= set(BASE.words["catalogue"])
    assert [key for key in set(BASE.words["catalogue"]) - statuses if f'"{key}"' not in catalogue] == []


def test_every_aspect_that_can_be_offered_has_words_and_every_offer_an_aspect() -> None:
    offered = {aspect for listed in BASE.vocabulary.next_aspects.values() for aspect in listed}
    assert offered - set(BASE.words["offers"]) == set()
    assert set(BASE.words["offers"]) - set(BASE.vocabulary.aspects) == set()


def test_no_words_around_facts_mislead() -> None:
    texts = [text for part in BASE.words.values() for text in (part.values() if isinstance(part, dict) else [part])]
    assert [text for text in map(str, texts) if any(pattern.search(text) for pattern in NEVER)] == []


def groups(base: KnowledgeBase) -> list[tuple[str, ...]]:
    """Subjects as offers join them: alone, level with type, with body, with the coaching pathway."""
    of = {kind: [k for k, s in base.vocabulary.subjects.items() if s.kind == kind and not s.means] for kind in NAMED}
    pairs = [(level, size) for level in of["level"] for size in of["type"]]
    return [
        *((key,) for kind in NAMED for key in of[kind]),
        *pairs,
        *((body, *pair) for body in ("ilm", "cmi") for pair in pairs),
        *(("coaching-and-mentoring", level) for level in of["level"]),
    ]


@pytest.fixture(scope="module")
def finder() -> SubjectFinder:
    """What finds the subjects of a message, the words of a button among them."""
    return SubjectFinder(BASE.vocabulary, Speller(domain_words([])))


@pytest.mark.parametrize("aspect", [aspect for aspect in BASE.words["offers"] if aspect != "chartered"])
def test_a_button_is_read_back_as_the_subjects_it_offers(aspect: str, finder: SubjectFinder) -> None:
    lost = {}
    for group in groups(BASE):
        for text in offers_of([Offer(aspect, group)], BASE.words, BASE.vocabulary.subjects):
            read = {mention.id for mention in finder.read(text)[1]}
            lost |= {text: sorted(read)} if not set(group) <= read else {}
    assert lost == {}
