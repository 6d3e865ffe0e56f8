"""How somebody works with a page: with a mouse, or with the keyboard alone. Both can do the same."""

import re
from typing import Final, Literal, Protocol

from playwright.async_api import Locator, Page

_HERE: Final = "element => element === document.activeElement"
_SEEN: Final = "element => getComputedStyle(element).outlineStyle !== 'none'"
_SAME_GROUP: Final = "element => document.activeElement.name === element.name"
_CHOSEN: Final = "element => element.selectedOptions[0].text.trim()"
_STOPS: Final = "a[href], button, input, select, textarea, summary, [tabindex='0']"
_STOPS_BETWEEN: Final = """
(target, stops) => {
  const there = [...document.querySelectorAll(stops)].filter((each) =>
    each.type !== 'hidden' && each.type !== 'radio' && !each.disabled && each.checkVisibility());
  return there.indexOf(target) - Math.max(there.indexOf(document.activeElement), 0);
}"""
_MOST_KEYS: Final = 400
_CLOSE: Final = 4

Role = Literal["button", "link"]


class Hands(Protocol):
    """What somebody does to a page."""

    async def press(self, role: Role, name: str, *, within: Locator | None = None) -> None:
        """Press a button, follow a link."""

    async def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Write into a field, in place of what is there."""

    async def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose one of several: of a list, or one of a group of buttons."""

    async def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box, or take the tick away."""

    async def unfold(self, text: str, *, within: Locator | None = None) -> None:
        """Show what is folded away."""


class Mouse:
    """Clicks."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, role: Role, name: str, *, within: Locator | None = None) -> None:
        await _pressed(within or self._page, role, name).click()

    async def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        await _labelled(within or self._page, label).fill(text)

    async def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        if radio := await _radio(within or self._page, label, option):
            await radio.check()
        else:
            await _labelled(within or self._page, label).select_option(label=option)

    async def tick(self, label: str, *, within: Locator | None = None) -> None:
        await _labelled(within or self._page, label).click()

    async def unfold(self, text: str, *, within: Locator | None = None) -> None:
        await _folded(within or self._page, text).click()


class Keyboard:
    """Tab, arrows, space, Enter and letters; nothing is focused but by Tab, and what is can be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    async def press(self, role: Role, name: str, *, within: Locator | None = None) -> None:
        await self._reach(_pressed(within or self._page, role, name))
        await self._keys.press("Enter")

    async def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        await self._reach(_labelled(within or self._page, label))
        await self._keys.press("Control+A")
        await self._keys.type(text)

    async def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        if radio := await _radio(within or self._page, label, option):
            await self._turn_to(radio)
            return
        options = _labelled(within or self._page, label)
        await self._reach(options)
        await self._keys.type(option)
        assert await options.evaluate(_CHOSEN) == option

    async def tick(self, label: str, *, within: Locator | None = None) -> None:
        await self._reach(_labelled(within or self._page, label))
        await self._keys.press("Space")

    async def unfold(self, text: str, *, within: Locator | None = None) -> None:
        await self._reach(_folded(within or self._page, text))
        await self._keys.press("Enter")

    async def _reach(self, target: Locator, here: str = _HERE) -> None:
        await target.wait_for()
        for _ in range(await target.evaluate(_STOPS_BETWEEN, _STOPS) - _CLOSE):
            await self._keys.press("Tab")  # the way to the last few stops need not be looked at
        for _ in range(_MOST_KEYS):
            if await target.evaluate(here):
                break
            await self._keys.press("Tab")
        else:
            raise AssertionError(f"Tab never comes to {target}")
        assert await self._page.locator(":focus").evaluate(_SEEN), f"nobody sees that {target} has the focus"

    async def _turn_to(self, radio: Locator) -> None:
        await self._reach(radio, _SAME_GROUP)
        await self._keys.press("Space")
        for _ in range(_MOST_KEYS):
            if await radio.is_checked():
                return
            await self._keys.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {radio}")


def _pressed(within: Page | Locator, role: Role, name: str) -> Locator:
    return within.get_by_role(role, name=name, exact=True)


def _labelled(within: Page | Locator, label: str) -> Locator:
    page = within if isinstance(within, Page) else within.page
    return within.get_by_label(_beginning(label)).and_(page.locator("input, select, textarea"))


def _beginning(label: str) -> re.Pattern[str]:
    """Return what a label looks like: in brackets it may say whether the field may be left empty."""
    return re.compile(rf"^\s*{re.escape(label)}\s*(\(|$)")


def _folded(within: Page | Locator, text: str) -> Locator:
    return within.locator("summary", has_text=text)


async def _radio(within: Page | Locator, label: str, option: str) -> Locator | None:
    """Return one of a group of radio buttons, None where the label is that of no group."""
    group = within.get_by_role("group", name=_beginning(label))
    return group.get_by_role("radio", name=option, exact=True) if await group.count() else None
