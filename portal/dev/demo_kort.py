"""Demo of the card's tabs: portal access, activities and documents of the cast, made with the room's own actions.

Siv is at Fjordtre and sees its Lager alone, without prices; Anne sees invoices and no hours; Terje approves hours for
the whole customer. Dina is Solvik's, at Fjellheim. Documents are left out when no store is chosen (tests).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, now, today
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.filestore import registry as filestore
from portal.filestore.models import Dokumentslag
from portal.identity.models import Bruker, Portalkonto, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from portal.kundekort.aktiviteter import Aktivitetsdata, registrer_aktivitet
from portal.kundekort.aktivitetstyper import get_type_id, lagre_type
from portal.kundekort.dokumenter.actions import last_opp_dokument
from portal.kundekort.dokumenter.rules import Dokumentdata
from portal.kundekort.favoritter.actions import sett_favoritt
from portal.kundekort.hotlister import lag_liste
from portal.kundekort.kontakter.tilgang.actions import gi_tilgang
from portal.kundekort.kontakter.tilgang.rules import Tilgangsdata
from portal.kundekort.masse.actions import legg_mange_i_liste
from portal.kundekort.models import Deling
from portal.kundekort.utvalg import Leser, Utvalg
from portal.kundekort.visninger.actions import lagre_visning

_KUNDE, _ENHET = Tilgangsomfang.KUNDE, Tilgangsomfang.ENHET


@dataclass(frozen=True)
class Adgang:
    """One contact's access: a preset, further rights, how far, counted from where."""

    kontakt: str
    kunde: str
    forvalg: str
    omfang: Tilgangsomfang
    fra: str | None = None
    ogsaa: frozenset[Portalrett] = frozenset()


@dataclass(frozen=True)
class Innslag:
    """One activity: days from today and the hour, in Oslo."""

    kunde: str | None
    type: str
    dager: int
    klokke: str
    minutter: int
    emne: str
    notat: str = ""
    kontakt: str | None = None
    neste: tuple[str, int] | None = None
    hvem: str = "marte"
    sted: str = ""


