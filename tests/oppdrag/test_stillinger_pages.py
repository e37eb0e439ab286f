"""Requests and the dialog through their pages, as Marte uses them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.db.clock import today
from portal.oppdrag.lister import list_stillinger
from portal.oppdrag.models import Kandidatkobling, LedigStilling, Stillingstilstand, Utleieoppdrag
from portal.oppdrag.queries import get_stilling
from tests.support.forms import fields
from tests.support.make_oppdrag import godkjenner_of, set_status, sted_of


def plan_fields(days=range(1, 6), start="07:00", slutt="15:00", pause="30"):
    return {
        f"{part}_{day}": value
        for day in days
        for part, value in (("start", start), ("slutt", slutt), ("pause", pause))
    }


def stilling_form(session, kunde, **changes):
    avdeling = session.scalars(select(LedigStilling.avdeling_id)).first()
    return {
        "idempotens": str(uuid4()),
        "tittel": "Truckfører T4, kveld",
        "plasser": "2",
        "fra_dato": "23.11.2026",
        "til_dato": "18.12.2026",
        "arbeidssted_id": str(sted_of(session, kunde)),
        "godkjenner_id": str(godkjenner_of(session, kunde)),
        "bestiller_id": "",
        "loenn_oere": "250",
        "pris_oere": "412,50",
        "mva_bp": "2500",
        "innleiegrunnlag": "avtale_tillitsvalgte",
        "grunn": "Avtale av 1. mars 2026",
        "krav": "Truckbevis T4, HMS-kort",
        "avdeling_id": str(avdeling) if avdeling else "",
        "konsulent_id": "",
        **plan_fields(),
        **changes,
    }


def dialog_form(page):
    """What the browser would post from the dialog."""
    return fields(page, action="/gjoer-om")


@pytest.fixture
def kunde(session, make):
    made = make.oppdragskunde()
    session.commit()
    return made


@pytest.fixture
def stilling(session, make, kunde):
    made = make.stilling(kunde=kunde)
    session.commit()
    return made


def test_a_stilling_is_made_from_the_card_s_defaults(client, session, kunde, stilling):
    page = client.get(f"/kunder/{kunde.id}/stillinger/ny").text
    assert 'value="07:00"' in page
    assert re.search(r'<option selected value="[^"]*">Hovedlageret', page)
    assert 'value="Port 3"' in page
    response = client.post(f"/kunder/{kunde.id}/stillinger", stilling_form(session, kunde))
    assert response.status_code == 303
    made = session.scalars(
        select(LedigStilling).where(LedigStilling.kunde_id == kunde.id, LedigStilling.id != stilling.id)
    ).one()
    assert (made.loenn_oere, made.pris_oere, made.plasser) == (25_000, 41_250, 2)
    assert made.krav == ["Truckbevis T4", "HMS-kort"]
    assert made.arbeidstid["5"] == {"start": "07:00", "slutt": "15:00", "pause_min": 30}
    shown = client.get(f"/stillinger/{made.id}").text
    assert made.nummer in shown
    assert "37,5" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tittel": ""}, "Fyll ut"),
        ({"slutt_3": ""}, "både start og slutt"),
        ({"pause_1": "600"}, "480"),
        ({"slutt_2": "07:20"}, "lengre enn vakten"),
        ({"til_dato": "01.11.2026"}, "Siste dag"),
        ({"plasser": "0"}, "minst 1"),
        ({"pris_oere": "abc"}, "abc"),
        ({"innleiegrunnlag": "midlertidig"}, "innleiegrunnlag"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_kept(client, session, kunde, stilling, changes, said):
    before = session.scalar(select(func.count()).select_from(LedigStilling))
    response = client.post(f"/kunder/{kunde.id}/stillinger", stilling_form(session, kunde, **changes))
    assert response.status_code == 422
    assert said in response.text
    assert "Truckfører T4, kveld" in response.text or "tittel" in changes
    assert session.scalar(select(func.count()).select_from(LedigStilling)) == before


def test_a_stale_change_shows_what_is_stored(client, session, kunde, stilling):
    form = stilling_form(session, kunde, versjon=str(stilling.versjon))
    assert client.get(f"/stillinger/{stilling.id}/endre").status_code == 200
    assert client.post(f"/stillinger/{stilling.id}", form).status_code == 303
    again = client.post(
        f"/stillinger/{stilling.id}", {**form, "idempotens": str(uuid4()), "tittel": "Noe annet"}
    )
    assert again.status_code == 422
    assert "Noe annet" in again.text
    assert "Truckfører T4, kveld" in again.text


def test_candidates_are_found_linked_and_followed(client, session, make, kunde):
    stilling = make.stilling(kunde=kunde, krav=("Truckbevis T4",))
    good = make.kandidat("Tora Truck", kompetanse=["Truckbevis T4"])
    other = make.kandidat("Tore Uten")
    session.commit()
    base = f"/stillinger/{stilling.id}/kandidater"
    found = client.get(f"{base}?q=tor").text
    assert found.index("Tora Truck") < found.index("Tore Uten")
    assert "1 av 1 krav" in found
    assert client.post(base, {"idempotens": str(uuid4()), "kandidat_id": str(good.id)}).status_code == 303
    assert "Koble til Tora Truck" in found
    assert "Koble til Tora Truck" not in client.get(f"{base}?q=tor").text
    form = {"idempotens": str(uuid4()), "status": "presentert", "kommentar": "Siv liker ham"}
    assert client.get(f"{base}/{good.id}").status_code == 200
    assert client.post(f"{base}/{good.id}", form).status_code == 303
    shown = client.get(f"/stillinger/{stilling.id}").text
    assert "Presentert for kunden" in shown
    assert client.get(f"{base}/{other.id}").status_code == 404
    taken = client.post(f"{base}/{good.id}", {**form, "idempotens": str(uuid4()), "status": "i_oppdrag"})
    assert taken.status_code == 422


def test_the_dialog_is_filled_says_where_from_and_makes_the_oppdrag(client, session, make, stilling):
    kandidat = make.kandidat("Sindre Aga")
    make.kobling(stilling, kandidat)
    stilling.vilkaar = {}  # the worked example is of the register's rates alone
    session.commit()
    fragment = client.htmx(f"/stillinger/{stilling.id}/gjoer-om")
    assert fragment.text.lstrip().startswith("<dialog")
    page = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    assert page.count(f"fra {stilling.nummer}") >= 8
    assert "Hemmelig vurdering" not in page
    assert "med vilje" in page
    assert "78,26" in page
    response = client.post(f"/stillinger/{stilling.id}/gjoer-om", dialog_form(page))
    assert response.status_code == 303
    oppdrag = session.scalars(
        select(Utleieoppdrag).where(Utleieoppdrag.ledig_stilling_id == stilling.id)
    ).one()
    assert str(oppdrag.id) in response.headers["Location"]
    shown = client.get(f"/oppdrag/{oppdrag.id}").text
    assert "Sindre Aga" in shown
    assert f"/stillinger/{stilling.id}" in shown
    assert oppdrag.nummer in client.get(f"/stillinger/{stilling.id}").text
    assert oppdrag.nummer in client.get(f"/kandidater/{kandidat.id}").text


def test_only_what_is_missing_is_asked(client, session, make, kunde):
    stilling = make.stilling(kunde=kunde, pris_oere=None, po_nummer="")
    make.kobling(stilling)
    session.commit()
    page = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    assert "1 felt mangler: Pris til kunde" in page
    refused = client.post(f"/stillinger/{stilling.id}/gjoer-om", dialog_form(page))
    assert refused.status_code == 422
    assert "Pris til kunde mangler" in refused.text
    fixed = client.post(
        f"/stillinger/{stilling.id}/gjoer-om", {**dialog_form(refused.text), "pris_oere": "412,50"}
    )
    assert fixed.status_code == 303


def test_a_source_is_said_only_while_the_value_stands(client, session, make, stilling):
    make.kobling(stilling)
    session.commit()
    page = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    values = {**dialog_form(page), "loenn_oere": "260", "til_dato": "01.01.2026"}
    again = client.post(f"/stillinger/{stilling.id}/gjoer-om", values).text
    field = re.search(r'<div class="field">\s*<label for="loenn_oere">.*?</div>\s*</div>', again, re.S)
    assert "prefilled" not in re.search(r'<input[^>]*name="loenn_oere"[^>]*>', again)[0]
    assert "prefilled" in re.search(r'<input[^>]*name="pris_oere"[^>]*>', again)[0]
    assert field is None or "fra LS" not in field[0]


def test_consequences_update_while_typing_and_write_nothing(client, session, make, stilling):
    make.kobling(stilling)
    stilling.vilkaar = {}  # as above
    session.commit()
    values = dialog_form(client.get(f"/stillinger/{stilling.id}/gjoer-om").text)
    values.pop("idempotens")
    cheap = client.htmx_post(f"/stillinger/{stilling.id}/gjoer-om/kontroll", {**values, "pris_oere": "300"})
    assert cheap.status_code == 200
    assert "−34,24" in cheap.text
    assert "dekker ikke lønn" in cheap.text
    broken = client.htmx_post(
        f"/stillinger/{stilling.id}/gjoer-om/kontroll",
        {**values, "fra_dato": "tull", "kandidat_id": "x", "start_1": "99"},
    )
    assert broken.status_code == 200
    assert session.scalar(select(func.count()).where(Utleieoppdrag.ledig_stilling_id == stilling.id)) == 0


def test_without_a_candidate_the_dialog_says_where_to_go(client, session, stilling):
    page = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    assert f"/stillinger/{stilling.id}/kandidater" in page
    assert client.post(f"/stillinger/{stilling.id}/gjoer-om", dialog_form(page)).status_code == 422


def test_a_double_click_makes_one_oppdrag(client, session, make, stilling):
    make.kobling(stilling)
    session.commit()
    values = dialog_form(client.get(f"/stillinger/{stilling.id}/gjoer-om").text)
    first, second = (client.post(f"/stillinger/{stilling.id}/gjoer-om", values) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert session.scalar(select(func.count()).where(Utleieoppdrag.ledig_stilling_id == stilling.id)) == 1


def test_undo_from_the_page_until_hours_exist(client, session, make, stilling):
    kept, undone = (
        make.oppdrag(stilling=stilling),
        make.oppdrag(stilling=get_stilling(session, stilling_id=stilling.id)),
    )
    make.timer(kept, kept.fra_dato)
    session.commit()
    assert "/angre" in client.get(f"/oppdrag/{undone.id}").text
    assert "/angre" not in client.get(f"/oppdrag/{kept.id}").text
    assert client.post(f"/oppdrag/{undone.id}/angre", {"idempotens": str(uuid4())}).status_code == 303
    assert client.get(f"/oppdrag/{undone.id}").status_code == 404
    assert client.post(f"/oppdrag/{kept.id}/angre", {"idempotens": str(uuid4())}).status_code == 409


def test_closing_and_opening(client, session, stilling):
    closed = {"idempotens": str(uuid4()), "lukkegrunn": "Kunden fant en selv", "avlyst": "y"}
    assert client.post(f"/stillinger/{stilling.id}/lukk", closed).status_code == 303
    shown = client.get(f"/stillinger/{stilling.id}").text
    assert "Avlyst" in shown
    assert "Kunden fant en selv" in shown
    assert "/gjoer-om" not in shown
    assert client.post(f"/stillinger/{stilling.id}/aapne", {"idempotens": str(uuid4())}).status_code == 303
    assert "/gjoer-om" in client.get(f"/stillinger/{stilling.id}").text


@pytest.mark.parametrize("path", ["", "/endre", "/kandidater", "/gjoer-om"])
def test_another_agency_sees_nothing(client, stilling, path):
    assert client.as_("carl").get(f"/stillinger/{stilling.id}{path}").status_code == 404


def test_a_reader_sees_but_cannot_act(client, session, kunde, stilling):
    reader = client.as_("berit")
    shown = reader.get(f"/stillinger/{stilling.id}")
    assert shown.status_code == 200
    assert "/gjoer-om" not in shown.text
    assert reader.get(f"/stillinger/{stilling.id}/gjoer-om").status_code == 403
    assert reader.post(f"/kunder/{kunde.id}/stillinger", stilling_form(session, kunde)).status_code == 403


# --- the credit stop ---------------------------------------------------------------------------


@pytest.fixture
def haug(session, make):
    """A customer on credit stop, with a request from before."""
    kunde = make.oppdragskunde("Byggmester Prøve AS")
    stilling = make.stilling(kunde=kunde)
    make.kobling(stilling)
    set_status(session, kunde, "H")
    session.commit()
    return kunde, stilling


def test_the_credit_stop_says_why_and_who_may_lift_it(client, session, haug):
    kunde, stilling = haug
    page = client.get(f"/kunder/{kunde.id}/stillinger/ny")
    assert "Kredittsperre" in page.text
    assert "økonomi" in page.text
    assert "ett enkelt unntak" in page.text
    assert '<form class="stack' not in page.text
    refused = client.post(f"/kunder/{kunde.id}/stillinger", stilling_form(session, kunde))
    assert refused.status_code == 422
    values = dialog_form(client.get(f"/stillinger/{stilling.id}/gjoer-om").text)
    stopped = client.post(f"/stillinger/{stilling.id}/gjoer-om", values)
    assert stopped.status_code == 422
    assert "kan ikke få nye oppdrag" in stopped.text
    assert "Kan oppheves av økonomi" in stopped.text
    assert session.scalar(select(func.count()).where(Utleieoppdrag.kunde_id == kunde.id)) == 0


def test_one_exception_lets_exactly_one_oppdrag_through(client, session, make, haug):
    kunde, stilling = haug
    make.kobling(stilling)
    session.commit()
    form = {"idempotens": str(uuid4()), "gjelder": "nytt_oppdrag", "grunn": "Betalte i går"}
    assert client.post(f"/kunder/{kunde.id}/stoppunntak", form).status_code == 403
    jon = client.as_("jon")
    assert jon.get(f"/kunder/{kunde.id}/stoppunntak/ny").status_code == 200
    assert jon.post(f"/kunder/{kunde.id}/stoppunntak", {**form, "grunn": ""}).status_code == 422
    assert jon.post(f"/kunder/{kunde.id}/stoppunntak", form).status_code == 303
    twice = jon.post(f"/kunder/{kunde.id}/stoppunntak", {**form, "idempotens": str(uuid4())})
    assert twice.status_code == 422
    path = f"/stillinger/{stilling.id}/gjoer-om"
    assert client.post(path, dialog_form(client.get(path).text)).status_code == 303
    assert client.post(path, dialog_form(client.get(path).text)).status_code == 422
    linked = select(func.count()).where(
        Kandidatkobling.stilling_id == stilling.id, Kandidatkobling.oppdrag_id.is_not(None)
    )
    assert session.scalar(linked) == 1


def test_other_statuses_give_no_exception(client, session, make):
    kunde = make.oppdragskunde()
    set_status(session, kunde, "D")
    session.commit()
    form = {"idempotens": str(uuid4()), "gjelder": "ny_stilling", "grunn": "Vil gjerne"}
    refused = client.as_("jon").post(f"/kunder/{kunde.id}/stoppunntak", form)
    assert refused.status_code == 422
    assert "bare kredittsperre" in refused.text


@pytest.mark.parametrize(("kode", "status"), [("A", 303), ("T", 303), ("P", 303), ("I", 422), ("X", 422)])
def test_each_status_lets_through_what_its_flags_say(client, session, make, stilling, kode, status):
    kunde = make.oppdragskunde()
    set_status(session, kunde, kode)
    session.commit()
    assert client.post(f"/kunder/{kunde.id}/stillinger", stilling_form(session, kunde)).status_code == status


def test_pages_of_every_state_are_one_list_by_start(session, make, monkeypatch) -> None:
    """Each state is read by its own index; together they are one list, each row once."""
    kunde = make.oppdragskunde()
    for place in range(6):
        row = make.stilling(kunde=kunde)
        row.fra_dato, row.til_dato = today() + timedelta(days=place % 3), None
        row.tilstand = (Stillingstilstand.KLADD, Stillingstilstand.AAPEN)[place % 2]
    session.flush()
    for aapne in (True, False):
        shown = [
            row
            for row in session.scalars(select(LedigStilling))
            if (row.tilstand in {Stillingstilstand.KLADD, Stillingstilstand.AAPEN}) is aapne
        ]
        wanted = [row.id for row in sorted(shown, key=lambda row: (row.fra_dato, row.id), reverse=True)]
        for size in (2, 5, 100):
            monkeypatch.setattr("portal.oppdrag.lister.STILLINGER", size)
            found, etter = [], None
            while True:
                page = list_stillinger(session, aapne=aapne, etter=etter)
                assert len(page.rows) <= size
                found += [row.id for row in page.rows]
                if (etter := page.next_mark) is None:
                    break
            assert found == wanted
