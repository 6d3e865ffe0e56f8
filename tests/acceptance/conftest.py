"""The application for whole lives."""

from tests.api.conftest import hall, ward

__all__ = ["hall", "ward"]
