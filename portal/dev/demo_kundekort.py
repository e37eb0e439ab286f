"""Demo customers of the cast, made with the room's own actions. All firms, people and numbers are invented.

Fixed ids: `cast.id("fjordtre")`, its enheter `"fjordtre.produksjon"`, `".lager"`, `".terminal"`; `"solbakken"`,
`"haug"`; at Solvik `"fjellheim"`. A contact's engagement is `cast.id("terje")`, the person `cast.id("terje.person")`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.clock import OSLO, frozen, now
from portal.db.sorting import sort_key
from portal.dev.cast import Cast
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.actions import index_kunde, seed_aktivitetstyper, seed_statuser
from portal.kundekort.arbeidssteder.actions import registrer_arbeidssted, ta_ut_av_bruk
from portal.kundekort.arbeidssteder.rules import Stedsdata
from portal.kundekort.kommentarer.actions import skriv_kommentar
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.queries import get_kommunenr
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import (
    Adresseslag,
    Arbeidssted,
    Arbeidsstedslag,
    Engasjement,
    Fakturakanal,
    Kommentarslag,
    Kontaktrolle,
    Kunde,
    Paavirkning,
    Person,
    Regelmottaker,
    Regelslag,
    Rolle,
    Statusflagg,
)
from portal.kundekort.purreprofiler.actions import seed_purreprofil
from portal.kundekort.rules import Handling, Krav
from portal.kundekort.status.actions import endre_status
from portal.kundekort.statuser.actions import lagre_regel, opprett_status
from portal.kundekort.statuser.rules import Regeldata, Statusdata

SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Firma:
    """One demo customer."""

    key: str
    navn: str
    orgnr: str
    gate: str
    postnr: str
    poststed: str
    form: str = "AS"
    nace: str = "52.100"
    status: str = "A"
    ansvarlig: str = "marte"
    telefon: str = ""
    sprak: str = "nb"
    kanal: Fakturakanal = Fakturakanal.EHF
    po: bool = False
    dager: int = 14
    grense_kr: int | None = None
    under: str | None = None


@dataclass(frozen=True)
class Mann:
    """One demo contact."""

    key: str
    navn: str
    kunde: str
    stilling: str
    telefon: str
    roller: tuple[Rolle, ...]
    noekkel: bool = True

    @property
    def epost(self) -> str:
        """terje@fjordtre.example"""
        return f"{self.key}@{self.kunde.split('.', maxsplit=1)[0]}.example"


_P, _E = Fakturakanal.PAPIR, Fakturakanal.EPOST
NORDVIK = (
    Firma("fjordtre", "Fjordtre AS", "310889105", "Kokstadvegen 41", "5257", "Kokstad", nace="16.100",
          telefon="+4759901001", dager=30, grense_kr=900_000),
    Firma("fjordtre.produksjon", "Fjordtre Produksjon", "310889113", "Kokstadvegen 41", "5257", "Kokstad",
          form="BEDR", nace="16.100", dager=30, under="fjordtre"),
    Firma("fjordtre.lager", "Fjordtre Lager", "310889121", "Kokstadvegen 45", "5257", "Kokstad",
          form="BEDR", dager=30, under="fjordtre"),
    Firma("fjordtre.terminal", "Fjordtre Terminal", "310889148", "Hanøytangen 12", "5310", "Hauglandshella",
          form="BEDR", dager=30, under="fjordtre"),
    Firma("solbakken", "Solbakken kommune", "310889156", "Rådhusveien 1", "2000", "Lillestrøm", form="KOMM",
          nace="84.110", ansvarlig="lise", telefon="+4759901002", po=True, dager=30),
    Firma("haug", "Byggmester Haug AS", "310889164", "Industriveien 8", "3036", "Drammen", nace="41.200",
          status="H", telefon="+4759901003", kanal=_E, grense_kr=250_000),
    Firma("nordhav", "Nordhav Sjømat AS", "310889172", "Fiskerihavna 3", "6900", "Florø", nace="10.209"),
    Firma("aasane", "Åsane Dekk og Bil AS", "310889180", "Hesthaugvegen 16", "5119", "Ulset", nace="45.200"),
    Firma("osterfjord", "Østerfjord Industrier AS", "310889199", "Lonevåg 22", "5282", "Lonevåg", status="K"),
    Firma("bryggen", "Bryggen Hotelldrift AS", "310889202", "Nygårdsgaten 8", "5015", "Bergen", nace="55.101"),
    Firma("kalfaret", "Kalfaret Tannlegesenter AS", "310889210", "Kalfarveien 40", "5018", "Bergen", kanal=_P),
    Firma("lysgaard", "Lysgård Barnehage SA", "310889229", "Lysgårdveien 5", "5221", "Nesttun", form="SA"),
    Firma("sognekraft", "Sogneenergi Service AS", "310889237", "Gravensteinsgata 4", "6856", "Sogndal",
          status="P", sprak="nn"),
    Firma("voss", "Voss Bygdemølle AS", "310889245", "Uttrågata 12", "5700", "Voss", sprak="nn"),
    Firma("kvam", "Kvam Trelast AS", "310889253", "Sandvenvegen 40", "5600", "Norheimsund", sprak="nn"),
    Firma("odda", "Odda Smelteverk Drift AS", "310889261", "Eitrheimsvegen 2", "5750", "Odda", status="I"),
    Firma("groenland", "Grønland Renhold AS", "310889288", "Smalgangen 6", "0188", "Oslo", ansvarlig="jon"),
    Firma("alna", "Alna Lager og Logistikk AS", "310889296", "Alfasetveien 11", "0668", "Oslo"),
    Firma("bjerke", "Bjerke Bilsenter AS", "310889318", "Økernveien 99", "0579", "Oslo", status="T"),
    Firma("lillo", "Lillo Legevakt AS", "310889326", "Storo 4", "0485", "Oslo", nace="86.211"),
    Firma("majorstua", "Majorstua Bokhandel AS", "310889334", "Bogstadveien 30", "0355", "Oslo", kanal=_P),
    Firma("nydalen", "Nydalen Datadrift AS", "310889342", "Gullhaug torg 2", "0484", "Oslo", status="P"),
    Firma("romerike", "Romerike Kornsilo SA", "310889350", "Trondheimsveien 300", "2070", "Råholt", form="SA"),
    Firma("moss", "Moss Emballasje AS", "310889369", "Værftsgata 7", "1511", "Moss", nace="17.210"),
    Firma("stord", "Stord Mekaniske AS", "310889377", "Eldøyane 6", "5411", "Stord", nace="28.990"),
    Firma("askoey", "Havnelageret Askøy AS", "310889385", "Storebotn 60", "5309", "Kleppestø"),
    Firma("tysnes", "Tysnes Oppdrett AS", "310889393", "Våge 3", "5680", "Tysnes", status="D", sprak="nn"),
    Firma("solheim", "Solheim Slakteri AS", "310889407", "Slakthusveien 1", "5068", "Bergen", status="T"),
    Firma("bergensverft", "Bergen Verftservice AS", "310889415", "Damsgårdsveien 119", "5160", "Laksevåg"),
    Firma("dobbel", "Haugen og Sønn (dobbeltført)", "310889423", "Industriveien 8", "3036", "Drammen", status="X"),
)  # fmt: skip
SOLVIK = (
    Firma("fjellheim", "Fjellheim AS", "310889431", "Angedalsvegen 2", "6800", "Førde", nace="10.510",
          ansvarlig="carl", telefon="+4759901101", sprak="nn", dager=20),
    Firma("jolster", "Jølster Møbelsnikkeri AS", "310889458", "Skei 14", "6843", "Skei i Jølster",
          ansvarlig="carl", sprak="nn"),
    Firma("naustdal", "Naustdal Fisk AS", "310889466", "Vevring 9", "6817", "Naustdal", status="P",
          ansvarlig="carl", sprak="nn"),
)  # fmt: skip
_LEDER, _GODKJ, _BEST = Rolle.LEDER, Rolle.TIMEGODKJENNER, Rolle.BESTILLER
CONTACTS = {
    "nordvik": (
        Mann("terje", "Terje Fjordtun", "fjordtre", "driftsleder", "+4759902001", (_LEDER, _GODKJ)),
        Mann("siv", "Siv Hagen", "fjordtre", "HR-leder", "+4759902002", (_BEST, Rolle.HR)),
        Mann("anne", "Anne Dale", "fjordtre", "regnskapssjef", "+4759902003", (Rolle.FAKTURAMOTTAKER,)),
        Mann("eldrid", "Eldrid Moen", "solbakken", "avdelingsleder sykehjem", "+4759902004", (_GODKJ, _BEST)),
        Mann("haavard", "Håvard Haug", "haug", "daglig leder", "+4759902005", (_LEDER, _GODKJ, _BEST)),
    ),
    "solvik": (
        Mann("dina", "Dina Fjellheim", "fjellheim", "dagleg leiar", "+4759902101", (_LEDER, _GODKJ, _BEST)),
    ),
}  # fmt: skip
FIRST = ("Kari", "Ola", "Ingrid", "Lars", "Mona", "Tore", "Hilde", "Nils", "Gro", "Per", "Liv", "Arne")
LAST = ("Vik", "Berg", "Dahl", "Lie", "Moe", "Strand", "Eide", "Hauge", "Aas", "Bakke", "Sande")


def fill(session: Session, cast: Cast) -> None:
    """Statuses, activity types, customers with addresses, worksites, contacts, statuses and fixed comments."""
    statuser = seed_statuser(session)
    seed_purreprofil(session)
    seed_aktivitetstyper(session)
    firmaer = NORDVIK if cast.slug == "nordvik" else SOLVIK
    session.info["actor"] = _actor(cast, firmaer[0].ansvarlig)
    with frozen(
        datetime.combine(SINCE, time(9), OSLO)
    ):  # customers since January: the tree holds for what came after
        for firma in firmaer:
            _firma(session, cast, firma)
    contacts = [*CONTACTS[cast.slug], *_approvers(firmaer, CONTACTS[cast.slug])]
    for mann in contacts:
        _contact(session, cast, mann)
    if cast.slug == "nordvik":
        _sites(session, cast)
    for firma in firmaer:
        index_kunde(session, kunde_id=cast.id(firma.key))
    _statuses(session, cast, firmaer, statuser)
    _rules(session, cast, statuser)
    if cast.slug == "nordvik":
        _comments(session, cast)


def _actor(cast: Cast, key: str) -> Actor:
    member = next(member for member in cast.members if member.key == key)
    rights = frozenset(str(right) for role in member.roller for right in SHIPPED_ROLES[role])
    return Actor("ansatt", cast.id(key), member.navn, rights)


def _firma(session: Session, cast: Cast, firma: Firma) -> None:
    address = Adressedata(firma.gate, firma.postnr, firma.poststed)
    office = "Oslo" if cast.slug == "nordvik" and firma.postnr < "4000" else cast.avdelinger[0]
    kommunenr = get_kommunenr(session, postnr=firma.postnr)
    registrer_kunde(
        session,
        kunde_id=cast.id(firma.key),
        forelder_id=cast.id(firma.under) if firma.under else None,
        data=Kundedata(
            navn=firma.navn,
            orgnr=firma.orgnr,
            organisasjonsform=firma.form,
            naeringskode=firma.nace,
            telefon=firma.telefon,
            epost=f"post@{firma.key.split('.')[0]}.example",
            nettside=f"https://{firma.key.split('.')[0]}.example",
            sprak=firma.sprak,
            avdeling_id=cast.id(office),
            kundeansvarlig_id=cast.id(firma.ansvarlig),
            kommunenr=kommunenr,
            betalingsdager=firma.dager,
            kredittgrense_oere=firma.grense_kr * 100 if firma.grense_kr is not None else None,
            fakturakanal=firma.kanal,
            ehf_adresse=f"0192:{firma.orgnr}" if firma.kanal is Fakturakanal.EHF else "",
            faktura_epost=f"faktura@{firma.key.split('.')[0]}.example",
            po_paakrevd=firma.po,
            kilde="Demo",
            adresser={Adresseslag.BESOEK: address, Adresseslag.POST: address},
        ),
    )
    session.flush()  # its visiting address has become its first worksite
    sted = session.scalars(select(Arbeidssted).where(Arbeidssted.kunde_id == cast.id(firma.key))).one()
    sted.oppmoete = "Hovedinngangen, spør etter skiftleder"
    if firma.nace.startswith("41"):
        sted.slag, sted.bekledning = Arbeidsstedslag.BYGGEPLASS, "Hjelm, vernesko og synlige klær"


def _sites(session: Session, cast: Cast) -> None:
    """A building site with people to ask for, and worksites beside the standard one, of which one is out of use."""
    for key, data in (
        (
            "haug",
            Stedsdata(
                navn="Tomta på Danmarks plass",
                slag=Arbeidsstedslag.BYGGEPLASS,
                adresse="Solheimsgaten 11",
                postnr="5058",
                oppmoete="Brakkeriggen ved porten. Ring før du kommer.",
                bekledning="Hjelm, vernesko, hansker og synlig vest",
                kontakt_id=cast.id("haavard"),
                hms_kontakt_id=cast.id("haavard"),
            ),
        ),
        ("fjordtre", Stedsdata(navn="Trelastkaia", adresse="Kaiveien 4", postnr="5003", oppmoete="Port C")),
    ):
        registrer_arbeidssted(session, kunde_id=cast.id(key), data=data)
    old = registrer_arbeidssted(
        session, kunde_id=cast.id("fjordtre"), data=Stedsdata(navn="Gamle lager", postnr="5004")
    )
    session.flush()  # the next step reads it
    ta_ut_av_bruk(session, kunde_id=cast.id("fjordtre"), arbeidssted_id=old.id)


def _approvers(firmaer: tuple[Firma, ...], named: tuple[Mann, ...]) -> list[Mann]:
    """One who approves hours at each customer that has nobody yet; an enhet has its parent's."""
    covered = {mann.kunde for mann in named}
    people = []
    for place, firma in enumerate(firmaer):
        if firma.key in covered or firma.under or firma.status == "X":
            continue
        navn = f"{FIRST[place % len(FIRST)]} {LAST[place % len(LAST)]}"
        key = navn.split(maxsplit=1)[0].lower()
        number = f"+47599{30_00 + place}0"
        people.append(Mann(f"{key}{place}", navn, firma.key, "daglig leder", number, (_GODKJ, _BEST)))
    return people


