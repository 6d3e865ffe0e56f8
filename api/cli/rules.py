"""`zairyu rules`: the entries of the rulebook, and which of them want another look at the law."""

import click

from adapters.clock import Clock
from api.cli.run import language, settings


@click.command("rules")
@click.option(
    "--stale", is_flag=True, help="Only entries not checked for a year; exit status 0 all the same."
)
def rules_command(*, stale: bool) -> None:
    """List the rulebook's entries with source, confidence and the day last checked."""
    from api.rulebook import rules_answer  # noqa: PLC0415 slow, and not needed by other commands
    from domain.law.rulebook import entries  # noqa: PLC0415
    from domain.law.rulebook import stale as not_checked_lately  # noqa: PLC0415

    chosen = settings()
    today = Clock(chosen.today).today()
    if stale:
        for entry in not_checked_lately(entries(), today):
            click.echo(
                f"{entry.id}\t{entry.since or 'since ever'}\t{entry.under.citation}\t{entry.under.checked_on}"
            )
        return
    for rule in rules_answer(today, language(), chosen.policy).items:
        checked = (
            ""
            if rule.basis is None
            else f"{rule.basis.articles}\t{rule.basis.confidence}\t{rule.basis.checked_on}"
        )
        click.echo(f"{rule.id}\t{rule.title}\t{checked}")
