"""The connection to the action server, kept open from one call to the next.

Rasa opens and closes one for every call, which costs both servers more than a small call itself.
"""

from __future__ import annotations

import asyncio
import atexit

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

# Seconds without a call. An action server closes after five (Sanic's own): a call must not meet a closing door.
KEPT_OPEN = 3

_kept: list[aiohttp.TCPConnector] = []  # one at most, that of the running loop


def _connector() -> aiohttp.TCPConnector:
    """The open connections of this event loop."""
    loop = asyncio.get_running_loop()
    if _kept and (_kept[0].closed or _kept[0]._loop is not loop):
        _close()
    if not _kept:
        _kept.append(aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN))
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
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
    )


def mend() -> None:
    """Put it in place of Rasa's."""
    if EndpointConfig.session is not session_of:
        EndpointConfig.session = session_of
        atexit.register(_close)  # or each stop of the server would complain of an open connection
