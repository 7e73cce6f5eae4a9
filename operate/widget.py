"""Joins the parts of the website widget into the one file that pages load, and prints the tag that loads it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from operate.problem import Problem

SOURCES = Path("widget/src")
BUILT = Path("widget/adviser-chat.js")
DEMO = Path("widget/demo/index.html")
# Each part uses names of those before it; together they are one function, so that a page sees none of them.
ORDER = ("words", "dom", "colour", "keep", "wire", "draw", "extras", "modal", "sheet", "chat", "start")
BANNER = "/* Made by `python -m operate widget` */"
_STYLE = "'@style.css'"
_INTEGRITY = re.compile(r'integrity="[^"]*"')
_TOP_LEVEL = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.M)


def build(check: bool = False) -> None:
    """Write the built file and the demonstration page's hash; with `check`, only say whether they are up to date."""
    made = joined()
    page = _INTEGRITY.sub(f'integrity="{integrity(made)}"', DEMO.read_text(encoding="utf-8"))
    fresh = _is(BUILT, made) and _is(DEMO, page)
    if check and not fresh:
        raise Problem(f"{BUILT} or {DEMO} is not what widget/src makes: run 'python -m operate widget'.")
    if not fresh:
        BUILT.write_text(made, encoding="utf-8")
        DEMO.write_text(page, encoding="utf-8")
    print(f"{BUILT} is {'up to date' if fresh else 'made'}: {len(made.encode()):,} bytes.")


def joined() -> str:
    """The parts as one function, without comments and spare white space."""
    try:
        import minify
    except ImportError as error:
        raise Problem("The widget is joined with tdewolff-minify: run 'make setup-dev' and try again.") from error
    parts = [(SOURCES / f"{name}.js").read_text(encoding="utf-8") for name in ORDER]
    names = [name for part in parts for name in _TOP_LEVEL.findall(part)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Problem(f"Two parts of widget/src both name {', '.join(twice)}: give one of them another name.")
    style = minify.string("text/css", (SOURCES / "style.css").read_text(encoding="utf-8"))
    code = "\n".join(parts).replace(_STYLE, json.dumps(style, ensure_ascii=False))
    return f"{BANNER}\n{minify.string('text/javascript', f'(() => {{{code}}})();')}\n"


def integrity(built: str) -> str:
    """The hash by which a browser refuses any other file."""
    return "sha384-" + base64.b64encode(hashlib.sha384(built.encode()).digest()).decode()


def snippet(address: str, title: str = "") -> str:
    """The tag for a page; raises `Problem` for an address that a browser would not load it from."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise Problem(f"'{address}' is no address of a web channel: write it as https://bot.example.org/webhooks/web.")
    home = html.escape(address.rstrip("/"), quote=True)
    named = f' data-title="{html.escape(title, quote=True)}"' if title else ""
    seal = integrity(BUILT.read_text(encoding="utf-8"))
    return (
        f'<script src="{home}/widget.js" data-endpoint="{home}"{named}\n'
        f'        integrity="{seal}"\n        crossorigin="anonymous" defer></script>'
    )


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
