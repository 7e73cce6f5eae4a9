"""What was measured, as targets, as a table and as the pages."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.pages import Machine, Target, page, table, target_table
from benchmarks.understanding import sets
from benchmarks.understanding.marks import Marks
from benchmarks.understanding.plots import draw_accuracy, draw_reliability

COMMAND = "python -m benchmarks.understanding"
SYSTEMS = {
    "ours": "ours",
    "letters": "ours without the encoder",
    "diet": "Rasa's default, with DIET",
    "counts": "Rasa's LogisticRegression on counts",
    "textcat": "spaCy's textcat",
}
TYPING = 1  # seed of the slips of the finger
OWN = "our own"
LEAST = {"CLINC150": 0.925, "BANKING77": 0.87}


def targets_of(found: Sequence[Marks]) -> list[Target]:
    """What is wanted of ours on the sets that were measured."""
    wanted = []
    for task, least in LEAST.items():
        shares = [one.accuracy for one in found if one.task == task and one.system == SYSTEMS["ours"]]
        if shares:
            mean = statistics.fmean(shares)
            text = f"{task}, ten examples a kind, accuracy >= {least:.1%}"
            wanted.append(Target(text, f"{mean:.2%} (mean of {len(shares)} draws)", mean >= least))
    own = {one.system: one for one in found if one.task == OWN}
    if SYSTEMS["ours"] in own:
        wanted += _own_targets(own[SYSTEMS["ours"]], own.get(SYSTEMS["diet"]))
    return wanted


def _own_targets(ours: Marks, diet: Marks | None) -> list[Target]:
    """What is wanted on our own messages."""
    drop, named, caught = ours.accuracy - ours.typo_accuracy, ours.named_f1 or 0.0, ours.outside_at_97 or 0.0
    targets = [
        Target("our own: F1 of what messages name >= 0.97", f"{named:.3f}", named >= 0.97),
        Target("our own: outside caught at 97 % kept >= 95 %", f"{caught:.1%}", caught >= 0.95),
        Target("our own: typo drop at most 1.5 points", f"{100 * drop:.1f} points", drop <= 0.015),
        Target("our own: p50 of a message < 8 ms", f"{ours.p50_ms:.1f} ms", ours.p50_ms < 8),
        Target("our own: p95 of a message < 15 ms", f"{ours.p95_ms:.1f} ms", ours.p95_ms < 15),
    ]
    if diet is not None:
        share = (1 - ours.accuracy) / (1 - diet.accuracy)
        targets.insert(0, Target("our own: at most half of DIET's errors", f"{share:.2f} of them", share <= 0.5))
    return targets


def _groups(found: Sequence[Marks]) -> list[list[Marks]]:
    """The draws of each system on each set."""
    keys = dict.fromkeys((one.task, one.system) for one in found)
    return [[one for one in found if (one.task, one.system) == key] for key in keys]


def numbers(found: Sequence[Marks]) -> str:
    """A row for each system on each set, means over the draws."""
    head = [
        "set",
        "system",
        "draws",
        "accuracy",
        "macro-F1",
        "names F1",
        "typo drop",
        "outside caught at 95 %",
        "at 97 %",
    ]
    head += ["as it decides", "false rejects", "training, s", "p50, ms", "p95, ms", "memory, MB"]
    rows = []
    for group in _groups(found):
        means = {
            name: statistics.fmean(values) if (values := [getattr(one, name) for one in group])[0] is not None else None
            for name, value in asdict(group[0]).items()
            if isinstance(value, float) or value is None
        }
        drop = (means["accuracy"] or 0.0) - (means["typo_accuracy"] or 0.0)
        shares = [
            means["accuracy"],
            means["macro_f1"],
            means["named_f1"],
            drop,
            means["outside_at_95"],
            means["outside_at_97"],
        ]
        shares += [means["rejected"], means["false_rejects"]]
        amounts = [means["training_s"], means["p50_ms"], means["p95_ms"], means["megabytes"]]
        told = ["" if share is None else f"{100 * share:.1f}" for share in shares]
        rows.append([group[0].task, group[0].system, str(len(group)), *told, *(f"{each or 0:.1f}" for each in amounts)])
    return table(head, rows)


def _confusions(found: Sequence[Marks]) -> str:
    firsts = [group[0] for group in _groups(found) if group[0].system == SYSTEMS["ours"]]
    rows = [[one.task, want, got, str(times)] for one in firsts for want, got, times in one.confusions]
    return table(["set (draw 0)", "wanted", "taken for", "times"], rows)


def page_of_all(found: Sequence[Marks], machine: Machine) -> str:
    """The page of all sets, with its pictures."""
    names = list(dict.fromkeys(one.task for one in found))
    drawn = [draw_reliability([g[0] for g in _groups(found) if g[0].task == name], name) for name in names]
    bars = draw_accuracy(
        [(g[0].task, g[0].system, _mean(g, "accuracy"), _mean(g, "typo_accuracy")) for g in _groups(found)]
    )
    pictures = "\n\n".join(f"![how often a sure answer is right: {n}]({f})" for n, f in zip(names, drawn, strict=True))
    parts = ["## Targets", target_table(targets_of(found)), "## Numbers", "Shares in per cent, means over the draws."]
    parts += [numbers(found), f"![accuracy of all]({bars})", "## Sure and right", pictures]
    parts += ["## What ours takes for what", _confusions(found), _HOW]
    return page("Understanding: ours beside others", f"{COMMAND} --clinc PATH --banking PATH", machine, parts)


def page_of_own(found: Sequence[Marks], machine: Machine) -> str:
    """The page of our own messages alone, which change oftener than the public sets and what is learnt of those."""
    parts = ["## Targets", target_table(targets_of(found)), "## Numbers", "Shares in per cent."]
    parts += [numbers(found), "## What ours takes for what", _confusions(found), _HOW]
    return page("Understanding our own messages", f"{COMMAND} --only ours letters diet own", machine, parts)


def _mean(group: Sequence[Marks], name: str) -> float:
    return statistics.fmean(getattr(one, name) for one in group)


_HOW = f"""\
## How

- **Each system** is taught and asked in a process of its own, one after the other; memory is the most that this process
  held, while it learnt too. Times are of one message at a time, without a server.
- **Public sets**: {sets.EACH} examples of each kind, drawn at the seeds 0, 1, ...; every test message is asked. Ours is
  encoder and classifier, with vocabulary and facts off. Bars and parameters were chosen on other draws and on other
  parts of the sets than the test part. DIET takes so long that it is measured on the first draw alone.
- **Our own**: the examples of `data/nlu` are taught, the messages of `tests/understanding` are asked, alone and without
  what was said before. Ours is the whole pipeline, which also learns from the asks of the facts; the others are taught
  the examples. Accuracy is that of the messages which the bot is there for; any of a message's right kinds counts.
- **Names F1**: of what our messages name (levels, types, bodies, ...), by id and place. The others are taught intents
  alone: our examples are not marked up, since names come from the vocabulary and not from examples.
- **Typo drop**: points of accuracy lost when about one word in six has one slip of the finger (seed {TYPING}).
- **Outside caught at 95 %**: the share of outside messages above a bar on doubt that keeps 95 % of the others. Doubt is
  one less the chance of the answer; for our classifier the chance times the likeness to the nearest example, and for
  the whole of ours the log odds that a message is for it, by which it decides.
- **Rasa's default** is the pipeline that `rasa init` writes, at its 100 epochs, in an environment with TensorFlow which
  the command builds (see `benchmarks/stock`). What has no row was not measured on the data as they are: others are
  taught only where they were asked for, or were before with the same messages."""
