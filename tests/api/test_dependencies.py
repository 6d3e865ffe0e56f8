"""What routes are given by name."""

from typing import Any, get_type_hints

import pytest
from litestar import Litestar, get
from litestar.di import Provide
from litestar.routes import HTTPRoute

from adapters.clock import Clock
from api.app import VERSIONED
from api.dependencies import PARTS, Given, one_by_one
from api.replies import Reply, answer
from api.routing import contract_of
from api.services import Services
from domain.policy import Policy

GIVEN_ASKED = [handler for handler in VERSIONED if "asked" in get_type_hints(handler.fn)]


@pytest.mark.parametrize("handler", GIVEN_ASKED, ids=str)
def test_a_route_is_given_the_query_that_its_contract_names(handler: Any) -> None:
    assert get_type_hints(handler.fn)["asked"] is contract_of(handler).query


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_server_is_given_by_its_own_name(part: str) -> None:
    assert part in Services.__struct_fields__


@get("/both")
async def both(clock: Given[Clock], policy: Given[Policy]) -> Reply:
    """Need two things that do not need each other."""
    return answer({"clock": clock is CLOCK, "policy": policy is POLICY})


CLOCK, POLICY = Clock(), Policy()


def test_what_a_route_is_given_is_worked_out_without_a_task_for_each() -> None:
    given = {
        "clock": Provide(lambda: CLOCK, sync_to_thread=False),
        "policy": Provide(lambda: POLICY, sync_to_thread=False),
    }
    app = Litestar([both], dependencies=given, openapi_config=None, logging_config=None)
    one_by_one(app.routes)
    (route,) = (r for r in app.routes if isinstance(r, HTTPRoute))
    assert [len(some) for some in route.route_handler_map["GET"][1].dependency_batches] == [1, 1]
