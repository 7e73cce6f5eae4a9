"""Logs as JSON lines that hold nothing a person said and no slot's value, whatever library writes them, at any level.

As long as nobody can have said anything (while a server starts) a log line is what its author meant. From the first
moment that somebody can, the record itself is made without it: its message is the text that stands in the source of
the call (`source_text`), an exception is told by its class, its code and its place. Since nothing else is left in
the record, no handler, of whatever library, can write more.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import logging
import os
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from seeing.source_text import literal_at

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# What a caller may add by `extra`: ids, names from closed lists and measures, never words of a person.
FIELDS = ("action", "actions", "channel", "check", "intent", "operation", "outcome", "seconds", "status", "step")
DEEPEST = 8  # places told of an exception, and causes
_WARNING = re.compile(r"^(\S+:\d+): (\w+):")

_conversation: ContextVar[str] = ContextVar("conversation", default="")
_salt = (os.environ.get("LOG_SALT") or secrets.token_hex(16)).encode()
_people_talk = threading.Event()


def set_up(level: int | None = None) -> None:
    """Write JSON lines to stderr, from this level on (LOG_LEVEL, or INFO); may be called again."""
    chosen = level if level is not None else logging.getLevelName(os.environ.get("LOG_LEVEL") or "INFO")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(chosen)
    logging.lastResort = handler  # for loggers that pass nothing on and have no handler of their own
    logging.setLogRecordFactory(record_of)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(max(chosen, logging.ERROR) if chosen > logging.DEBUG else chosen)
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.contextvars.merge_contextvars, _to_logging],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
    )


def people_talk() -> None:
    """From here on people may be talking: no record holds more than its source, and all go to our one handler."""
    _people_talk.set()
    logging.Logger.makeRecord = _make_record  # type: ignore[method-assign, assignment]
    for logger in (each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)):
        logger.handlers, logger.propagate = [], True


@contextmanager
def conversation(sender: str) -> Iterator[None]:
    """Mark what is logged inside with a hash of the conversation, salted anew at every start of the bot."""
    token = _conversation.set(hmac.new(_salt, sender.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:12])
    try:
        yield
    finally:
        _conversation.reset(token)


def record_of(
    name: str,
    level: int,
    path: str,
    line: int,
    message: object,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **_more: Any,
) -> logging.LogRecord:
    """A log record; once people talk, one that holds nothing but its place, its source's text and the error's class."""
    if not _people_talk.is_set():
        return logging.LogRecord(name, level, path, line, message, args, exc_info, func, sinfo)
    text = literal_at(path, line) or f"{short(path)}:{line}"
    if name == "py.warnings":
        text = _warning(args)
    record = logging.LogRecord(name, level, path, line, text, (), None, func, None)
    error = exc_info[1] if isinstance(exc_info, tuple) and exc_info[1] is not None else None
    record.told_error = told(error) if error is not None else None
    return record


def _make_record(
    _logger: logging.Logger,
    name: str,
    level: int,
    path: str,
    line: int,
    message: object,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    extra: Mapping[str, object] | None = None,
    sinfo: str | None = None,
) -> logging.LogRecord:
    """Python's own way of making a record, which of what its caller adds keeps only the fields that are harmless."""
    record = record_of(name, level, path, line, message, args, exc_info, func, sinfo)
    record.__dict__.update({key: value for key, value in (extra or {}).items() if key in FIELDS})
    return record


def _warning(args: Any) -> str:
    """Where a warning was given and its class: its text may hold anything."""
    found = _WARNING.match(str(args[0])) if args else None
    return f"{found[2]} at {short(found[1])}" if found else "a warning"


def told(error: BaseException, depth: int = DEEPEST) -> dict[str, Any]:
    """An exception without its message: class, codes, places (innermost last), and its cause told the same way."""
    kind = type(error)
    found: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")}
    if code := _code(error):
        found["code"] = code
    places = [f"{short(each.filename)}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
    # where it came from and where it broke; what lies between is some library's
    found["where"] = places if len(places) <= 2 * DEEPEST else [*places[:DEEPEST], "...", *places[-DEEPEST:]]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth > 1:
        found["cause"] = told(cause, depth - 1)
    return found


def _code(error: BaseException) -> str:
    """What the system, the database or the other server calls the error, from a closed list."""
    number = getattr(error, "errno", None)
    if isinstance(number, int) and number in errno.errorcode:
        return errno.errorcode[number]
    status = getattr(error, "status", None)
    names = (getattr(error, name, None) for name in ("sqlite_errorname", "pgcode"))
    named = next((name for name in names if isinstance(name, str) and re.fullmatch(r"[A-Z0-9_]{2,40}", name)), "")
    return named or (str(status) if isinstance(status, int) else "")


def short(path: str) -> str:
    """A path from its package or the project on: nobody's home is named."""
    place = Path(path)
    for parent in (Path.cwd(), *(p for p in place.parents if p.name == "site-packages")):
        if place.is_relative_to(parent):
            place = place.relative_to(parent)
    parts = place.parts
    return "/".join(parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-4:])


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if _conversation.get():
            line["conversation"] = _conversation.get()
        line |= {name: value for name in FIELDS if (value := record.__dict__.get(name)) is not None}
        if record.levelno != logging.INFO:
            line["where"] = f"{short(record.pathname)}:{record.lineno}"
        if error := record.__dict__.get("told_error"):
            line["error"] = error
        elif record.exc_info and not _people_talk.is_set():
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def _to_logging(_logger: Any, _name: str, event: structlog.typing.EventDict) -> tuple[tuple[str], dict[str, Any]]:
    """Hand a structlog event to the standard library: name and values, of which the record keeps what it may."""
    error = event.pop("exc_info", None)
    message = str(event.pop("event_info", "") or event.pop("event", ""))
    rest = "".join(f" {key}={value!r}" for key, value in event.items() if key != "event")
    return (message + rest,), {"exc_info": error} if error else {}


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What ends a process or a thread: whole while it starts, without anybody's words later."""
    if _people_talk.is_set() and error is not None:
        logging.getLogger("seeing").critical("stopped by an error", exc_info=(kind, error, trace))
    else:
        sys.__excepthook__(kind, error or kind(), trace)
