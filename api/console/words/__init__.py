"""The words of the console's pages, in English and Japanese: one table a page, keys as `worklist.title`.

Rules, events, fields and the words of answers come from `api.wording`; here is what only a page says.
"""

from collections.abc import Mapping
from typing import Final

from api.console.words import (
    audit,
    corrections,
    duties,
    emergency,
    fields,
    frame,
    history,
    life,
    lists,
    looks,
    notices,
    record,
    resident,
    rules,
    search,
    signing_in,
    sorry,
    standing,
    timeline,
    today,
    worklist,
)
from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    f"{module.__name__.rpartition('.')[2]}.{key}": text
    for module in (
        audit,
        corrections,
        duties,
        emergency,
        fields,
        frame,
        history,
        life,
        lists,
        looks,
        notices,
        record,
        resident,
        rules,
        search,
        signing_in,
        sorry,
        standing,
        timeline,
        today,
        worklist,
    )
    for key, text in module.WORDS.items()
}
