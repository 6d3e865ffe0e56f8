"""Where the browser comes from."""

from pathlib import Path

import pytest

from tests.browser import chromium


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ZAIRYU_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(chromium, "BROUGHT", tmp_path / "brought")
    (tmp_path / "bin").mkdir()


def program(path: Path, *, status: int = 0) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def found(folder: Path) -> Path | None:
    browser = chromium.chromium(folder)
    return None if browser is None else browser.path


def test_a_named_browser_comes_before_that_of_the_system_and_the_brought_one_is_last(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert found(tmp_path) is None
    brought = program(tmp_path / "brought" / "chromium")
    assert found(tmp_path) == brought
    of_the_system = program(tmp_path / "bin" / "chromium-headless-shell")
    assert found(tmp_path) == of_the_system
    monkeypatch.setenv("ZAIRYU_BROWSER", "/opt/a-browser")
    assert found(tmp_path) == Path("/opt/a-browser")


def test_a_program_that_only_says_how_to_install_a_browser_is_none(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium-browser", status=1)
    assert found(tmp_path) is None


def test_who_has_no_browser_is_told_of_all_three_ways() -> None:
    for way in ("ZAIRYU_BROWSER", "on the system", ".tools/browser"):
        assert way in chromium.MISSING
