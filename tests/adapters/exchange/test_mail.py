"""Digests by mail: through a real mail server that takes, refuses, is down and closes in the middle."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import msgspec
import pytest

from adapters.clock import TOKYO, Clock
from adapters.embedded import Embedded
from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail import digests
from adapters.exchange.mail.addresses import address_fault
from adapters.exchange.mail.digests import Digest, Mailing, first_open_day_of_week, open_days, pause
from adapters.exchange.mail.message import Mail, written
from adapters.exchange.mail.server import Post, mail_server
from adapters.postgres.database import Pool, open_pool
from adapters.postgres.mail import MailBook
from adapters.settings import SettingError, from_environment
from api.settings import web_settings
from tests.adapters.exchange.post_office import PostOffice, certificate, post_office
from tests.databases import create_clone, drop

FRIDAY = date(2026, 11, 27)
SENDER = "zairyu@city.example.jp"
ONE, OTHER = "madoguchi@city.example.jp", "kakaricho@city.example.jp"


_SHARDS = count(1)


class At(Clock, frozen=True):
    """A clock that shows an instant."""

    instant: datetime = datetime(2026, 11, 27, 9, tzinfo=TOKYO)

    def now(self) -> datetime:
        return self.instant


def at(day: date, hour: float = 9) -> At:
    return At(instant=datetime.combine(day, datetime.min.time(), TOKYO) + timedelta(hours=hour))


class Words:
    """What digests are made of here: which office and day, and of which days there was none."""

    def __init__(self, *, tells: bool = True, ready: bool = True) -> None:
        self.tells, self.is_ready = tells, ready

    async def ready(self, day: date) -> bool:
        del day
        return self.is_ready

    async def make(self, office: str, day: date, language: MailLanguage, missed: Sequence[date]) -> Digest:
        del language
        said = ",".join(map(str, missed))
        return Digest(subject=f"業務 {office} {day}", text=f"件数\nmissed:{said}\n", tells=self.tells)


class Desk:
    """A service that sends digests: on the clock of a test, each time as another process."""

    def __init__(self, pool: Pool, post: PostOffice) -> None:
        self.book, self.post = MailBook(pool, next(_SHARDS)), post

    def mailing(self, clock: Clock, words: Words | None = None) -> Mailing:
        return Mailing(self.book, clock, words or Words(), self.post.server(), sender=SENDER)

    async def on(self, clock: Clock, words: Words | None = None) -> Mailing:
        found = self.mailing(clock, words)
        await found.step()
        return found

    async def wants(self, *addresses: str, office: str = "01101", since: date = FRIDAY) -> None:
        await self.book.set_recipients(office, addresses, "ja", since=since, person="admin")

    async def states(self, day: date = FRIDAY) -> dict[str, str]:
        return {d.address: d.state for d in await self.book.digests(day, day)}


@pytest.fixture(scope="module")
def server_of_mail() -> Iterator[PostOffice]:
    with post_office() as found:
        yield found


@pytest.fixture
def post(server_of_mail: PostOffice) -> PostOffice:
    server_of_mail.mails.clear()
    server_of_mail.to.clear()
    server_of_mail.data.clear()
    return server_of_mail


@pytest.fixture(scope="module")
async def shared(server: Embedded, template: str) -> AsyncIterator[Pool]:
    """The database of all tests here: each has a shard of its own, where nobody else's digests are."""
    name = await create_clone(server, template)
    async with await open_pool(server.dsn("zairyu_app", name), size=8) as pool:
        yield pool
    await drop(server, name)


@pytest.fixture
async def desk(shared: Pool, post: PostOffice) -> Desk:
    return Desk(shared, post)


def text_of(mail: EmailMessage) -> str:
    assert mail.get_content_type() == "text/plain"
    return str(mail.get_content()).replace("\r\n", "\n")


def mail_to(
    to: str, subject: str = "【在留管理】今日の業務", text: str = "札幌市中央区役所\n期限超過:12件\n"
) -> Mail:
    return Mail(
        sender=SENDER, to=to, subject=subject, text=text, language="both",
        list_id="digest.01101.city.example.jp", message_id="digest.2026-11-27.01101.abc@city.example.jp",
    )  # fmt: skip


