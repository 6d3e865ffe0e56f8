"""Sentences about the repository itself: what a newcomer reads is true, and the layers keep to themselves."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from adapters.settings import Settings
from api.settings import WebSettings
from domain.policy import Policy

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "projections", "adapters", "api")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
SETTING = re.compile(r"\bZAIRYU_[A-Z][A-Z_]*[A-Z]\b")
VAGUE = re.compile(
    r"(?:^|_)(?:manager|service|helper|util|utils|common|base|data|info|process)(?:$|_)", re.IGNORECASE
)
CLOCKS = {
    "date.today",
    "now",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.time_ns",
}
STATEMENT = re.compile(
    r"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|TRUNCATE|COPY)\s+\S"
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case _:
                pass


def words(name: str) -> str:
    """CamelCase and snake_case alike as words joined by an underscore."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("Data_Key", "")  # a term of the field


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


# --- pages


def test_the_readme_is_short() -> None:
    assert len(readme().splitlines()) <= 150


def test_the_first_screen_of_the_readme_is_six_facts_and_five_answers() -> None:
    screen = "\n".join(readme().splitlines()[:48])
    assert "Six facts in, five answers out" in screen
    assert screen.count('"type":') == 6
    assert len(re.findall(r"^z .* # ", screen, re.MULTILINE)) == 5
    for fact in ("Landed", "CardIssued", "CardLost", "Moved", "Departed"):
        assert f'"{fact}"' in screen, fact
    for route in ("/obligations", "/notifications/overdue", "/timeline", "/events"):
        assert route in screen, route


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_in_a_page_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_is_one_page_with_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:3] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]


def settings() -> set[str]:
    """Every variable that the program reads: fields of the settings, switches, and the rest by name."""
    named = {*Settings.__struct_fields__, *WebSettings.__struct_fields__} - {"policy"}
    fields = {f"ZAIRYU_{name.upper()}" for name in named}
    switches = {f"ZAIRYU_POLICY_{name.upper()}" for name in Policy.__struct_fields__}
    return fields | switches | {name for path in MODULES for name in SETTING.findall(path.read_text("utf-8"))}


def test_the_operations_page_lists_every_setting() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {setting for setting in settings() if setting not in page} == set()


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md", "docker/compose.yaml"])
def test_no_page_names_a_setting_that_does_not_exist(page: str) -> None:
    assert set(SETTING.findall((ROOT / page).read_text(encoding="utf-8"))) <= settings()


def test_every_test_that_the_page_of_threats_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "threats.md").read_text()))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert named
    assert named <= written


def test_make_has_the_targets_of_the_house() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert targets >= {
        "help",
        "setup",
        "run",
        "demo",
        "test",
        "test-fast",
        "lint",
        "types",
        "bench",
        "check",
        "torture",
    }


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (None, "is no Python that runs here"),
        ("3.9", "is Python 3.9; zairyu needs 3.11 or newer"),
        ("3.99", "the environment in .venv was made with"),
    ],
)
def test_make_says_what_is_wrong_with_the_python_it_is_told_to_use(
    tmp_path: Path, version: str | None, sentence: str
) -> None:
    if version == "3.99" and not (ROOT / ".venv" / "bin" / "python").exists():
        pytest.skip("the environment of these tests was not made by make")
    named = tmp_path / "python"
    if version is not None:
        named.write_text(f"#!/bin/sh\necho {version}\n", encoding="ascii")
        named.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    said = subprocess.run(
        ["make", "python", f"PYTHON={named}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode != 0
    assert said.stderr.startswith(f"PYTHON={named} ")
    assert sentence in said.stderr


@pytest.mark.parametrize("more", [{"SSL_CERT_FILE": "/office/authority.pem"}, {}], ids=["named", "system's"])
def test_make_trusts_the_certificate_authorities_that_the_machine_trusts(more: dict[str, str]) -> None:
    kept = ("MAKEFLAGS", "SSL_CERT_FILE", "UV_SYSTEM_CERTS", "PIP_CERT")
    environment = {name: value for name, value in os.environ.items() if name not in kept} | more
    shown = ["make", "-s", "--eval", "shown: ; @echo $$UV_SYSTEM_CERTS $$PIP_CERT", "shown"]
    said = subprocess.run(shown, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    if not said.strip() and not more:
        pytest.skip("this machine has no store of authorities where make looks")
    trusted, store = said.split()
    assert trusted == "true"
    assert store == more.get("SSL_CERT_FILE", store)


# --- layers


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=name_of)
def test_the_domain_needs_msgspec_holidays_and_the_standard_library_alone(path: Path) -> None:
    allowed = {"msgspec", "holidays", "domain"} | set(sys.stdlib_module_names)
    assert {module.partition(".")[0] for module in imported(parsed(path))} <= allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_names_say_what_a_thing_is(path: Path) -> None:
    named = {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)}
    assert {name for name in named | {path.stem} if VAGUE.search(words(name))} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_sql_stands_in_files_of_its_own(path: Path) -> None:
    strings = [node.value for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant)]
    assert [text for text in strings if isinstance(text, str) and STATEMENT.match(text)] == []


