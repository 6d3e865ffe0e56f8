"""Logging: one wide JSON event per request on standard error; no body, no local variable, no error text."""

import logging
import sys
import traceback
from typing import Any, Final

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

from api.lines import Lines, Repeats

log: Final[Any] = structlog.get_logger("zairyu")
_written: list[Lines] = []


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's lines to standard error, a JSON object each."""
    repeats = Repeats()
    lines = Lines(sys.stderr.fileno(), more=lambda seconds: map(encoded, repeats.due(seconds)))
    _written.append(lines)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            repeats,
            as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [OfTheLibrary()]
    root.setLevel(level)
    for name in ("uvicorn.access", "httpx", "httpcore", "asyncio"):
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


def as_json(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    """Return the line."""
    return encoded(event)


def encoded(event: EventDict) -> bytes:
    """Return the line of an event, without its end."""
    return msgspec.json.encode(event, enc_hook=str)
