"""The sender hears how it went: what nobody tells him, he finds out when the customer asks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.i18n import _, in_language
from portal.identity.models import Bruker
from portal.messaging.actions import send_epost
from portal.signing.models import Partstilstand, Signatar, Signeringsforespoersel, Tilstand
from portal.signing.rules import one_line


def find_sender(session: Session, foresp: Signeringsforespoersel) -> Row[UUID, str, str, str | None] | None:
    """The employee who sent it, while he works here: (id, navn, epost, sprak). One statement."""
    if foresp.opprettet_av_id is None:
        return None
    columns = (Bruker.id, Bruker.navn, Bruker.epost, Bruker.sprak)
    stmt = select(*columns).where(Bruker.id == foresp.opprettet_av_id, Bruker.er_aktiv)
    return session.execute(stmt).one_or_none()


def tell_sender(session: Session, foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> None:
    """A mail about the state it has now, unless he brought it there himself. Once for each state and try."""
    said = _SAID.get(foresp.tilstand)
    if said is None or actor_of(session).id == foresp.opprettet_av_id:
        return
    sender = find_sender(session, foresp)
    if sender is None:
        return
    with in_language(sender.sprak or foresp.sprak):
        emne, what = said(foresp, parties)
        tekst = _(
            "Hei %(navn)s,\n\n%(hva)s\n\nSe signeringen her:\n%(lenke)s",
            navn=sender.navn,
            hva=what,
            lenke=page_of(foresp),
        )
    send_epost(
        session,
        til=sender.epost,
        navn=sender.navn,
        emne=one_line(emne),
        tekst=tekst,
        sprak=sender.sprak or foresp.sprak,
        noekkel=uuid5(foresp.id, f"avsender {foresp.tilstand} {foresp.segl_forsoek}"),
    )


def page_of(foresp: Signeringsforespoersel) -> str:
    """The request's own page; what stands before the signers' tokens names this installation and the agency."""
    home = foresp.adresse.removesuffix("signer/")
    return f"{home}kunder/{foresp.kunde_id}/dokumenter/signering/{foresp.id}"


def _names(parties: Sequence[Signatar], *states: Partstilstand) -> str:
    return ", ".join(each.navn for each in parties if each.tilstand in states)


def _finished(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Ferdig signert: %(tittel)s", tittel=foresp.tittel),
        _("alle har signert «%(tittel)s». Det signerte dokumentet ligger på kunden.", tittel=foresp.tittel),
    )


def _declined(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Avslått: %(tittel)s", tittel=foresp.tittel),
        _(
            "%(hvem)s ville ikke signere «%(tittel)s»: %(grunn)s\n\nSigneringen er avsluttet for alle.",
            hvem=_names(parties, Partstilstand.AVSLAATT),
            tittel=foresp.tittel,
            grunn=foresp.grunn,
        ),
    )


def _expired(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Fristen gikk ut: %(tittel)s", tittel=foresp.tittel),
        _(
            "fristen for å signere «%(tittel)s» er ute, og signeringen er avsluttet. Ikke signert: %(hvem)s.",
            tittel=foresp.tittel,
            hvem=_names(parties, Partstilstand.UTLOEPT),
        ),
    )


def _withdrawn(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Trukket: %(tittel)s", tittel=foresp.tittel),
        _(
            "signeringen av «%(tittel)s» er trukket tilbake: %(grunn)s",
            tittel=foresp.tittel,
            grunn=foresp.grunn,
        ),
    )


def _held(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Forseglingen må sees på: %(tittel)s", tittel=foresp.tittel),
        _(
            "alle har signert «%(tittel)s», men den signerte filen er ikke klar: %(grunn)s Du kan prøve på nytt.",
            tittel=foresp.tittel,
            grunn=foresp.grunn,
        ),
    )


def _failed(foresp: Signeringsforespoersel, parties: Sequence[Signatar]) -> tuple[str, str]:
    return (
        _("Ikke signert: %(tittel)s", tittel=foresp.tittel),
        _(
            "signeringen av «%(tittel)s» er avsluttet uten signert fil: %(grunn)s",
            tittel=foresp.tittel,
            grunn=foresp.grunn,
        ),
    )


_Said = Callable[[Signeringsforespoersel, Sequence[Signatar]], tuple[Any, Any]]
_SAID: Mapping[Tilstand, _Said] = {
    Tilstand.FULLFOERT: _finished,
    Tilstand.AVSLAATT: _declined,
    Tilstand.UTLOEPT: _expired,
    Tilstand.TRUKKET: _withdrawn,
    Tilstand.HOLDT: _held,
    Tilstand.FEILET: _failed,
}
