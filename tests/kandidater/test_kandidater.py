"""Candidates: the national number stays sealed, search finds them, a stale copy is refused."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from portal.audit.models import Hendelse, Leselogg
from portal.errors import NotFound, Refused, Stale
from portal.kandidater.fnr import unseal
from portal.kandidater.kandidater.actions import Kandidatdata, endre_kandidat, lagre_foedselsnummer
from portal.kandidater.kandidater.queries import list_kandidater
from portal.kandidater.models import Kandidat, Kandidatord, Kandidatstatus
from portal.kandidater.queries import get_kandidat

#: Synthetic: month + 80 (Skatteetaten's test persons), check digits right; the second is a D-number.
FNR, DNR = "15888500062", "55888500056"


def data_of(kandidat, **changes):
    names = Kandidatdata.__dataclass_fields__
    return Kandidatdata(**{**{n: getattr(kandidat, n) for n in names}, **changes})


def names_in(page):
    return [row.etternavn for row in page.rows]


def form_data(**changes):
    return {
        "idempotens": str(uuid4()),
        "fornavn": "Ola",
        "etternavn": "Nordmann",
        "epost": f"{uuid4().hex[:8]}@vikar.example",
        "status": "aktiv",
        "stilling_bp": "80",
        "avdeling_id": "",
        "konsulent_id": "",
        **changes,
    }


@pytest.mark.parametrize(("number", "slag"), [(FNR, "fnr"), (DNR, "dnr")])
def test_the_number_is_stored_sealed_and_shown_as_a_hint(session, make, number, slag):
    kandidat = make.kandidat(fnr=number)
    raw = session.execute(
        text("SELECT row_to_json(k)::text FROM kandidat k WHERE id = :id"), {"id": kandidat.id}
    ).scalar_one()
    assert number not in raw
    assert number[6:] not in raw
    assert (kandidat.fnr_hint, kandidat.fnr_slag) == (f"{number[:6]} •••••", slag)
    opened = unseal(kandidat.fnr_kryptert, tenant_id=session.info["tenant"], kandidat_id=kandidat.id)
    assert opened == number


def test_the_number_is_in_no_history_and_no_search_word(session, make):
    kandidat = make.kandidat(fnr=FNR)
    lagre_foedselsnummer(session, kandidat_id=kandidat.id, fnr=None)
    session.flush()  # history is read below
    told = str(session.execute(select(Hendelse.data).where(Hendelse.subjekt_id == kandidat.id)).all())
    words = set(session.scalars(select(Kandidatord.ord).where(Kandidatord.kandidat_id == kandidat.id)))
    assert FNR not in told
    assert not {w for w in words if w in FNR and len(w) > 3}
    assert kandidat.fnr_kryptert is None


def test_the_same_number_twice_is_refused_with_the_name(session, make):
    make.kandidat("Kari Først", fnr=FNR)
    with pytest.raises(Refused, match="Kari Først"):
        make.kandidat("Kari Andre", fnr=FNR)
    make.kandidat("Kari Tredje", fnr=DNR)


def test_two_candidates_cannot_share_an_address(session, make):
    make.kandidat("Ola En", epost="felles@vikar.example")
    with pytest.raises(Refused, match="Ola En"):
        make.kandidat("Ola To", epost="Felles@vikar.example")


@pytest.mark.parametrize(
    "query", ["bjørge", "bjorge", "åse bjø", "41234567", "412 34 567", "truck", "truckbevis t4", "elektr"]
)
def test_search_finds_by_name_phone_trade_and_competence(session, make, query):
    make.kandidat("Åse Bjørge", telefon="+4741234567", yrke="Elektriker", kompetanse=["Truckbevis T4"])
    make.kandidat("Nils Annensen", telefon="+4748888888", yrke="Kokk")
    assert "Bjørge" in names_in(list_kandidater(session, soek=query))
    assert "Annensen" not in names_in(list_kandidater(session, soek=query))


def test_inactive_candidates_show_only_when_asked_for(session, make):
    make.kandidat("Ina Borte", status=Kandidatstatus.INAKTIV)
    assert "Borte" not in names_in(list_kandidater(session))
    assert "Borte" in names_in(list_kandidater(session, status=Kandidatstatus.INAKTIV))
    assert "Borte" in names_in(list_kandidater(session, soek="borte"))


def test_the_list_is_in_norwegian_order(session, make):
    for name in ("X Ålesund", "X Østby", "X Ærlig", "X Zakariassen"):
        make.kandidat(name)
    found = [
        n
        for n in names_in(list_kandidater(session, soek="x"))
        if n in {"Ålesund", "Østby", "Ærlig", "Zakariassen"}
    ]
    assert found == ["Zakariassen", "Ærlig", "Østby", "Ålesund"]


def test_a_change_of_a_stale_copy_is_refused_and_nothing_is_lost(session, make):
    kandidat = make.kandidat("Per Stale")
    endre_kandidat(
        session, kandidat_id=kandidat.id, data=data_of(kandidat, yrke="Kokk"), versjon=kandidat.versjon
    )
    with pytest.raises(Stale):
        endre_kandidat(session, kandidat_id=kandidat.id, data=data_of(kandidat, yrke="Maler"), versjon=1)
    assert get_kandidat(session, kandidat_id=kandidat.id).yrke == "Kokk"


def test_the_card_hides_the_number_and_the_permission_opens_it(client, session, make, connection):
    kandidat = make.kandidat(fnr=FNR)
    session.commit()
    card = client.get(f"/kandidater/{kandidat.id}")
    assert FNR[6:] not in card.text
    assert FNR[:6] in card.text
    assert client.get(f"/kandidater/{kandidat.id}/foedselsnummer").status_code == 403
    shown = client.as_("jon").get(f"/kandidater/{kandidat.id}/foedselsnummer")
    assert FNR[6:] in shown.text
    shown.close()
    read = session.scalars(select(Leselogg.hva).where(Leselogg.subjekt_id == kandidat.id)).all()
    assert "foedselsnummer" in read


def test_registering_and_changing_through_the_pages(client, session):
    response = client.post("/kandidater", form_data(fnr=FNR, telefon="412 34 567"))
    assert response.status_code == 303
    kandidat_id = re.search(r"[0-9a-f-]{36}", response.headers["Location"])[0]
    kandidat = session.scalars(select(Kandidat).where(Kandidat.id == kandidat_id)).one()
    assert (kandidat.telefon, kandidat.stilling_bp, kandidat.fnr_hint[:6]) == ("+4741234567", 8_000, FNR[:6])
    form = client.get(f"/kandidater/{kandidat_id}/endre").text
    assert 'value="Nordmann"' in form
    assert FNR not in form
    changed = client.post(f"/kandidater/{kandidat_id}", form_data(versjon="1", etternavn="Nymann"))
    assert changed.status_code == 303
    again = client.post(f"/kandidater/{kandidat_id}", form_data(versjon="1", etternavn="Gammelmann"))
    assert again.status_code == 422
    assert "Gammelmann" in again.text
    assert "Nymann" in again.text


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("fnr", "12345678901", "12345678901"),
        ("epost", "ikke en adresse", "ikke en adresse"),
        ("fornavn", "", ""),
    ],
)
def test_what_cannot_be_read_is_shown_again(client, session, field, typed, kept):
    before = session.scalar(select(func.count()).select_from(Kandidat))
    response = client.post("/kandidater", form_data(**{field: typed}))
    assert response.status_code == 422
    assert f'value="{kept}"' in response.text
    assert session.scalar(select(func.count()).select_from(Kandidat)) == before


def test_the_second_copy_of_a_post_makes_no_second_candidate(client, session):
    form = form_data()
    first, second = client.post("/kandidater", form), client.post("/kandidater", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert session.scalar(select(func.count()).where(Kandidat.epost == form["epost"])) == 1


def test_competence_and_periods_through_the_pages(client, session, make):
    kandidat = make.kandidat()
    session.commit()
    base = f"/kandidater/{kandidat.id}"
    skill = {
        "idempotens": str(uuid4()),
        "slag": "sertifikat",
        "navn": "Truckbevis T4",
        "siste_dag": "31.12.2026",
    }
    assert client.post(f"{base}/kompetanse", skill).status_code == 303
    period = {"idempotens": str(uuid4()), "slag": "ferie", "fra": "21.12.2026", "siste_dag": "31.12.2026"}
    assert client.post(f"{base}/tilgjengelighet", period).status_code == 303
    card = client.get(base).text
    assert "Truckbevis T4" in card
    assert "21.12.2026–31.12.2026" in card
    clash = {**period, "idempotens": str(uuid4()), "slag": "opptatt", "fra": "31.12.2026", "siste_dag": ""}
    assert client.post(f"{base}/tilgjengelighet", clash).status_code == 422
    for kind in ("kompetanse", "tilgjengelighet"):
        action = re.search(rf'action="/nordvik({base}/{kind}/[0-9a-f-]+/slett)"', card)[1]
        assert client.post(action, {"idempotens": str(uuid4())}).status_code == 303
    assert "Truckbevis T4" not in client.get(base).text


@pytest.mark.parametrize("path", ["", "/endre", "/kompetanse/ny"])
def test_another_agency_s_candidate_is_not_there(client, session, make, path):
    kandidat = make.kandidat()
    session.commit()
    assert client.as_("carl").get(f"/kandidater/{kandidat.id}{path}").status_code == 404
    with pytest.raises(NotFound):
        get_kandidat(session, kandidat_id=uuid4())


def test_a_reader_may_look_but_not_change(client, session, make):
    kandidat = make.kandidat()
    session.commit()
    reader = client.as_("berit")
    assert reader.get(f"/kandidater/{kandidat.id}").status_code == 200
    assert "/endre" not in reader.get(f"/kandidater/{kandidat.id}").text
    assert reader.post("/kandidater", form_data()).status_code == 403
