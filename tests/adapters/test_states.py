"""A duty is open, overdue or pending in the database exactly when it is in the domain."""

from datetime import date, timedelta

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.duties.duty import Duty
from domain.law.calendar import Counted
from projections.rows.row import FOREVER

FIRST = date(2026, 1, 1)
SPAN = 12
DAYS = st.none() | st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))
COUNTED = st.builds(Counted, first_on=st.just(FIRST), days=st.just(SPAN), raw_due_on=DAYS, due_on=DAYS)
DUTIES = st.builds(
    Duty, opens_on=DAYS, counted=st.none() | COUNTED, settled_on=DAYS, cancelled_on=DAYS, failed_on=DAYS,
    trigger=st.just(1), listed_from=st.just(FIRST), switches=st.just(()), subject=st.none(),
)  # fmt: skip
ON_A_DAY = "SELECT projection.duty_state(day, $2, $3, $4) FROM unnest($1::date[]) AS day"
BETWEEN = "SELECT state, first, last FROM projection.counted_states($1, $2, $3, $4, $5)"


def columns(duty: Duty, since: date) -> tuple[date, date, str | None]:
    """What a row from a day on holds of a duty."""
    live = duty.settled_on is duty.cancelled_on is duty.failed_on is None
    return duty.opens_on or FOREVER, duty.due_on or FOREVER, None if live else duty.state(since)


@given(DUTIES, st.integers(0, SPAN))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
async def test_a_state_is_the_same_in_rows_and_in_the_domain_on_every_day(
    pool: "asyncpg.Pool[asyncpg.Record]", history: Duty, begun: int
) -> None:
    """A row reaches up to the next day on which something settles, cancels or fails the duty."""
    since = FIRST + timedelta(days=begun)
    ends = [d for d in (history.settled_on, history.cancelled_on, history.failed_on) if d and d > since]
    until = min(ends, default=FIRST + timedelta(days=2 * SPAN)) - timedelta(days=1)
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    duty = history.seen(since)
    expected = [history.state(day) for day in days]
    assert [r[0] for r in await pool.fetch(ON_A_DAY, days, *columns(duty, since))] == expected
    counted = await pool.fetch(BETWEEN, since, until, *columns(duty, since))
    assert {(day, r["state"]) for r in counted for day in days if r["first"] <= day <= r["last"]} == {
        (day, state)
        for day, state in zip(days, expected, strict=True)
        if state in {"pending", "open", "overdue"}
    }


async def test_the_planner_puts_the_body_of_a_state_in_its_place(
    pool: "asyncpg.Pool[asyncpg.Record]",
) -> None:
    plan = await pool.fetch(
        "EXPLAIN (VERBOSE) SELECT projection.duty_state($1, opens_on, due_on, settled) FROM duty", FIRST
    )
    assert "duty_state" not in "\n".join(r[0] for r in plan)
