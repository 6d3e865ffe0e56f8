"""Looks at a file in words: what was done instead of its route, a role, an office instead of its code."""

from collections.abc import Mapping

from api.wording.tables import DOWNLOADED
from api.wording.text import said
from domain.law.municipalities import full_name, last_name
from domain.law.offices import BUREAUS, municipality_desk
from domain.law.prefectures import PREFECTURES
from domain.law.provision import Text

LOOKS: Mapping[str, Text] = {
    "GET /v1/residents/{resident_id}": Text("read your status of residence", "在留状況の閲覧"),
    "GET /v1/residents/{resident_id}/obligations": Text("read what you have to do", "手続の閲覧"),
    "GET /v1/residents/{resident_id}/timeline": Text("read the course of your stay", "在留経過の閲覧"),
    "GET /v1/residents/{resident_id}/events": Text("read all that is recorded", "記録全体の閲覧"),
    "GET /v1/residents/{resident_id}/diff": Text("compared two states of the file", "記録の変更点の閲覧"),
    "GET /v1/residents/{resident_id}/access": Text("read who looked at the file", "閲覧履歴の閲覧"),
    "GET /v1/residents/{resident_id}/file.zip": Text("took out the whole file", "記録全体の持ち出し"),
    "GET /v1/residents/{resident_id}/duplicates": Text(
        "looked for other files of the same person", "同一人の別の記録の確認"
    ),
    "GET /v1/duplicates": Text("found you when looking for a person's files", "同一人の記録の検索での表示"),
    "POST /v1/residents": Text("opened a file", "記録の開始"),
    "POST /v1/residents/{resident_id}/events": Text("recorded something", "記録の追加"),
    "POST /v1/residents/{resident_id}/preview": Text("tried out an entry", "記録内容の事前確認"),
    "GET /v1/residents/{resident_id}/correction-requests": Text(
        "read what corrections were asked for", "訂正の申出の閲覧"
    ),
    "POST /v1/residents/{resident_id}/correction-requests": Text("asked for a correction", "訂正の申出"),
    "POST /v1/residents/{resident_id}/correction-requests/{version}/accept": Text(
        "accepted a correction", "訂正の申出の承認"
    ),
    "POST /v1/residents/{resident_id}/correction-requests/{version}/decline": Text(
        "declined a correction", "訂正の申出の却下"
    ),
    "GET /v1/correction-requests": Text(
        "saw you in a list of corrections asked for", "訂正の申出一覧での表示"
    ),
    "GET /v1/looks/mine": Text("saw you among those last looked at", "最近扱った記録での表示"),
    "GET /v1/residents": Text("found you in a search", "検索結果での表示"),
    "GET /v1/obligations": Text("saw you in a list of what is to be done", "手続一覧での表示"),
    "GET /v1/notifications/overdue": Text("saw you in a list of what is overdue", "期限超過一覧での表示"),
    "GET /v1/notices": Text("saw you in a list of what offices were told", "通知一覧での表示"),
    "GET /v1/residents/{resident_id}/notices": Text("read what offices were told", "通知の閲覧"),
    "POST /v1/notices/{notice_id}/acknowledge": Text("took note of what is due", "通知の確認"),
    "GET /v1/residents/{resident_id}/letters/{rule}": Text("looked at a letter to you", "お知らせ文書の確認"),
    "POST /v1/residents/{resident_id}/letters": Text("sent you a letter", "お知らせ文書の送付"),
    "GET /v1/letters": Text("saw you in a list of letters to write", "お知らせ文書の一覧での表示"),
    "GET /v1/notices/feed": Text("received what offices were told", "通知の受信"),
    "GET /v1/calendars/{calendar}": Text("saw you in a calendar of last days", "期限のカレンダーでの表示"),
    "GET /v1/events": Text("received the entries of the log", "記録の受信"),
    "POST webhook": Text("was sent that something is recorded, or due", "外部システムへの送信"),
}
"""What was done, by route: all under which looks are kept."""

