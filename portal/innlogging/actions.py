"""Beginning a session, by password, code or invitation. Nothing here commits."""

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _, in_language
from portal.identity import codes, sessions
from portal.identity.actor import Actor
from portal.identity.models import Bruker, Kontoslag, Oektslag, Portalkonto
from portal.identity.passwords import fault, hash_password, verify_password
from portal.innlogging.queries import list_mine_avdelinger
from portal.messaging.actions import send_epost

#: The demo's public password; good only for demo accounts where demo is allowed (modell.md §9).
DEMO_PASSWORD = "portal-demo-2026"  # noqa: S105 - public on purpose


def logg_inn_ansatt(
    session: Session, *, epost: str, passord: str, ip: str, agent: str, demo_allowed: bool
) -> str | None:
    """The new session's secret, or None when address or password is wrong; equal work either way."""
    bruker = session.scalar(select(Bruker).where(Bruker.epost == epost.strip().lower()))
    usable = bruker is not None and bruker.er_aktiv and (demo_allowed or not bruker.er_demo)
    stored = bruker.passord_hash if bruker is not None and usable else None
    if not verify_password(stored, passord) or bruker is None:
        return None
    session.info["actor"] = Actor("ansatt", bruker.id, bruker.navn)
    bruker.sist_innlogget_tid = now()
    record(session, "bruker.innlogget", subject=bruker)
    return sessions.begin_oekt(session, slag=Oektslag.ANSATT, bruker_id=bruker.id, ip=ip, agent=agent)


class WrongPassword(Refused):
    """The present password did not fit: a try that counts."""


def bytt_passord(
    session: Session, *, bruker_id: UUID, naavaerende: str, nytt: str, firma: str, ip: str, agent: str
) -> str:
    """Store the new hash, end his sessions and links, and tell him by mail. Answers a new session's secret.

    Locks the user, so that of two at once the second must know the first one's password.

    Raises:
        WrongPassword: the present one does not fit. Refused: the new one is too weak, or the same.
    """
    bruker = session.scalars(select(Bruker).where(Bruker.id == bruker_id).with_for_update()).one()
    if not verify_password(bruker.passord_hash, naavaerende):
        raise WrongPassword(_("Dette er ikke passordet du har nå."), field="passord")
    if (wrong := fault(nytt, epost=bruker.epost, navn=bruker.navn)) is not None:
        raise Refused(wrong, field="passord_nytt")
    if nytt == naavaerende:
        raise Refused(_("Det nye passordet er det samme som det du har."), field="passord_nytt")
    bruker.passord_hash = hash_password(nytt)
    session.flush()  # the row is written before its sessions end
    sessions.end_all(session, bruker_id=bruker.id)
    codes.end_password_links(session, bruker_id=bruker.id)  # someone may have read his mail
    record(session, "bruker.passord-byttet", subject=bruker)
    send_epost(
        session,
        til=bruker.epost,
        navn=bruker.navn,
        emne=_("Passordet ditt er byttet"),
        tekst=_(
            "Passordet ditt hos %(firma)s er byttet, og du er logget ut alle andre steder.\n\n"
            "Var det ikke deg? Si fra til administratoren hos dere med en gang.",
            firma=firma,
        ),
        sprak=bruker.sprak or "nb",
        noekkel=uuid4(),
    )
    return sessions.begin_oekt(session, slag=Oektslag.ANSATT, bruker_id=bruker.id, ip=ip, agent=agent)


def velg_passord(session: Session, *, token: str, nytt: str, ip: str, agent: str, demo_allowed: bool) -> str:
    """Use a link from the administrator: store the password, end every session, answer a new session's secret.

    A password that is refused leaves the link good: the caller takes back what was done. Locks the user.

    Raises:
        Refused: the link is used, old or unknown, the user is not active, or the password is too weak.
    """
    bruker_id = codes.use_password_link(session, token=token)
    bruker = session.scalars(select(Bruker).where(Bruker.id == bruker_id).with_for_update()).one()
    if not bruker.er_aktiv or (bruker.er_demo and not demo_allowed):
        raise Refused(_("Tilgangen er avsluttet. Ta kontakt med administratoren hos dere."))
    if (wrong := fault(nytt, epost=bruker.epost, navn=bruker.navn)) is not None:
        raise Refused(wrong, field="passord_nytt")
    bruker.passord_hash, bruker.sist_innlogget_tid = hash_password(nytt), now()
    session.flush()  # the row is written before its sessions end
    sessions.end_all(session, bruker_id=bruker.id)
    session.info["actor"] = Actor("ansatt", bruker.id, bruker.navn)
    record(session, "bruker.passord-valgt", subject=bruker)
    return sessions.begin_oekt(session, slag=Oektslag.ANSATT, bruker_id=bruker.id, ip=ip, agent=agent)


