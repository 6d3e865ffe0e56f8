"""The log: residents' streams in one gapless sequence, encrypted by resident, written in groups, sealed."""

from adapters.postgres.log.log import THE_ONLY_SHARD, Log, open_log
from adapters.postgres.log.reader import Reader, Unread

__all__ = ["THE_ONLY_SHARD", "Log", "Reader", "Unread", "open_log"]
