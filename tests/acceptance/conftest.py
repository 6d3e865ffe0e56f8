"""The application for whole lives, and the log beneath it."""

from tests.adapters.conftest import keyring, log, pool
from tests.api.conftest import hall, offices, ward

__all__ = ["hall", "keyring", "log", "offices", "pool", "ward"]
