"""Making the embedded server's cluster: in a draft folder, then one rename. No half of one is ever used."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from adapters.binaries import EmbeddedError, major_version
from adapters.drafts import draft_of
from adapters.postgres.statements import sql

BUILTIN_PROVIDER_SINCE = 17

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "'128MB'",
    "max_connections": "200",
    "max_wal_size": "'1GB'",
    "wal_compression": "off",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_duration_statement": "'1s'",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
"""What differs from PostgreSQL's defaults, or must not. Its own log shows no parameter: they are personal.

Compressing the log's pages the one way that every build knows took three quarters of what the server did for
rows of residents not seen for long."""


def create_cluster(
    cluster: Path, *, bindir: Path, user: pwd.struct_passwd | None, how: dict[str, Any]
) -> None:
    """Make the cluster with its roles and its database `zairyu`. Raises EmbeddedError."""
    draft = draft_of(cluster)
    if user:
        os.chown(draft, user.pw_uid, user.pw_gid)
    _run([str(bindir / "initdb"), "-D", str(draft), *_initdb_options(major_version(bindir))], how=how)
    _write_settings(draft, user)
    command = [str(bindir / "postgres"), "--single", "-j", "-D", str(draft), "postgres"]
    _run(command, how=how, text=sql("cluster/cluster.sql") + "\n\n")
    draft.rename(cluster)


def _initdb_options(major: int) -> list[str]:
    """Code-point order everywhere, yet UTF-8 character classes: trigrams of kanji need them."""
    options = [
        "-U",
        "postgres",
        "-A",
        "peer",
        "-E",
        "UTF8",
        "--data-checksums",
        "--no-instructions",
        "--locale=C",
    ]
    if major >= BUILTIN_PROVIDER_SINCE:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*options, "--lc-ctype=C.UTF-8"]


def _write_settings(draft: Path, user: pwd.struct_passwd | None) -> None:
    (draft / "zairyu.conf").write_text("".join(f"{k} = {v}\n" for k, v in SETTINGS.items()), encoding="utf-8")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("include 'zairyu.conf'\n")
    (draft / "pg_hba.conf").write_text("local all all peer map=zairyu\n", encoding="utf-8")
    names = {pwd.getpwuid(os.geteuid()).pw_name} | ({user.pw_name} if user else set())
    roles = ("zairyu_app", "zairyu_owner", "postgres")
    lines = [f"zairyu {name} {role}\n" for name in sorted(names) for role in roles]
    (draft / "pg_ident.conf").write_text("".join(lines), encoding="utf-8")
    if user:
        os.chown(draft / "zairyu.conf", user.pw_uid, user.pw_gid)


def _run(command: list[str], *, how: dict[str, Any], text: str | None = None) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, input=text, **how)
    failed = done.returncode != 0 or any(word in done.stderr for word in ("ERROR:", "FATAL:"))
    if failed:
        message = f"{Path(command[0]).name} failed: {done.stderr.strip()[-2000:]}"
        raise EmbeddedError(message)
