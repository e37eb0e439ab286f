"""What a signer does: asks for a code, gives it, signs or declines. Each locks the request first."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import Refused
from portal.i18n import _
from portal.identity.actor import Actor
from portal.identity.codes import CODE_LIFE, MAX_CODES_HOUR, MAX_TRIES
from portal.identity.sessions import digest
from portal.signing import post
from portal.signing.ending import end, go_on
from portal.signing.models import Partstilstand, Signatar, Signatarslag, Signeringsforespoersel, Tilstand
from portal.signing.queries import find_by_token, list_signatarer
from portal.signing.rules import RUNNING, WAITS, is_confirmed
from portal.signing.tilstand import Kilde, flytt_signatar, skriv

#: How long a right code lets one read and sign.
CONFIRMED_LIFE = timedelta(minutes=30)


def send_engangskode(session: Session, *, token: str, browser: str, noekkel: UUID, kilde: Kilde) -> Signatar:
    """Send him a six-digit code for this browser; asking is what counts as «Åpnet». The code before it dies.

    That a link was fetched is not counted: mail scanners fetch links too.

    Raises:
        NotFound. Refused: he cannot sign now, has had his share of codes this hour, or no gateway is set up.
    """
    foresp, signatar = _his_turn(session, token)
    moment = now()
    if signatar.koder_fra_tid is None or moment - signatar.koder_fra_tid > timedelta(hours=1):
        signatar.koder, signatar.koder_fra_tid = 0, moment
    if signatar.koder >= MAX_CODES_HOUR:
        raise Refused(_("Du har fått mange koder den siste timen. Vent litt, eller bruk den siste du fikk."))
    kode = f"{secrets.randbelow(1_000_000):06d}"
    signatar.koder += 1
    signatar.kode_hash, signatar.nettleser_hash = digest(f"{signatar.id}:{kode}"), digest(browser)
    signatar.kode_utloeper_tid, signatar.kode_forsoek = moment + CODE_LIFE, 0
    signatar.bekreftet_hash = signatar.bekreftet_til_tid = None
    flytt_signatar(session, foresp, signatar, Partstilstand.AAPNET, kilde)
    if signatar.mobil:
        skriv(session, foresp, "kode.sendt-sms", kilde, signatar=signatar, til=signatar.mobil)
    else:
        skriv(session, foresp, "kode.sendt", kilde, signatar=signatar)
    post.send_code(session, foresp, signatar, kode=kode, noekkel=noekkel)
    return signatar


def bekreft_kode(session: Session, *, token: str, kode: str, browser: str, kilde: Kilde) -> bool:
    """Whether the code is right; the caller keeps the count of a wrong one. Five tries, ten minutes, one use.

    Raises:
        NotFound. Refused: he cannot sign now, or no code of this browser can be used any longer.
    """
    foresp, signatar = _his_turn(session, token)
    if (
        signatar.kode_hash is None
        or signatar.kode_utloeper_tid is None
        or signatar.kode_utloeper_tid <= now()
        or signatar.kode_forsoek >= MAX_TRIES
        or not hmac.compare_digest(signatar.nettleser_hash or b"", digest(browser))
    ):
        raise Refused(_("Koden er brukt opp eller for gammel. Be om en ny."))
    signatar.kode_forsoek += 1
    if not hmac.compare_digest(signatar.kode_hash, digest(f"{signatar.id}:{kode.strip()}")):
        skriv(session, foresp, "kode.feil", kilde, signatar=signatar)
        return False
    signatar.kode_hash = None
    signatar.bekreftet_hash, signatar.bekreftet_til_tid = digest(browser), now() + CONFIRMED_LIFE
    skriv(session, foresp, "kode.bekreftet", kilde, signatar=signatar)
    return True


def signer(session: Session, *, token: str, browser: str, samtykke: bool, kilde: Kilde) -> Signatar:
    """His signature. A second click answers the same.

    Raises:
        NotFound. Refused: the request has ended, no code was given here, or the consent is not ticked.
    """
    foresp, signatar = find_by_token(session, token=token, lock=True)
    if signatar.tilstand is Partstilstand.SIGNERT:
        return signatar
    _require_turn(session, foresp, signatar)
    _require_confirmed(signatar, browser)
    if not samtykke:
        raise Refused(_("Kryss av for at du har lest dokumentet og vil signere det."), field="samtykke")
    signatar.ip, signatar.agent = kilde.ip, kilde.agent
    signatar.bekreftet_hash = signatar.bekreftet_til_tid = None
    flytt_signatar(session, foresp, signatar, Partstilstand.SIGNERT, kilde)
    go_on(session, foresp, list_signatarer(session, forespoersel_id=foresp.id), kilde)
    return signatar


def avslaa(session: Session, *, token: str, browser: str, grunn: str, kilde: Kilde) -> Signatar:
    """He will not sign; that ends the request for all. A second click answers the same.

    Raises:
        NotFound. Refused: the request has ended, no code was given here, or no reason.
    """
    foresp, signatar = find_by_token(session, token=token, lock=True)
    if signatar.tilstand is Partstilstand.AVSLAATT:
        return signatar
    _require_turn(session, foresp, signatar)
    _require_confirmed(signatar, browser)
    if not grunn.strip():
        raise Refused(_("Skriv hvorfor du ikke vil signere."), field="grunn")
    signatar.ip, signatar.agent = kilde.ip, kilde.agent
    signatar.bekreftet_hash = signatar.bekreftet_til_tid = None
    flytt_signatar(session, foresp, signatar, Partstilstand.AVSLAATT, kilde, grunn=grunn.strip())
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    end(session, foresp, parties, Tilstand.AVSLAATT, kilde, grunn=grunn.strip())
    return signatar


def _his_turn(session: Session, token: str) -> tuple[Signeringsforespoersel, Signatar]:
    foresp, signatar = find_by_token(session, token=token, lock=True)
    _require_turn(session, foresp, signatar)
    return foresp, signatar


def _require_turn(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """Under the lock, and from here on he is the one who acts."""
    if foresp.tilstand not in RUNNING or signatar.tilstand not in WAITS:
        raise Refused(_("Dokumentet kan ikke signeres nå."))
    if foresp.frist_tid <= now():
        raise Refused(_("Fristen for å signere er ute."))
    slag = "ansatt" if signatar.slag is Signatarslag.BRUKER else "kontakt"
    session.info["actor"] = Actor(slag, signatar.bruker_id, signatar.navn)


def _require_confirmed(signatar: Signatar, browser: str) -> None:
    if not is_confirmed(signatar, browser=digest(browser), moment=now()):
        raise Refused(_("Be om en ny kode først. Den forrige gjelder ikke lenger i denne nettleseren."))
