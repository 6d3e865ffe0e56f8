"""The parts of a running server: log, lists, clock, record of looks. One per server process."""

from typing import Any, Final

from litestar.connection import ASGIConnection
from msgspec import Struct

from adapters.clock import Clock
from adapters.exchange.mail.digests import Mailing
from adapters.exchange.webhooks.courier import Courier
from adapters.merging import Merger
from adapters.postgres.accesses import Accesses
from adapters.postgres.database import Pool
from adapters.postgres.letters import Letters
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.mail import MailBook
from adapters.postgres.notices import NoticeLists
from adapters.postgres.projector import Projector
from adapters.postgres.standby import Standby
from adapters.postgres.telling import Teller
from adapters.postgres.webhooks import Webhooks
from adapters.recording import Recorder
from adapters.sealing import Sealing
from api.metrics import Metrics
from api.ratelimit import Limits
from domain.policy import Policy

SERVICES: Final = "services"


class Services(Struct, frozen=True, kw_only=True):
    """The parts of a running server."""

    log: Log
    recorder: Recorder
    merger: Merger
    lists: Lists
    notices: NoticeLists
    letters: Letters
    teller: Teller
    accesses: Accesses
    clock: Clock
    policy: Policy
    metrics: Metrics
    limits: Limits
    projector: Projector
    pool: Pool
    sealing: Sealing | None
    mail: MailBook
    webhooks: Webhooks
    courier: Courier
    mailing: Mailing | None = None
    standby: Standby | None = None


def services_of(connection: "ASGIConnection[Any, Any, Any, Any]") -> Services:
    """Return the parts that serve a request; routes are given those they need (`api.dependencies`)."""
    found: Services = connection.app.state[SERVICES]
    return found
