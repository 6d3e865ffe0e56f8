"""The first warm and the first ever start of the embedded server, with its migrations."""

import asyncio
import shutil
import tempfile
import time
from pathlib import Path

from adapters.embedded import embedded
from adapters.postgres.migrate import migrate
from tests.benchmarks.ground import ROUNDS, middle, table


def start(path: Path) -> float:
    """Return the seconds until the database is migrated and answers."""
    began = time.perf_counter()
    with embedded(path) as running:
        asyncio.run(migrate(running.owner, running.application))
        return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    cold, warm = [], []
    for _ in range(ROUNDS):
        path = Path(tempfile.mkdtemp(prefix="zairyu-bench-"))
        path.chmod(0o755)
        cold.append(start(path / "data"))
        warm.append(start(path / "data"))
        shutil.rmtree(path)
    table(
        "Start of the embedded server, migrated; seconds",
        ("which", "seconds", "to reach, whole program"),
        [("first ever", middle(cold), "4.0"), ("warm", middle(warm), "1.5")],
    )


if __name__ == "__main__":
    main()
