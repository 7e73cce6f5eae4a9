"""The connection to the action server: kept open from one call to the next, and given up in good time.

Rasa opens and closes one for every call, which costs both servers more than a small call itself. It waits five minutes
for an answer, longer than anybody waits for a reply, and not at all for a server that is just being started again.
"""

from __future__ import annotations

import asyncio
import atexit
from typing import Any

import aiohttp
import rasa.core.actions.action
from rasa.utils.endpoints import EndpointConfig

# Seconds without a call. An action server closes after five (Sanic's own): a call must not meet a closing door.
KEPT_OPEN = 3
# Seconds. Until a call is given up, and the person is told so; until an action server that refuses connections, as one
# does that is starting, is taken for away; and until it is waited for again after that.
CALL_SECONDS, PATIENCE, PATIENT_AGAIN = 8, 7.0, 30.0

_kept: list[aiohttp.TCPConnector] = []  # one at most, that of the running loop


class PatientConnector(aiohttp.TCPConnector):
    """Tries again for a while where nobody listens. Nothing was sent then, so that nothing is done twice."""

    _missed_first = _missed_last = float("-inf")

    async def connect(self, *args: Any, **options: Any) -> Any:
        """A connection; raises what aiohttp raises once patience is over."""
        while True:
            try:
                return await super().connect(*args, **options)
            except aiohttp.ClientConnectorError:
                if self._is_away(asyncio.get_running_loop().time()):
                    raise
                await asyncio.sleep(0.1)

    def _is_away(self, now: float) -> bool:
        if now - self._missed_last > PATIENT_AGAIN:
            self._missed_first = now
        self._missed_last = now
        return now - self._missed_first > PATIENCE


def _connector() -> aiohttp.TCPConnector:
    """The open connections of this event loop."""
    loop = asyncio.get_running_loop()
    if _kept and (_kept[0].closed or _kept[0]._loop is not loop):
        _close()
    if not _kept:
        _kept.append(PatientConnector(keepalive_timeout=KEPT_OPEN))
    return _kept[0]


def _close() -> None:
    while _kept:
        _kept.pop()._close()  # `close` does the same and asks to be awaited, which nobody can at the end


def session_of(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    """Rasa's session for one request, on connections that outlive it."""
    known = endpoint.basic_auth
    auth = aiohttp.BasicAuth(known["username"], known["password"]) if known else None
    return aiohttp.ClientSession(
        connector=_connector(),
        connector_owner=False,
        headers=endpoint.headers,
        auth=auth,
        timeout=aiohttp.ClientTimeout(total=CALL_SECONDS),
    )


def mend() -> None:
    """Put it in place of Rasa's."""
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = CALL_SECONDS
    if EndpointConfig.session is not session_of:
        EndpointConfig.session = session_of
        atexit.register(_close)  # or each stop of the server would complain of an open connection
