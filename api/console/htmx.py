"""Parts of pages that htmx asks for, to put into the page that is shown."""

from typing import Any

from api.edge import header


def part_wanted(scope: Any) -> bool:
    """Return whether htmx asks, for a part of a page and not for the whole."""
    return header(scope, b"hx-request") == b"true"