ACCESS = {
    "nordvik": (
        Adgang("terje", "fjordtre", "Timegodkjenner", _KUNDE, ogsaa=frozenset({Portalrett.TIMER_PRIS})),
        Adgang("siv", "fjordtre", "Bestiller", _ENHET, fra="fjordtre.lager"),
        Adgang("anne", "fjordtre", "Regnskap", _KUNDE, ogsaa=frozenset({Portalrett.DOKUMENT_LES})),
        Adgang("eldrid", "solbakken", "Timegodkjenner", _KUNDE),
    ),
    "solvik": (Adgang("dina", "fjellheim", "Superbruker", _KUNDE),),
}
DIARY = {
    "nordvik": (
        Innslag("fjordtre", "telefon", -9, "10:30", 15, "To ekstra på lageret",
                "Vil ha to ekstra på kveldsskift fra mandag, helst med truckbevis.", "terje"),
        Innslag("fjordtre", "moete", -6, "13:00", 90, "Kundemøte på Kokstad",
                "Vurderer fast ansettelse av to fra nyttår. Tas opp igjen om to uker.", "terje",
                ("Avklar fast ansettelse med Terje", 8), sted="Kokstadvegen 41"),
        Innslag("fjordtre", "telefon", -1, "14:15", 10, "Spørsmål om faktura",
                "Anne vil ha bestillingsnummer per linje.", "anne"),
        Innslag("fjordtre", "besoek", 2, "09:00", 120, "Omvisning på terminalen", kontakt="terje",
                sted="Hanøytangen 12"),
        Innslag("solbakken", "moete", -13, "11:00", 60, "Oppstart rammeavtale",
                "Gikk gjennom avtalen og bemanningsbehovet før jul.", "eldrid",
                ("Send CV-er til helsefagarbeidere", 1)),
        Innslag("solbakken", "telefon", 0, "08:15", 15, "Vaktliste neste uke", kontakt="eldrid"),
        Innslag("haug", "notat", -4, "15:30", 0, "Venter på betaling",
                "Håvard lover oppgjør innen fredag. Sperren står til pengene er inne.", "haavard"),
        Innslag("nordhav", "besoek", 3, "12:00", 120, "Bedriftsbesøk i Florø", sted="Fiskerihavna 3"),
        Innslag("sognekraft", "telefon", -2, "09:45", 20, "Første samtale", "Trenger elektrikere fra mars.",
                neste=("Følg opp tilbud til Sogneenergi", 4)),
        Innslag("alna", "moete", 1, "10:00", 45, "Vaktplan for desember", sted="Alfasetveien 11"),
        Innslag(None, "moete", 0, "13:30", 30, "Ukestart, avdelingen"),
        Innslag("haug", "telefon", -3, "10:00", 10, "Purret på forfalt faktura", kontakt="haavard", hvem="lise"),
    ),
    "solvik": (
        Innslag("fjellheim", "telefon", -3, "10:00", 15, "Bemanning til jul", "Treng tre på pakkeriet.", "dina",
                ("Finn tre til pakkeriet", 3), hvem="carl"),
        Innslag("fjellheim", "besoek", 1, "12:00", 60, "Synfaring på meieriet", kontakt="dina", hvem="carl"),
        Innslag("naustdal", "telefon", -1, "09:00", 10, "Presenterte Solvik", hvem="carl"),
    ),
}  # fmt: skip
PAPERS = {
    "nordvik": (
        ("fjordtre", Dokumentslag.RAMMEAVTALE, "Rammeavtale Fjordtre", "Rammeavtale Fjordtre.pdf", True),
        ("fjordtre", Dokumentslag.PRISLISTE, "Prisliste lager og terminal", "Prisliste æøå.pdf", False),
        ("fjordtre.terminal", Dokumentslag.HMS, "Sikkerhetsinstruks terminal", "HMS terminal.pdf", True),
        ("solbakken", Dokumentslag.KONTRAKT, "Avrop helsepersonell", "Avrop.pdf", True),
    ),
    "solvik": (("fjellheim", Dokumentslag.RAMMEAVTALE, "Rammeavtale Fjellheim", "Rammeavtale.pdf", True),),
}

#: Saved views: name, filter, whom they are shared with.
VIEWS = {
    "nordvik": (
        ("Vestland, potensielle", "status=potensiell&fylke=46", Deling.AVDELING),
        ("Mine aktive", "hvem=mine&status=aktiv", Deling.MEG),
        ("Industri", "q=industri", Deling.ALLE),
    ),
    "solvik": (("Kundane mine", "hvem=mine", Deling.MEG),),
}
#: Lists: name, whom they are shared with, days they hold from today, customers.
LISTS = {
    "nordvik": (
        ("Julebemanning", Deling.ALLE, 28, ("fjordtre", "solbakken", "nordhav", "alna")),
        ("Ringes denne uken", Deling.MEG, None, ("sognekraft", "moss")),
    ),
    "solvik": (("Til jul", Deling.ALLE, 28, ("fjellheim",)),),
}
STARS = {"nordvik": ("fjordtre", "solbakken", "nordhav"), "solvik": ("fjellheim",)}


def fill(session: Session, cast: Cast) -> None:
    """Access, an own type of activity, the diary, and documents where they can be kept."""
    lead = cast.members[0].key
    session.info["actor"] = actor(cast, lead)
    for adgang in ACCESS[cast.slug]:
        _give(session, cast, adgang)
    lagre_type(session, type_id=None, navn="Videomøte", ikon="video", oppfoelging_dager=14)
    for innslag in sorted(DIARY[cast.slug], key=lambda i: (i.dager, i.klokke)):
        _register(session, cast, innslag)
    _views(session, cast)
    if filestore.is_configured():
        file_papers(session, cast)