async def test_a_mail_in_japanese_arrives_as_it_was_written(post: PostOffice) -> None:
    async with Post(post.server(), SENDER) as handing:
        done = await handing.hand_in(ONE, written(mail_to(ONE), datetime(2026, 11, 26, 23, 5, tzinfo=UTC)))
    assert done.state == "sent"
    (mail,) = post.mails
    assert post.envelopes[-1] == (SENDER, [ONE])
    assert {name: str(mail[name]) for name in ("Subject", "From", "To", "Date")} == {
        "Subject": "【在留管理】今日の業務", "From": SENDER, "To": ONE,
        "Date": "Fri, 27 Nov 2026 08:05:00 +0900",
    }  # fmt: skip
    assert mail["Message-ID"] == "<digest.2026-11-27.01101.abc@city.example.jp>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<digest.01101.city.example.jp>"
    assert mail["Content-Language"] == "ja, en"
    assert text_of(mail) == "札幌市中央区役所\n期限超過:12件\n"


def test_nothing_in_a_mail_makes_a_header_of_its_own() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        written(mail_to(ONE, subject="今日\r\nBcc: thief@example.com"), datetime.now(UTC))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("madoguchi@city.sapporo.jp", None),
        ("o'brien+ward.1@mail-1.city.sapporo.lg.jp", None),
        ("madoguchi\uff20city.sapporo.jp", "full-width"),
        ("窓口@city.sapporo.jp", "not-ascii"),
        ("madoguchi@札幌市.jp", "not-ascii"),
        ("madoguchi", "no-at"),
        ("a@b.jp, c@d.jp", "several"),
        ("a@b.jp;c@d.jp", "several"),
        ("a@b.jp\r\nBcc: c@d.jp", "several"),
        ("a\r\nX: y@b.jp", "no-address"),
        ("<a@b.jp>", "no-address"),
        ('"a b"@b.jp', "no-address"),
        ("a..b@b.jp", "no-address"),
        ("a@localhost", "no-domain"),
        ("a@b..jp", "no-domain"),
        ("a@-b.jp", "no-domain"),
        ("a@b.jp\n", "no-domain"),
        ("a@[192.0.2.1]", "no-domain"),
        (f"{'a' * 65}@b.jp", "too-long"),
    ],
)
def test_an_address_is_one_plain_mailbox(address: str, fault: str | None) -> None:
    assert address_fault(address) == fault


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://u:p%40ss@mail.city.example.jp", "starttls", 587),
        ("smtp://u:p%40ss@mail.city.example.jp:25", "starttls", 25),
        ("smtps://u:p%40ss@mail.city.example.jp", "implicit", 465),
        ("smtp://u:p%40ss@127.0.0.1:2525", "none", 2525),
        ("smtp://u:p%40ss@[::1]:25", "none", 25),
    ],
)
def test_only_on_this_machine_is_mail_handed_in_without_tls(url: str, tls: str, port: int) -> None:
    server = mail_server(url)
    assert (server.tls, server.port, server.user, server.password) == (tls, port, "u", "p@ss")
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    ["http://mail.example.jp", "smtp://", "smtp://m.jp:x", "smtp://m.jp/path", "smtp://u:secret@m.jp?q"],
)
def test_an_address_that_is_none_of_a_mail_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host:587") as refused:
        mail_server(url)
    assert "secret" not in str(refused.value)


async def test_mail_goes_over_tls_to_a_server_whose_certificate_is_believed(tmp_path: Path) -> None:
    authority, context = certificate(tmp_path)
    mail = written(mail_to(ONE), datetime.now(UTC))
    with post_office(tls_context=context, require_starttls=True) as post:
        server = post.server(tls="starttls", ca_file=authority)
        async with Post(server, SENDER) as handing:
            assert (await handing.hand_in(ONE, mail)).state == "sent"
        async with Post(post.server(tls="starttls"), SENDER) as handing:
            done = await handing.hand_in(ONE, mail)
        assert (done.state, "certificate" in done.answer) == ("again", True)
    assert (len(post.mails), post.encrypted) == (1, [True])


async def test_a_server_without_tls_gets_no_mail_when_tls_is_asked_for(post: PostOffice) -> None:
    async with Post(post.server(tls="starttls", user="u", password="secret"), SENDER) as handing:
        done = await handing.hand_in(ONE, written(mail_to(ONE), datetime.now(UTC)))
    assert (done.state, post.mails) == ("again", [])


async def test_each_recipient_gets_a_mail_of_their_own_once(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE, OTHER)
    for _ in range(3):
        await desk.on(at(FRIDAY))
    assert post.recipients() == [ONE, OTHER]
    assert len({str(mail["Message-ID"]) for mail in post.mails}) == 2
    assert await desk.states() == {ONE: "sent", OTHER: "sent"}


async def test_of_several_processes_one_sends(desk: Desk, post: PostOffice) -> None:
    for n in range(5):
        await desk.wants(ONE, OTHER, office=f"0110{n + 1}")
    many = [desk.mailing(at(FRIDAY)) for _ in range(3)]
    await asyncio.gather(*(one.step() for one in many))
    assert len(post.mails) == 10
    assert sum(one.sent for one in many) == 10


