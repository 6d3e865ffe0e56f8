"""`zairyu seal`, `verify`, `erase`, `keys`: what makes the log one to be trusted."""

from pathlib import Path
from uuid import UUID

import click

from adapters.exchange.importing import UNREADABLE
from adapters.keys import KEY_BYTES, add_master_key, key_file, retire_master_keys
from adapters.postgres.database import connected
from adapters.postgres.fitness import weaknesses
from adapters.postgres.log import keys as data_keys
from adapters.postgres.log import open_log
from adapters.postgres.log.erasure import (
    REASONS,
    ErasedPerson,
    NotErasedError,
    Reason,
    StillMergedError,
    erase_person,
)
from adapters.postgres.log.seals import every_seal, seal
from adapters.postgres.rows.comparing import differing, misclaimed
from adapters.sealing import is_file, read_seals, write
from adapters.seals import Seal, signing_key
from adapters.verification import Report, verify
from api.cli.run import Site, at_site, author, settings


@click.command("seal")
@click.option("--again", is_flag=True, help="Write every seal, also those that were written before.")
def seal_command(*, again: bool) -> None:
    """Sign everything recorded so far, and write the seals that ZAIRYU_SEAL_TO does not have yet."""

    async def work(site: Site) -> Seal | None:
        made = await seal(site.pool, signing_key(site.settings), shard=site.shard)
        if (to := site.settings.seal_to) is not None:
            new = [] if made is None else [made]
            _write(
                await every_seal(site.pool, shard=site.shard) if again or is_file(to) else new,
                to,
                again=again,
            )
        return made

    made = at_site(work)
    if made is None:
        click.echo("nothing new since the last seal")
    else:
        click.echo(f"sealed positions 1 to {made.size}: {made.root.hex()}")


def _write(seals: list[Seal], to: str, *, again: bool) -> None:
    try:
        write(seals, to, again=again)
    except OSError as error:
        message = f"sealed, but {to} takes no seals: {error.strerror}; run `zairyu seal` again"
        raise click.ClickException(message) from None


def _key_of_hex(_: click.Context, __: click.Parameter, value: str | None) -> bytes | None:
    try:
        key = None if value is None else bytes.fromhex(value)
    except ValueError:
        key = b""
    if key is not None and len(key) != KEY_BYTES:
        message = f"a public key is {KEY_BYTES} bytes, in hex, as it stands in each seal"
        raise click.BadParameter(message)
    return key


@click.command("verify")
@click.option(
    "--seal",
    "seals",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Seals kept outside, one a line.",
)
@click.option(
    "--public-key",
    callback=_key_of_hex,
    help="The public key (hex) that every seal must be signed with.",
)
@click.option("--rows", is_flag=True, help="Also compare the rows of lists with live folds.")
@click.option(
    "--sample",
    default=1000,
    show_default=True,
    type=click.IntRange(1),
    help="Residents to compare with --rows.",
)
def verify_command(seals: Path | None, public_key: bytes | None, *, rows: bool, sample: int) -> None:
    """Read the whole log again, hash it again, compare it with its seals; exit status 1 for any fault.

    What the server would refuse to start on is named too.
    """
    outside = _outside(seals)

    async def work(site: Site) -> bool:
        report = await verify(
            site.pool, keyring=site.keyring, outside=outside, trusted=public_key, shard=site.shard
        )
        _tell(report)
        weak = await weaknesses(site.pool)
        wrong = await _compared(site, sample) if rows else []
        for line in (*weak, *wrong):
            click.echo(line)
        return report.clean and not weak and not wrong

    if not at_site(work, checked=False):
        raise SystemExit(1)
    click.echo("clean")


def _tell(report: Report) -> None:
    """Say what is wrong with the log, position by position, and what was read."""
    for fault in report.faults:
        who = "" if fault.resident_id is None else f" of resident {fault.resident_id}"
        click.echo(f"position {fault.position}{who}: {fault.code}: {fault.detail}")
    click.echo(
        f"{report.entries} entries of {report.residents} residents, {report.erased} erased; "
        f"{report.seals} seals, sealed to position {report.sealed}"
    )
    if report.unsealed:
        click.echo(
            "no seal is there, in the log or from outside: nothing shows whether any of it was changed"
        )


