"""Sentences about all templates and words: markup without words of its own, words without gaps."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Final

import pytest
from jinja2 import nodes

import api.console
from api.console.pages import ENVIRONMENT
from api.console.words import WORDS

FOLDER: Final = Path(api.console.__file__).parent
ROOT: Final = FOLDER.parents[1]
TABLES: Final = FOLDER / "words"
TEMPLATES: Final = sorted((FOLDER / "templates").glob("*.html"))
CODE: Final = sorted(path for path in FOLDER.glob("*.py"))
JAPANESE: Final = r"\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
LETTERS: Final = re.compile(rf"[A-Za-z{JAPANESE}]")
READ_OUT: Final = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "label",
}
"""Attributes that people read, or hear."""
MODULES: Final = "|".join(sorted({key.partition(".")[0] for key in WORDS}))
KEY: Final = re.compile(rf"(?:{MODULES})\.(?!html$)[a-z0-9-]*[a-z0-9]")


def parsed(path: Path) -> nodes.Template:
    """The tree of a template."""
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"))


# --- markup


def said(node: nodes.Node) -> bool:
    """Whether an expression puts letters onto the page that stand in the template itself."""
    match node:
        case nodes.Const(value=str(text)):
            return LETTERS.search(text) is not None
        case nodes.CondExpr(expr1=one, expr2=other):
            return said(one) or (other is not None and said(other))
        case nodes.Or(left=one, right=other) | nodes.Add(left=one, right=other):
            return said(one) or said(other)
        case nodes.Mod(left=one) | nodes.Filter(node=nodes.Expr() as one):
            return said(one)
        case nodes.Concat(nodes=parts):
            return any(said(part) for part in parts)
        case _:
            return False


def shown(expression: re.Match[str]) -> str:
    """What stands for an expression: letters where it says some, else none."""
    (output,) = ENVIRONMENT.parse(expression[0]).body
    return "literal" if any(said(each) for each in output.iter_child_nodes()) else "·"


class Markup(HTMLParser):
    """The HTML of a template, without what Jinja does."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._code = 0
        text = re.sub(r"(?s){#.*?#}", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"(?s)(</?){{.*?}}", r"\1div", text)
        self.feed(re.sub(r"(?s){%.*?%}", "", re.sub(r"(?s){{.*?}}", shown, text)))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if _wrong(name, value or ""):
                self.faults.append(f"<{tag} {name}={value}>")
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.faults.append(f"<{tag}>")
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        # Macros also give attributes, and the beginning of ids (`f-`); code is what a machine is told.
        words = re.sub(r'[\w-]+="[^"]*"|\bf-(?=·)', "", data)
        if LETTERS.search(words) and not self._code:
            self.faults.append(data.strip())


def _wrong(name: str, value: str) -> bool:
    """Whether an attribute speaks to people by itself, or does what policy and htmx 4 do not do."""
    read_out = name in READ_OUT and LETTERS.search(value) is not None
    inline = name == "style" or name.startswith(("on", "hx-on"))
    htmx = name.startswith("hx-") and value.startswith(("js:", "javascript:"))
    return read_out or inline or htmx or (name == "hx-trigger" and "[" in value)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_word_no_style_and_no_script_of_its_own(path: Path) -> None:
    assert Markup(path).faults == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_everything_is_escaped(path: Path) -> None:
    tree = parsed(path)
    assert [each for each in tree.find_all(nodes.Filter) if each.name == "safe"] == []
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for part in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        assert ("form_token()" in part) == ('method="post"' in part), part[:200]