@pytest.mark.parametrize(
    ("utc", "sent"),
    [
        (datetime(2026, 11, 26, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 26, 23, 0, tzinfo=UTC), 1),
        (datetime(2026, 11, 27, 14, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), 0),
    ],
    ids=["before eight in Tokyo", "at eight", "late in the evening", "on Saturday"],
)
async def test_the_day_is_that_of_tokyo_from_eight_o_clock(
    desk: Desk, post: PostOffice, utc: datetime, sent: int
) -> None:
    await desk.wants(ONE)
    await desk.on(At(instant=utc))
    assert len(post.mails) == sent


async def test_a_day_that_is_set_is_sent_once_at_any_hour(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE)
    for hour in (3, 12):
        await desk.on(At(fixed=FRIDAY, instant=datetime(2027, 1, 1, hour, tzinfo=TOKYO)))
    assert post.subjects() == [f"業務 01101 {FRIDAY}"]


async def test_closed_days_have_no_digest_and_a_long_absence_sends_one(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE, since=date(2026, 11, 18))
    await desk.on(at(date(2026, 11, 19)))
    for day in (date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)):  # a weekend and a holiday
        await desk.on(at(day))
    assert post.subjects() == ["業務 01101 2026-11-19"]
    assert "missed:2026-11-18\n" in text_of(post.mails[0])
    await desk.on(at(FRIDAY))
    assert post.subjects()[1:] == [f"業務 01101 {FRIDAY}"]
    assert "missed:2026-11-20,2026-11-24,2026-11-25,2026-11-26\n" in text_of(post.mails[1])
    await desk.on(at(date(2026, 11, 30)))
    assert "missed:\n" in text_of(post.mails[2])


async def test_an_office_with_nothing_to_do_hears_so_on_the_first_open_day_of_a_week(
    desk: Desk, post: PostOffice
) -> None:
    await desk.wants(ONE, since=date(2026, 11, 20))
    for day in (20, 24, 25, 26, 27, 30):  # the 23rd is a Monday and a holiday
        await desk.on(at(date(2026, 11, day)), Words(tells=False))
    assert post.subjects() == ["業務 01101 2026-11-24", "業務 01101 2026-11-30"]
    assert await desk.states() == {ONE: "nothing"}


async def test_a_refused_recipient_keeps_no_other_from_theirs(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE, OTHER)
    post.to[ONE] = "550 5.1.1 no such mailbox"
    for hour in (9, 12):
        await desk.on(at(FRIDAY, hour))
    assert post.recipients() == [OTHER]
    refused, sent = sorted(await desk.book.digests(FRIDAY, FRIDAY), key=lambda d: d.state)
    assert (refused.address, refused.tries, refused.answer) == (ONE, 1, "550 5.1.1 no such mailbox")
    assert (sent.address, sent.state) == (OTHER, "sent")


async def test_what_is_put_off_is_tried_again_after_growing_pauses(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE, OTHER)
    post.to[ONE] = "451 4.3.0 try again later"
    tries: list[int] = []
    for minute in range(60 * 9, 60 * 13):
        before = len(tries)
        await desk.on(at(FRIDAY, minute / 60))
        (noted,) = [d for d in await desk.book.digests(FRIDAY, FRIDAY) if d.address == ONE]
        tries += [minute - 540] if noted.tries > before else []
    assert tries == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    post.to.clear()
    await desk.on(at(FRIDAY, 15))
    assert post.recipients() == [OTHER, ONE]


async def test_a_server_that_is_down_and_comes_back_loses_nothing(desk: Desk, post: PostOffice) -> None:
    for office in ("01101", "01102"):
        await desk.wants(ONE, OTHER, office=office)
    post.close()
    down = await desk.on(at(FRIDAY, 9))
    assert (down.failed, await desk.states()) == (4, {ONE: "again", OTHER: "again"})
    assert await down.unsent_seconds() == 3600
    await desk.on(at(FRIDAY, 9.01))
    post.open()
    up = await desk.on(at(FRIDAY, 10))
    assert (up.sent, len(post.mails), await up.unsent_seconds()) == (4, 4, 0)


async def test_what_was_not_sent_while_its_day_lasted_is_given_up_and_said_the_next_day(
    desk: Desk, post: PostOffice
) -> None:
    await desk.wants(ONE, since=date(2026, 11, 26))
    post.close()
    await desk.on(at(date(2026, 11, 26)))
    post.open()
    both = [desk.mailing(at(FRIDAY)) for _ in range(2)]
    await asyncio.gather(*(one.step() for one in both))
    assert sum(one.missed for one in both) == 1
    assert await desk.states(date(2026, 11, 26)) == {ONE: "missed"}
    (mail,) = post.mails
    assert "missed:2026-11-26" in text_of(mail)


