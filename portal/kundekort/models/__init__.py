"""The room's tables, by noun. Everyone imports from here."""

from portal.kundekort.models.avtale import Avtale, Avtaledeltaker, Avtaletilstand, Kalenderadresse
from portal.kundekort.models.dagbok import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
)
from portal.kundekort.models.felt import EgetFelt, Feltgjelder, Feltslag, Feltverdier
from portal.kundekort.models.gruppe import Gruppemedlem, Gruppeslag, Kontaktgruppe
from portal.kundekort.models.importering import Import, Importrad, Importtilstand, Radutfall
from portal.kundekort.models.kontor import Agasone, Kontoroppsett, Kontorsone
from portal.kundekort.models.kreditt import Kredittkilde, Kredittvurdering, Purreprofil
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
from portal.kundekort.models.lister import (
    Deling,
    Favoritt,
    Favorittpost,
    LagretVisning,
    Liste,
    Listemedlem,
    Listepost,
    Visningsslag,
)
from portal.kundekort.models.masse import Massehandling, Massekunde, Masseslag, Massetilstand
from portal.kundekort.models.oppgave import (
    Gjentakelse,
    Oppgave,
    Oppgavekobling,
    Oppgavetilstand,
    Prioritet,
)
from portal.kundekort.models.oppsett import Kortoppsett
from portal.kundekort.models.person import (
    Engasjement,
    Kontaktmetode,
    Kontaktrolle,
    Metodeslag,
    Paavirkning,
    Person,
    Rolle,
    Rolleikon,
)
from portal.kundekort.models.ringeliste import Ringelinje
from portal.kundekort.models.salg import (
    Konkurrent,
    Kundesalg,
    Mulighet,
    Salgskode,
    Salgskodeslag,
    Salgsteam,
    Salgsteammedlem,
    Salgstrinn,
    Trinnslag,
)
from portal.kundekort.models.sammenslaaing import Kundesammenslaaing
from portal.kundekort.models.soek import Soekeord
from portal.kundekort.models.standard import Standardbruk, Standardslag, Standardverdi
from portal.kundekort.models.status import Regelmottaker, Regelslag, Statusregel
from portal.kundekort.models.steder import Adressekontroll, Kontrollnivaa, Registerlesing

__all__ = [
    "Adresse",
    "Adressekontroll",
    "Adresseslag",
    "Agasone",
    "Aktivitetstilstand",
    "Aktivitetstype",
    "Arbeidssted",
    "Arbeidsstedslag",
    "Avtale",
    "Avtaledeltaker",
    "Avtaletilstand",
    "Dagbokaktivitet",
    "Deling",
    "EgetFelt",
    "Engasjement",
    "Fakturakanal",
    "FastKommentar",
    "Favoritt",
    "Favorittpost",
    "Feltgjelder",
    "Feltslag",
    "Feltverdier",
    "Gjentakelse",
    "Gruppemedlem",
    "Gruppeslag",
    "Import",
    "Importrad",
    "Importtilstand",
    "Kalenderadresse",
    "Kommentarslag",
    "Konkurrent",
    "Kontaktgruppe",
    "Kontaktmetode",
    "Kontaktrolle",
    "Kontoroppsett",
    "Kontorsone",
    "Kontrollnivaa",
    "Kortoppsett",
    "Kredittkilde",
    "Kredittvurdering",
    "Kunde",
    "KundeForelder",
    "Kundesalg",
    "Kundesammenslaaing",
    "Kundestatus",
    "KundestatusLogg",
    "LagretVisning",
    "Liste",
    "Listemedlem",
    "Listepost",
    "Massehandling",
    "Massekunde",
    "Masseslag",
    "Massetilstand",
    "Metodeslag",
    "Mulighet",
    "Oppgave",
    "Oppgavekobling",
    "Oppgavetilstand",
    "Paavirkning",
    "Person",
    "Prioritet",
    "Purreprofil",
    "Radutfall",
    "Regelmottaker",
    "Regelslag",
    "Registerlesing",
    "Ringelinje",
    "Rolle",
    "Rolleikon",
    "Salgskode",
    "Salgskodeslag",
    "Salgsteam",
    "Salgsteammedlem",
    "Salgstrinn",
    "Soekeord",
    "Standardbruk",
    "Standardslag",
    "Standardverdi",
    "Statusflagg",
    "Statusregel",
    "Trinnslag",
    "Visningsslag",
]
