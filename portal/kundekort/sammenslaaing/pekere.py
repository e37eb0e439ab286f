"""What a merge does with the rows of this room and of the machines below; upper rooms declare their own."""

from portal.audit.models import Hendelse
from portal.filestore.models import Dokument
from portal.i18n import _l
from portal.identity.models import Portaltilgang
from portal.kundekort.models import (
    Adresse,
    Arbeidssted,
    Avtale,
    Dagbokaktivitet,
    Engasjement,
    FastKommentar,
    Favoritt,
    Feltverdier,
    Importrad,
    Kalenderadresse,
    Konkurrent,
    Kontaktmetode,
    Kontaktrolle,
    Kredittvurdering,
    Kunde,
    KundeForelder,
    Kundesalg,
    Kundesammenslaaing,
    KundestatusLogg,
    Listemedlem,
    Massekunde,
    Mulighet,
    Oppgave,
    Standardbruk,
    Standardverdi,
)
from portal.kundekort.registry import Kundepeker, kundepekere
from portal.messaging.models import Dialogmelding

_HISTORY = "it tells what happened to that very card"
_DEFAULTS = "what new things begin with is what the remaining card says"


def register() -> None:
    """Called in `setup`."""
    kundepekere.register(
        Kundepeker(Engasjement.kunde_id, _l("Kontakter"), order=10),
        Kundepeker(Kontaktrolle.kunde_id, order=11),
        Kundepeker(Portaltilgang.kunde_id, _l("Tilganger til kundeportalen"), order=12),
        Kundepeker(Kontaktmetode.kunde_id, order=13),
        Kundepeker(Dokument.kunde_id, _l("Dokumenter"), order=20),
        Kundepeker(Dialogmelding.kunde_id, _l("Meldinger"), order=30),
        Kundepeker(Dagbokaktivitet.kunde_id, _l("Aktiviteter"), order=31),
        Kundepeker(Oppgave.kunde_id, _l("Oppgaver"), order=32),
        Kundepeker(Avtale.kunde_id, _l("Avtaler"), order=32),
        Kundepeker(Mulighet.kunde_id, _l("Muligheter"), order=33),
        Kundepeker(Konkurrent.kunde_id, _l("Konkurrenter"), order=33),
        Kundepeker(Kundesalg.kunde_id, _l("Salgsopplysninger: det den andre ikke har"), order=33),
        Kundepeker(Kredittvurdering.kunde_id, _l("Kredittvurderinger"), order=33),
        Kundepeker(Favoritt.kunde_id, order=36),
        Kundepeker(Listemedlem.kunde_id, order=36),
        Kundepeker(Kalenderadresse.kunde_id, order=36),
        Kundepeker(FastKommentar.kunde_id, _l("Faste kommentarer"), order=33),
        Kundepeker(Arbeidssted.kunde_id, _l("Arbeidssteder"), order=34),
        Kundepeker(KundeForelder.forelder_id, _l("Enheter"), order=35),
        Kundepeker(
            Hendelse.kunde_id, _l("Hendelser"), blir="the log is never rewritten; the timeline reads both"
        ),
        Kundepeker(Adresse.kunde_id, blir="kinds the other card lacks are copied"),
        Kundepeker(Feltverdier.kunde_id, blir="what the other card lacks is copied"),
        Kundepeker(KundeForelder.kunde_id, blir="it becomes a hidden enhet of the card that remains"),
        Kundepeker(KundestatusLogg.kunde_id, blir=_HISTORY),
        Kundepeker(Importrad.kunde_id, blir=_HISTORY),
        Kundepeker(Massekunde.kunde_id, blir=_HISTORY),
        Kundepeker(Standardverdi.kunde_id, _l("Standardverdier"), order=37, blir=_DEFAULTS),
        Kundepeker(Standardbruk.kunde_id, blir=_DEFAULTS),
        Kundepeker(Kunde.slaatt_sammen_med_id, blir="followed by the merge itself"),
        Kundepeker(Kundesammenslaaing.kunde_id, blir=_HISTORY),
        Kundepeker(Kundesammenslaaing.inn_id, blir=_HISTORY),
    )
