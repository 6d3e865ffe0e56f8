"""Folds a second on one core: twelve events to standing and obligations on a day (10,000, aim 20,000).

python -m tests.benchmarks.fold
"""

import time
from datetime import date

from domain.history import Effective, effective
from domain.policy import DEFAULT
from projections.current_status import standing
from projections.outlook import outlook
from tests.domain.telling import OTHER_CARD, engineer, issued, place
from tests.spec import event, recorded

TWELVE = engineer(
    event("CardLost", "2025-04-21", cause="lost"),
    event("PoliceReported", "2025-04-22", receipt_number="7"),
    issued("2025-06-02", "2028-04-07", OTHER_CARD, "reissue"),
    event("Moved", "2025-09-05", address=place("01107")),
    event("AddressNotified", "2025-09-16"),
    event("OrganisationChanged", "2025-10-01", change="renamed"),
    event("Departed", "2025-11-01", reentry="special"),
)
DAY = date(2026, 3, 2)
ROUNDS, FOLDS = 7, 2000


def answer(facts: list[Effective]) -> int:
    """Fold the facts, and make the standing and the list of duties of a day."""
    seen = outlook(facts, DEFAULT)
    listed = [duty.seen(DAY) for duty in seen.duties if duty.listed_from <= DAY]
    return standing(seen.case, seen.duties, DAY).obligations.open + len(listed)


def main() -> None:
    """Print the best and the median of several rounds, in processor time of this process."""
    facts = effective(recorded(TWELVE))
    answer(facts)
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(FOLDS):
            answer(facts)
        rates.append(FOLDS / (time.process_time() - begun))
    rates.sort()
    print(f"fold of {len(facts)} events to standing and obligations, one core")
    print(
        f"  best {rates[-1]:,.0f}/s   median {rates[len(rates) // 2]:,.0f}/s   (at least 10,000, aim 20,000)"
    )


if __name__ == "__main__":
    main()
