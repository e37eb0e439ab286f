"""Limits on signing in, counted in the database: per account and place, per account, per place, and for the agency.

A wrong try makes the next one wait, longer each time (B5, B9). Only tries that reached the hash are counted, so nobody
is held out by what was refused. Nobody locks another out either: a place where the account signed in lately answers
for its own wrong tries only, however many are made elsewhere.
"""

import hashlib
import time
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import ngettext
from portal.identity.models import Innloggingsforsoek

WINDOW = timedelta(hours=1)
#: How long a place where the account signed in is known.
KNOWN = timedelta(days=30)
#: Wrong tries of one account at one place: some are free, then the pause doubles; the last one costs the window.
FREE_HERE, PER_ACCOUNT_HOUR = 4, 10
#: Wrong tries from a place the account does not know: on the account from anywhere, from the place, in the agency.
PER_ACCOUNT_ANYWHERE, PER_IP_HOUR, PER_TENANT_HOUR = 30, 60, 300


def account_key(slag: str, epost: str) -> str:
    """The account as the counter knows it; a wrong address is personal data too."""
    return hashlib.sha256(f"{slag}\0{epost.strip().lower()}".encode()).hexdigest()


def place(ip: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 network that one IPv6 household has."""
    try:
        read = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(read, IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return f"{IPv6Address(int(read) >> 64 << 64)}/64"
    return str(read)


def pause_here(failures: int) -> timedelta:
    """After so many wrong tries of one account at one place: 15 s, doubling; after the tenth a whole window."""
    if failures >= PER_ACCOUNT_HOUR:
        return WINDOW
    return timedelta(seconds=15 * 2 ** (failures - FREE_HERE)) if failures >= FREE_HERE else timedelta()


def pause_elsewhere(*, account: int, ip: int, tenant: int) -> tuple[timedelta, timedelta, timedelta]:
    """The pauses of an unknown place. On an account a minute at most: its owner may be the one who asks."""
    return (
        _doubling(account - PER_ACCOUNT_ANYWHERE, at_most=60),
        _doubling(ip - PER_IP_HOUR, at_most=600),
        _doubling((tenant - PER_TENANT_HOUR) // 10, at_most=5),
    )


def _doubling(over: int, *, at_most: int) -> timedelta:
    return timedelta(seconds=min(2 ** min(over, 20), at_most)) if over >= 0 else timedelta()


def refuse_if_over(session: Session, *, noekkel: str, ip: str) -> None:
    """Refuse before any hash is computed; one statement.

    Raises:
        Refused: a pause has not passed yet; says how long it is.
    """
    wait = _wait(session, noekkel=noekkel, here=place(ip))
    if wait > timedelta():
        minutes = -(-int(wait.total_seconds()) // 60) or 1
        raise Refused(
            ngettext(
                "For mange forsøk. Prøv igjen om ett minutt.",
                "For mange forsøk. Prøv igjen om %(num)s minutter.",
                minutes,
            )
        )


def _wait(session: Session, *, noekkel: str, here: str) -> timedelta:
    moment = now()
    tries = Innloggingsforsoek
    failed = and_(tries.lyktes.is_(False), tries.tid > moment - WINDOW)
    mine, at = tries.konto_noekkel == noekkel, tries.ip == here
    # Ids are made in order of time, so the newest rows of an agency are a range of its primary key.
    newest = tries.id >= UUID(int=int((time.time() - 2 * WINDOW.total_seconds()) * 1000) << 80)
    known = select(func.count()).where(mine, at, tries.lyktes, tries.tid > moment - KNOWN).scalar_subquery()
    row = session.execute(
        select(
            *_counted(failed, mine, at),
            *_counted(failed, mine),
            *_counted(failed, at),
            *_counted(failed, newest),
            known,
        )
    ).one()
    counts, lasts = row[:8:2], row[1:8:2]
    pauses = [pause_here(counts[0])]
    if not row[8]:
        pauses += pause_elsewhere(account=counts[1], ip=counts[2], tenant=counts[3])
    return max(_left(last, pause, moment) for last, pause in zip(lasts, pauses, strict=False))


def _counted(*which: ColumnElement[bool]) -> tuple[ScalarSelect[int], ScalarSelect[datetime]]:
    return (
        select(func.count()).where(*which).scalar_subquery(),
        select(func.max(Innloggingsforsoek.tid)).where(*which).scalar_subquery(),
    )


def _left(last: datetime | None, pause: timedelta, moment: datetime) -> timedelta:
    return last + pause - moment if last is not None and pause else timedelta()


def count_try(session: Session, *, noekkel: str, ip: str, lyktes: bool) -> None:
    """Remember a try that was checked; the sign-in page commits it also when it says no."""
    session.add(Innloggingsforsoek(id=uuid7(), konto_noekkel=noekkel, ip=place(ip), tid=now(), lyktes=lyktes))
