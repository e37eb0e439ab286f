"""The mail that goes to each who takes part, and to who called it when another acts: come, changed, called off."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.i18n import _, in_language
from portal.kundekort.avtaler.queries import Deltaker, get_vist
from portal.kundekort.ical import Hendelse, Person, invitation
from portal.kundekort.models import Avtale
from portal.messaging.actions import send_epost
from portal.web import formats


def as_event(avtale: Avtale, *, avlyst: bool) -> Hendelse:
    """The appointment as other calendars read it."""
    return Hendelse(
        id=avtale.id,
        tittel=avtale.tittel,
        start=avtale.start_tid,
        slutt=avtale.slutt_tid,
        endret=avtale.endret_tid,
        sted=avtale.sted,
        beskrivelse=avtale.beskrivelse,
        sekvens=avtale.sekvens,
        avlyst=avlyst,
    )


def send_innkalling(
    session: Session,
    avtale: Avtale,
    *,
    til: Iterable[Deltaker],
    alle: Iterable[Deltaker],
    avlyst: bool = False,
) -> int:
    """Mail those of `til` who have an address, but the one who acts, through the outbox; answers how many.

    Everyone sees who else comes.
    """
    vist, actor = get_vist(session, avtale_id=avtale.id), actor_of(session)
    text = invitation(
        as_event(avtale, avlyst=avlyst),
        method="CANCEL" if avlyst else "REQUEST",
        arrangoer=Person(vist.arrangoer, vist.arrangoer_epost),
        deltakere=[Person(d.navn, d.epost) for d in alle if d.epost],
    )
    sent = 0
    for deltaker in til:
        if not deltaker.epost or (deltaker.bruker_id is not None and deltaker.bruker_id == actor.id):
            continue
        sprak = deltaker.sprak or "nb"
        with in_language(sprak):
            emne, tekst = _words(avtale, actor.navn, avlyst=avlyst)
        send_epost(
            session,
            til=deltaker.epost,
            navn=deltaker.navn,
            emne=emne,
            tekst=tekst,
            sprak=sprak,
            noekkel=uuid4(),
            kunde_id=avtale.kunde_id if deltaker.engasjement_id else None,
            person_id=deltaker.person_id,
            engasjement_id=deltaker.engasjement_id,
            svar_til="" if deltaker.bruker_id == avtale.bruker_id else vist.arrangoer_epost,
            kalender=text,
        )
        sent += 1
    return sent


def _words(avtale: Avtale, hvem: str, *, avlyst: bool) -> tuple[str, str]:
    title = avtale.tittel.replace("\n", " ")
    when = f"{formats.dato_lang(avtale.start_tid, ukedag=True)} {formats.klokke(avtale.start_tid, avtale.slutt_tid)}"
    lines = [when, avtale.sted, "", avtale.beskrivelse]
    about = "\n".join(line for line in lines if line or line == "").strip()
    if avlyst:
        return _("Avlyst: %(tittel)s", tittel=title), _(
            "%(navn)s har avlyst avtalen «%(tittel)s».\n\n%(om)s", navn=hvem, tittel=title, om=about
        )
    if avtale.sekvens:
        return _("Endret: %(tittel)s", tittel=title), _(
            "%(navn)s har endret avtalen «%(tittel)s».\n\n%(om)s", navn=hvem, tittel=title, om=about
        )
    return _("Innkalling: %(tittel)s", tittel=title), _(
        "%(navn)s inviterer deg til «%(tittel)s».\n\n%(om)s", navn=hvem, tittel=title, om=about
    )
