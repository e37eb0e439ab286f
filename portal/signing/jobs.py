"""What the worker does: opens requests, makes the signed file, reminds, and ends what has run out."""

from uuid import UUID, uuid5

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.errors import NotFound, Refused
from portal.filestore import actions as filer
from portal.filestore.gateway import open_file
from portal.filestore.models import Dokumentslag
from portal.filestore.queries import get_dokument
from portal.i18n import _, in_language
from portal.jobs.handlers import NotYet, handles
from portal.jobs.models import Utboks
from portal.jobs.outbox import enqueue
from portal.signing import registry
from portal.signing.actions import remind
from portal.signing.base import Cap, Rejected, RemoteState
from portal.signing.check import Invalid, check_file
from portal.signing.ending import OPPRETT, PURR, SEGL, UTLOEP, ask_next, end, finish, go_on, hold
from portal.signing.evidence import request_of
from portal.signing.models import Signeringsforespoersel, Tilstand
from portal.signing.queries import get_forespoersel, list_left, list_signatarer
from portal.signing.rules import RUNNING, WAITS, is_quiet, next_loud, reminder_due
from portal.signing.tilstand import KLOKKE, LEVERANDOER, flytt, skriv

log = structlog.get_logger(__name__)
#: Requests looked at in one part of the night's round.
PART = 200


@handles(OPPRETT, repeatable=True)
def open_request(session: Session, *, row: Utboks) -> None:
    """Hand the request to its provider and invite. What it will never take ends here, before anyone is written to.

    Raises:
        Unavailable: tried again later.
    """
    foresp = _locked(session, row)
    if foresp is None or foresp.tilstand is not Tilstand.KOE:
        return
    flytt(session, foresp, Tilstand.OPPRETTES, LEVERANDOER)
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    held = registry.provider(foresp.leverandoer)
    try:
        cfg = registry.config(session, foresp.leverandoer, seal=True)
        remote = held.create(cfg, request_of(session, foresp, parties, _original(session, foresp)))
    except (Rejected, NotFound) as error:
        log.warning("signing_not_opened", forespoersel_id=str(foresp.id), error=str(error))
        with in_language(foresp.sprak):
            grunn = _("Filen kan ikke signeres. Lagre den som PDF på nytt, og last den opp.")
        end(session, foresp, parties, Tilstand.FEILET, LEVERANDOER, grunn=grunn, tell=False)
        return
    foresp.fjernnavn = remote.remote_id
    flytt(session, foresp, Tilstand.AAPEN, LEVERANDOER)
    ask_next(session, foresp, parties, LEVERANDOER)


@handles(SEGL, repeatable=True)
def seal_request(session: Session, *, row: Utboks) -> None:
    """Fetch the signed file, check it, store it as the document's next version, and tell everyone.

    Only then is it finished. Whatever goes wrong is held for a person, and the button to try again stands there.

    Raises:
        Unavailable: store or fonts; tried again later.
    """
    foresp = _locked(session, row)
    if foresp is None or foresp.tilstand not in {Tilstand.SIGNERT, Tilstand.HOLDT}:
        return
    flytt(session, foresp, Tilstand.HENTES, LEVERANDOER)
    savepoint = session.begin_nested()
    try:
        _seal(session, foresp)
    except (Rejected, Invalid, NotFound, Refused) as error:
        savepoint.rollback()
        session.refresh(foresp)
        log.error("signing_held", forespoersel_id=str(foresp.id), error=str(error))  # noqa: TRY400
        skriv(session, foresp, "segl.feil", LEVERANDOER, feil=f"{type(error).__name__}: {error}"[:300])
        with in_language(foresp.sprak):
            hold(session, foresp, _why_held(error))
    else:
        savepoint.commit()


def _why_held(error: Exception) -> str:
    """For people; what the validator said stands in the log and in the chain."""
    if isinstance(error, Refused):
        return str(error.sentence)
    if isinstance(error, NotFound):
        return str(_("Dokumentet som ble sendt, finnes ikke lenger."))
    if isinstance(error, Invalid):
        return str(_("Den signerte filen besto ikke kontrollen."))
    return str(_("Filen kunne ikke forsegles."))


