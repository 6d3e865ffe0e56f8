"""The page about mail: who receives digests, what became of the last one, a trial mail to oneself."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from tests.adapters.exchange.post_office import PostOffice
from tests.api.conftest import Offices
from tests.api.console.conftest import post_form, signed_in, words
from tests.api.office import Office

FRIDAY = date(2026, 11, 27)
ONE, OTHER = "madoguchi@city.example.jp", "kakaricho@city.example.jp"


@pytest.fixture(scope="module")
async def hall(offices: Offices, post: PostOffice) -> AsyncIterator[Office]:
    mail = {"smtp_url": f"smtp://127.0.0.1:{post.port}", "mail_from": "zairyu@city.example.jp"}
    async with offices(today=FRIDAY, **mail) as found:
        yield found


async def test_an_administrator_sets_changes_and_removes_who_receives_digests(hall: Office) -> None:
    client = await signed_in(hall, "administrator", "01101", language="ja")
    assert 'href="/mail"' in (await client.get("/")).text
    assert "送付先はまだ登録されていません。" in words((await client.get("/mail")).text)
    typed = {"do": "set", "office": "札幌市中央区", "addresses": f"{ONE}\r\n{OTHER}\r\n", "language": "both"}
    answer = await post_form(client, "/mail", typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/mail?said=set")
    page = words((await client.get("/mail?said=set")).text)
    assert "札幌市中央区役所 01101" in page
    assert f"{ONE} 送信はまだありません" in page
    typed |= {"office": "札幌出入国在留管理局", "addresses": ONE}
    assert (await post_form(client, "/mail", typed)).status_code == 303
    assert (await post_form(client, "/mail", {"do": "remove", "office": "risb-sapporo"})).status_code == 303
    form = (await client.get("/mail?office=01101")).text
    assert f">\n{ONE}\n{OTHER}</textarea>" in form
    assert '<option value="both" selected>' in form
    answer = await post_form(client, "/mail", {"do": "remove", "office": "01101"})
    assert answer.headers["location"] == "/mail?said=removed"
    assert "送付先はまだ登録されていません。" in words((await client.get("/mail")).text)


async def test_the_page_says_which_mail_was_refused_and_what_the_server_said(
    hall: Office, post: PostOffice
) -> None:
    book, mailing = hall.parts.services.mail, hall.parts.services.mailing
    assert mailing is not None
    post.to[OTHER] = "550 5.1.1 <b>no such mailbox</b>"
    await book.set_recipients("01102", [ONE, OTHER], "en", since=date(2026, 11, 2), person="x")
    while len(await book.latest(FRIDAY)) < 2:
        await mailing.step()
    client = await signed_in(hall, "administrator", "01101")
    page = (await client.get("/mail")).text
    assert f"{ONE} 2026-11-27 (Fri): sent" in words(page)
    assert "2026-11-27 (Fri): refused by the mail server" in words(page)
    assert "(550 5.1.1 &lt;b&gt;no such mailbox&lt;/b&gt;)" in page
    await book.remove_recipients("01102")


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"office": "Atlantis", "addresses": ONE}, 400, "Atlantis"),
        ({"office": "中央区", "addresses": ONE}, 400, "中央区"),
        ({"office": "01101", "addresses": ""}, 400, "addresses"),
        ({"office": "01101", "addresses": f"{ONE}, a\uff20b.jp"}, 400, "a\uff20b.jp: This has full-width"),
        ({"office": "01101", "addresses": "<i>@b.jp"}, 400, "&lt;i&gt;@b.jp: There is a letter before the @"),
    ],
)
async def test_what_cannot_be_saved_stays_in_the_form_with_what_is_wrong(
    hall: Office, typed: dict[str, str], status: int, said: str
) -> None:
    client = await signed_in(hall, "administrator", "01101")
    answer = await post_form(client, "/mail", {"do": "set", "language": "en", **typed})
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert f'name="office" value="{typed["office"]}"' in answer.text


async def test_somebody_sends_themselves_a_trial_mail(hall: Office, post: PostOffice) -> None:
    client = await signed_in(hall, "administrator", "01101", language="ja")
    answer = await post_form(client, "/mail", {"do": "try", "address": ONE, "language": "ja"})
    assert answer.headers["location"] == "/mail?said=tried"
    assert post.subjects()[-1] == "【在留管理】試験メール"
    post.to[ONE] = "550 no"
    answer = await post_form(client, "/mail", {"do": "try", "address": ONE, "language": "ja"})
    assert answer.status_code == 400  # not 502: a proxy may have a page of its own for that
    assert "メールサーバーがメールを受け付けませんでした(550 no)。" in answer.text
    assert f'value="{ONE}"' in answer.text


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "auditor"])
async def test_the_page_is_for_administrators(hall: Office, role: str) -> None:
    client = await signed_in(hall, role, "01101")
    assert 'href="/mail"' not in (await client.get("/rules")).text
    assert (await client.get("/mail")).status_code == 403
