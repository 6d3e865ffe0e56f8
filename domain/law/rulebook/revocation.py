"""Rulebook: time-based grounds to revoke a status (ICRRA 22-4(1)): risks to flag, never findings.

Item numbers move on 2027-04-01, when two items for permanent residents are inserted; the rule ids stay.
REV-7 is how a rule that comes into force later is added: one entry here with its first day.
"""

from datetime import date

from domain.law import rule as law
from domain.law.provision import Confidence, Text
from domain.law.rulebook.entry import Rule, provision, says

AMENDED = date(2027, 4, 1)


def _ground(number: int, title: Text, words: Text, items: tuple[str, str], source: str) -> law.Rule:
    """Return a ground under its item before and after the renumbering of 2027-04-01."""
    known: Confidence = "memory-high" if source == "from memory" else "secondary"
    before, after = (f"22-4(1)({item})" for item in items)
    renumbered = f"{source}; item number from memory"
    return Rule(
        id=f"REV-{number}",
        title=title,
        says=(
            says(words.en, words.ja, provision("ICRRA", before, source, known)),
            says(words.en, words.ja, provision("ICRRA", after, renumbered, "memory-medium"), since=AMENDED),
        ),
        switches=("roll_90",) if number in {4, 5} else (),
    )


REVOCATION: tuple[law.Rule, ...] = (
    _ground(
        1,
        Text("Risk: another activity in place of the permitted one", "リスク:在留資格外の活動への従事"),
        Text(
            "A status of table I, its activity not done and another done or about to be.",
            "別表第一の在留資格の活動を行わず、他の活動を行い又は行おうとしている。",
        ),
        ("v", "v"),
        "from memory",
    ),
    _ground(
        2,
        Text("Risk: activity of the status not done", "リスク:在留資格の活動をしていない"),
        Text(
            "A status of table I, its activity not done for 3 months on end; HSP(ii) 6 months (from memory).",
            "別表第一の在留資格の活動を継続して3月(高度専門職2号は6月、未確認)以上行っていない。",
        ),
        ("vi", "vi"),
        "pal-immig.com/custom38; HSP(ii): from memory",
    ),
    _ground(
        3,
        Text("Risk: life as a spouse not led", "リスク:配偶者としての活動をしていない"),
        Text(
            "A spouse's status, the activity as a spouse not done for 6 months on end.",
            "配偶者としての活動を継続して6月以上行っていない。",
        ),
        ("vii", "vii"),
        "pal-immig.com/custom38",
    ),
    _ground(
        4,
        Text("Risk: no first address notice", "リスク:新規の住居地届出なし"),
        Text(
            "No address notified within 90 days of the permission that made a mid- to long-term resident.",
            "中長期在留者となった許可から90日以内に住居地の届出がない。",
        ),
        ("viii", "x"),
        "nyukan.tamatake.com 2020-04-07",
    ),
    _ground(
        5,
        Text("Risk: no new address notice", "リスク:退去後の住居地届出なし"),
        Text(
            "No new address notified within 90 days of leaving the notified one.",
            "届け出た住居地から退去して90日以内に新住居地の届出がない。",
        ),
        ("ix", "xi"),
        "nyukan.tamatake.com 2020-04-07",
    ),
    _ground(
        6,
        Text("Risk: false address", "リスク:虚偽の住居地届出"),
        Text("A false address was notified.", "虚偽の住居地を届け出た。"),
        ("x", "xii"),
        "pal-immig.com/custom38",
    ),
    Rule(
        id="REV-7",
        title=Text(
            "Risk: duties, taxes or crimes of a permanent resident", "リスク:永住者の義務違反・公租公課・犯罪"
        ),
        says=(
            says(
                "Permanent residents only: breach of duties under the Act, wilful non-payment of taxes or"
                " social insurance, listed crimes.",
                "永住者のみ:入管法上の義務違反、故意の公租公課不払い、特定の犯罪。",
                provision(
                    "ICRRA",
                    "22-4(1)(viii), (ix)",
                    "picks.goandup.jp (2027-04-01); item numbers: from memory",
                    "memory-medium",
                ),
                since=AMENDED,
            ),
        ),
    ),
)
