"""Rulebook: lapse (ICRRA 19-14) and return (19-15)."""

from domain.law import rule as law
from domain.law.provision import Provision, Text
from domain.law.rule import DeskKind, Penalty
from domain.law.rulebook.entry import Rule, provision, says

_ICRRA = "ICRRA"
_RETURN_PENALTY = Penalty(
    text=Text("fine up to 200,000 yen", "20万円以下の罰金"),
    under=provision(_ICRRA, "71-5", "from memory", "memory-medium"),
)
_RETURN = "visa-saitama.com horitu1914, horitu1915; ichiishinji.com entry86"


def _return(id_: str, title: Text, words: Text, under: Provision, *, desk: DeskKind = "bureau") -> law.Rule:
    """Return a duty to give a card back; after death it is a relative's, with a civil fine."""
    penalty = _RETURN_PENALTY
    if id_ == "RET-7":
        penalty = Penalty(text=Text("civil fine", "過料"), under=_RETURN_PENALTY.under)
    return Rule(
        id=id_,
        title=title,
        kind="return",
        class_="statutory",
        desk=(desk,),
        settled_by=("CardReturned",),
        penalty=penalty,
        says=(says(words.en, words.ja, under),),
    )


CARD: tuple[law.Rule, ...] = (
    _return(
        "RET-1",
        Text(
            "Return the card: no longer a mid- to long-term resident",
            "在留カードの返納(中長期在留者でなくなった)",
        ),
        Text(
            "Naturalised, changed to a status without a card, the stay ended, or revoked: within 14 days.",
            "帰化、対象外の在留資格への変更、在留期間の経過、取消しなどの日から14日以内。",
        ),
        provision(_ICRRA, "19-14(i), 19-15(1)", _RETURN, "statute"),
    ),
    _return(
        "RET-2",
        Text("Return the card: its validity ended", "在留カードの返納(有効期間満了)"),
        Text("Within 14 days of the card's last day.", "有効期間が満了した日から14日以内。"),
        provision(_ICRRA, "19-14(ii), 19-15(1)", _RETURN, "statute"),
    ),
    _return(
        "RET-3",
        Text("Return the card at the port on final departure", "出国時の在留カードの返納"),
        Text(
            "Leaving without a re-entry permission: at once, to the immigration officer at the port.",
            "再入国の許可なく出国するときは、出国の際に直ちに入国審査官へ返納。",
        ),
        provision(_ICRRA, "19-14(iii), 19-15(2)", f"the city page; {_RETURN}", "statute"),
        desk="port",
    ),
    _return(
        "RET-4",
        Text("Return the old card that was found", "発見したカードの返納"),
        Text(
            "A lost card that turns up after it lapsed: within 14 days of finding it.",
            "失効後に発見したカードは、発見した日から14日以内。",
        ),
        provision(_ICRRA, "19-15(3)", _RETURN, "statute"),
    ),
    _return(
        "RET-5",
        Text("Return the card: re-entry permission ran out abroad", "在留カードの返納(再入国許可期限の経過)"),
        Text(
            "The re-entry permission ran out while abroad: within 14 days.",
            "国外で再入国許可の期限が経過した日から14日以内。",
        ),
        provision(_ICRRA, "19-14(iv), 19-15(1)", _RETURN, "statute"),
    ),
    _return(
        "RET-6",
        Text("Return the old card: a new one was issued", "旧カードの返納(新カード交付)"),
        Text("At once, in practice at the counter.", "新しいカードの交付を受けたら直ちに(通常は窓口で)。"),
        provision(_ICRRA, "19-14(v), 19-15(2)", _RETURN, "statute"),
    ),
    _return(
        "RET-7",
        Text("Return the card of the deceased", "死亡した人の在留カードの返納"),
        Text(
            "A relative or cohabitant returns it within 14 days of the death, or of finding it.",
            "親族又は同居者が、死亡の日(又は発見の日)から14日以内に返納。",
        ),
        provision(_ICRRA, "19-14(vi), 19-15(4)", _RETURN, "statute"),
    ),
)
