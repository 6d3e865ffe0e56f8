"""The desks and the rulebook: no resident in them."""

from datetime import date

from litestar import get
from litestar.params import FromPath

from api.dependencies import Given
from api.problems import Problem
from api.queries import RulesAsked
from api.replies import Reply, answer
from api.routing import says
from api.rulebook import offices_answer, rule_answer, rules_answer
from api.rulebook_answers import OfficesAnswer, RuleAnswer, RulesAnswer
from api.tables.lists import OFFICES, RULES
from domain.policy import Policy


@get(
    "/offices",
    opt=says(
        action="look-up", query=RulesAsked, answer=OfficesAnswer, refuses=("invalid-query",), table=OFFICES
    ),
)
async def offices(day: Given[date], language: Given[str]) -> Reply:
    """The desks, with address, telephone and hours as far as they are known."""
    return answer(offices_answer(day, language))


@get(
    "/rules",
    opt=says(action="look-up", query=RulesAsked, answer=RulesAnswer, refuses=("invalid-query",), table=RULES),
)
async def rules(day: Given[date], language: Given[str], policy: Given[Policy]) -> Reply:
    """The rulebook in force on a day, with the settings of this server."""
    return answer(rules_answer(day, language, policy))


@get(
    "/rules/{rule_id:str}",
    opt=says(
        action="look-up", query=RulesAsked, answer=RuleAnswer, refuses=("invalid-query", "rule-not-found")
    ),
)
async def rule(
    rule_id: FromPath[str],
    day: Given[date],
    language: Given[str],
    policy: Given[Policy],
) -> Reply:
    """One rule as it is on a day, with everything it ever said."""
    found = rule_answer(rule_id, day, language, policy)
    if found is None:
        raise Problem("rule-not-found")
    return answer(found)
