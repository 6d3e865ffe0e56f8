"""Templates made into pages: Jinja2, everything escaped, an unknown name an error."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from api.console.assets import asset
from api.console.written import birth_echoed, day_echoed, municipalities
from api.roles import Action
from api.wording import words
from api.wording.looks import look_for_staff, office_name, place_name, role_name
from api.wording.looks import person_name as staff_name
from api.wording.nationalities import NATIONALITY_NAMES, nationality_name
from api.wording.notices import LETTER_LANGUAGES, NOTICE_STATES, stage_words
from api.wording.permissions import moved_away
from api.wording.text import age_counted_from, birth_day, period_of_stay, said
from api.wording.text import day as worded_day
from api.wording.text import moment as worded_moment
from domain.law.municipalities import full_name
from domain.law.provision import Text
from projections.notices import stage_of

NAVIGATION: Final[tuple[tuple[str, str, Action], ...]] = (
    ("/", "frame.today", "read"),
    ("/worklist", "frame.worklist", "read"),
    ("/search", "frame.search", "read"),
    ("/residents/new", "frame.new", "record"),
    ("/notices", "frame.notices", "read"),
    ("/letters", "frame.letters", "read"),
    ("/audit", "frame.audit", "see-emergencies"),
    ("/webhooks", "frame.webhooks", "administer"),
    ("/mail", "frame.mail", "administer"),
    ("/rules", "frame.rules", "look-up"),
)
"""The pages that every page leads to: address, words, and what one must be allowed to do."""

OF_THE_MOMENT: Final = ("cursor", "said", "format")
"""Parts of an address that hold once only: a place in a list, what was just done, that a file is wanted."""


@pass_context
def say(context: Context, key: str, **values: object) -> str:
    """Return words of the console, by their key."""
    found: str = context["view"].say(key, **values)
    return found


@pass_context
def day(context: Context, on: str | date | None) -> str:
    """Return a day as people read it, with weekday and era; "" for none: `{{ duty.due_on | day }}`."""
    if not on:
        return ""
    return worded_day(date.fromisoformat(on) if isinstance(on, str) else on, context["view"].language)


@pass_context
def moment(context: Context, at: str) -> str:
    """Return an instant as people read it, in Tokyo: `{{ event.recorded_at | moment }}`."""
    return worded_moment(datetime.fromisoformat(at), context["view"].language)


@pass_context
def office(context: Context, code: str | None) -> str:
    """Return the name of an office: `{{ notice.office | office }}`; or that it is not told."""
    view = context["view"]
    return str(view.say("frame.office-not-told")) if code is None else office_name(code, view.language)


@pass_context
def place(context: Context, code: str) -> str:
    """Return the name of a municipality as a place: `{{ address.municipality_code | place }}`."""
    return place_name(code, context["view"].language)


@pass_context
def staff(context: Context, person: str) -> str:
    """Return the name of somebody of the staff: `{{ event.recorded_by | staff }}`."""
    return staff_name(person, context["view"].language)


@pass_context
def handed_over(context: Context, move: dict[str, Any]) -> str:
    """Return in words where a resident moved, and until when the offices they left may read the file."""
    on, until = date.fromisoformat(move["on"]), date.fromisoformat(move["until"])
    return said(moved_away(move["to"], on, until), context["view"].language)


@pass_context
def period(context: Context, period_: str | None) -> str:
    """Return a period of stay in words: `{{ status.period_of_stay | period }}`."""
    return period_of_stay(period_, context["view"].language)


@pass_context
def word(context: Context, code: Any, table: Mapping[Any, Text]) -> str:
    """Return a closed word of the contract out of a table of `words`; "" for none."""
    if code is None:
        return ""
    return said(table[code], context["view"].language) if code in table else str(code)


@pass_context
def said_in(context: Context, text: Text) -> str:
    """Return a text in the language of the page: `{{ field.label | said }}`."""
    return said(text, context["view"].language)


@pass_context
def echo(context: Context, typed: str, kind: str = "day") -> str:
    """Return a day that was typed as it was understood; "" for what is none: `{{ typed | echo }}`."""
    echoed = birth_echoed if kind == "birth" else day_echoed
    return echoed(typed, context["view"].language) or ""


@pass_context
def birth(context: Context, born: str) -> str:
    """Return a day of birth, or as much of it as is known: `{{ resident.date_of_birth | birth }}`."""
    return birth_day(born, context["view"].language)


@pass_context
def ages_from(context: Context, taken: str) -> str:
    """Return which day ages are counted from: `{{ standing.birth_taken_as | ages_from }}`."""
    return age_counted_from(date.fromisoformat(taken), context["view"].language)


@pass_context
def nationality(context: Context, code: str) -> str:
    """Return what a country or area is called: `{{ resident.nationality | nationality }}`."""
    return nationality_name(code, context["view"].language)


@pass_context
def days_left(context: Context, duty: dict[str, Any]) -> str:
    """Return how many days a duty has left, or is late; "" where none are counted."""
    left = duty["days_left"]
    match left:
        case None:
            return ""
        case 0:
            return say(context, "duties.today")
        case 1:
            return say(context, "duties.in-one-day")
        case -1:
            return say(context, "duties.one-day-ago")
        case _:
            return say(context, "duties.in-days" if left > 0 else "duties.days-ago", days=abs(left))


@pass_context
def form_token(context: Context) -> Markup:
    """Return the hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(context["view"].csrf)