def test_words_styles_and_scripts_are_found_where_they_stand(tmp_path: Path) -> None:
    """The test of these tests."""
    for text, faults in {
        "<p>Hello</p>": ["Hello"],
        "<p>こんにちは</p>": ["こんにちは"],
        "<p>{{ say('a.b') }} · 12 {# Hello #}{% if x %}–{% endif %}</p>": [],
        "<p>{{ 'Hello' if x else y }}</p>": ["literal"],
        "<p>{{ y ~ 'Hello' }}</p>": ["literal"],
        "<p>{{ ('Hello %s' | format(y)) }}</p>": ["literal"],
        "<p class=\"{{ 'fault' if x else 'echo' }}\">{{ x['items'] }}</p>": [],
        '<input placeholder="Name">': ["<input placeholder=Name>"],
        "<img alt=\"{{ say('a.b') }}\">": [],
        '<p style="x" onclick="y" hx-on:a="z">': ["<p style=x>", "<p onclick=y>", "<p hx-on:a=z>"],
        '<script src="x"></script><script>let x</script>': ["<script>", "let x"],
        '<a hx-vals="js:x" hx-trigger="click[x]">': ["<a hx-vals=js:x>", "<a hx-trigger=click[x]>"],
        '{% macro a(x) %}id="f-{{ x }}"{% endmacro %}<{{ h }} id="x">{{ x }}</{{ h }}> <code>make</code>': [],
    }.items():
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        assert Markup(path).faults == faults, text


# --- words


def strings_in_templates() -> Iterator[str]:
    for path in TEMPLATES:
        yield from (node.value for node in parsed(path).find_all(nodes.Const) if isinstance(node.value, str))


def strings_in_code(*folders: str, names: bool = False) -> Iterator[str]:
    """Strings in modules of the project, `names` of classes and fields too; not in the tables of words."""
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.parent != TABLES else ():
            match node:
                case ast.Constant(value=str(text)):
                    yield text
                case ast.Name(id=name) | ast.ClassDef(name=name) if names:
                    yield name
                case _:
                    pass


STRINGS: Final = {*strings_in_templates(), *strings_in_code("api/console")}


def test_every_key_that_pages_say_has_words() -> None:
    assert {text for text in STRINGS if KEY.fullmatch(text)} - WORDS.keys() == set()


def test_every_word_is_said_somewhere() -> None:
    """By its key, or its beginning and a rest that is a word of the program, as in `'history.by-' ~ is`."""
    known = {
        *STRINGS,
        *strings_in_code("api", "domain", "projections"),
        *strings_in_code("domain/events", names=True),
    }
    known |= {path.stem for path in (ROOT / "domain" / "events").glob("*.py")}
    known |= {text.replace("_", "-") for text in known}
    known |= {begin + end for begin in STRINGS if re.fullmatch("[a-z]+-", begin) for end in known}
    begun = tuple(text for text in STRINGS if re.fullmatch(rf"(?:{MODULES})\.(?:[a-z0-9-]+-)?", text))
    composed = {
        key for key in WORDS for begin in begun
        if key.startswith(begin) and set(key.removeprefix(begin).split(".")) <= known
    }  # fmt: skip
    assert sorted(WORDS.keys() - STRINGS - composed) == []


def test_words_are_in_both_languages_with_the_same_places_to_fill() -> None:
    assert [key for key, text in WORDS.items() if not text.en.strip() or not text.ja.strip()] == []
    assert [key for key, text in WORDS.items() if places(text.en) != places(text.ja)] == []
    assert {key for key, text in WORDS.items() if left_in_english(text.ja)} == {"frame.language"}


def left_in_english(text: str) -> bool:
    """Whether a Japanese text is not."""
    plain = re.sub(r"{.*?}", "", text)
    return re.search(rf"[{JAPANESE}]", plain) is None and re.search(r"[a-z]{4}", plain) is not None


def places(text: str) -> set[str]:
    """Names of what is put into a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_words_are_given_what_they_are_to_be_filled_with() -> None:
    wrong = []
    for where, key, given in [*said_in_templates(), *said_in_code()]:
        if key in WORDS and places(WORDS[key].en) != given:
            wrong.append((where, key, given))
    assert wrong == []


def said_in_templates() -> Iterator[tuple[str, str, set[str]]]:
    for path in TEMPLATES:
        for call in parsed(path).find_all(nodes.Call):
            match call:
                case nodes.Call(node=nodes.Name(name="say"), args=[nodes.Const(value=key)], dyn_kwargs=None):
                    yield path.name, key, {pair.key for pair in call.kwargs}
                case _:
                    pass


def said_in_code() -> Iterator[tuple[str, str, set[str]]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="say"), args=[ast.Constant(value=str(key))]):
                    yield path.name, key, {each.arg or "**" for each in node.keywords}
                case _:
                    pass