def _contact(session: Session, cast: Cast, mann: Mann) -> None:
    moment = now()
    person = Person(
        id=cast.id(f"{mann.key}.person"), navn=mann.navn, sortering=sort_key(mann.navn), opprettet_tid=moment
    )
    kontakt = Engasjement(
        id=cast.id(mann.key),
        person_id=person.id,
        kunde_id=cast.id(mann.kunde),
        stilling=mann.stilling,
        telefon=mann.telefon,
        epost=mann.epost,
        paavirkning=Paavirkning.BESLUTTER if _LEDER in mann.roller else Paavirkning.PAAVIRKER,
        er_noekkel=mann.noekkel,
        gyldig_fra=SINCE,
        opprettet_tid=moment,
    )
    roles = [
        Kontaktrolle(engasjement_id=kontakt.id, kunde_id=kontakt.kunde_id, rolle=rolle, gyldig_fra=SINCE)
        for rolle in mann.roller
    ]
    add_in_order(session, [person], [kontakt], roles)


def _statuses(session: Session, cast: Cast, firmaer: tuple[Firma, ...], statuser: dict[str, UUID]) -> None:
    """Through the same gates as people: Aktiv without a signed agreement needs a reason, a credit stop Økonomi."""
    finance = "lise" if cast.slug == "nordvik" else "carl"
    reasons: dict[str, Any] = {
        "A": "Rammeavtale på papir fra før systemet",
        "H": "45 dager over forfall, og foretaket er under tvangsavvikling",
        "D": "Kunden ønsket ikke flere henvendelser",
        "I": "Driften er lagt ned",
        "X": "Samme kunde som Byggmester Haug AS",
    }
    for firma in firmaer:
        if firma.status == "P":
            continue
        session.info["actor"] = _actor(cast, finance)
        session.flush()  # the row is read back fresh
        kunde = session.get_one(Kunde, (session.info["tenant"], cast.id(firma.key)))
        endre_status(
            session,
            kunde_id=kunde.id,
            status_id=statuser[firma.status],
            grunn=reasons.get(firma.status, ""),
            versjon=kunde.versjon,
            overstyr=frozenset({Krav.AVTALE}),
        )
        kunde.er_under_avvikling = firma.key == "haug"


