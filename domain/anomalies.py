"""What is odd about a case: recorded all the same, and shown with the version that makes it so."""

from msgspec import Struct

from domain.spans.case import Case
from domain.spans.parts import Finding


class Anomaly(Struct, frozen=True, kw_only=True):
    """Something recorded that does not fit, with the version that shows it."""

    code: str
    version: int


def anomalies(case: Case) -> tuple[Anomaly, ...]:
    """What is odd, and what was recorded although it was refused; or made impossible by what was."""
    if not case.refusals and not case.anomalies:
        return ()
    found = [Anomaly(code=_code(f), version=f.version) for f in (*case.refusals, *case.anomalies)]
    return tuple(sorted(found, key=lambda a: (a.version, a.code)))


def _code(finding: Finding) -> str:
    impossible = finding.refused and not finding.overridden
    return "contradicts-later-event" if impossible else finding.code
