"""The pictures of docs/tour.md."""

import re

from tests.browser.pictures import FOLDER

TOUR = FOLDER.with_suffix(".md").read_text(encoding="utf-8")


def test_the_tour_shows_every_picture_once_in_their_order_with_words_for_who_does_not_see_them() -> None:
    shown = re.findall(r"^!\[([^\]]+)\]\(tour/(.+)\)$", TOUR, re.MULTILINE)
    assert [name for _, name in shown] == sorted(path.name for path in FOLDER.iterdir())
    assert len(shown) == 12
    assert all(words for words, _ in shown)


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
