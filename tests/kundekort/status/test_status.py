"""Status: gates, the credit stop, inheritance down the tree, and the log."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort import registry
from portal.kundekort.models import (
    Fakturakanal,
    Kontaktrolle,
    Kunde,
    KundeForelder,
    Kundestatus,
    KundestatusLogg,
    Rolle,
    Statusflagg,
)
from portal.kundekort.queries import get_kunde, get_statusflagg
from portal.kundekort.rules import Handling, Krav, require
from portal.kundekort.status.actions import endre_status
from portal.kundekort.status.queries import list_mangler
from portal.oppdrag.kundefane.tall import list_bindinger
from portal.oppdrag.models import Utleieoppdrag
from tests.support.forms import form_of


def as_role(session, cast, key: str, role: str) -> None:
    session.info["actor"] = Actor("ansatt", cast.id(key), key, frozenset(map(str, SHIPPED_ROLES[role])))


def status_id(session, kode: str):
    return session.scalars(select(Kundestatus.id).where(Kundestatus.kode == kode)).one()


def give(session, kunde: Kunde, kode: str, *, grunn: str = "", overstyr=frozenset()) -> Kunde:
    session.flush()
    fresh = get_kunde(session, kunde_id=kunde.id)
    changed = endre_status(
        session,
        kunde_id=kunde.id,
        status_id=status_id(session, kode),
        grunn=grunn,
        versjon=fresh.versjon,
        overstyr=overstyr,
    )
    session.flush()
    return changed


@pytest.fixture
def ready(session, make, cast) -> Kunde:
    """A customer with everything Aktiv asks for but a signed agreement."""
    as_role(session, cast, "marte", "Konsulent")
    kunde = make.kunde(navn="Klar AS")
    kunde.orgnr, kunde.fakturakanal, kunde.faktura_epost = "310889474", Fakturakanal.EPOST, "f@klar.example"
    kontakt = make.kontakt(kunde_id=kunde.id)
    session.add(
        Kontaktrolle(
            engasjement_id=kontakt.id,
            kunde_id=kunde.id,
            rolle=Rolle.TIMEGODKJENNER,
            gyldig_fra=kontakt.gyldig_fra,
        )
    )
    session.flush()
    return kunde


def test_active_asks_for_everything_and_names_it(session, make, cast) -> None:
    as_role(session, cast, "marte", "Konsulent")
    kunde = make.kunde(navn="Ufullstendig AS")
    with pytest.raises(Refused) as refused:
        give(session, kunde, "A")
    for part in ("organisasjonsnummer", "fakturakanal", "godkjenner timer", "signert avtale"):
        assert part in str(refused.value.sentence)
    assert refused.value.link == f"/kunder/{kunde.id}/endre"


@pytest.mark.parametrize(
    ("spoil", "missing"),
    [
        ({"orgnr": None}, Krav.ORGNR),
        ({"fakturakanal": None}, Krav.FAKTURAKANAL),
        ({"faktura_epost": ""}, Krav.FAKTURAKANAL),
        ({"betalingsdager": 0}, Krav.BETALING),
    ],
)
def test_each_requirement_stops_alone(session, ready, spoil, missing) -> None:
    for name, value in spoil.items():
        setattr(ready, name, value)
    session.flush()
    assert list_mangler(session, kunde=ready, krav=list(Krav)) == [missing, Krav.AVTALE]
    with pytest.raises(Refused):
        give(
            session, ready, "A", grunn="x", overstyr=frozenset(Krav)
        )  # only the agreement may be passed over


def test_a_requirement_that_is_switched_off_asks_nothing(session, ready) -> None:
    status = session.scalars(select(Kundestatus).where(Kundestatus.kode == "A")).one()
    status.krav = [krav for krav in status.krav if krav != Krav.AVTALE]
    assert give(session, ready, "A").status_id == status.id


def test_the_agreement_is_passed_over_only_with_a_reason_that_is_kept(session, ready) -> None:
    with pytest.raises(Refused) as refused:
        give(session, ready, "A", overstyr=frozenset({Krav.AVTALE}))
    assert refused.value.field == "grunn"
    give(session, ready, "A", grunn="Avtale på papir", overstyr=frozenset({Krav.AVTALE}))
    row = session.scalars(
        select(KundestatusLogg).where(KundestatusLogg.kunde_id == ready.id, KundestatusLogg.grunn != "")
    ).one()
    assert (row.grunn, row.overstyrt, row.aktoer_navn) == ("Avtale på papir", ["avtale"], "marte")


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"gyldig_fra": today() + timedelta(days=1)}, False),
        ({"gyldig_til": today()}, False),
        ({"gyldig_til": today() + timedelta(days=1)}, True),
        ({"slag": "tilbud"}, False),
        ({"kobling": ("kontrakt", uuid4())}, False),  # written by the portal, signed by nobody
    ],
)
def test_an_agreement_among_the_documents_counts_while_it_holds(
    session, ready, make, changed, counts
) -> None:
    make.dokument(kunde_id=ready.id, **{"slag": "rammeavtale", **changed})
    assert list_mangler(session, kunde=ready, krav=[Krav.AVTALE]) == ([] if counts else [Krav.AVTALE])
    if counts:
        assert give(session, ready, "A").versjon == 2


def test_only_finance_sets_and_lifts_the_credit_stop(session, ready, cast) -> None:
    for key, role in (("marte", "Konsulent"), ("jon", "Admin")):
        as_role(session, cast, key, role)
        with pytest.raises(Refused):
            give(session, ready, "H", grunn="forfalt")
    as_role(session, cast, "lise", "Økonomi")
    with pytest.raises(Refused) as refused:
        give(session, ready, "H")
    assert refused.value.field == "grunn"
    give(session, ready, "H", grunn="45 dager over forfall")
    as_role(session, cast, "jon", "Admin")
    with pytest.raises(Refused) as refused:
        give(session, ready, "P", grunn="x")
    assert "økonomi" in str(refused.value.sentence)
    as_role(session, cast, "lise", "Økonomi")
    give(session, ready, "P", grunn="betalt")


def test_the_strictest_of_own_and_ancestors_holds_and_says_whose(session, cast, make) -> None:
    flagg = get_statusflagg(session, kunde_id=cast.id("fjordtre.lager"))
    assert flagg.stop(Handling.NYTT_OPPDRAG) is None
    require(flagg, Handling.NYTT_OPPDRAG)
    as_role(session, cast, "lise", "Økonomi")
    give(session, get_kunde(session, kunde_id=cast.id("fjordtre")), "H", grunn="forfalt")
    flagg = get_statusflagg(session, kunde_id=cast.id("fjordtre.lager"))
    stop = flagg.stop(Handling.NYTT_OPPDRAG)
    assert stop is not None
    assert "Kredittsperre" in stop.regel
    assert "Fjordtre AS" in stop.kilde
    assert stop.kan_oppheve == "økonomi"
    assert stop.lenke == f"/kunder/{cast.id('fjordtre')}/status"
    assert flagg.stop(Handling.FAKTURA) is None
    with pytest.raises(Refused) as refused:
        require(flagg, Handling.FORLENG)
    assert refused.value.link == stop.lenke


def test_each_act_has_its_own_strictest_link_of_the_chain(session, cast, make) -> None:
    """The parent stops one act, the enhet another; a parent of yesterday stops nothing."""

    def own(navn: str, **flags) -> Kundestatus:
        given = dict.fromkeys(map(str, Handling), Statusflagg.JA) | flags
        row = Kundestatus(kode=navn, navn=navn, rekkefoelge=1, aktiv=True, i_soek=True, **given)
        session.add(row)
        session.flush()
        return row

    top, below = make.kunde(navn="Topp AS"), make.kunde(navn="Under AS")
    top.status_id = own("TOPP", nytt_oppdrag=Statusflagg.NEI, faktura=Statusflagg.ADVARSEL).id
    below.status_id = own("UNDER", forleng=Statusflagg.NEI, faktura=Statusflagg.JA).id
    link = KundeForelder(kunde_id=below.id, forelder_id=top.id, gyldig_fra=today() - timedelta(days=9))
    session.add(link)
    session.flush()

    def answers(kunde: Kunde) -> list[tuple[str, str]]:
        flagg = get_statusflagg(session, kunde_id=kunde.id)
        return [(flagg.value(h).value, flagg.strictest(h).kunde_navn) for h in Handling]

    held = answers(below)
    assert held == [
        ("ja", "Under AS"),
        ("nei", "Topp AS"),
        ("nei", "Under AS"),
        ("advarsel", "Topp AS"),
    ]
    assert answers(top)[2] == ("ja", "Topp AS")  # an enhet says nothing of what stands above it
    link.gyldig_til = today()
    session.flush()
    assert answers(below) != held
    assert answers(below)[1] == ("ja", "Under AS")


@pytest.mark.parametrize(
    ("kode", "expected"),
    [
        ("P", ("forespoersel", "nei", "nei", "nei")),
        ("T", ("ja", "nei", "nei", "nei")),
        ("K", ("ja", "advarsel", "ja", "ja")),
        ("A", ("ja", "ja", "ja", "ja")),
        ("H", ("nei", "nei", "nei", "ja")),
        ("D", ("nei", "nei", "nei", "ja")),
        ("I", ("nei", "nei", "nei", "ja")),
        ("X", ("nei", "nei", "nei", "nei")),
    ],
)
def test_the_shipped_flags_are_those_of_the_domain(session, kode: str, expected) -> None:
    row = session.scalars(select(Kundestatus).where(Kundestatus.kode == kode)).one()
    assert (row.ny_stilling, row.nytt_oppdrag, row.forleng, row.faktura) == expected
    assert row.aktiv == row.i_soek == (kode in "PTKAH")


def test_a_warning_is_no_stop(session, cast) -> None:
    flagg = get_statusflagg(session, kunde_id=cast.id("osterfjord"))
    assert flagg.value(Handling.NYTT_OPPDRAG) is Statusflagg.ADVARSEL
    assert flagg.stop(Handling.NYTT_OPPDRAG) is None
    assert "Sjekk kreditten" in str(flagg.warning(Handling.NYTT_OPPDRAG))
    assert flagg.warning(Handling.FAKTURA) is None


def test_what_runs_holds_the_customer_and_is_listed(session, ready, monkeypatch) -> None:
    running = registry.Registry()
    running.register(
        registry.Binding("oppdrag", "Oppdrag", lambda _session, _kunde_id: [("OP-3131", "/oppdrag/x")])
    )
    monkeypatch.setattr("portal.kundekort.status.queries.bindinger", running)
    with pytest.raises(Refused) as refused:
        give(session, ready, "I", grunn="lagt ned")
    assert "OP-3131" in str(refused.value.sentence)
    assert refused.value.link == "/oppdrag/x"
    give(session, ready, "D", grunn="vil ikke")  # running ones go on under a stop


def test_what_runs_at_an_enhet_holds_the_customer_above(session, cast) -> None:
    _label, oppdrag_id = list_bindinger(session, cast.id("fjordtre"))[0]
    session.get_one(Utleieoppdrag, (session.info["tenant"], oppdrag_id)).kunde_id = cast.id("fjordtre.lager")
    session.flush()
    assert oppdrag_id in {held for _label, held in list_bindinger(session, cast.id("fjordtre"))}
    assert oppdrag_id not in {held for _label, held in list_bindinger(session, cast.id("fjordtre.terminal"))}


def test_stale_same_and_unknown(session, ready, make) -> None:
    with pytest.raises(Stale):
        endre_status(session, kunde_id=ready.id, status_id=status_id(session, "T"), grunn="", versjon=99)
    with pytest.raises(Refused):
        give(session, ready, "P")
    with pytest.raises(NotFound):
        endre_status(session, kunde_id=ready.id, status_id=ready.id, grunn="", versjon=1)


def test_the_page_changes_the_status_and_shows_the_log(client, cast) -> None:
    path = f"/kunder/{cast.id('nydalen')}/status"
    page = client.get(path).text
    tilbud = next(
        part.split('"')[0]
        for part in page.split('<option value="')[1:]
        if "Tilbud sendt" in part.split("</option")[0]
    )
    data = {**form_of(client, path, action="/status"), "status_id": tilbud, "grunn": "Sendt i dag"}
    assert client.post(path, data).status_code == 303
    page = client.get(path).text
    assert "Sendt i dag" in page
    assert "endret status fra Potensiell til Tilbud sendt" in client.get(f"/kunder/{cast.id('nydalen')}").text


def test_a_refusal_keeps_what_was_typed_and_links_to_the_remedy(client, cast) -> None:
    path = f"/kunder/{cast.id('haug')}/status"
    data = {**form_of(client, path, action="/status"), "grunn": "Vil prøve"}
    data["status_id"] = next(
        part.split('"')[0]
        for part in client.get(path).text.split('<option value="')[1:]
        if "Potensiell" in part.split("</option")[0]
    )
    response = client.post(path, data)
    assert response.status_code == 422
    assert "Vil prøve" in response.text
    assert "økonomi" in response.text


def test_readers_see_the_log_but_no_form(client, cast) -> None:
    page = client.as_("berit").get(f"/kunder/{cast.id('haug')}/status").text
    assert "45 dager over forfall" in page
    assert "Ny status" not in page