def find_konto(session: Session, *, slag: Kontoslag, epost: str, demo_allowed: bool) -> Portalkonto | None:
    """The active account with this address; demo accounts only where demo is allowed."""
    konto = session.scalar(
        select(Portalkonto).where(
            Portalkonto.slag == slag, Portalkonto.epost == epost.strip().lower(), Portalkonto.er_aktiv
        )
    )
    return konto if konto is not None and (demo_allowed or not konto.er_demo) else None


def send_kode(
    session: Session, *, konto: Portalkonto | None, epost: str, browser: str, agency: str, sprak: str
) -> None:
    """Mail a six-digit code for the browser that asked.

    For an address nobody has, and for one that has had its share this hour, the same is done and taken back: neither
    the answer nor its time tells who has an account (B4).
    """
    savepoint = session.begin_nested()
    code, enough = codes.make_code(session, konto_id=konto.id if konto is not None else None, browser=browser)
    language = (konto.sprak if konto is not None else None) or sprak
    with in_language(language):
        send_epost(
            session,
            til=konto.epost if konto is not None else epost,
            navn=konto.navn if konto is not None else "",
            emne=_("Koden din er %(kode)s", kode=code),
            tekst=_(
                "Koden er %(kode)s. Den gjelder i ti minutter, i nettleseren der du ba om den.\n\n"
                "Har du ikke bedt om en kode hos %(firma)s, kan du se bort fra denne e-posten.",
                kode=code,
                firma=agency,
            ),
            sprak=language,
            noekkel=uuid4(),
            hemmelig=True,
        )
    if konto is None or enough:
        savepoint.rollback()
    else:
        savepoint.commit()


def logg_inn_med_kode(
    session: Session, *, konto: Portalkonto | None, kode: str, browser: str, ip: str, agent: str
) -> str | None:
    """The new session's secret, or None when the code is wrong; the try is counted. Two at once: one gets it.

    Without an account or a code the same is asked, for nobody (B4).
    """
    konto_id = konto.id if konto is not None else uuid7()
    found = codes.find_open_code(session, konto_id=konto_id, browser=browser)
    codes.count_code_try(session, code_id=found.id if found is not None else uuid7())
    if konto is None or found is None or not codes.code_fits(found, konto_id=konto_id, code=kode):
        return None
    if not codes.use_code(session, code_id=found.id):
        return None
    return begin(session, konto=konto, ip=ip, agent=agent)


def logg_inn_med_invitasjon(session: Session, *, token: str, ip: str, agent: str) -> tuple[Portalkonto, str]:
    """Use the link; answers the account and the new session's secret.

    Raises:
        Refused: the link is used, old or unknown, or the account is closed.
    """
    konto_id = codes.use_invitation(session, token=token)
    konto = session.scalar(select(Portalkonto).where(Portalkonto.id == konto_id, Portalkonto.er_aktiv))
    if konto is None:
        raise Refused(_("Tilgangen er avsluttet. Ta kontakt med byrået."))
    return konto, begin(session, konto=konto, ip=ip, agent=agent)


def begin(session: Session, *, konto: Portalkonto, ip: str, agent: str) -> str:
    """A new session for a contact or a worker, noted on the timeline of the person."""
    session.info["actor"] = Actor(str(konto.slag), konto.id, konto.navn)
    session.execute(
        update(Portalkonto)
        .where(Portalkonto.id == konto.id, Portalkonto.aktivert_tid.is_(None))
        .values(aktivert_tid=now())
    )
    record(session, "konto.innlogget", person_id=konto.person_id, subject=konto)
    return sessions.begin_oekt(session, slag=Oektslag(str(konto.slag)), konto_id=konto.id, ip=ip, agent=agent)


def bytt_avdeling(session: Session, *, bruker_id: UUID, avdeling_id: UUID) -> str:
    """From now on the employee works in this office; answers its name.

    Raises:
        Refused: he may not work there.
    """
    names: dict[UUID, str] = {row.id: row.navn for row in list_mine_avdelinger(session, bruker_id=bruker_id)}
    if avdeling_id not in names:
        raise Refused(_("Du kan ikke arbeide i denne avdelingen."), field="avdeling")
    moved = update(Bruker).where(Bruker.id == bruker_id)
    session.execute(moved.values(avdeling_id=avdeling_id, versjon=Bruker.versjon + 1))
    return names[avdeling_id]
