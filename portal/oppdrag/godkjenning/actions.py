"""The customer's answer and the agency's step after it: approve, return, process. Nothing here commits."""

from collections.abc import Collection
from typing import IO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.errors import NotFound, Refused
from portal.filestore.actions import store_file
from portal.filestore.models import Dokumentslag
from portal.i18n import _
from portal.kundekort.models import Kunde
from portal.oppdrag.models import Linjetilstand, Timelinje, Timeliste, Timelistetilstand, Timelisteversjon
from portal.oppdrag.queries_timer import get_timeliste, get_versjon, list_linjer
from portal.oppdrag.timer_gang import require_version, varsle_vikar


def godkjenn(
    session: Session,
    *,
    timeliste_id: UUID,
    versjon: int,
    retur_datoer: Collection[str] = (),
    grunn: str = "",
) -> Timeliste:
    """Approve what was delivered, all of it or all but the days in `retur_datoer` (ISO dates), which go back.

    Locks the timesheet. Two approvers at once: the second gets who and when.

    Raises:
        NotFound: outside the reader's scope. Stale: changed meanwhile.
        Refused: not delivered, or days sent back without a reason.
    """
    liste, delivered, linjer = _answerable(session, timeliste_id, versjon)
    unknown = set(retur_datoer) - {linje.dato.isoformat() for linje in linjer}
    if unknown:
        raise NotFound(f"days {sorted(unknown)}")
    back = [linje for linje in linjer if linje.dato.isoformat() in retur_datoer]
    if back and not grunn.strip():
        raise Refused(_("Skriv hvorfor dagene går i retur."), field="grunn")
    if back and len(back) == len(linjer):
        raise Refused(_("Alle dagene er valgt. Bruk «Send i retur»."))
    moment = now()
    for linje in linjer:
        if linje in back:
            linje.tilstand, linje.kundekommentar = Linjetilstand.RETURNERT, grunn.strip()
        else:
            linje.godkjent_tid = moment
    _answer(session, liste, delivered, grunn.strip())
    liste.tilstand = Timelistetilstand.RETURNERT if back else Timelistetilstand.GODKJENT
    liste.godkjent_tid = None if back else moment
    record(
        session,
        "timeliste.delvis_godkjent" if back else "timeliste.godkjent",
        kunde_id=liste.kunde_id,
        subject=liste,
        uke=liste.fra_dato.isocalendar().week,
        minutter=sum(linje.minutter for linje in linjer if linje not in back),
    )
    if back:
        varsle_vikar(session, liste=liste, grunn=grunn.strip())
    else:
        _process_if_automatic(session, liste)
    return liste


def godkjenn_paa_papir(
    session: Session,
    *,
    timeliste_id: UUID,
    versjon: int,
    grunn: str,
    innhold: IO[bytes] | bytes,
    filnavn: str,
) -> Timeliste:
    """Approve all that was delivered for a customer who signed on paper. The paper is kept with the delivery.

    Locks the timesheet. The document can never be changed: it is what the invoice rests on.

    Raises:
        NotFound, Stale. Unavailable: the store does not answer.
        Refused: not delivered, no reason, or a file we do not keep.
    """
    if not grunn.strip():
        raise Refused(_("Skriv hvorfor kunden ikke godkjenner selv."), field="grunn")
    liste, delivered, linjer = _answerable(session, timeliste_id, versjon)
    uke = liste.fra_dato.isocalendar().week
    dokument = store_file(
        session,
        innhold=innhold,
        filnavn=filnavn,
        slag=Dokumentslag.TIMELISTE,
        tittel=_("Signert timeliste, uke %(uke)s", uke=uke),
        kunde_id=liste.kunde_id,
        kobling=("timelisteversjon", delivered.id),
        uforanderlig=True,
    )
    session.flush()  # the delivery points at the document
    moment = now()
    for linje in linjer:
        linje.godkjent_tid = moment
    _answer(session, liste, delivered, grunn.strip())
    delivered.besvart_dokument_id = dokument.id
    liste.tilstand, liste.godkjent_tid = Timelistetilstand.GODKJENT, moment
    record(
        session,
        "timeliste.papirgodkjent",
        kunde_id=liste.kunde_id,
        subject=liste,
        uke=uke,
        grunn=grunn.strip(),
        dokument_id=dokument.id,
        minutter=sum(linje.minutter for linje in linjer),
    )
    _process_if_automatic(session, liste)
    return liste


