"""The dashboard's file: it names metrics and labels that there are."""

from __future__ import annotations

import json
import re

import pytest
from prometheus_client import REGISTRY

from adviser.knowledge import KNOWLEDGE, load_checked
from seeing import metrics
from tests.talk.servers import ROOT

DASHBOARD = json.loads((ROOT / "deploy/grafana/adviser.json").read_text(encoding="utf-8"))
QUERIES = [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]
WORDS_OF_PROMQL = set("sum max by rate increase histogram_quantile le __rate_interval __range job instance".split())
WORDS_OF_PROMQL.add("process_resident_memory_bytes")


@pytest.fixture(scope="module")
def known() -> dict[str, tuple[str, ...]]:
    """The names under which Prometheus gets each metric, with its labels."""
    from datetime import date

    metrics.measure_knowledge(load_checked(KNOWLEDGE, date.today()).facts)
    found = {}
    for metric, names in REGISTRY._collector_to_names.items():
        for name in (each for each in names if not each.endswith("_created")):
            found[name] = tuple(getattr(metric, "_labelnames", ()))
    return found


@pytest.mark.parametrize(("title", "query"), QUERIES)
def test_every_query_names_metrics_and_labels_that_exist(
    known: dict[str, tuple[str, ...]], title: str, query: str
) -> None:
    named = set(re.findall(r"\badviser_\w+", query))
    assert named <= set(known)
    labels = {label for name in named for label in known[name]}
    plain = re.sub(r'"[^"]*"', "", query)
    words = set(re.findall(r"\b[a-z_]\w*\b", plain)) - named - WORDS_OF_PROMQL
    assert words <= labels


def test_every_metric_is_on_the_dashboard(known: dict[str, tuple[str, ...]]) -> None:
    shown = " ".join(query for _, query in QUERIES)
    ours = {
        name.rpartition("_")[0] if name.endswith(("_total", "_bucket", "_sum", "_count")) else name for name in known
    }
    assert {name for name in ours if name.startswith("adviser_") and name not in shown} == set()


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
