"""The mails of a request, in its language. They hold a link or a code, so the text is wiped when they have left."""

from textwrap import shorten
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import _, in_language
from portal.messaging.actions import send_epost, send_sms
from portal.signing.avsender import find_sender
from portal.signing.lenker import finished_key, invitation_key, make_token, reminder_key
from portal.signing.models import Signatar, Signeringsforespoersel
from portal.signing.rules import LINK_DAYS, last_day, one_line
from portal.tenancy.models import Tenant
from portal.web.formats import dato


def link_of(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> str:
    """The address the signer opens."""
    token = make_token(tenant_id=session.info["tenant"], signatar_id=signatar.id, nr=signatar.lenke_nr)
    return foresp.adresse + token


def agency(session: Session) -> str:
    """What the agency is called."""
    return session.scalar(select(Tenant.navn).where(Tenant.id == session.info["tenant"])) or ""


def invite(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """The first mail, with the link."""
    with in_language(foresp.sprak):
        said = f"{foresp.melding.strip()}\n\n" if foresp.melding.strip() else ""
        text = _(
            "Hei %(navn)s,\n\n%(avsender)s hos %(byraa)s ber deg signere «%(tittel)s».\n\n%(melding)s"
            "Les dokumentet og signer her:\n%(lenke)s\n\nFristen er %(frist)s. %(kode)s Lenken er din; ikke send "
            "den videre.",
            **_words(session, foresp, signatar),
            melding=said,
            kode=_("Du får en engangskode på SMS når du vil signere.")
            if signatar.mobil
            else _("Du får en engangskode på denne e-postadressen når du vil signere."),
        )
        emne = _("Til signering: %(tittel)s", tittel=foresp.tittel)
        _send(session, foresp, signatar, emne=emne, tekst=text, noekkel=invitation_key(signatar))


def remind(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """The same link once more."""
    with in_language(foresp.sprak):
        text = _(
            "Hei %(navn)s,\n\n«%(tittel)s» fra %(byraa)s venter på signaturen din. Fristen er %(frist)s.\n\n"
            "Les dokumentet og signer her:\n%(lenke)s",
            **_words(session, foresp, signatar),
        )
        emne = _("Påminnelse om signering: %(tittel)s", tittel=foresp.tittel)
        _send(session, foresp, signatar, emne=emne, tekst=text, noekkel=reminder_key(signatar))


def send_code(
    session: Session, foresp: Signeringsforespoersel, signatar: Signatar, *, kode: str, noekkel: UUID
) -> None:
    """The one-time code, by text message when the sender chose that: another way than the link came."""
    if signatar.mobil:
        return _text_code(session, foresp, signatar, kode=kode, noekkel=noekkel)
    with in_language(foresp.sprak):
        text = _(
            "Koden for å signere «%(tittel)s» er %(kode)s. Den gjelder i ti minutter, i nettleseren der du "
            "ba om den.\n\nHar du ikke bedt om den, kan du se bort fra denne e-posten.",
            tittel=foresp.tittel,
            kode=kode,
        )
        emne = _("Signeringskoden din er %(kode)s", kode=kode)
        return _send(session, foresp, signatar, emne=emne, tekst=text, noekkel=noekkel)


def _text_code(
    session: Session, foresp: Signeringsforespoersel, signatar: Signatar, *, kode: str, noekkel: UUID
) -> None:
    with in_language(foresp.sprak):
        text = _(
            "Signeringskoden din er %(kode)s. Den gjelder i ti minutter. Dokument: %(tittel)s",
            kode=kode,
            tittel=shorten(foresp.tittel, 60, placeholder=" ..."),
        )
    send_sms(
        session,
        til=signatar.mobil,
        navn=signatar.navn,
        tekst=text,
        sprak=foresp.sprak,
        noekkel=noekkel,
        kunde_id=foresp.kunde_id,
        engasjement_id=signatar.engasjement_id,
        hemmelig=True,
    )


def tell_finished(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """Where the sealed file can be fetched. It does not go with the mail."""
    with in_language(foresp.sprak):
        text = _(
            "Hei %(navn)s,\n\nalle har signert «%(tittel)s». Last ned det signerte dokumentet her:\n%(lenke)s\n\n"
            "Lenken virker i %(dager)s dager. "
            "Dokumentet er elektronisk signert med engangskode – ikke BankID.",
            **_words(session, foresp, signatar),
            dager=LINK_DAYS,
        )
        emne = _("Signert: %(tittel)s", tittel=foresp.tittel)
        _send(session, foresp, signatar, emne=emne, tekst=text, noekkel=finished_key(signatar))


def tell_ended(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> None:
    """That nobody needs to sign any longer."""
    with in_language(foresp.sprak):
        text = _(
            "Hei %(navn)s,\n\nsigneringen av «%(tittel)s» er avsluttet, og du trenger ikke gjøre noe mer. "
            "Spør %(avsender)s hos %(byraa)s hvis du lurer på hvorfor.",
            **_words(session, foresp, signatar),
        )
        emne = _("Avsluttet: %(tittel)s", tittel=foresp.tittel)
        _send(session, foresp, signatar, emne=emne, tekst=text, noekkel=uuid5(signatar.id, "avsluttet"))


def _words(session: Session, foresp: Signeringsforespoersel, signatar: Signatar) -> dict[str, str]:
    """What the sentences of a mail may name."""
    return {
        "navn": signatar.navn,
        "avsender": foresp.opprettet_av_navn,
        "byraa": agency(session),
        "tittel": foresp.tittel,
        "lenke": link_of(session, foresp, signatar),
        "frist": dato(last_day(foresp.frist_tid)),
    }


def _send(
    session: Session,
    foresp: Signeringsforespoersel,
    signatar: Signatar,
    *,
    emne: str,
    tekst: str,
    noekkel: UUID,
) -> None:
    """An answer goes to the sender: he knows what the paper is about."""
    sender = find_sender(session, foresp)
    send_epost(
        session,
        til=signatar.epost,
        navn=signatar.navn,
        emne=one_line(emne),
        tekst=tekst,
        sprak=foresp.sprak,
        noekkel=noekkel,
        kunde_id=foresp.kunde_id,
        engasjement_id=signatar.engasjement_id,
        svar_til=sender.epost if sender is not None else "",
        hemmelig=True,
    )
