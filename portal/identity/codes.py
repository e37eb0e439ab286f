"""Invitations and one-time codes: hashed, bound to purpose, tenant and browser, used once (B7, B8)."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Engangskode
from portal.identity.sessions import digest

INVITATION_LIFE = timedelta(days=7)
#: For one who has a password already and has forgotten it: he waits for the mail.
PASSWORD_LINK_LIFE = timedelta(hours=24)
#: ASVS 6.5.5: at most ten minutes.
CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 5
#: New codes for one account per hour.
MAX_CODES_HOUR = 6


def make_invitation(session: Session, *, konto_id: UUID) -> str:
    """A link's token, 256 bits; earlier unused invitations of the account die."""
    return _make_link(session, "invitasjon", Engangskode.konto_id, konto_id, INVITATION_LIFE)


def find_invitation(session: Session, *, token: str) -> UUID | None:
    """The account an unused invitation is for; None when it is used, old or unknown. One statement."""
    return session.scalar(select(Engangskode.konto_id).where(_open_link("invitasjon", token)))


def use_invitation(session: Session, *, token: str) -> UUID:
    """Take an invitation; two at once, one gets it. One statement.

    Raises:
        Refused: used, old or unknown.
    """
    if (konto_id := _take_link(session, "invitasjon", Engangskode.konto_id, token)) is None:
        raise Refused(
            _("Lenken er brukt eller for gammel. Logg inn med e-postadressen din, så får du en kode.")
        )
    return konto_id


def make_password_link(session: Session, *, bruker_id: UUID, life: timedelta) -> str:
    """The token of a link where an employee chooses a password, 256 bits; his earlier unused ones die."""
    return _make_link(session, "passord", Engangskode.bruker_id, bruker_id, life)


def end_password_links(session: Session, *, bruker_id: UUID) -> None:
    """Unused links of the employee work no longer."""
    _end_links(session, "passord", Engangskode.bruker_id, bruker_id)


def find_password_link(session: Session, *, token: str) -> UUID | None:
    """The employee an unused link is for; None when it is used, old or unknown. One statement."""
    return session.scalar(select(Engangskode.bruker_id).where(_open_link("passord", token)))


def use_password_link(session: Session, *, token: str) -> UUID:
    """Take a link; two at once, one gets it. One statement.

    Raises:
        Refused: used, old or unknown.
    """
    if (bruker_id := _take_link(session, "passord", Engangskode.bruker_id, token)) is None:
        raise Refused(_("Lenken er brukt eller for gammel. Be administratoren hos dere om en ny."))
    return bruker_id


#: Column of whose link it is: konto_id or bruker_id.
_Owner = InstrumentedAttribute[UUID | None]


def _make_link(session: Session, formaal: str, owner: _Owner, owner_id: UUID, life: timedelta) -> str:
    """A new link for a purpose, the only one of its owner that works."""
    _end_links(session, formaal, owner, owner_id)
    token = secrets.token_urlsafe(32)
    made = {"hemmelig_hash": digest(token), "opprettet_tid": now(), "utloeper_tid": now() + life}
    session.add(Engangskode(id=uuid7(), formaal=formaal, **{owner.key: owner_id}, **made))
    return token


def _end_links(session: Session, formaal: str, owner: _Owner, owner_id: UUID) -> None:
    unused = (owner == owner_id, Engangskode.formaal == formaal, Engangskode.brukt_tid.is_(None))
    session.execute(update(Engangskode).where(*unused).values(brukt_tid=now()))


def _open_link(formaal: str, token: str) -> ColumnElement[bool]:
    """A link is good for its purpose alone."""
    return and_(
        Engangskode.hemmelig_hash == digest(token),
        Engangskode.formaal == formaal,
        Engangskode.brukt_tid.is_(None),
        Engangskode.utloeper_tid > now(),
    )


def _take_link(session: Session, formaal: str, owner: _Owner, token: str) -> UUID | None:
    taken = update(Engangskode).where(_open_link(formaal, token)).values(brukt_tid=now())
    return session.scalar(taken.returning(owner))


def make_code(session: Session, *, konto_id: UUID | None, browser: str) -> tuple[str, bool]:
    """Six digits for the browser that asked, and whether the account has had its share this hour.

    Without an account the same is done for nobody; the caller takes it back.
    """
    whose = konto_id or uuid7()  # never «is null»: that would be another plan
    recent = session.scalar(
        select(func.count()).where(
            Engangskode.konto_id == whose,
            Engangskode.formaal == "kode",
            Engangskode.opprettet_tid > now() - timedelta(hours=1),
        )
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.add(
        Engangskode(
            id=uuid7(),
            formaal="kode",
            konto_id=konto_id,
            hemmelig_hash=digest(f"{konto_id}:{code}"),
            nettleser_hash=digest(browser),
            opprettet_tid=now(),
            utloeper_tid=now() + CODE_LIFE,
        )
    )
    return code, (recent or 0) >= MAX_CODES_HOUR


def find_open_code(session: Session, *, konto_id: UUID, browser: str) -> Engangskode | None:
    """The newest code this browser asked for that can still be used, locked: tries sent at once count each."""
    return session.scalar(
        select(Engangskode)
        .where(
            Engangskode.konto_id == konto_id,
            Engangskode.formaal == "kode",
            Engangskode.nettleser_hash == digest(browser),
            Engangskode.brukt_tid.is_(None),
            Engangskode.utloeper_tid > now(),
            Engangskode.forsoek < MAX_TRIES,
        )
        .order_by(Engangskode.opprettet_tid.desc(), Engangskode.id.desc())
        .limit(1)
        .with_for_update()
    )


def code_fits(found: Engangskode, *, konto_id: UUID, code: str) -> bool:
    """Constant-time comparison; counting the try is the caller's."""
    return hmac.compare_digest(found.hemmelig_hash, digest(f"{konto_id}:{code.strip()}"))


def count_code_try(session: Session, *, code_id: UUID) -> None:
    """One more try on this code."""
    session.execute(
        update(Engangskode).where(Engangskode.id == code_id).values(forsoek=Engangskode.forsoek + 1)
    )


def use_code(session: Session, *, code_id: UUID) -> bool:
    """Take the code; two at once, one gets it."""
    taken = session.scalar(
        update(Engangskode)
        .where(Engangskode.id == code_id, Engangskode.brukt_tid.is_(None))
        .values(brukt_tid=now())
        .returning(Engangskode.id)
    )
    return taken is not None
