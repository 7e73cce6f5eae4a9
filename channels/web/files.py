"""Serves the widget and its demonstration page: files of one folder, found by listing it and in no other way."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.web.refusals import Refused

SCRIPT = "adviser-chat.js"
DEMO = "demo"
INDEX = "index.html"
# Nothing may come from anywhere else, nothing may be written into the page, and nobody may frame it.
PAGE_POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_PRESSED = {".ico", ".jpg", ".png", ".webp", ".woff2"}  # gzip makes these no smaller


@dataclass(frozen=True)
class File:
    """A file as it is sent."""

    kind: str
    plain: bytes
    pressed: bytes  # empty where it does not pay
    tag: str


class Files:
    """The files of the widget's folder; read again when they change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[tuple[int, int], File]] = {}

    def script(self, request: Request) -> HTTPResponse:
        """The widget. Any website may load it, as a script whose hash its page names."""
        answer = self._sent(request, self._folder / SCRIPT)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    def demo(self, request: Request, name: str) -> HTTPResponse:
        """A file of the demonstration page; raises `Refused` where there is none."""
        folder = self._folder / DEMO
        names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        if (name or INDEX) not in names:
            raise Refused("not_found")
        return self._sent(request, names[name or INDEX])

    def _sent(self, request: Request, path: Path) -> HTTPResponse:
        file = self._file(path)
        pressed = bool(file.pressed) and _takes_gzip(request)
        tag = f'"{file.tag}-gzip"' if pressed else f'"{file.tag}"'
        headers = {"ETag": tag, "Cache-Control": "public, max-age=300", "Content-Security-Policy": PAGE_POLICY}
        if file.pressed:
            headers["Vary"] = "Accept-Encoding"
        if _has(request, tag):
            return response.empty(304, headers=headers)
        if pressed:
            headers["Content-Encoding"] = "gzip"
        return response.raw(file.pressed if pressed else file.plain, headers=headers, content_type=file.kind)

    def _file(self, path: Path) -> File:
        kind = _TYPES.get(path.suffix)
        try:
            state = path.stat()
            mark = (state.st_mtime_ns, state.st_size)
            if kind is None:
                raise Refused("not_found")
            if path not in self._known or self._known[path][0] != mark:
                self._known[path] = (mark, _read(path, kind))
        except OSError as error:
            raise Refused("not_found") from error
        return self._known[path][1]


def _read(path: Path, kind: str) -> File:
    plain = path.read_bytes()
    pressed = b"" if path.suffix in _PRESSED else gzip.compress(plain, mtime=0)
    tag = hashlib.sha256(plain).hexdigest()[:32]
    return File(kind, plain, pressed if len(pressed) < len(plain) else b"", tag)


def _takes_gzip(request: Request) -> bool:
    """Whether gzip is among what the client takes, and not with a weight of nothing."""
    for each in request.headers.getone("accept-encoding", "").lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has(request: Request, tag: str) -> bool:
    """Whether the client has this very file."""
    given = [each.strip().removeprefix("W/") for each in request.headers.getone("if-none-match", "").split(",")]
    return tag in given or "*" in given
