"""`/problems/<code>`, where `type` of every problem document leads."""

import html

import pytest

from api.problems import STATUS
from api.wording import problem_title, remedy
from tests.api.office import Office


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
    ],
)
async def test_every_code_is_explained_in_both_languages_to_whoever_asks(
    hall: Office, accept: str, media: str
) -> None:
    """Without a token, by the words of the titles."""
    for code in STATUS:
        for language in ("en", "ja"):
            headers = {"Accept": accept, "Accept-Language": language}
            page = await hall.client.get(f"/problems/{code}", headers=headers)
            assert (page.status_code, page.headers["content-type"]) == (200, media)
            assert code in page.text
            other = "ja" if language == "en" else "en"
            told = html.unescape(page.text)
            places = [told.find(f(code, said)) for said in (language, other) for f in (problem_title, remedy)]
            if media == "application/json":
                assert (page.json()["title"], page.json()["remedy"], page.json()["status"]) == (
                    problem_title(code, language), remedy(code, language), STATUS[code],
                )  # fmt: skip
            else:
                assert places == sorted(places)
                assert places[0] >= 0
            if media.startswith("text/html"):
                assert f'<html lang="{language}">' in page.text


async def test_what_is_no_code_has_no_page(hall: Office) -> None:
    """404, itself a problem with a page."""
    answer = await hall.client.get("/problems/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert (await hall.client.get(answer.json()["type"])).status_code == 200
