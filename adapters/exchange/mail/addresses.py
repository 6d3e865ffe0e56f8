"""Mail addresses as people type them: what is wrong with one, and what it ought to be.

Plain ones alone are taken (RFC 5321, in ASCII, without quotes and comments): nothing in them can end a line
of a header or name a second recipient, and every mail server knows them.
"""

import re
import unicodedata
from typing import Final, Literal

AddressFault = Literal["full-width", "not-ascii", "no-at", "several", "no-domain", "too-long", "no-address"]

LONGEST: Final = 254
_LONGEST_LOCAL: Final = 64
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"({_LABEL}\.)+[A-Za-z]([A-Za-z0-9-]{{0,61}}[A-Za-z0-9])")


def address_fault(text: str) -> AddressFault | None:
    """Return what is wrong with an address, None when mail can go there."""
    if not text.isascii():
        return "full-width" if _plain(text) != text and address_fault(_plain(text)) is None else "not-ascii"
    if text.count("@") > 1 or "," in text or ";" in text:
        return "several"
    local, at, domain = text.rpartition("@")
    if not at:
        return "no-at"
    if len(text) > LONGEST or len(local) > _LONGEST_LOCAL:
        return "too-long"
    if not _LOCAL.fullmatch(local):
        return "no-address"
    return None if _DOMAIN.fullmatch(domain) else "no-domain"


def same_mailbox(text: str) -> str:
    """Return what two addresses have in common that differ in capitals alone."""
    return text.lower()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()
