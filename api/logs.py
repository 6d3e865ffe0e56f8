"""Logging: one wide JSON event per request on standard error; no body, no local variable, no error text."""

import logging
import sys
import traceback
from typing import Any, Final

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

log: Final[Any] = structlog.get_logger("zairyu")


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog's and the standard library's lines to standard error, a JSON object each."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json_text],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn.access", "uvicorn.error", "httpx", "httpcore", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


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
    return msgspec.json.encode(event, enc_hook=str)


def as_json_text(_: WrappedLogger, __: str, event: EventDict) -> str:
    """Return the line for the standard library's handlers."""
    return msgspec.json.encode(event, enc_hook=str).decode()
