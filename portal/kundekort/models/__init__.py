"""The room's tables, by noun. Everyone imports from here."""

from portal.kundekort.models.avtale import Avtale, Avtaledeltaker, Avtaletilstand, Kalenderadresse
from portal.kundekort.models.dagbok import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
)
from portal.kundekort.models.importering import Import, Importrad, Importtilstand, Radutfall
from portal.kundekort.models.kunde import (
    Adresse,
    Adresseslag,
    Arbeidssted,
    Arbeidsstedslag,
    Fakturakanal,
    FastKommentar,
    Kommentarslag,
    Kunde,
    KundeForelder,
    Kundestatus,
    KundestatusLogg,
    Statusflagg,
)
from portal.kundekort.models.oppgave import (
    Gjentakelse,
    Oppgave,
    Oppgavekobling,
    Oppgavetilstand,
    Prioritet,
)
from portal.kundekort.models.person import (
    Engasjement,
    Kontaktmetode,
    Kontaktrolle,
    Metodeslag,
    Paavirkning,
    Person,
    Rolle,
)
from portal.kundekort.models.ringeliste import Ringelinje
from portal.kundekort.models.soek import Soekeord

__all__ = [
    "Adresse",
    "Adresseslag",
    "Aktivitetstilstand",
    "Aktivitetstype",
    "Arbeidssted",
    "Arbeidsstedslag",
    "Avtale",
    "Avtaledeltaker",
    "Avtaletilstand",
    "Dagbokaktivitet",
    "Engasjement",
    "Fakturakanal",
    "FastKommentar",
    "Gjentakelse",
    "Import",
    "Importrad",
    "Importtilstand",
    "Kalenderadresse",
    "Kommentarslag",
    "Kontaktmetode",
    "Kontaktrolle",
    "Kunde",
    "KundeForelder",
    "Kundestatus",
    "KundestatusLogg",
    "Metodeslag",
    "Oppgave",
    "Oppgavekobling",
    "Oppgavetilstand",
    "Paavirkning",
    "Person",
    "Prioritet",
    "Radutfall",
    "Ringelinje",
    "Rolle",
    "Soekeord",
    "Statusflagg",
]