def returner(session: Session, *, timeliste_id: UUID, versjon: int, grunn: str) -> Timeliste:
    """Send the whole delivery back with a reason.

    Raises:
        NotFound, Stale. Refused: not delivered, or no reason.
    """
    if not grunn.strip():
        raise Refused(_("Skriv hva som er feil, så vikaren kan rette det."), field="grunn")
    liste, delivered, linjer = _answerable(session, timeliste_id, versjon)
    for linje in linjer:
        linje.tilstand, linje.kundekommentar = Linjetilstand.RETURNERT, grunn.strip()
    _answer(session, liste, delivered, grunn.strip())
    liste.tilstand = Timelistetilstand.RETURNERT
    record(
        session,
        "timeliste.returnert",
        kunde_id=liste.kunde_id,
        subject=liste,
        uke=liste.fra_dato.isocalendar().week,
        grunn=grunn.strip(),
    )
    varsle_vikar(session, liste=liste, grunn=grunn.strip())
    return liste


def behandle(session: Session, *, timeliste_id: UUID, versjon: int) -> Timeliste:
    """The agency's step: approved hours are ready for invoice and pay.

    Raises:
        NotFound, Stale. Refused: not approved.
    """
    liste = get_timeliste(session, timeliste_id=timeliste_id, lock=True)
    if liste.tilstand is Timelistetilstand.BEHANDLET:
        return liste
    require_version(session, liste=liste, versjon=versjon)
    if liste.tilstand is not Timelistetilstand.GODKJENT:
        raise Refused(_("Bare timer som kunden har godkjent, kan behandles."))
    _process(session, liste, "timeliste.behandlet")
    return liste


def _process_if_automatic(session: Session, liste: Timeliste) -> None:
    """A customer may have it so that approved hours wait for nobody (Kunde.auto_behandling)."""
    if session.scalar(select(Kunde.auto_behandling).where(Kunde.id == liste.kunde_id)):
        session.flush()  # the approval is its own step on the timeline
        _process(session, liste, "timeliste.behandlet_automatisk")


def _process(session: Session, liste: Timeliste, kode: str) -> None:
    liste.tilstand, liste.behandlet_tid = Timelistetilstand.BEHANDLET, now()
    liste.endret_tid, liste.versjon = now(), liste.versjon + 1
    record(session, kode, kunde_id=liste.kunde_id, subject=liste, uke=liste.fra_dato.isocalendar().week)


def _answerable(
    session: Session, timeliste_id: UUID, versjon: int
) -> tuple[Timeliste, Timelisteversjon, list[Timelinje]]:
    """The delivered timesheet, locked, with the lines that wait for an answer."""
    liste = get_timeliste(session, timeliste_id=timeliste_id, lock=True)
    require_version(session, liste=liste, versjon=versjon)
    delivered = get_versjon(session, liste=liste)
    if liste.tilstand is not Timelistetilstand.LEVERT or delivered is None:
        raise Refused(_("Timelisten venter ikke på svar."))
    linjer = [
        linje for linje in list_linjer(session, timeliste_id=liste.id) if linje.versjon_id == delivered.id
    ]
    return liste, delivered, linjer


def _answer(session: Session, liste: Timeliste, delivered: Timelisteversjon, kommentar: str) -> None:
    actor = actor_of(session)
    delivered.besvart_tid, delivered.besvart_av = now(), actor.navn
    delivered.besvart_av_slag, delivered.besvart_av_id = actor.slag, actor.id
    delivered.svar_kommentar = kommentar
    liste.endret_tid, liste.versjon = now(), liste.versjon + 1