def _views(session: Session, cast: Cast) -> None:
    """What the first of the employees keeps of the list."""
    lead = cast.members[0].key
    session.info["actor"] = actor(cast, lead)
    avdeling_id = session.scalar(select(Bruker.avdeling_id).where(Bruker.id == cast.id(lead)))
    for navn, filtertekst, deling in VIEWS[cast.slug]:
        lagre_visning(session, navn=navn, filtertekst=filtertekst, deling=deling, avdeling_id=avdeling_id)
    leser = Leser(cast.id(lead), avdeling_id)
    for navn, deling, dager, kunder in LISTS[cast.slug]:
        siste_dag = None if dager is None else today() + timedelta(days=dager)
        liste = lag_liste(session, navn=navn, deling=deling, siste_dag=siste_dag, leser=leser)
        ids = tuple(cast.id(kunde) for kunde in kunder)
        legg_mange_i_liste(session, utvalg=Utvalg(ids), liste_id=liste.id, leser=leser)
    for kunde in STARS[cast.slug]:
        sett_favoritt(session, kunde_id=cast.id(kunde), paa=True)


def file_papers(session: Session, cast: Cast) -> None:
    """The documents of the card, their bytes in the store this process uses."""
    session.info["actor"] = actor(cast, cast.members[0].key)
    for kunde, slag, tittel, filnavn, synlig in PAPERS[cast.slug]:
        last_opp_dokument(
            session,
            kunde_id=cast.id(kunde),
            data=Dokumentdata(slag, tittel, gyldig_fra=date(today().year, 1, 1), synlig_i_portal=synlig),
            innhold=one_page(tittel, cast.navn),
            filnavn=filnavn,
        )


def _give(session: Session, cast: Cast, adgang: Adgang) -> None:
    """Nobody is mailed; the account counts as used, so that the demo's password opens it at once."""
    tilgang = gi_tilgang(
        session,
        kunde_id=cast.id(adgang.kunde),
        kontakt_id=cast.id(adgang.kontakt),
        data=Tilgangsdata(
            rettigheter=CONTACT_PRESETS[adgang.forvalg] | adgang.ogsaa,
            omfang=adgang.omfang,
            node_id=cast.id(adgang.fra) if adgang.fra else None,
        ),
        adresse=None,
        er_demo=True,
    )
    session.execute(update(Portalkonto).where(Portalkonto.id == tilgang.konto_id).values(aktivert_tid=now()))


def _register(session: Session, cast: Cast, innslag: Innslag) -> None:
    """What has been is written when it was, so that the timeline reads as it happened."""
    session.info["actor"] = actor(cast, innslag.hvem)
    begin = datetime.combine(
        today() + timedelta(days=innslag.dager), time.fromisoformat(innslag.klokke), OSLO
    )
    neste, om_dager = innslag.neste or ("", 0)
    data = Aktivitetsdata(
        type_id=get_type_id(session, kode=innslag.type),
        tid=begin,
        varighet_min=innslag.minutter,
        kontakt_id=cast.id(innslag.kontakt) if innslag.kontakt else None,
        emne=innslag.emne,
        notat=innslag.notat,
        sted=innslag.sted,
        neste_steg=neste,
        neste_dato=today() + timedelta(days=om_dager) if neste else None,
    )
    kunde_id = cast.id(innslag.kunde) if innslag.kunde else None
    with frozen(min(begin + timedelta(minutes=innslag.minutter), now())):
        registrer_aktivitet(session, kunde_id=kunde_id, data=data)


def one_page(tittel: str, firma: str) -> bytes:
    """A whole PDF of one page with two lines; letters as in WinAnsi, so that æøå are there."""
    words = [
        line.encode("cp1252", "replace").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in (tittel, firma)
    ]
    drawn = b"BT /F1 24 Tf 72 760 Td (%s) Tj 0 -36 Td /F1 14 Tf (%s) Tj ET" % tuple(words)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(out))
    )