@click.command("erase")
@click.argument("resident", type=click.UUID)
@click.option("--reason", required=True, type=click.Choice(REASONS))
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(resident: UUID, reason: Reason, *, yes: bool) -> None:
    """Destroy a resident's key, bodies and rows for good: 410 from then on; every seal still verifies.

    Files merged into this one go with it.
    """
    if not yes:
        click.confirm(f"Erase {resident} for good?", abort=True)

    async def work(site: Site) -> ErasedPerson:
        async with open_log(site.pool, site.keyring, shard=site.shard) as log:
            return await erase_person(log, site.pool, resident, reason=reason, author=author("administrator"))

    try:
        done = at_site(work)
    except StillMergedError as merged:
        message = f"this file was merged into {merged.into}: erase that one, or take them apart first"
        raise click.ClickException(message) from None
    except NotErasedError as error:
        message = (
            "there is no such resident: the list of residents (GET /v1/residents?q=) gives the id"
            if error.code == "absent"
            else "this resident was erased before; nothing is left to be done"
        )
        raise click.ClickException(message) from None
    also = f", with {len(done.merged)} merged into it" if done.merged else ""
    click.echo(f"erased{also}; recorded at position {done.named.position}")


@click.group("keys")
def keys_command() -> None:
    """Rotate the master key: `begin`, start the servers again, `rewrap`, `finish`."""


@keys_command.command("begin")
def begin() -> None:
    """Put a new master key in front of the old ones in the key file."""
    path = key_file(settings())
    add_master_key(path)
    click.echo(f"a new master key stands first in {path}; start the servers again, then: zairyu keys rewrap")


@keys_command.command("rewrap")
def rewrap() -> None:
    """Wrap every resident's key by the new master key, as the owner; no body is touched."""

    async def work(site: Site) -> int:
        async with connected(site.databases.owner) as owner:
            return await data_keys.rewrap(owner, site.keyring, shard=site.shard)

    done = at_site(work)
    click.echo(f"{done} keys wrapped anew")


@keys_command.command("finish")
@click.option("--yes", is_flag=True, help="Do not ask.")
def finish(*, yes: bool) -> None:
    """Move the old master keys out of the key file: without them older backups open no more."""
    path = key_file(settings())
    in_use = at_site(_masters_to_rewrap)
    if in_use:
        message = f"{len(in_use)} old master keys still wrap residents' keys: run `zairyu keys rewrap` first"
        raise click.ClickException(message)
    if not yes:
        click.confirm(f"Move the old master keys out of {path}?", abort=True)
    retired = retire_master_keys(path)
    click.echo(
        f"one master key stands in {path}; the old ones are in {retired}: "
        "destroy it when no backup needs them"
    )


async def _masters_to_rewrap(site: Site) -> list[str]:
    wrapping = await data_keys.masters(site.pool, shard=site.shard)
    return [master for master in wrapping if master != site.keyring.current]


def _outside(path: Path | None) -> list[Seal]:
    if path is None:
        return []
    try:
        return read_seals(path)
    except (*UNREADABLE, OSError) as error:
        message = f"{path} does not hold seals, one a line: {error}. Give the file that ZAIRYU_SEAL_TO names"
        raise click.ClickException(message) from None


async def _compared(site: Site, sample: int) -> list[str]:
    """Return in what the rows differ from the log."""
    async with open_log(site.pool, site.keyring, shard=site.shard) as log:
        compared, wrong = await differing(site.pool, log, site.settings.policy, sample=sample)
        wrong += await misclaimed(site.pool, log, sample=sample)
    click.echo(f"rows of {compared} residents compared with live folds: {len(wrong)} differ")
    return wrong
