"""The command line: `zairyu COMMAND`; a command's code is imported when it is called."""

from importlib import import_module
from typing import Final

import click

COMMANDS: Final[dict[str, str]] = {
    "serve": "serving",
    "project": "projecting",
    "rebuild": "projecting",
    "notices": "telling",
    "digest": "mailing",
    "migrate": "migrating",
    "token": "tokens",
    "session": "sessions",
    "rules": "rules",
    "demo": "bulk",
    "import": "bulk",
    "export": "bulk",
    "seal": "trust",
    "verify": "trust",
    "erase": "trust",
    "keys": "trust",
}
"""Each command and the module below `api.cli` that has it, as `<name>_command`."""


class _Commands(click.Group):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"api.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zairyu")
def main() -> None:
    """Zairyu tracks the cases of foreign residents in Japan: facts in, standing and duties on any day out."""