def _seal(session: Session, foresp: Signeringsforespoersel) -> None:
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    original = _original(session, foresp)
    held = registry.provider(foresp.leverandoer)
    cfg = registry.config(session, foresp.leverandoer, seal=True)
    remote = registry.remote_of(foresp)
    if remote is None:
        raise Rejected("the provider was never asked")
    signed = held.fetch(cfg, remote, request_of(session, foresp, parties, original))
    flytt(session, foresp, Tilstand.KONTROLLERES, LEVERANDOER)
    foresp.kontroll = check_file(signed, original=original, parties=len(parties))
    dokument = get_dokument(session, dokument_id=foresp.dokument_id, lock=True)
    with in_language(foresp.sprak):
        name, report = (
            _("%(tittel)s, signert", tittel=foresp.tittel),
            _("Bevisrapport: %(tittel)s", tittel=foresp.tittel),
        )
    filer.ny_versjon(
        session,
        dokument_id=dokument.id,
        innhold=signed.document,
        filnavn=f"{name}.pdf",
        versjon=dokument.versjon,
    )
    if signed.evidence is not None:
        foresp.rapport_id = filer.store_file(
            session,
            innhold=signed.evidence,
            filnavn=f"{report}.pdf",
            slag=Dokumentslag.ANNET,
            tittel=report,
            kunde_id=foresp.kunde_id,
            kobling=(Signeringsforespoersel.__tablename__, foresp.id),
        ).id
    session.flush()  # the new version is read back by its row
    stored = open_file(session, dokument_id=dokument.id, nr=dokument.siste_nr)
    if stored.read() != signed.document:
        raise Invalid("the store answers other bytes than it was given")
    foresp.signert_nr, foresp.segl_nivaa = dokument.siste_nr, signed.pades
    foresp.signert_sha256 = stored.sha256
    finish(session, foresp, parties)


@handles("signering.ettersyn", repeatable=True, nightly=[{}])
def look_after(session: Session, *, row: Utboks) -> None:
    """The night's round: a row for each that has run out, and one for each whose day to be reminded it is. A part.

    Each is worked in a transaction of its own: one that fails holds up none of the others. Nothing is locked here.
    """
    after, day = row.data.get("etter"), today().isoformat()
    stmt = select(Signeringsforespoersel.id, Signeringsforespoersel.frist_tid)
    stmt = stmt.where(Signeringsforespoersel.tilstand.in_(RUNNING))
    if after:
        stmt = stmt.where(Signeringsforespoersel.id > UUID(after))
    rows = session.execute(stmt.order_by(Signeringsforespoersel.id).limit(PART)).all()
    for each in rows:
        if each.frist_tid <= now():
            enqueue(session, UTLOEP, key=uuid5(each.id, f"utløp {day}"), forespoersel_id=each.id)
        elif reminder_due(frist_tid=each.frist_tid, dag=today()):
            # A few minutes into the morning: nobody is written to at night.
            wait = int((next_loud(now()) - now()).total_seconds()) + 300
            key = uuid5(each.id, f"purring {day}")
            enqueue(session, PURR, key=key, delay_s=wait, forespoersel_id=each.id)
    if len(rows) == PART:
        enqueue(session, row.slag, key=uuid5(row.noekkel, str(rows[-1].id)), etter=rows[-1].id)


@handles(UTLOEP, repeatable=True)
def end_request(session: Session, *, row: Utboks) -> None:
    """End one whose deadline has passed, when it still has."""
    foresp = _locked(session, row)
    if foresp is not None and foresp.tilstand in RUNNING and foresp.frist_tid <= now():
        utloep(session, foresp)


def utloep(session: Session, foresp: Signeringsforespoersel) -> None:
    """End a request whose deadline has passed, after reading the provider once more: he may have signed at 23.59."""
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    remote = registry.remote_of(foresp)
    if remote is not None:
        held = registry.provider(foresp.leverandoer)
        if held.read(registry.config(session, foresp.leverandoer), remote).state is RemoteState.ALL_SIGNED:
            go_on(session, foresp, parties, KLOKKE)
            return
    end(session, foresp, parties, Tilstand.UTLOEPT, KLOKKE)


@handles(PURR, repeatable=True)
def remind_request(session: Session, *, row: Utboks) -> None:
    """Write to those who still have not answered, and whom nobody has written to since the row was made.

    Raises:
        NotYet: it is night. A row that is late waits for the morning, and is worth the same then.
    """
    foresp = _locked(session, row)
    if foresp is None or foresp.tilstand not in RUNNING or foresp.frist_tid <= now():
        return
    if Cap.NOTIFIES in registry.provider(foresp.leverandoer).caps:
        return
    if is_quiet(now()):
        raise NotYet(int((next_loud(now()) - now()).total_seconds()) + 60)
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    left = list_left(session, parties=parties)
    for signatar in parties:
        last = signatar.purret_tid or signatar.invitert_tid
        told = last is not None and last >= row.opprettet_tid
        if signatar.tilstand in WAITS and signatar.id not in left and not told:
            remind(session, foresp=foresp, signatar=signatar)


def _locked(session: Session, row: Utboks) -> Signeringsforespoersel | None:
    try:
        return get_forespoersel(session, forespoersel_id=UUID(row.data["forespoersel_id"]), lock=True)
    except NotFound:
        return None


def _original(session: Session, foresp: Signeringsforespoersel) -> bytes:
    """The bytes that were sent, found to be the same."""
    fil = open_file(session, dokument_id=foresp.dokument_id, nr=foresp.dokument_nr)
    if fil.sha256 != foresp.sha256:
        fil.innhold.close()
        raise Rejected("the stored document is not the one that was sent")
    return fil.read()