_OTHER = Text("looked at the file", "記録の閲覧")
_FOR_STAFF: Mapping[str, str] = {
    "GET /v1/residents/{resident_id}": "read a standing",
    "GET /v1/residents/{resident_id}/obligations": "read somebody's duties",
    "GET /v1/residents/{resident_id}/timeline": "read the course of a stay",
    "GET /v1/residents/{resident_id}/events": "read a whole file",
    "GET /v1/residents/{resident_id}/diff": "compared two states of a file",
    "GET /v1/residents/{resident_id}/access": "read who looked at a file",
    "GET /v1/residents/{resident_id}/duplicates": "looked for other files of the same person",
    "GET /v1/duplicates": "looked for a person's files",
    "GET /v1/residents/{resident_id}/file.zip": "took out a whole file",
    "GET /v1/residents/{resident_id}/correction-requests": "read what corrections were asked for",
    "GET /v1/correction-requests": "listed corrections asked for",
    "GET /v1/residents": "searched",
    "GET /v1/obligations": "listed duties",
    "GET /v1/notifications/overdue": "listed what is overdue",
    "GET /v1/notices": "listed what offices were told",
    "GET /v1/calendars/{calendar}": "fetched a calendar of last days",
    "GET /v1/residents/{resident_id}/letters/{rule}": "looked at a letter",
    "POST /v1/residents/{resident_id}/letters": "sent a letter",
    "GET /v1/letters": "listed letters to write",
    "GET /v1/looks/mine": "listed the files last looked at",
}
"""The same in English for those who look after the record, where `LOOKS` speaks to the resident."""
_ROLES: Mapping[str, Text] = {
    "caseworker": Text("caseworker", "窓口担当者"),
    "supervisor": Text("supervisor", "監督者"),
    "auditor": Text("auditor", "監査担当者"),
    "integrator": Text("connected system", "連携システム"),
    "administrator": Text("administrator", "システム管理者"),
    "development": Text("tester", "試験担当者"),
}
_PLACES: Mapping[str, Text] = {
    **{desk.id: Text(desk.name, desk.name_ja) for desk in BUREAUS},
    "development": Text("test environment", "試験環境"),
    "command-line": Text("computer centre", "システム管理部門"),
}


def look_title(route: str, language: str) -> str:
    """Return what somebody did under a route (`GET /v1/residents/{resident_id}`)."""
    route, form = _taken_away(route)
    return _with_form(said(LOOKS.get(route, _OTHER), language), form, language)


def look_for_staff(route: str, language: str) -> str:
    """Return what somebody did under a route, as colleagues say it."""
    bare, form = _taken_away(route)
    if language == "ja" or bare not in _FOR_STAFF:
        return look_title(route, language)
    return _with_form(_FOR_STAFF[bare], form, language)


def _taken_away(route: str) -> tuple[str, str | None]:
    """Return a route, and the form in which its list was taken away (`GET /v1/obligations csv`)."""
    bare, _, form = route.rpartition(" ")
    return (bare, form) if form in DOWNLOADED else (route, None)


def _with_form(title: str, form: str | None, language: str) -> str:
    if form is None:
        return title
    how = said(DOWNLOADED[form], language)
    return f"{title}({how})" if language == "ja" else f"{title}, {how}"


def role_name(role: str, language: str) -> str:
    """Return a role in words; one that is not known here as it is."""
    return said(_ROLES.get(role, Text(role, role)), language)


def person_name(person: str, language: str) -> str:
    """Return who looked; of whom an identity provider knows (`https://login.example#1234`) the subject."""
    issuer, _, subject = person.rpartition("#")
    if "://" not in issuer:
        return person
    return f"職員番号 {subject}" if language == "ja" else f"staff member {subject}"


def office_name(office: str, language: str) -> str:
    """Return the name of an office: a bureau, the office of a municipality, or where programs run."""
    if (known := _PLACES.get(office)) is not None:
        return said(known, language)
    name = last_name(office)
    if name is None:
        return office
    desk = municipality_desk(office)
    if language == "ja":
        return desk.name_ja
    return f"{desk.name}, Sapporo" if desk.section else f"{name}, {PREFECTURES[office[:2]][0]}"


def place_name(code: str, language: str) -> str:
    """Return a municipality as a place: `Nishi Ward, Sapporo`, `札幌市西区`; one not known by its code."""
    if language == "ja":
        return full_name(code) or code
    return office_name(code, language).replace(" Office", "")
