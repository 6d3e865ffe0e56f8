"""The demonstration's lives are admissible as recorded, the same for the same seed, and fill an empty log."""

from datetime import date, datetime, time, timedelta

import pytest

from adapters.clock import TOKYO
from adapters.exchange.exporting import Exported
from adapters.exchange.restoring import AlreadyThereError
from adapters.keys import Keyring
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from api.cli.demo.lives import life
from api.cli.demo.populating import populate
from domain.admissibility import decide
from domain.events import EventCorrected
from domain.history import Recorded
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.conftest import Dsns

TODAY = date(2026, 11, 23)


def envelope(line: Exported) -> Recorded:
    return Recorded(
        resident_id=line.resident_id, version=line.version, event_id=line.event_id,
        recorded_at=line.recorded_at,
        recorded_by=line.recorded_by, office=line.office, position=0, event=line.event,
    )  # fmt: skip


def test_every_event_could_be_recorded_when_it_was() -> None:
    for number in range(150):
        history: list[Recorded] = []
        for line in life(7, number, TODAY):
            known_on = line.recorded_at.date()
            assert decide(history, [line.event], policy=DEFAULT, today=known_on).refusals == (), (
                number,
                line,
            )
            assert not history or line.recorded_at > history[-1].recorded_at
            history.append(envelope(line))


def test_nothing_is_recorded_later_than_on_the_day_before() -> None:
    midnight = datetime.combine(TODAY, time(), tzinfo=TOKYO)
    latest = max(line.recorded_at for number in range(300) for line in life(7, number, TODAY))
    assert midnight - timedelta(days=3) < latest < midnight


def test_some_is_recorded_late_and_some_put_right() -> None:
    lines = [line for number in range(1000) for line in life(7, number, TODAY)]
    late = [line for line in lines if (line.recorded_at.date() - line.event.occurred_on).days > 14]
    assert 0.01 < len(late) / len(lines) < 0.2
    assert any(isinstance(line.event, EventCorrected) for line in lines)
    assert 8 < len(lines) / 1000 < 13


def test_a_seed_gives_the_same_lives_and_another_one_others() -> None:
    assert life(7, 3, TODAY) == life(7, 3, TODAY)
    assert life(7, 3, TODAY) != life(8, 3, TODAY)


async def test_the_lives_fill_an_empty_log(database: Dsns, log: Log, keyring: Keyring) -> None:
    events = await populate(database.owner, (MASTER,), residents=20, seed=1, today=TODAY, workers=1, shard=0)
    assert events == await log.head() == sum(len(life(1, n, TODAY)) for n in range(20))
    projector = Projector(log.pool, log, DEFAULT)
    assert await projector.catch_up() == events
    assert await projector.stuck() == []
    with pytest.raises(AlreadyThereError):
        await populate(database.owner, (MASTER,), residents=1, seed=1, today=TODAY, workers=1, shard=0)
