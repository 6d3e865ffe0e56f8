"""The folder that the processes of one run share, and what killed runs left of theirs."""

import os
import tempfile
from pathlib import Path

import pytest

from api.shared import Shared, shared_folder


def test_the_folder_of_a_run_is_its_own_and_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What killed runs left is removed; runs under way, new folders and strangers' are left alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, new, link = (tmp_path / f"zairyu-processes-{name}" for name in ("left", "new", "link"))
    other = tmp_path / "other"
    for folder in (left, new, other):
        folder.mkdir()
        (folder / "file").touch()
    link.symlink_to(other)
    with shared_folder() as running:
        for folder in (left, running, other):
            os.utime(folder, (0, 0))
        with shared_folder() as found:
            assert sorted(tmp_path.iterdir()) == sorted([new, link, other, running, found])
            assert (found.stat().st_mode & 0o777, list(found.iterdir())) == (0o700, [])
        assert not found.exists()
    assert (other / "file").exists()


def test_whoever_shares_it_knows_whether_any_has_served(tmp_path: Path) -> None:
    first, second = Shared(tmp_path, 0), Shared(tmp_path, 1)
    assert not second.served
    first.note_served()
    assert second.served
