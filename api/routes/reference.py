"""The desks and the rulebook: no resident in them."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from api.problems import Problem
from api.queries import RulesAsked, asked
from api.routing import says
from api.rulebook import offices_answer, rule_answer, rules_answer
from api.rulebook_answers import OfficesAnswer, RuleAnswer, RulesAnswer
from api.services import Reply, answer, language_of, services_of


@get(
    "/offices", opt=says(action="look-up", query=RulesAsked, answer=OfficesAnswer, refuses=("invalid-query",))
)
async def offices(request: "Request[Any, Any, Any]") -> Reply:
    """The desks, with address, telephone and hours as far as they are known."""
    query = asked(request, RulesAsked)
    on = query.on or services_of(request).clock.today()
    return answer(offices_answer(on, language_of(request)))


@get("/rules", opt=says(action="look-up", query=RulesAsked, answer=RulesAnswer, refuses=("invalid-query",)))
async def rules(request: "Request[Any, Any, Any]") -> Reply:
    """The rulebook in force on a day, with the settings of this server."""
    query = asked(request, RulesAsked)
    services = services_of(request)
    on = query.on or services.clock.today()
    return answer(rules_answer(on, language_of(request), services.policy))


@get(
    "/rules/{rule_id:str}",
    opt=says(
        action="look-up", query=RulesAsked, answer=RuleAnswer, refuses=("invalid-query", "rule-not-found")
    ),
)
async def rule(request: "Request[Any, Any, Any]", rule_id: FromPath[str]) -> Reply:
    """One rule as it is on a day, with everything it ever said."""
    query = asked(request, RulesAsked)
    services = services_of(request)
    on = query.on or services.clock.today()
    found = rule_answer(rule_id, on, language_of(request), services.policy)
    if found is None:
        raise Problem("rule-not-found")
    return answer(found)
