"""Logging on standard error, one event a request: no body, no local variable, no error text.

A JSON object each; on a terminal a short line for the person who watches it.
"""

import logging
import sys
import traceback
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

from adapters.clock import TOKYO
from api.lines import Lines, Repeats

log: Final[Any] = structlog.get_logger("zairyu")
_written: list[Lines] = []


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's lines to standard error."""
    repeats = Repeats()
    written = for_a_person if sys.stderr.isatty() else encoded
    lines = Lines(sys.stderr.fileno(), more=lambda seconds: map(written, repeats.due(seconds)))
    _written.append(lines)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            repeats,
            lambda _, __, event: written(event),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [OfTheLibrary()]
    root.setLevel(level)
    for name in ("uvicorn.access", "httpx2", "httpcore2", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # `api.connections` says whom it sends away


def lines_dropped() -> int:
    """Return how many lines nobody read in time."""
    return sum(lines.dropped for lines in _written)


class OfTheLibrary(logging.Handler):
    """Lines of the standard library's loggers, on the same way out as our own."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log what a library has to say, and where it says so."""
        where = f"{record.name}:{record.lineno}"
        log.log(record.levelno, record.getMessage(), where=where, exc_info=record.exc_info)


def where_it_broke(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace exception information by the class and the places; messages can quote what people sent."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def encoded(event: EventDict) -> bytes:
    """Return the line of an event, without its end."""
    return msgspec.json.encode(event, enc_hook=str)


def for_a_person(event: EventDict) -> bytes:
    """Return the line of an event as read on a terminal, at Tokyo time; of places where it broke the last."""
    rest = dict(event)
    at = datetime.fromisoformat(rest.pop("timestamp")).astimezone(TOKYO).strftime("%H:%M:%S")
    level, what = rest.pop("level", "info"), rest.pop("event")
    if what == "request":
        asked = f"{rest['method']} {rest['route'] or '(no such path)'}"
        said = (f"{rest['status']}", rest.get("problem"), f"{rest['ms']:.0f} ms", rest.get("actor"))
        repeated = f"{rest['repeated']} times more" if "repeated" in rest else None
        return "  ".join((at, asked, *filter(None, (*said, repeated)))).encode()
    rest |= {"at": rest["at"][-1]} if rest.get("at") else {}
    return " ".join((at, f"{level}: {what}", *(f"{key}={value}" for key, value in rest.items()))).encode()
