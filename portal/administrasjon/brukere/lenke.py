"""Mail to an employee about his own access: the link where he chooses a password, and that his address was changed."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.i18n import _, in_language
from portal.identity.codes import INVITATION_LIFE, PASSWORD_LINK_LIFE, make_password_link
from portal.identity.models import Bruker
from portal.messaging.actions import send_epost


def send_lenke(session: Session, bruker: Bruker, *, adresse: str, firma: str, sprak: str) -> UUID:
    """Mail a link that works once; `adresse` is what stands before its token. Answers the id of the message.

    For a first password a week, for a forgotten one a day. Earlier links die.
    """
    first = bruker.passord_hash is None
    life = INVITATION_LIFE if first else PASSWORD_LINK_LIFE
    token = make_password_link(session, bruker_id=bruker.id, life=life)
    language = bruker.sprak or sprak
    with in_language(language):
        values = {"hvem": actor_of(session).navn, "firma": firma, "lenke": adresse + token}
        if first:
            emne = _("Velkommen til portalen hos %(firma)s", firma=firma)
            tekst = _(
                "%(hvem)s har gitt deg tilgang til portalen hos %(firma)s.\n\n"
                "Velg passordet ditt her:\n%(lenke)s\n\n"
                "Lenken virker én gang, i sju dager.",
                **values,
            )
        else:
            emne = _("Velg nytt passord hos %(firma)s", firma=firma)
            tekst = _(
                "%(hvem)s har sendt deg en lenke der du velger nytt passord i portalen hos %(firma)s:\n%(lenke)s\n\n"
                "Lenken virker én gang, i ett døgn. Passordet du har nå, virker til du har valgt et nytt.",
                **values,
            )
    melding = send_epost(
        session,
        til=bruker.epost,
        navn=bruker.navn,
        emne=emne,
        tekst=tekst,
        sprak=language,
        noekkel=uuid4(),
        hemmelig=True,
    )
    return melding.id


def tell_old_address(session: Session, bruker: Bruker, *, gammel: str, firma: str, sprak: str) -> None:
    """One whose address was changed behind his back must hear of it where he still reads."""
    language = bruker.sprak or sprak
    with in_language(language):
        send_epost(
            session,
            til=gammel,
            navn=bruker.navn,
            emne=_("E-postadressen du logger inn med, er endret"),
            tekst=_(
                "%(hvem)s har endret adressen du logger inn med hos %(firma)s, til %(ny)s.\n\n"
                "Var det ikke avtalt? Si fra til administratoren hos dere med en gang.",
                hvem=actor_of(session).navn,
                firma=firma,
                ny=bruker.epost,
            ),
            sprak=language,
            noekkel=uuid4(),
        )
