"""An employee who shall no longer get in, and one who shall again. Nothing of his is deleted."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.administrasjon.actions import check_administrator, lock_administrasjon
from portal.administrasjon.brukere.queries import get_bruker
from portal.administrasjon.brukere.slutt.ansvar import his_customers, his_signatures, open_tasks
from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.codes import end_password_links
from portal.identity.models import Bruker
from portal.identity.permissions import Permission
from portal.identity.sessions import end_all
from portal.kundekort.masse.actions import sett_ansvarlig
from portal.kundekort.masse.koe import enqueue_masse
from portal.kundekort.models import Kalenderadresse, Oppgave
from portal.kundekort.utvalg import Filter, Leser, Utvalg
from portal.messaging.sms import sms_number
from portal.signing.successor import Arving, replace_signer


@dataclass(frozen=True)
class Overtakelse:
    """Which colleague takes what; None leaves it with the one who goes."""

    kunder: UUID | None = None
    oppgaver: UUID | None = None
    signeringer: UUID | None = None


def deaktiver_bruker(
    session: Session, *, bruker_id: UUID, overtar: Overtakelse, versjon: int, leser: Leser
) -> Bruker:
    """From now on he does not get in: his sessions, links and calendar addresses end in the same act.

    So does what he is to sign: his links of signing are dead while he is away, whoever takes the place or not.

    Customers are moved as the act on many customers does it, so that each is told and it can be undone; a worker does
    what is more than a part. A right that only he has goes with him: one who must go, goes at once, and whoever
    administers can give it to another. Locks the roles that administer, then him.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the last one who may administer; a colleague who is none;
            what is moved is moved by one who may not change it.
    """
    lock_administrasjon(session)
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if bruker.versjon != versjon:
        raise Stale(_("Noen andre har endret brukeren mens du skrev."))
    if not bruker.er_aktiv:
        return bruker
    bruker.er_aktiv = False
    bruker.versjon += 1
    check_administrator(session)
    end_all(session, bruker_id=bruker_id)
    end_password_links(session, bruker_id=bruker_id)
    session.execute(
        update(Kalenderadresse)
        .where(Kalenderadresse.bruker_id == bruker_id, Kalenderadresse.trukket_tid.is_(None))
        .values(trukket_tid=now())
    )
    kunder = _give_customers(session, bruker_id, overtar.kunder, leser)
    oppgaver = _give_tasks(session, bruker_id, overtar.oppgaver)
    signeringer = _give_signatures(session, bruker_id, overtar.signeringer)
    record(
        session,
        "bruker.deaktivert",
        subject=bruker,
        navn=bruker.navn,
        kunder_til=overtar.kunder,
        kunder=kunder,
        oppgaver_til=overtar.oppgaver,
        oppgaver=len(oppgaver),
        oppgaveliste=oppgaver,
        signeringer_til=overtar.signeringer,
        signeringer=signeringer,
    )
    return bruker


def aktiver_bruker(session: Session, *, bruker_id: UUID) -> Bruker:
    """He gets in again, with the roles and the password he had. A second time changes nothing. Raises NotFound."""
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if not bruker.er_aktiv:
        bruker.er_aktiv = True
        bruker.versjon += 1
        record(session, "bruker.aktivert", subject=bruker, navn=bruker.navn)
    return bruker


def logg_ut_bruker(session: Session, *, bruker_id: UUID) -> Bruker:
    """End his sessions and unused links everywhere: a lost phone. He can sign in again. Raises NotFound."""
    bruker = get_bruker(session, bruker_id=bruker_id)
    end_all(session, bruker_id=bruker_id)
    end_password_links(session, bruker_id=bruker_id)
    record(session, "bruker.logget-ut", subject=bruker, navn=bruker.navn)
    return bruker


def _give_customers(session: Session, bruker_id: UUID, til: UUID | None, leser: Leser) -> int:
    if til is None:
        return 0
    _check_colleague(session, til, Permission.KUNDE_ENDRE, but=bruker_id, field="kunder_til")
    if session.scalar(his_customers(bruker_id).limit(1)) is None:
        return 0
    chosen = Utvalg(valg=Filter(status="alle", ansvarlig_id=bruker_id))
    masse = sett_ansvarlig(session, utvalg=chosen, ansvarlig_id=til, leser=leser)
    enqueue_masse(session, masse)
    return masse.antall


def _give_tasks(session: Session, bruker_id: UUID, til: UUID | None) -> list[list[str]]:
    """[id, tittel] of each that is moved: the row itself keeps only who has it now."""
    if til is None:
        return []
    _check_colleague(session, til, Permission.DAGBOK_ENDRE, but=bruker_id, field="oppgaver_til")
    moved = update(Oppgave).where(*open_tasks(bruker_id))
    moved = moved.values(ansvarlig_id=til, versjon=Oppgave.versjon + 1)
    rows = session.execute(
        moved.returning(Oppgave.id, Oppgave.tittel).execution_options(synchronize_session=False)
    )
    return sorted([str(row.id), row.tittel] for row in rows)


def _give_signatures(session: Session, bruker_id: UUID, til: UUID | None) -> int:
    if til is None:
        return 0
    _check_colleague(session, til, Permission.DOKUMENT_ENDRE, but=bruker_id, field="signeringer_til")
    colleague = get_bruker(session, bruker_id=til)
    ids = session.scalars(his_signatures(bruker_id)).all()
    for signatar_id in ids:
        heir = Arving(colleague.id, colleague.navn, colleague.epost, sms_number(colleague.telefon))
        replace_signer(session, signatar_id=signatar_id, heir=heir)
    return len(ids)


def _check_colleague(session: Session, til: UUID, needs: Permission, *, but: UUID, field: str) -> None:
    if not actor_of(session).may(needs):
        raise Refused(_("Du kan ikke flytte dette: du mangler retten til å endre det."), field=field)
    works = select(Bruker.id).where(
        Bruker.id == til, Bruker.id != but, Bruker.er_aktiv, Bruker.passord_hash.is_not(None)
    )
    if session.scalar(works) is None:
        raise Refused(_("Velg en kollega som arbeider her."), field=field)
