"""What the agency does with a request that is sent: remind, move the deadline, withdraw, ask for the seal anew."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.signing import post, registry
from portal.signing.avsender import tell_sender
from portal.signing.base import Cap, RemoteState
from portal.signing.ending import ask_for_seal, end
from portal.signing.models import Signatar, Signeringsforespoersel, Tilstand
from portal.signing.queries import get_forespoersel, list_left, list_signatarer, list_undelivered
from portal.signing.rules import REMIND_PAUSE, RUNNING, SEALING, WAITS, end_of, last_day
from portal.signing.sending import check_day
from portal.signing.tilstand import flytt, fortell, skriv


def purr(session: Session, *, forespoersel_id: UUID, signatar_id: UUID) -> Signatar:
    """Write to one who has not signed. Locks the request.

    Raises:
        NotFound. Refused: it is not his turn, he has answered or left, or a mail reached him within the hour.
    """
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    signatar = _one_of(session, foresp, signatar_id)
    if foresp.tilstand not in RUNNING or signatar.tilstand not in WAITS:
        raise Refused(_("%(navn)s venter ikke på å signere nå.", navn=signatar.navn))
    if list_left(session, parties=[signatar]):
        raise Refused(_("%(navn)s arbeider ikke her lenger, og kan ikke signere.", navn=signatar.navn))
    last = signatar.purret_tid or signatar.invitert_tid
    undelivered = list_undelivered(session, parties=[signatar])
    if last is not None and now() - last < REMIND_PAUSE and not undelivered:
        raise Refused(_("%(navn)s fikk e-post for mindre enn en time siden.", navn=signatar.navn))
    remind(session, foresp=foresp, signatar=signatar)
    return signatar


def send_kopi(session: Session, *, forespoersel_id: UUID, signatar_id: UUID) -> Signatar:
    """The mail with the way to the sealed file once more: the first one may have gone nowhere. Locks the request.

    Raises:
        NotFound. Refused: it is not finished, or a mail reached him within the hour.
    """
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    signatar = _one_of(session, foresp, signatar_id)
    if foresp.tilstand is not Tilstand.FULLFOERT:
        raise Refused(_("Dokumentet er ikke ferdig signert."))
    last = max(filter(None, (signatar.purret_tid, foresp.tilstand_tid)))
    undelivered = list_undelivered(session, parties=[signatar], finished=True)
    if now() - last < REMIND_PAUSE and not undelivered:
        raise Refused(_("%(navn)s fikk e-post for mindre enn en time siden.", navn=signatar.navn))
    signatar.purringer += 1
    signatar.purret_tid = now()
    skriv(session, foresp, "kopi.sendt", signatar=signatar)
    post.tell_finished(session, foresp, signatar)
    return signatar


def remind(session: Session, *, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """The mail and its mark; the caller has locked the request and knows that he waits."""
    signatar.purringer += 1
    signatar.purret_tid = now()
    skriv(session, foresp, "purret", signatar=signatar)
    post.remind(session, foresp, signatar)
    fortell(session, foresp, "signering.purret", navn=signatar.navn)


def forleng(session: Session, *, forespoersel_id: UUID, frist: date, versjon: int) -> Signeringsforespoersel:
    """Move the deadline later. Locks the request.

    Raises:
        NotFound. Stale. Refused: it does not run, the provider cannot, or the day is past, earlier or too far.
    """
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    if foresp.tilstand not in RUNNING:
        raise Refused(_("Fristen kan bare flyttes mens noen kan signere."))
    if foresp.versjon != versjon:
        raise Stale(_("Noe skjedde med signeringen mens du skrev."))
    if frist < last_day(foresp.frist_tid):
        raise Refused(_("Fristen kan flyttes fram i tid, ikke tilbake."), field="frist")
    check_day(frist)
    held = registry.provider(foresp.leverandoer)
    if Cap.EXTEND not in held.caps:
        raise Refused(_("Leverandøren kan ikke flytte fristen."))
    until = end_of(frist)
    if (remote := registry.remote_of(foresp)) is not None:
        until = held.extend(registry.config(session, foresp.leverandoer), remote, until)
    foresp.frist_tid = until
    foresp.versjon += 1
    skriv(session, foresp, "forlenget", frist=last_day(until).isoformat())
    fortell(session, foresp, "signering.forlenget", frist=last_day(until).isoformat())
    return foresp


def trekk(session: Session, *, forespoersel_id: UUID, grunn: str) -> Signeringsforespoersel:
    """Withdraw it, and tell those who were asked. Locks the request; a second time changes nothing.

    The provider is asked once more: where all have signed, a signed contract exists, and hiding it would be worse.

    Raises:
        NotFound. Refused: it has ended, or all have signed; no reason.
    """
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    if foresp.tilstand is Tilstand.TRUKKET:
        return foresp
    if not grunn.strip():
        raise Refused(_("Skriv hvorfor den trekkes."), field="grunn")
    if foresp.tilstand in SEALING | {Tilstand.HOLDT, Tilstand.FULLFOERT}:
        raise Refused(_("Alle har signert, så den kan ikke trekkes tilbake."))
    if foresp.tilstand not in RUNNING | {Tilstand.KOE}:
        raise Refused(_("Signeringen er alt avsluttet."))
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    if (remote := registry.remote_of(foresp)) is not None:
        held, cfg = registry.provider(foresp.leverandoer), registry.config(session, foresp.leverandoer)
        if held.read(cfg, remote).state is RemoteState.ALL_SIGNED:
            raise Refused(_("Alle har signert, så den kan ikke trekkes tilbake."))
        if Cap.CANCEL in held.caps:
            held.cancel(cfg, remote, grunn)
    end(session, foresp, parties, Tilstand.TRUKKET, grunn=grunn.strip())
    return foresp


def forsegl_igjen(session: Session, *, forespoersel_id: UUID) -> Signeringsforespoersel:
    """A person asks for the signed file once more. Locks the request. Raises NotFound; Refused: it is not held."""
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    if foresp.tilstand not in {Tilstand.HOLDT, Tilstand.SIGNERT}:
        raise Refused(_("Det er ingenting å forsegle nå."))
    foresp.segl_forsoek += 1
    skriv(session, foresp, "segl.bedt-om")
    ask_for_seal(session, foresp)
    return foresp


def gi_opp(session: Session, *, forespoersel_id: UUID, grunn: str) -> Signeringsforespoersel:
    """A person decides that a held file will not come. Locks. Raises NotFound; Refused: not held, or no reason."""
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id, lock=True)
    if foresp.tilstand is not Tilstand.HOLDT:
        raise Refused(_("Signeringen venter ikke på en avgjørelse."))
    if not grunn.strip():
        raise Refused(_("Skriv hvorfor den avsluttes uten signert fil."), field="grunn")
    flytt(session, foresp, Tilstand.FEILET, grunn=grunn.strip())
    tell_sender(session, foresp, [])
    return foresp


def _one_of(session: Session, foresp: Signeringsforespoersel, signatar_id: UUID) -> Signatar:
    for signatar in list_signatarer(session, forespoersel_id=foresp.id):
        if signatar.id == signatar_id:
            return signatar
    raise NotFound(f"signatar {signatar_id} of {foresp.id}")