@cache
def municipality_options() -> Markup:
    """Return the municipalities there are to choose from: nearly two thousand, made once."""
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(name, full_name(code)) for code, name in municipalities().items())


@pass_context
def stage(context: Context, name: str) -> str:
    """Return how far a duty was from its last day, in words: `{{ notice.stage | stage }}`."""
    return stage_words(stage_of(name), context["view"].language)


@pass_context
def role(context: Context, code: str) -> str:
    """Return a role in words: `{{ look.role | role }}`."""
    return role_name(code, context["view"].language)


@pass_context
def look(context: Context, route: str) -> str:
    """Return what somebody did under a route of the API, in words: `{{ look.route | look }}`."""
    return look_for_staff(route, context["view"].language)


def person_name(name: dict[str, str] | None) -> str:
    """Return a name as on the card: family name first, the scripts that are known beside it; the alias."""
    if name is None:
        return "—"
    shown = []
    for script in ("", "_kanji", "_kana"):
        parts = [name.get(f"family{script}"), name.get(f"given{script}")]
        if any(parts):
            shown.append(" ".join(part for part in parts if part))
    if (printed := name.get("printed")) is not None and printed not in shown:
        shown.append(printed)
    return " · ".join(shown) + (f" ({name['alias']})" if "alias" in name else "")


def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("api.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "day": day, "moment": moment, "office": office, "word": word, "person": person_name,
        "days_left": days_left, "place": place, "staff": staff, "period": period, "stage": stage,
        "role": role, "look": look,
        "said": said_in, "echo": echo, "birth": birth, "ages_from": ages_from, "nationality": nationality,
        "handed_over": handed_over,
    }  # fmt: skip
    found.filters |= filters
    found.globals |= {
        "say": say, "asset": asset, "words": words, "form_token": form_token, "navigation": NAVIGATION,
        "notice_states": NOTICE_STATES, "letter_languages": LETTER_LANGUAGES, "of_the_moment": OF_THE_MOMENT,
        "municipality_options": municipality_options, "nationalities": NATIONALITY_NAMES,
    }  # fmt: skip
    return found


ENVIRONMENT: Final = _environment()


def render(name: str, **content: Any) -> str:
    """Return what a template makes of its content; raises UndefinedError for a name it was not given."""
    return ENVIRONMENT.get_template(name).render(**content)
