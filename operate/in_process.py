"""Runs the actions in Rasa's own process, where it expects an action server behind an address."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

_REJECTED = 400


class InProcessActions(EndpointConfig):
    """Answers as the action server would, without one."""

    def __init__(self, package: str) -> None:
        """Register the actions found in this package."""
        super().__init__("in-process://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_args: Any, **options: Any) -> Any:
        """Run the action that is called for, with the answers the action server gives."""
        try:
            return await self._executor.run(options["json"])
        except ActionExecutionRejection as rejection:
            body = json.dumps({"action_name": rejection.action_name, "error": str(rejection)})
            raise ClientResponseError(_REJECTED, "rejected", body) from rejection
