"""The words of the console's pages, in English and Japanese: one table a page, keys as `worklist.title`.

Rules, events, fields and the words of answers come from `api.wording`; here is what only a page says.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    f"{page.name}.{key}": text
    for page in pkgutil.iter_modules(__path__)
    for key, text in import_module(f"{__name__}.{page.name}").WORDS.items()
}
