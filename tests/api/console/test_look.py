"""The colours of pages: read by whoever sees little (WCAG 2.2 AA), in the light and in the dark."""

import re

import pytest

from api.console.assets import content

_DECLARED = re.compile(r"--([\w-]+):\s*([^;]+);")
GROUNDS = ("paper", "ground", "alarm-ground", "warning-ground", "good-ground", "note-ground")
TEXT = [
    *((text, ground) for text in ("ink", "quiet", "link", "link-seen") for ground in GROUNDS),
    *((text, "paper") for text in ("alarm", "warning", "good", "note", "elsewhen", "key")),
    *((text, f"{text}-ground") for text in ("alarm", "warning", "good", "note", "elsewhen")),
    ("on-key", "key"), ("on-key", "key-over"), ("key-over", "ground"),
]  # fmt: skip
"""What is written on what: at least 4.5 to 1."""
EDGES = [("edge", "paper"), ("edge", "ground"), ("key", "paper"), ("focus", "paper"), ("focus", "ground")]
"""What shows where a field begins, or where the keyboard is: at least 3 to 1."""


def colours(scheme: str) -> dict[str, str]:
    """The names of colours and what they stand for, in the light or the dark."""
    tokens, own = ((content(name) or b"").decode() for name in ("design-tokens.css", "console.css"))
    light, dark = own.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(_DECLARED.findall(tokens)) | dict(_DECLARED.findall(light))
    return found | dict(_DECLARED.findall(dark.partition("\n}\n")[0])) if scheme == "dark" else found


def brightness(name: str, known: dict[str, str]) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    written = known[name]
    while (other := re.fullmatch(r"var\(--([\w-]+)\)", written)) is not None:
        written = known[other[1]]
    assert re.fullmatch("#[0-9a-f]{6}", written), f"{name}: {written}"
    parts = [int(written[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, known: dict[str, str]) -> float:
    """How much brighter one colour is than the other, from 1 to 21."""
    dark, bright = sorted(brightness(name, known) for name in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_stands_out_from_what_it_is_on(scheme: str) -> None:
    known = colours(scheme)
    pale = [(*pair, round(contrast(*pair, known), 2)) for pair in TEXT if contrast(*pair, known) < 4.5]
    pale += [(*pair, round(contrast(*pair, known), 2)) for pair in EDGES if contrast(*pair, known) < 3]
    assert pale == []


def test_the_two_schemes_are_two() -> None:
    assert brightness("paper", colours("light")) > 0.9
    assert brightness("paper", colours("dark")) < 0.05


def test_no_style_brings_anything_from_elsewhere() -> None:
    for name in ("design-tokens.css", "console.css"):
        assert not re.search(r"url\(|@import|@font-face|https?:", (content(name) or b"").decode())


def test_colours_are_named_once_and_not_written_among_the_rules() -> None:
    """So that the dark, paper and whoever changes a colour miss none."""
    own = (content("console.css") or b"").decode()
    rules = re.sub(r"/\*.*?\*/|--[\w-]+:[^;]+;", "", own, flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", rules)) <= {"#000"}