@pytest.mark.parametrize("path", [m for m in MODULES if m != ROOT / "adapters" / "clock.py"], ids=name_of)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    read = [ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    assert {call for call in read if call.removeprefix("datetime.") in CLOCKS} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_shard_is_named_where_a_database_is_opened_and_handed_on_from_there(path: Path) -> None:
    """No default and no number says it a second time: a log of several shards would be read in part."""
    tree = parsed(path)
    opening = path.relative_to(ROOT).as_posix() in {"api/serving.py", "api/cli/run.py"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert opening or "THE_ONLY_SHARD" not in names or path.name == "log.py"
    assert [ast.unparse(node) for node in ast.walk(tree) if shards_said(node)] == []


def shards_said(node: ast.AST) -> bool:
    """Whether a signature or a class gives a shard by default, a call by number, or a constant holds one."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            by_place = [*node.args.posonlyargs, *node.args.args]
            given = by_place[len(by_place) - len(node.args.defaults) :]
            given += [a for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d]
            return any(a.arg == "shard" for a in given)
        case ast.keyword(arg="shard", value=ast.Constant()):
            return True
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant()):
            return name.lower() == "shard"
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()):
            return name.lower() == "shard"
        case _:
            return False


LONGEST_MODULE, LONGEST_FUNCTION = 350, 40
HEADLINES = ("current_status", "open_obligations", "overdue_notifications", "status_timeline", "directory")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_read_in_one_sitting_and_a_function_at_a_glance(path: Path) -> None:
    """A function is measured whole, from its name to its last line."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    functions = [n for n in ast.walk(parsed(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f.name for f in functions if lines_of(f) > LONGEST_FUNCTION] == []


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_the_name_of_a_public_class_stands_for_one_thing() -> None:
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert {name for name in classes if classes.count(name) > 1} == set()


@pytest.mark.parametrize("headline", HEADLINES)
def test_what_runs_asks_the_headline_projections(headline: str) -> None:
    """Routes, lists and rows are made by them, and none is for tests alone."""
    asking = [path for path in MODULES if path.relative_to(ROOT).parts[0] in {"adapters", "api"}]
    asked = rf"^from projections(?:\.{headline}\b| import .*\b{headline}\b)"
    assert [path for path in asking if re.search(asked, path.read_text(encoding="utf-8"), re.MULTILINE)]


# --- what is shipped


def test_every_locked_package_has_hashes() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    loose = [
        package["name"]
        for package in lock["package"]
        if "registry" in package["source"] and not all("hash" in wheel for wheel in package.get("wheels", []))
    ]
    assert loose == []


def test_every_container_can_do_and_write_no_more_than_it_must() -> None:
    compose = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    for name, container in compose["services"].items():
        assert container["read_only"] is True, name
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name


def test_superuser_owner_and_application_have_a_password_each_and_it_stands_in_no_environment() -> None:
    text = (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8")
    compose = yaml.safe_load(text)
    database = compose["services"]["database"]
    files = [compose["secrets"][name]["file"] for name in database["secrets"]]
    assert len(set(files)) == 3
    assert all(name.endswith("_FILE") for name in database["environment"] if "PASSWORD" in name)
    assert "${" not in text
    urls = re.findall(r"postgresql://\S+", text)
    assert [url for url in urls if "passfile=/run/secrets/" not in url or ":" in url[13:]] == []


@pytest.mark.parametrize("page", ["Dockerfile", "compose.yaml"])
def test_images_are_named_to_the_last_number_or_by_digest(page: str) -> None:
    """docker/pin.sh adds the digest."""
    text = (ROOT / "docker" / page).read_text(encoding="utf-8")
    foreign = re.findall(r"^(?:FROM|    image:) ((?:python|postgres):\S+)", text, re.MULTILINE)
    assert foreign
    assert [
        i for i in foreign if not re.fullmatch(r"\w+:\d+(\.\d+)+-[a-z-]+(@sha256:[0-9a-f]{64})?", i)
    ] == []


def test_the_image_runs_as_an_ordinary_user_and_tells_its_health() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER ")][-1] != "USER root"
    assert any(line.startswith("HEALTHCHECK") for line in lines)
