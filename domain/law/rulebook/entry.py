"""Rules in the older shape, until each stands as one object in its family's file."""

from datetime import date

from domain.law import rule as law
from domain.law.provision import Confidence, Dated, InForce, Provision, Text
from domain.law.rule import Class, DeskKind, Kind, Penalty


def Rule(  # noqa: N802, PLR0913
    *,
    id: str,  # noqa: A002
    title: Text,
    says: tuple[InForce[Text], ...],
    kind: Kind | None = None,
    class_: Class | None = None,
    desk: tuple[DeskKind, ...] = (),
    settled_by: tuple[str, ...] = (),
    penalty: Penalty | None = None,
    switches: tuple[str, ...] = (),
    differs: str | None = None,
    doubt: Text | None = None,
) -> law.Rule:
    """Return a rule."""
    if kind is None or class_ is None:
        return law.Rule(id=id, title=title, says=Dated(says), switches=switches, differs=differs, doubt=doubt)
    return law.DutyRule(
        id=id,
        title=title,
        says=Dated(says),
        switches=switches,
        differs=differs,
        doubt=doubt,
        kind=kind,
        class_=class_,
        desk=desk[0],
        settled_by=settled_by,
        penalty=penalty,
    )


def provision(law: str, articles: str, source: str, confidence: Confidence = "secondary") -> Provision:
    """Return a provision."""
    return Provision(law=law, articles=articles, source=source, confidence=confidence)


def says(en: str, ja: str, under: Provision, since: date | None = None) -> InForce[Text]:
    """Return what a rule says since a day (None: since ever)."""
    return InForce(since=since, value=Text(en, ja), under=under)
