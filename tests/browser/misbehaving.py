"""A server that speaks the web channel's language and does what no server should: hostile, slow, broken."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.talk.servers import ROOT

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="/widget.js" data-endpoint="/bot" {settings} defer></script></head>
<body><main><h1>A page</h1><p><a href="#end">A link of the page</a></p></main></body></html>"""
Answer = tuple[int, Any]
Behaviour = Callable[[str, str, dict[str, Any]], Answer | None]


def reply(name: str, text: str, choices: list[str] | None = None, **blocks: Any) -> dict[str, Any]:
    """A reply of the bot's."""
    offered = [{"title": choice, "payload": choice} for choice in choices or []]
    return {"id": name, "text": text, "choices": offered, **({"blocks": blocks} if blocks else {})}


def refusal(status: int, code: str, message: str, **more: Any) -> Answer:
    """An error as the channel gives it."""
    return status, {"error": {"code": code, "message": message, **more}}


@dataclass
class Misbehaving:
    """Serves a page with the widget at `url`.

    `behave(method, path, body)` answers, or None for what a good server would do: repeat what was said.
    `asked` are the requests, in order.
    """

    behave: Behaviour = lambda method, path, body: None
    settings: str = ""  # attributes of the script tag
    headers: dict[str, str] = field(default_factory=dict)  # of the page
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __enter__(self) -> Misbehaving:
        """Start."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.handle(self)

            def do_POST(self) -> None:
                owner.handle(self)

            def do_DELETE(self) -> None:
                owner.handle(self)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def said(self) -> list[dict[str, Any]]:
        """The messages that came."""
        return [body for method, path, body in self.asked if (method, path) == ("POST", "messages")]

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        if request.path == "/widget.js":
            return self._send(request, 200, (ROOT / "widget/adviser-chat.js").read_bytes(), "text/javascript")
        if not request.path.startswith("/bot/"):
            page = PAGE.format(settings=self.settings).encode()
            return self._send(request, 200, page, "text/html", **self.headers)
        path = request.path.removeprefix("/bot/")
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"] or 0)) or b"{}")
        self.asked.append((request.command, path, body))
        status, answer = self.behave(request.command, path, body) or self._good(path, body)
        sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return self._send(request, status, b"" if status == 204 else sent, "application/json")

    def _good(self, path: str, body: dict[str, Any]) -> Answer:
        if path == "conversations":
            return 201, {"token": f"token-{len(self.asked)}", "conversation": "c"}
        if path == "messages":
            words = body.get("text") or body.get("choice")
            return 200, {"id": body["id"], "replies": [reply(f"{body['id']}.1", f"You said: {words}")]}
        return (200, {"messages": []}) if path == "history" else (204, None)

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, **headers: str) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
