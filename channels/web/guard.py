"""Stands before and behind every address of the channel: origins, sizes, headers, and errors as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sanic import Sanic, response
from sanic.exceptions import MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.web.address import is_trusted
from channels.web.refusals import Refused, refusal
from channels.web.settings import Settings
from channels.web.turns import log_failure

LARGEST_BODY = 64 * 1024  # bytes
# What Sanic-CORS, which Rasa puts before everything, takes for a sign that somebody has seen to a request already.
_SEEN_TO = ("_sanic_cors_e", "_sanic_cors_srm")
TOO_LARGE = 413  # Sanic waits a moment then, so that the answer arrives
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Put before and behind the requests whose path begins with `prefix`.

    `methods` says what may be done at each address below that; one that ends with "/" stands for all that go on from
    there.
    """

    def __init__(self, settings: Settings, prefix: str, methods: Mapping[str, Sequence[str]]) -> None:
        self._settings = settings
        self._prefix = prefix
        self._methods = methods

    def install(self, app: Sanic) -> None:
        """To be called when the server starts: only then comes what Rasa puts in the first place."""
        app.request_middleware.appendleft(self.before)
        app.response_middleware.append(self.behind)
        theirs = app.error_handler.response

        def ours(request: Request, error: BaseException) -> Any:
            return self._told(request, error) if self._is_ours(request) else theirs(request, error)

        app.error_handler.response = ours

    def _is_ours(self, request: Request | None) -> bool:
        return request is not None and f"{request.path}/".startswith(f"{self._prefix}/")

    def before(self, request: Request) -> HTTPResponse | None:
        """Refuse what comes from a website that is not allowed; answer what a browser asks beforehand."""
        if not self._is_ours(request):
            return None
        for name in _SEEN_TO:
            setattr(request.ctx, name, "1")
        if request.stream is not None:
            request.stream.request_max_size = LARGEST_BODY
        allowed = self.allows(request)
        if request.method == "OPTIONS":
            return self._preflight(request) if allowed else refusal(Refused("origin_refused"))
        return None if allowed or is_public(request.path) else refusal(Refused("origin_refused"))

    def behind(self, request: Request, answer: HTTPResponse) -> None:
        """Add the headers that every answer has."""
        if not self._is_ours(request) or answer is None:
            return
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        _leave_the_rest(request, answer.status)
        origin = request.headers.getone("origin", "")
        if is_public(request.path):
            return
        answer.headers["Vary"] = ", ".join(filter(None, (answer.headers.get("Vary"), "Origin")))
        if origin in self._settings.origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = "Retry-After"

    def allows(self, request: Request) -> bool:
        """Whether the website that the request comes from may use the adviser; no website at all may."""
        origins = request.headers.getall("origin", [])
        if not origins:
            return True
        return len(origins) == 1 and (origins[0] in self._settings.origins or self._is_own(request, origins[0]))

    def _is_own(self, request: Request, origin: str) -> bool:
        """Whether a page of this very server asks."""
        host = request.headers.getone("host", "")
        if is_trusted(request.ip, self._settings.proxies):
            host = request.headers.getone("x-forwarded-host", host)
        try:
            return bool(host) and urlsplit(origin).netloc == host.lower()
        except ValueError:
            return False

    def _told(self, request: Request, error: BaseException) -> HTTPResponse:
        """An error of the server's own, as JSON."""
        for name in _SEEN_TO:
            setattr(request.ctx, name, "1")
        if isinstance(error, MethodNotSupported):
            methods = (*self._allowed(request.path), "OPTIONS")
            return refusal(Refused("method_not_allowed", headers={"Allow": ", ".join(methods)}))
        return refusal(_refused(request, error))

    def _allowed(self, path: str) -> Sequence[str]:
        """What may be done at an address; nothing where there is none."""
        rest = path.removeprefix(self._prefix).rstrip("/") or "/"
        below = next(
            (name for name in self._methods if len(name) > 1 and name.endswith("/") and rest.startswith(name)), ""
        )
        return self._methods.get(rest) or self._methods.get(below) or ()

    def _preflight(self, request: Request) -> HTTPResponse:
        methods = self._allowed(request.path)
        if not methods:
            return refusal(Refused("not_found"))
        headers = {"Allow": ", ".join((*methods, "OPTIONS"))}
        if "access-control-request-method" in request.headers:
            headers |= {
                "Access-Control-Allow-Methods": ", ".join(methods),
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
                "Access-Control-Max-Age": "600",
            }
        return response.empty(204, headers=headers)


def _refused(request: Request, error: BaseException) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, PayloadTooLarge):
        return Refused("too_long")
    if isinstance(error, NotFound):
        return Refused("not_found")
    # Sanic gives a request whose head it could not read no method.
    if request.method == "NONE" or (isinstance(error, SanicException) and 400 <= (error.status_code or 500) < 500):
        return Refused("bad_request")
    log_failure("a request could not be answered", error)
    return Refused("unavailable", retry_after=5)


def _leave_the_rest(request: Request, status: int) -> None:
    """Close the connection where there is a body that nobody wants to read: Sanic would complain of each in the log."""
    stream = request.stream
    if stream is None or not stream.request_body or status == TOO_LARGE:
        return
    if 200 <= status < 300 or stream.request_body == "chunked":
        stream.request_body = None
        stream.keep_alive = False


def is_public(path: str) -> bool:
    """Whether an address is a file that any website may load: the widget alone."""
    return re.fullmatch(r".*/widget\.js/?", path) is not None
