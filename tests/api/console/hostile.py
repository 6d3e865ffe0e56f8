"""Names that break pages which are made carelessly."""

from typing import Final

NAMES: Final = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ view.csrf }}",
    "محمد (b) <1>",
    "&lt;b&gt;",
    "長" * 200,
)
