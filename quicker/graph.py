"""The model's graph, run node after node.

Rasa hands every run of the graph (three in a turn) to dask, which plans it anew as if it were to be spread over
machines. A trained model's graph never changes, so its order is worked out once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, Any, tuple[str, ...]]  # a node's name, the node, what it needs


class InOrderRunner(DaskGraphRunner):
    """Runs the graph of a trained model; training goes on with dask."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the targets by name.

        Raises:
            GraphRunError: if an input has the name of a node, or a node fails as dask would report it.
        """
        self._add_inputs_to_graph(inputs, dict.fromkeys(self._graph_schema.nodes))
        known: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        wanted = tuple(targets or self._graph_schema.target_names)
        try:
            for name, node, needs in self._steps(wanted):
                # As with dask a node is told the bare name of what nobody provides.
                known[name] = node(*(known.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(known[name] for name in wanted)

    def _steps(self, wanted: tuple[str, ...]) -> list[Step]:
        """The nodes that lead to the wanted ones, each after those it needs."""
        if not hasattr(self, "_planned"):
            self._planned = lru_cache(maxsize=8)(self._plan)
        return self._planned(wanted)

    def _plan(self, wanted: tuple[str, ...]) -> list[Step]:
        nodes, steps = self._graph_schema.nodes, {}

        def add(name: str) -> None:
            if name in nodes and name not in steps:
                needs = tuple(nodes[name].needs.values())
                for need in needs:
                    add(need)
                steps[name] = (name, self._instantiated_nodes[name], needs)

        for name in wanted:
            add(name)
        return list(steps.values())


def mend() -> None:
    """Have the part that handles messages load its model into this runner."""
    rasa.core.processor.DaskGraphRunner = InOrderRunner
