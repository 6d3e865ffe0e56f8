"""The log: residents' streams in one gapless sequence, encrypted by resident, written in groups, sealed."""

from adapters.postgres.log.log import Log, open_log
from adapters.postgres.log.reader import Reader, Unread

__all__ = ["Log", "Reader", "Unread", "open_log"]
