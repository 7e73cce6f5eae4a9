"""Pictures of the results, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.pages import RESULTS
from benchmarks.understanding.marks import Marks

_KEEP = {"svg.hashsalt": "understanding", "svg.fonttype": "none"}  # the same numbers draw the same file


def draw_reliability(found: Sequence[Marks], task: str) -> str:
    """How often an answer is right, by how sure the system was; gives the file's name."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    with mpl.rc_context(_KEEP):
        figure, axes = pyplot.subplots(figsize=(5, 4))
        axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="as sure as right")
        for each in found:
            chances, shares, _ = zip(*each.reliability, strict=True)
            axes.plot(chances, shares, marker="o", markersize=3, label=each.system)
        axes.set(xlabel="how sure", ylabel="share right", title=task, xlim=(0, 1), ylim=(0, 1))
        axes.legend(fontsize=8)
        return _written(figure, f"understanding-reliability-{_slug(task)}.svg")


def draw_accuracy(rows: Sequence[tuple[str, str, float, float]]) -> str:
    """Accuracy of each system on each set, as written and mistyped (shares of 1); gives the file's name."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    with mpl.rc_context(_KEEP):
        figure, axes = pyplot.subplots(figsize=(6, 0.4 * len(rows) + 1))
        names = [f"{task}: {system}" for task, system, *_ in rows]
        axes.barh(names, [clean for *_, clean, _ in rows], color="tab:blue", label="as written")
        axes.barh(names, [typed for *_, typed in rows], height=0.4, color="tab:orange", label="mistyped")
        axes.invert_yaxis()
        axes.set(xlabel="share right", xlim=(0, 1))
        axes.legend(fontsize=8, loc="lower left")
        return _written(figure, "understanding-accuracy.svg")


def _written(figure: object, name: str) -> str:
    RESULTS.mkdir(exist_ok=True)
    figure.savefig(Path(RESULTS / name), bbox_inches="tight", metadata={"Date": None})  # type: ignore[attr-defined]
    return name


def _slug(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text.lower())
