"""The words of the console's pages, in English and Japanese: one table a page, keys as `worklist.title`.

Rules, events, fields and the words of answers come from `api.wording`; here is what only a page says.
"""

from collections.abc import Mapping
from typing import Final

from api.console.words import duties, frame, resident, signing_in, sorry, today
from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    f"{module.__name__.rpartition('.')[2]}.{key}": text
    for module in (duties, frame, resident, signing_in, sorry, today)
    for key, text in module.WORDS.items()
}