def _rules(session: Session, cast: Cast, statuser: dict[str, UUID]) -> None:
    """A status of the agency's own, and one rule of each kind; the customers have theirs: rules do not look back."""
    session.info["actor"] = _actor(cast, cast.members[0].key)
    opprett_status(
        session,
        kode="M",
        data=Statusdata(
            navn="Målkunde",
            rekkefoelge=15,
            tone="info",
            flagg=dict.fromkeys(map(str, Handling), Statusflagg.NEI)
            | {"ny_stilling": Statusflagg.FORESPOERSEL},
            aktiv=True,
            i_soek=True,
            er_sperre=False,
            krever_ingen_oppdrag=False,
            kan_velges=True,
        ),
    )
    for kode, slag, data in (
        ("P", Regelslag.OPPGAVE, Regeldata(tittel="Ring {kunde} og avklar behovet", dager=3,
                                           mottaker=Regelmottaker.ANSVARLIG)),
        ("T", Regelslag.FELT, Regeldata(felter=("epost", "ansvarlig"))),
        ("T", Regelslag.OPPGAVE, Regeldata(tittel="Følg opp tilbudet til {kunde}", dager=7,
                                           mottaker=Regelmottaker.ANSVARLIG)),
        ("K", Regelslag.VARSEL, Regeldata(tekst="Kredittsjekken er ikke ferdig. Avtal antall med økonomi først.")),
        ("A", Regelslag.EPOST, Regeldata(tittel="{kunde} er klar", tekst="{hvem} har gitt {kunde} status {status}.",
                                         mottaker=Regelmottaker.ADRESSE, epost=f"faktura@{cast.slug}.example")),
    ):  # fmt: skip
        lagre_regel(session, status_id=statuser[kode], slag=slag, data=data)


def _comments(session: Session, cast: Cast) -> None:
    for key, who, slag, tekst in (
        ("fjordtre", "marte", Kommentarslag.OPPMOETE, "Luke 4 hos Terje, ikke resepsjonen. Vernesko og gul vest."),
        ("fjordtre", "lise", Kommentarslag.FAKTURA, "Én faktura per avdeling. Anne vil ha timelistene vedlagt."),
        ("solbakken", "lise", Kommentarslag.FAKTURA, "Bestillingsnummer må med, ellers kommer fakturaen i retur."),
        ("haug", "lise", Kommentarslag.GENERELT, "Løpende oppdrag avklares med Jon. Ingen nye før betaling."),
    ):  # fmt: skip
        session.info["actor"] = _actor(cast, who)
        skriv_kommentar(session, kunde_id=cast.id(key), slag=slag, tekst=tekst)
