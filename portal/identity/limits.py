"""Limits on signing in, counted in the database: per account, per address, and for the whole agency (B5, B9).

No hard lock-out: the delay grows, and the right password from a quiet address still works after it.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Innloggingsforsoek

PER_ACCOUNT_HOUR = 10
PER_IP_HOUR = 60
WINDOW = timedelta(hours=1)


def account_key(slag: str, epost: str) -> str:
    """The account as the counter knows it; a wrong address is personal data too."""
    return hashlib.sha256(f"{slag}\0{epost.strip().lower()}".encode()).hexdigest()


def refuse_if_over(session: Session, *, noekkel: str, ip: str) -> None:
    """Refuse before any hash is computed; one statement.

    Raises:
        Refused: too many failed tries for this account from this address, or from this address at all.
    """
    since = now() - WINDOW
    failed = Innloggingsforsoek.lyktes.is_(False) & (Innloggingsforsoek.tid > since)
    for_account = (
        select(func.count())
        .where(failed, Innloggingsforsoek.konto_noekkel == noekkel, Innloggingsforsoek.ip == ip)
        .scalar_subquery()
    )
    everywhere = (
        select(func.count()).where(failed, Innloggingsforsoek.konto_noekkel == noekkel).scalar_subquery()
    )
    from_ip = select(func.count()).where(failed, Innloggingsforsoek.ip == ip).scalar_subquery()
    here, all_, net = session.execute(select(for_account, everywhere, from_ip)).one()
    if here >= PER_ACCOUNT_HOUR or net >= PER_IP_HOUR or all_ >= 5 * PER_ACCOUNT_HOUR:
        raise Refused(_("For mange forsøk. Vent en time, eller be administrator om hjelp."))


def count_try(session: Session, *, noekkel: str, ip: str, lyktes: bool) -> None:
    """Remember a try; the sign-in page commits it also when it refuses."""
    session.add(Innloggingsforsoek(id=uuid7(), konto_noekkel=noekkel, ip=ip, tid=now(), lyktes=lyktes))
