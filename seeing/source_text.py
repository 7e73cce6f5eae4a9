"""What a log call says in its source: the sentence as the programmer wrote it, with the holes still open.

Rasa and its libraries fill people's words into their log messages, often with f-strings, so that a finished message
cannot be told from a harmless one. The source can: it was written before anybody talked to the bot.
"""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache

_CALLS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "msg"}
_MESSAGES = ("msg", "event_info")  # keywords that hold a message
_LONGEST = 400  # characters


@lru_cache(maxsize=2000)
def literal_at(path: str, line: int) -> str:
    """The message of the log call at this place with its holes, such as "Loading model {model_tar}..."; "" if unknown.

    Args:
        path: of the source file.
        line: any line of the call, from 1.
    """
    calls = [call for call in _calls_in(path) if call.lineno <= line <= (call.end_lineno or call.lineno)]
    if not calls:
        return ""
    call = max(calls, key=lambda found: (found.lineno, found.col_offset))
    told = [_text(keyword.value) for keyword in call.keywords if keyword.arg in _MESSAGES]
    if call.args:
        is_level_first = _name(call) == "log" and len(call.args) > 1
        told.insert(0, _text(call.args[1 if is_level_first else 0]))
    return " ".join(" ".join(told).split())[:_LONGEST]


@lru_cache(maxsize=200)
def _calls_in(path: str) -> tuple[ast.Call, ...]:
    source = "".join(linecache.getlines(path))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in _CALLS)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _text(node: ast.expr) -> str:
    """The parts of an expression that are fixed text; whatever is filled in stands as its source in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _text(node.func.value)
    return f"{{{ast.unparse(node)}}}"
