"""schemathesis against the running server: no 5xx, no undocumented answer, no accepted invalid request."""

import re
import subprocess
import sys
from asyncio import to_thread
from pathlib import Path

import httpx
import pytest

from tests.api.office import arrival
from tests.api.process import served
from tests.conftest import Dsns

SETTINGS = """
[parameters]
# A position that no write has given is answered 503, five seconds later: that is the contract, and no fault.
wait_for = 1

[checks.positive_data_acceptance]
# A body can be of the right shape and still be refused: a day in the future, a key used before. And who has
# the answer already (`If-None-Match: *`) gets none.
expected-statuses = ["2xx", 304, 400, 401, 403, 404, 409, 410, 412, 422, 429, "5xx"]
"""


def _run(database: Dsns, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    with served(folder, ZAIRYU_DATABASE_URL=database.application, ZAIRYU_RATE_LIMIT="0") as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        opened = httpx.post(
            f"{server.address}/v1/residents", json={"events": arrival()}, headers=headers, timeout=60
        )
        assert opened.status_code == 201
        (folder / "schemathesis.toml").write_text(SETTINGS)
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(folder / "schemathesis.toml"),  # noqa: E501
            "run", f"{server.address}/schema/openapi.json", "--header", f"Authorization: Bearer {server.token}",  # noqa: E501
            "--checks", "all", "--continue-on-failure", "--no-color", *options,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert server.process.poll() is None
        return done


async def test_a_short_run(database: Dsns, tmp_path: Path) -> None:
    """A few requests of each kind on every route, and chains of them."""
    done = await to_thread(
        _run, database, tmp_path, "--phases", "fuzzing,stateful", "--max-examples", "3", "--seed", "20261123"
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.torture
async def test_twenty_thousand_requests(database: Dsns, tmp_path: Path) -> None:
    """Every phase."""
    done = await to_thread(_run, database, tmp_path, "--max-examples", "10")
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    generated = re.search(r"^ *([0-9]+) generated", done.stdout, re.MULTILINE)
    assert generated is not None, done.stdout[-2000:]
    assert int(generated[1]) >= 20_000, generated[0]
