"""Events in words, for timelines and explanations: a title per type, and what its fields add."""

from collections.abc import Mapping

from api.wording import words
from api.wording.looks import place_name
from api.wording.text import day, period_of_stay, said
from domain.events import CaseEvent, CorrectionDecided, CorrectionRequested, EventCorrected, EventVoided
from domain.events.types import Address
from domain.law.provision import Text

EVENTS: Mapping[str, Text] = {
    "CaseOpened": Text("Case opened", "記録の開始"),
    "Landed": Text("Landed", "上陸許可"),
    "AcquisitionGroundsArose": Text("Grounds to acquire a status arose", "在留資格取得事由の発生"),
    "StatusAcquired": Text("Status of residence acquired", "在留資格取得許可"),
    "ApplicationFiled": Text("Application filed", "申請の受付"),
    "ApplicationClosed": Text("Application closed", "申請の終了"),
    "PeriodExtended": Text("Period of stay extended", "在留期間更新許可"),
    "StatusChanged": Text("Status of residence changed", "在留資格変更許可"),
    "PermanentResidenceGranted": Text("Permanent residence granted", "永住許可"),
    "StatusLost": Text("Status of residence lost", "在留資格の喪失"),
    "RevocationProceedingsOpened": Text("Revocation proceedings opened", "在留資格取消手続の開始"),
    "RevocationProceedingsClosed": Text("Revocation proceedings closed", "在留資格取消手続の終了"),
    "PurposeChanged": Text("Purpose of residence changed", "在留目的の変更"),
    "ActivityStopped": Text("Activity stopped", "活動の停止"),
    "ActivityResumed": Text("Activity resumed", "活動の再開"),
    "SideActivityStarted": Text("Activity outside the status started", "資格外活動の開始"),
    "SideActivityEnded": Text("Activity outside the status ended", "資格外活動の終了"),
    "SideActivityPermitted": Text("Activity outside the status permitted", "資格外活動許可"),
    "CardIssued": Text("Card issued", "在留カード等の交付"),
    "CardLost": Text("Learned of the loss of the card", "紛失等の判明"),
    "CardDamaged": Text("Card damaged", "在留カード等の毀損・汚損"),
    "CardReplacementOrdered": Text("Order to replace the card received", "在留カード等の再交付申請命令"),
    "PoliceReported": Text("Reported to the police", "警察への届出"),
    "CardFound": Text("Card found", "在留カード等の発見"),
    "CardReturned": Text("Card returned", "在留カード等の返納"),
    "Settled": Text("Settled in a place of residence", "住居地の決定"),
    "Moved": Text("Moved", "住居地の移転"),
    "ResidenceLeft": Text("Left the registered place", "住居地からの退去"),
    "AddressNotified": Text("Address notified", "住居地の届出"),
    "AddressProtected": Text("Address protected", "支援措置の開始・更新"),
    "AddressProtectionEnded": Text("Protection of the address ended", "支援措置の終了"),
    "ParticularsChanged": Text("Particulars changed", "記載事項の変更"),
    "ParticularsNotified": Text("Change of particulars notified", "記載事項の変更の届出"),
    "OrganisationChanged": Text("Organisation changed", "所属機関の変更"),
    "OrganisationNotified": Text("Organisation notified", "所属機関に関する届出"),
    "MarriageEnded": Text("Marriage ended", "婚姻の解消"),
    "SpouseNotified": Text("End of marriage notified", "配偶者に関する届出"),
    "ReentryPermitted": Text("Re-entry permitted", "再入国許可"),
    "ReentryPermitExtended": Text("Re-entry permit extended", "再入国許可の有効期間の延長"),
    "Departed": Text("Departed from Japan", "出国"),
    "Reentered": Text("Re-entered Japan", "再入国"),
    "Died": Text("Died", "死亡"),
    "Naturalised": Text("Naturalised", "帰化"),
    "NoteAdded": Text("Note added", "メモの追加"),
    "EventCorrected": Text("Event corrected", "記録の訂正"),
    "EventVoided": Text("Event voided", "記録の取消し"),
    "CorrectionRequested": Text("Correction asked for", "訂正の申出"),
    "CorrectionDecided": Text("Request for a correction decided", "訂正の申出の処理"),
    "FilesMerged": Text("Files merged", "記録の統合"),
    "FilesUnmerged": Text("Merged files taken apart", "記録の統合の取消し"),
}

_DETAILS: tuple[tuple[str, Mapping[str, Text]], ...] = (
    ("status", words.STATUS_NAMES),
    ("procedure", words.PROCEDURES),
    ("outcome", words.OUTCOMES),
    ("grounds", words.GROUNDS),
    ("cause", words.CAUSES),
    ("change", words.ORGANISATION_CHANGES),
    ("activity", words.ACTIVITIES),
    ("scope", words.SCOPES),
    ("reentry", words.REENTRIES),
    ("reason", words.REASONS),
    ("route", words.ROUTES),
    ("role", words.FILE_ROLES),
)


def type_title(type_: str, language: str) -> str:
    """Return the title of an event type."""
    return said(EVENTS[type_], language)


def event_title(event: CaseEvent, language: str) -> str:
    """Return an event in one line: its title, then what its closed words, period and place add.

    Names, card numbers and free text stay out.
    """
    title = type_title(type(event).__name__, language)
    if isinstance(event, EventCorrected):
        title = f"{title}{_of(event.corrects, language)}"
        added = [event_title(event.replacement, language)]
    elif isinstance(event, EventVoided):
        return f"{title}{_of(event.voids, language)}"
    elif isinstance(event, CorrectionRequested):
        added = [event_title(event.requested, language)]
    elif isinstance(event, CorrectionDecided):
        title = f"{title}{_of(event.request, language)}"
        added = [said(words.DECISIONS[event.outcome], language)]
    else:
        added = list(_details(event, language))
    if not added:
        return title
    return f"{title}:{'、'.join(added)}" if language == "ja" else f"{title}: {', '.join(added)}"


def _details(event: CaseEvent, language: str) -> list[str]:
    found = [
        said(table[value], language)
        for field, table in _DETAILS
        if (value := getattr(event, field, None)) is not None and value in table
    ]
    if hasattr(event, "period_of_stay"):
        found.append(period_of_stay(event.period_of_stay, language))
    for field in ("expires_on", "valid_until"):
        last = getattr(event, field, None)
        if last is not None:
            found.append(
                f"{day(last, language)}まで" if language == "ja" else f"through {day(last, language)}"
            )
    address = getattr(event, "address", None)
    if isinstance(address, Address):
        found.append(place_name(address.municipality_code, language))
    return found


def _of(version: int, language: str) -> str:
    return f"(記録番号{version})" if language == "ja" else f" (v{version})"
