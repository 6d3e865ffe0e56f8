"""Each office's digest: the numbers of its lists, links to them, and nobody's name; who receives it."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date
from email.message import EmailMessage
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.settings import WebSettings
from tests.adapters.exchange.post_office import PostOffice
from tests.api.conftest import Offices
from tests.api.office import Office, arrival

TODAY = date(2026, 4, 20)
"""The last day to notify the address of whoever arrived on 6 April; a Monday."""
SITE = "https://zairyu.example.jp"
SENDER, CLERK = "zairyu@city.example.jp", "madoguchi@city.example.jp"
ROUTES = {
    "/worklist": "/v1/obligations",
    "/notices": "/v1/notices",
    "/audit/corrections": "/v1/correction-requests",
}
"""What answers what a page shows."""


@pytest.fixture(scope="module")
async def hall(offices: Offices, post: PostOffice) -> AsyncIterator[Office]:
    """Two residents whose last day is today in one ward, one overdue and one due in four days in another."""
    mail = {"smtp_url": f"smtp://127.0.0.1:{post.port}", "mail_from": SENDER}
    async with offices(today=TODAY, web=WebSettings(public_url=SITE), **mail) as found:
        for code, day in (("01101", 6), ("01101", 6), ("01102", 1), ("01102", 10)):
            on = f"2026-04-{day:02}"
            answer = await found.post("/v1/residents", {"events": arrival(code=code, on=on)})
        await found.get("/v1/notices", wait_for=answer.json()["position"])
        yield found


async def digest(hall: Office, post: PostOffice, office_code: str, language: str = "ja") -> EmailMessage:
    """Return the digest that an office gets when a clerk of it is first to receive it."""
    book, mailing = hall.parts.services.mail, hall.parts.services.mailing
    assert mailing is not None
    address = f"{language}.{len(post.mails)}.{office_code}@city.example.jp"
    await book.set_recipients(office_code, [address], language, since=TODAY, person="x")  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        while not (found := [mail for mail in post.mails if mail["To"] == address]):
            await mailing.step()  # of which the server itself may take its turn
    return found[0]


def numbers(mail: EmailMessage) -> dict[str, int]:
    """Return what a digest counts, by the address of each list."""
    lines = str(mail.get_content()).splitlines()
    found = {}
    for line, address in pairwise(lines):
        if address.startswith(f"  {SITE}"):
            (count,) = re.findall(r":(?: )?([0-9]+)", line)
            found[address.strip().removeprefix(SITE)] = int(count)
    return found


@pytest.mark.parametrize("of", ["01101", "01102", "risb-sapporo", "risb-osaka"])
async def test_a_digest_counts_what_the_lists_hold_that_its_links_lead_to(
    hall: Office, post: PostOffice, of: str
) -> None:
    counted = numbers(await digest(hall, post, of))
    clerk = await hall.token("supervisor", of)
    assert len(counted) == 5
    for address, count in counted.items():
        parts = urlsplit(address)
        query: dict[str, Any] = {name: value for name, (value,) in parse_qs(parts.query).items()}
        if parts.path == "/notices":
            query["state"] = "raised"
        answer = await hall.get(ROUTES[parts.path], token=clerk, limit=500, **query)
        assert len(answer.json()["items"]) == count, address
    if of == "01101":
        assert counted["/worklist?state=open&due_after=2026-04-19&due_before=2026-04-21"] == 2


async def test_nobody_is_named_in_a_digest(hall: Office, post: PostOffice) -> None:
    residents = (await hall.get("/v1/residents")).json()["items"]
    text = (await digest(hall, post, "risb-sapporo", "both")).as_string()
    mail = str(post.mails[-1].get_content())
    for resident in residents:
        for word in (resident["resident_id"], *resident["name"].values(), resident["card_number"]):
            assert word not in mail
            assert word not in text


async def test_a_digest_is_in_japanese_english_or_both(hall: Office, post: PostOffice) -> None:
    japanese = await digest(hall, post, "01101", "ja")
    assert japanese["Subject"] == "【在留管理】今日の業務 4月20日(月) 札幌市中央区役所"
    first, second, *_ = str(japanese.get_content()).splitlines()
    assert first == "札幌市中央区役所"
    assert second == "令和8年4月20日(2026-04-20)月曜日の業務の件数をお知らせします。"
    english = await digest(hall, post, "01101", "en")
    assert english["Subject"] == "Residence cases, 2026-04-20 (Mon): Chuo Ward Office, Sapporo"
    both = str((await digest(hall, post, "01101", "both")).get_content())
    assert str(japanese.get_content()) in both
    assert str(english.get_content()) in both


async def put(hall: Office, of: str, accept: str = "en", **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {await hall.token('administrator')}", "Accept-Language": accept}
    return await hall.client.put(f"/v1/mail/recipients/{of}", json=body, headers=headers)


async def listed(hall: Office) -> dict[str, Any]:
    found = (await hall.get("/v1/mail/recipients", token=await hall.token("administrator"))).json()
    return {"sender": found["sender"], **{item["office"]: item for item in found["items"]}}


async def test_an_administrator_says_who_receives_digests_and_sees_what_became_of_them(
    hall: Office, post: PostOffice
) -> None:
    refused, taken = "refused@city.example.jp", "taken@city.example.jp"
    post.to[refused] = "550 5.1.1 no such mailbox"
    answer = await put(hall, "01103", addresses=[refused, taken], language="both")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["since"]) == ("Higashi Ward Office, Sapporo", "2026-04-20")
    mailing = hall.parts.services.mailing
    assert mailing is not None
    async with asyncio.timeout(10):
        while len((await listed(hall))["01103"]["last"]) < 2:
            await mailing.step()
    found = await listed(hall)
    assert found["sender"] == SENDER
    last = {one["address"]: (one["state"], one["answer"]) for one in found["01103"]["last"]}
    assert last == {taken: ("sent", ""), refused: ("refused", "550 5.1.1 no such mailbox")}
    assert (await put(hall, "01103", addresses=[taken])).json()["language"] == "ja"
    assert [one["address"] for one in (await listed(hall))["01103"]["last"]] == [taken]
    headers = {"Authorization": f"Bearer {await hall.token('administrator')}"}
    for _ in range(2):
        gone = await hall.client.delete("/v1/mail/recipients/01103", headers=headers)
        assert (gone.status_code, gone.content) == (204, b"")
    assert "01103" not in await listed(hall)


async def test_each_address_that_is_none_is_named_with_what_is_wrong(hall: Office) -> None:
    typed = ["a@b.jp", "a\uff20b.jp", "窓口@札幌市.jp", "A@B.jp", "a@b.jp\r\nBcc: c@d.jp", "a@localhost"]
    answer = await put(hall, "01103", addresses=typed)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-event")
    assert {fault["pointer"]: fault["detail"].split(";")[0] for fault in answer.json()["errors"]} == {
        "/addresses/1": "This has full-width characters",
        "/addresses/2": "This has letters that no mail address has",
        "/addresses/3": "This address stands in the list twice.",
        "/addresses/4": "Write one address at a time.",
        "/addresses/5": "What stands after the @ is no domain",
    }
    japanese = await put(hall, "01103", accept="ja", addresses=["a\uff20b.jp"])
    (fault,) = japanese.json()["errors"]
    assert fault["detail"] == "全角文字が含まれています。半角で入力してください。"


@pytest.mark.parametrize(
    ("of", "body", "code"),
    [
        ("99999", {"addresses": ["a@b.jp"]}, "office-not-found"),
        ("risb-atlantis", {"addresses": ["a@b.jp"]}, "office-not-found"),
        ("01101", {"addresses": []}, "invalid-event"),
        ("01101", {"addresses": ["a@b.jp"] * 51}, "invalid-event"),
        ("01101", {"addresses": ["a@b.jp"], "language": "fr"}, "invalid-event"),
        ("01101", {"addresses": ["a@b.jp"], "cc": ["c@d.jp"]}, "invalid-event"),
    ],
)
async def test_what_is_no_list_of_recipients_is_refused(
    hall: Office, of: str, body: dict[str, Any], code: str
) -> None:
    answer = await put(hall, of, **body)
    assert answer.json()["type"] == f"/problems/{code}", answer.text


async def test_a_trial_mail_arrives_or_says_why_not(hall: Office, post: PostOffice) -> None:
    token = await hall.token("administrator")
    answer = await hall.post("/v1/mail/trials", {"address": CLERK, "language": "both"}, token=token)
    assert answer.status_code == 200, answer.text
    mail = post.mails[-1]
    assert (mail["To"], mail["Subject"]) == (CLERK, "【在留管理】試験メール")
    assert mail["Message-ID"] == f"<{answer.json()['message_id']}>"
    post.to[CLERK] = "550 5.1.1 no such mailbox"
    answer = await hall.post("/v1/mail/trials", {"address": CLERK}, token=token)
    assert (answer.status_code, answer.json()["type"]) == (502, "/problems/mail-not-taken")
    assert "did not take the mail: 550 5.1.1 no such mailbox. " in answer.json()["detail"]


async def test_metrics_count_digests(hall: Office) -> None:
    metrics = (await hall.client.get("/metrics")).text
    for name in ("sent", "failed", "missed", "unsent_seconds"):
        assert f"\nzairyu_digests_{name} " in metrics
