"""Recruitments through their pages, as Marte uses them."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.oppdrag.models_rekruttering import Rekruttering, Rekrutteringstilstand
from portal.oppdrag.rekruttering.queries import get_rekruttering
from tests.support.forms import fields, form_of
from tests.support.make_oppdrag import set_status


@pytest.fixture
def kunde(session, make):
    made = make.oppdragskunde()
    session.commit()
    return made


def new_form(client, kunde, **changes):
    form = form_of(client, f"/kunder/{kunde.id}/rekrutteringer/ny", action="/rekrutteringer")
    return {**form, "tittel": "Lagerleder", "aarsloenn_oere": "620 000", "honorar_bp": "15", **changes}


@pytest.fixture
def rekruttering(client, session, kunde):
    response = client.post(f"/kunder/{kunde.id}/rekrutteringer", new_form(client, kunde))
    return get_rekruttering(session, rekruttering_id=UUID(response.headers["Location"].rsplit("/", 1)[1]))


def test_a_recruitment_is_made_and_stands_in_its_group(client, kunde, rekruttering):
    assert rekruttering.nummer.startswith("RE-4")
    page = client.get(f"/rekrutteringer/{rekruttering.id}").text
    assert "93\xa0000,00\xa0kr" in page
    assert "15\xa0% av årslønn" in page
    tab = client.get(f"/kunder/{kunde.id}/oppdrag").text
    assert tab.count(rekruttering.nummer) == 1
    assert f"/rekrutteringer/{rekruttering.id}" in tab
    assert f"/rekrutteringer/{rekruttering.id}" in client.get(f"/kunder/{kunde.id}/oppdrag?q=lagerled").text
    assert f"/rekrutteringer/{rekruttering.id}" not in client.get(f"/kunder/{kunde.id}/oppdrag?q=kokk").text
    told = client.get(f"/kunder/{kunde.id}/tidslinje").text
    assert told.count(f"opprettet rekrutteringen {rekruttering.nummer}") == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tittel": " "}, "Fyll ut dette feltet."),
        ({"antall": "0"}, "minst 1"),
        ({"honorar_bp": "101"}, "Kan ikke være mer enn 100"),
        ({"honorar_oere": "68 500"}, "ikke begge"),
        ({"aarsloenn_oere": "mye"}, "mye"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_kept(client, session, kunde, changes, sentence):
    form = new_form(client, kunde, **changes)
    response = client.post(f"/kunder/{kunde.id}/rekrutteringer", form)
    assert response.status_code == 422
    assert sentence in response.text
    kept = fields(response.text, action="/rekrutteringer")
    assert {name: kept[name].strip() for name in changes} == {n: v.strip() for n, v in changes.items()}
    assert session.scalar(select(func.count(Rekruttering.id)).where(Rekruttering.kunde_id == kunde.id)) == 0


def test_a_double_click_makes_one(client, session, kunde):
    form = new_form(client, kunde)
    answers = [client.post(f"/kunder/{kunde.id}/rekrutteringer", form) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    assert session.scalar(select(func.count(Rekruttering.id)).where(Rekruttering.kunde_id == kunde.id)) == 1


def test_a_change_is_saved_and_an_old_copy_is_refused(client, session, rekruttering):
    base = f"/rekrutteringer/{rekruttering.id}"
    form = form_of(client, f"{base}/endre", action=base)
    assert client.post(base, {**form, "tittel": "Lagersjef"}).status_code == 303
    assert get_rekruttering(session, rekruttering_id=rekruttering.id).tittel == "Lagersjef"
    refused = client.post(base, {**form, "idempotens": str(uuid4()), "tittel": "For sent"})
    assert refused.status_code == 422
    assert "Lagersjef" in refused.text
    assert fields(refused.text, action=base)["tittel"] == "For sent"


@pytest.mark.parametrize("utfall", ["besatt", "avlyst"])
def test_it_ends_and_can_be_opened_again(client, session, kunde, rekruttering, utfall):
    base = f"/rekrutteringer/{rekruttering.id}"
    ending = {**form_of(client, base, action="/avslutt"), "utfall": utfall, "grunn": "Ansatt fra 1. mars"}
    assert client.post(f"{base}/avslutt", ending).status_code == 303
    assert get_rekruttering(session, rekruttering_id=rekruttering.id).tilstand == utfall
    assert str(rekruttering.id) not in client.get(f"/kunder/{kunde.id}/oppdrag").text
    assert str(rekruttering.id) in client.get(f"/kunder/{kunde.id}/oppdrag?vis=avsluttet").text
    again = client.post(f"{base}/avslutt", {**ending, "idempotens": str(uuid4())})
    assert again.status_code == 422
    assert "Åpne den igjen først" in again.text
    assert client.post(f"{base}/aapne", form_of(client, base, action="/aapne")).status_code == 303
    row = get_rekruttering(session, rekruttering_id=rekruttering.id)
    assert (row.tilstand, row.avsluttet_grunn) == (Rekrutteringstilstand.AAPEN, "")
    codes = select(Hendelse.kode).where(Hendelse.subjekt_id == rekruttering.id).order_by(Hendelse.tid)
    assert list(session.scalars(codes)) == [
        "rekruttering.opprettet", f"rekruttering.{utfall}", "rekruttering.aapnet",
    ]  # fmt: skip


def test_the_credit_stop_holds_here_too(client, session, kunde):
    form = new_form(client, kunde)
    set_status(session, kunde, "H")
    session.commit()
    page = client.get(f"/kunder/{kunde.id}/rekrutteringer/ny").text
    assert "Kan oppheves av" in page
    assert 'name="tittel"' not in page
    assert client.post(f"/kunder/{kunde.id}/rekrutteringer", form).status_code == 422
    assert session.scalar(select(func.count(Rekruttering.id)).where(Rekruttering.kunde_id == kunde.id)) == 0


def test_another_agency_and_a_reader(client, rekruttering):
    base = f"/rekrutteringer/{rekruttering.id}"
    assert client.as_("carl").get(base).status_code == 404
    reader = client.as_("berit")
    assert reader.get(base).status_code == 200
    assert reader.get(f"{base}/endre").status_code == 403
    assert f'action="/nordvik{base}/avslutt"' not in reader.get(base).text
