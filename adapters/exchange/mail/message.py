"""A mail as bytes: plain text in UTF-8, from a program, one for each recipient."""

import hashlib
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from msgspec import Struct

from adapters.clock import TOKYO
from adapters.exchange.languages import MailLanguage

CONTENT_LANGUAGE: Final[dict[MailLanguage, str]] = {"ja": "ja", "en": "en", "both": "ja, en"}


class Mail(Struct, frozen=True, kw_only=True):
    """What one mail says, to whom; `list_id` is the list it belongs to, `message_id` has no brackets."""

    sender: str
    to: str
    subject: str
    text: str
    language: MailLanguage
    list_id: str
    message_id: str


def written(mail: Mail, at: datetime) -> bytes:
    """Return a mail as it goes over the wire, dated an instant.

    The sender and the recipient are addresses with which `address_fault` found nothing wrong. Raises
    ValueError for a subject of several lines.
    """
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(at.astimezone(TOKYO))
    message["Message-ID"] = f"<{mail.message_id}>"
    message["From"] = mail.sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{mail.list_id}>"
    message.set_content(mail.text, charset="utf-8", cte="base64")
    message["Content-Language"] = CONTENT_LANGUAGE[mail.language]
    return message.as_bytes()


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2].lower()


def list_of(office: str, sender: str) -> str:
    """Return the name of the list of an office's digests (RFC 2919)."""
    return f"digest.{office}.{domain_of(sender)}"


def digest_id(office: str, day: date, to: str, sender: str) -> str:
    """Return the id of the mail of a day to a recipient: the same however often it is made."""
    whose = hashlib.sha256(to.lower().encode()).hexdigest()[:16]
    return f"digest.{day}.{office}.{whose}@{domain_of(sender)}"