async def test_a_connection_that_breaks_costs_one_mail_a_second_try(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE, OTHER)
    post.data += ["close"]
    await desk.on(at(FRIDAY, 9))
    assert post.recipients() == [OTHER]
    await desk.on(at(FRIDAY, 10))
    assert post.recipients() == [OTHER, ONE]


async def test_a_mail_that_may_have_arrived_comes_again_under_the_same_id(
    desk: Desk, post: PostOffice
) -> None:
    """The server takes it and is gone before it says so; as if a process had ended before its note."""
    await desk.wants(ONE)
    post.data += ["taken, then close"]
    await desk.on(at(FRIDAY, 9))
    await desk.on(at(FRIDAY, 10))
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert await desk.states() == {ONE: "sent"}


async def test_nothing_is_sent_before_the_lists_of_the_day_can_be_counted(
    desk: Desk, post: PostOffice
) -> None:
    await desk.wants(ONE)
    early = await desk.on(at(FRIDAY), Words(ready=False))
    assert (post.mails, await desk.states(), await early.unsent_seconds()) == ([], {}, 3600)


async def test_what_became_of_digests_is_forgotten_after_ninety_days(desk: Desk, post: PostOffice) -> None:
    await desk.wants(ONE)
    await desk.on(at(FRIDAY))
    await desk.on(at(FRIDAY + timedelta(days=digests.KEPT_DAYS)))
    assert await desk.states() == {ONE: "sent"}
    await desk.on(at(FRIDAY + timedelta(days=digests.KEPT_DAYS + 1)))
    assert await desk.states() == {}


async def test_a_list_that_is_changed_keeps_its_first_day(desk: Desk) -> None:
    await desk.wants(ONE, since=date(2026, 11, 2))
    await desk.wants(OTHER, since=FRIDAY)
    (found,) = await desk.book.recipients()
    assert (found.addresses, found.since) == ((OTHER,), date(2026, 11, 2))
    for _ in range(2):
        await desk.book.remove_recipients("01101")


def test_days_on_which_a_ward_is_closed_are_not_those_of_a_bureau() -> None:
    week = date(2026, 12, 28), date(2027, 1, 5)
    assert open_days("01101", *week) == open_days("risb-sapporo", *week) == (
        date(2026, 12, 28), date(2027, 1, 4),
    )  # fmt: skip
    assert first_open_day_of_week("01101", date(2027, 1, 4))
    assert not first_open_day_of_week("01101", date(2027, 1, 5))
    assert pause(40) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "ZAIRYU_SMTP_URL needs ZAIRYU_MAIL_FROM"),
        ({"ZAIRYU_MAIL_FROM": "zairyu"}, "ZAIRYU_SMTP_URL needs ZAIRYU_MAIL_FROM"),
        ({"ZAIRYU_MAIL_FROM": SENDER, "ZAIRYU_SMTP_URL": "mail.city.example.jp"}, "it is smtp://user"),
        ({"ZAIRYU_MAIL_FROM": SENDER, "ZAIRYU_SMTP_URL": "smtp://u@mail.jp"}, "belong together"),
        ({"ZAIRYU_MAIL_FROM": SENDER, "ZAIRYU_SMTP_PASSWORD_FILE": "/absent"}, "ZAIRYU_SMTP_PASSWORD_FILE"),
    ],
)
def test_settings_of_mail_that_cannot_be_stop_the_start(more: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        from_environment({"ZAIRYU_SMTP_URL": "smtp://mail.city.example.jp", **more})


def test_the_password_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("p@ss word\n", encoding="utf-8")
    given = {
        "ZAIRYU_SMTP_URL": "smtp://zairyu@mail.city.example.jp", "ZAIRYU_MAIL_FROM": SENDER,
        "ZAIRYU_SMTP_PASSWORD_FILE": str(tmp_path / "secret"),
    }  # fmt: skip
    server = from_environment(given).mail_server()
    assert server is not None
    assert (server.user, server.password, server.tls) == ("zairyu", "p@ss word", "starttls")


def test_links_in_mails_need_an_address_that_others_reach() -> None:
    given = {"ZAIRYU_SMTP_URL": "smtp://mail.city.example.jp"}
    web_settings(given)
    with pytest.raises(msgspec.ValidationError, match="ZAIRYU_PUBLIC_URL"):
        web_settings({**given, "ZAIRYU_HOST": "0.0.0.0"})  # noqa: S104
