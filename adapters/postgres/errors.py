"""asyncpg's errors as the library's, at one place; what is lost with a connection, and what is not there."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from eventsourcing import persistence

from adapters.ports import LogUnavailable

LOST: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.DeadlockDetectedError,
    ConnectionError,
    FileNotFoundError,
)
"""The call may have been committed or not; sending it again is safe."""


STARTING: type[Exception] = asyncpg.CannotConnectNowError
"""The database starts, or recovers from a crash, and takes no connections yet."""


NO_TABLE: type[Exception] = asyncpg.UndefinedTableError
"""A table is not there: the lists' can be made again, and the log is of use without them."""


class Unavailable(persistence.OperationalError, LogUnavailable):
    """The database cannot be reached or takes too long."""


_ERRORS: tuple[tuple[type[Exception], type[persistence.PersistenceError]], ...] = (
    (asyncpg.IntegrityConstraintViolationError, persistence.IntegrityError),
    (asyncpg.DataError, persistence.DataError),
    (asyncpg.SyntaxOrAccessError, persistence.ProgrammingError),
    (asyncpg.FeatureNotSupportedError, persistence.NotSupportedError),
    (asyncpg.PostgresConnectionError, Unavailable),
    (asyncpg.OperatorInterventionError, Unavailable),
    (asyncpg.TransactionRollbackError, Unavailable),
    (asyncpg.InsufficientResourcesError, Unavailable),
    (asyncpg.LockNotAvailableError, Unavailable),
    (asyncpg.PostgresSystemError, Unavailable),
    (asyncpg.ReadOnlySQLTransactionError, Unavailable),
    (asyncpg.PostgresError, persistence.DatabaseError),
    (asyncpg.InterfaceError, Unavailable),
    (asyncpg.InternalClientError, Unavailable),
    (TimeoutError, Unavailable),
    (OSError, Unavailable),
)

AWAY: tuple[type[Exception], ...] = (
    LogUnavailable,
    *(theirs for theirs, ours in _ERRORS if ours is Unavailable),
)
"""The database cannot be used now, translated or not."""

FAILED: tuple[type[Exception], ...] = (asyncpg.PostgresError, *AWAY)
"""The database cannot be used now, or refuses: for work that is tried again later."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise the library's error for asyncpg's; the message names the kind, never a value."""
    try:
        yield
    except Exception as error:
        for theirs, ours in _ERRORS:
            if isinstance(error, theirs):
                raise ours(type(error).__name__) from error
        raise
