"""Rulebook: special permanent residents (SPRA)."""

from domain.law import rule as law
from domain.law.provision import InForce, Text
from domain.law.rule import Class, DeskKind, Kind
from domain.law.rulebook.entry import Rule, provision, says

_SPRA = "SPRA"
_CITIES = "city.kama.lg.jp; city.kasugai.lg.jp; city.kyotango.lg.jp"


def _special(
    number: int, title: Text, said: tuple[InForce[Text], ...], duty: tuple[Kind, DeskKind], settled_by: str
) -> law.Rule:
    kind, desk = duty
    statutory: Class = "statutory"
    return Rule(
        id=f"SPR-{number}",
        title=title,
        kind=kind,
        class_=statutory,
        desk=(desk,),
        settled_by=tuple(settled_by.split()),
        says=said,
    )


SPECIAL: tuple[law.Rule, ...] = (
    _special(
        7,
        Text("Return the certificate", "特別永住者証明書の返納"),
        (
            says(
                "Within 14 days, for the same causes and with the same dates as residence cards.",
                "在留カードと同じ事由・期限(14日以内等)で返納。",
                provision(_SPRA, "15, 16", "moj.go.jp nyuukokukanri10_00020; from memory", "memory-high"),
            ),
        ),
        ("return", "bureau"),
        "CardReturned",
    ),
)
