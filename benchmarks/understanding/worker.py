"""Teaches one system and asks it everything, in a process of its own: `worker.py SYSTEM TASK.json RESULT.json`.

It runs in the environment of the system, so it imports nothing of the project unless that is what is measured.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Named = list[tuple[str, int, int]]  # id and place of what a message names
# Kind, its chance, how surely the message is outside (0 to 2), what it names; None for a system that finds no names.
Said = tuple[str, float, float, Named | None]
Parse = Callable[[str], Said]
Taught = list[tuple[str, str]]

_REJECTING = ("out_of_scope", "near_scope", "nlu_fallback")
_DIET = """
recipe: default.v1
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: 100
  constrain_similarities: true
  random_seed: {seed}
- name: EntitySynonymMapper
"""
_COUNTS = """
recipe: default.v1
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: LogisticRegressionClassifier
  random_state: {seed}
"""


def _doubt(kind: str, chance: float) -> float:
    return 1 + chance if kind in _REJECTING else 1 - chance


def the_classifier(taught: Taught, _seed: int) -> Parse:
    """Ours as it stands on public sets: encoder and classifier, vocabulary and facts off."""
    import numpy as np

    from nlu.classifier import Classifier
    from nlu.features import dense, layered

    lines = [text for text, _ in taught]
    known = dense(lines)
    model = Classifier.train(lines, [kind for _, kind in taught], layered(lines))

    def parse(text: str) -> Said:
        chances, vector = model.probabilities([text], layered([text]))[0], dense([text])
        best = int(np.argmax(chances))
        nearest = float((known @ vector[0]).max()) if vector.shape[1] else 1.0
        return model.kinds[best], float(chances[best]), 1 - float(chances[best]) * nearest, None

    return parse


def the_pipeline(taught: Taught, _seed: int) -> Parse:
    """Ours as it is configured, whole; it also learns from the asks of the facts."""
    import quicker

    quicker.mend()  # as `endpoints.yml` has it done in a server
    return _rasa(Path("config.yml").read_text(encoding="utf-8"), taught, finds_names=True)


def diet(taught: Taught, seed: int) -> Parse:
    """What `rasa init` configures: DIET on sparse features."""
    return _rasa(_DIET.format(seed=seed), taught)


def counted(taught: Taught, seed: int) -> Parse:
    """Rasa's LogisticRegressionClassifier on counted words and letters."""
    return _rasa(_COUNTS.format(seed=seed), taught)


def _rasa(config: str, taught: Taught, finds_names: bool = False) -> Parse:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    folder = Path(tempfile.mkdtemp(prefix="understanding-"))
    (folder / "config.yml").write_text(config, encoding="utf-8")
    kinds: dict[str, list[str]] = {}
    for text, kind in taught:
        kinds.setdefault(kind.replace("/", "_"), []).append(" ".join(text.split()))
    data = {
        "version": "3.1",
        "nlu": [{"intent": k, "examples": "".join(f"- {t}\n" for t in v)} for k, v in kinds.items()],
    }
    import yaml

    (folder / "nlu.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()

    def parse(text: str) -> Said:
        parsed: dict[str, Any] = loop.run_until_complete(agent.parse_message(text))
        intent = parsed.get("intent") or {}
        kind, chance = str(intent.get("name") or "nlu_fallback"), float(intent.get("confidence") or 0.0)
        named = [(str(each["value"]), each["start"], each["end"]) for each in parsed.get("entities") or ()]
        ours = parsed.get("scope")  # what ours decides by, where the others have their chance alone
        doubt = _doubt(kind, chance) if ours is None else -float(ours)
        return kind, chance, doubt, named if finds_names else None

    return parse


def textcat(taught: Taught, seed: int) -> Parse:
    """The text categoriser of spaCy with its default model, on a blank English pipeline."""
    import random

    import spacy
    from spacy.training import Example
    from spacy.util import compounding, fix_random_seed, minibatch

    fix_random_seed(seed)
    model = spacy.blank("en")
    kinds = sorted({kind for _, kind in taught})
    categories = model.add_pipe("textcat")
    for kind in kinds:
        categories.add_label(kind)
    examples = [
        Example.from_dict(model.make_doc(text), {"cats": {each: float(each == kind) for each in kinds}})
        for text, kind in taught
    ]
    optimiser = model.initialize(lambda: examples)
    chance = random.Random(seed)  # noqa: S311 - an order, no secret
    for _ in range(30):
        chance.shuffle(examples)
        for batch in minibatch(examples, size=compounding(8.0, 64.0, 1.01)):
            model.update(batch, sgd=optimiser, drop=0.2)

    def parse(text: str) -> Said:
        found = model(text).cats
        best = max(found, key=found.__getitem__)
        return best, float(found[best]), _doubt(best, float(found[best])), None

    return parse


SYSTEMS: dict[str, Callable[[Taught, int], Parse]] = {
    "classifier": the_classifier,
    "pipeline": the_pipeline,
    "diet": diet,
    "counts": counted,
    "textcat": textcat,
}


def main() -> None:
    """Teach, ask, write down what was said, how long it took and how much memory was held at most."""
    system, task, result = sys.argv[1:4]
    told = json.loads(Path(task).read_text(encoding="utf-8"))
    began = time.perf_counter()
    parse = SYSTEMS[system]([(text, kind) for text, kind in told["taught"]], int(told["seed"]))
    training = time.perf_counter() - began
    parse("hello")  # the first message loads what the others find loaded
    times, said = [], []
    for text in told["asked"]:
        began = time.perf_counter()
        said.append(parse(text))
        times.append((time.perf_counter() - began) * 1000)
    mistyped = [parse(text) for text in told["mistyped"]]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    found = {
        "training": training,
        "milliseconds": times,
        "said": [each[:3] for each in said],
        "named": [each[3] for each in said] if all(each[3] is not None for each in said) else None,
        "mistyped": [each[:3] for each in mistyped],
        "megabytes": memory,
    }
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
