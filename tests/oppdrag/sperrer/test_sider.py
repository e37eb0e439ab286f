"""The pages of bars: from the customer's card, on the candidate's card, and where they stop."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Leselogg
from portal.db.clock import today
from portal.oppdrag.models import Kandidatkobling
from portal.oppdrag.models_sperre import Sperre
from tests.support.forms import fields, form_of, theirs
from tests.support.statements import statements

REASON = "Uenighet med verksmesteren"


@pytest.fixture
def placed(session, make):
    """A customer, and a worker barred there."""
    kunde, kandidat = make.oppdragskunde(), make.kandidat("Tora Sperret", yrke="Truckfører")
    row = make.sperre(kandidat, kunde)
    session.commit()
    return kunde, kandidat, row


def test_a_worker_is_found_and_barred_from_the_card(client, session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat("Tora Nysperret")
    session.commit()
    base = f"/kunder/{kunde.id}/oppdrag/sperrer"
    assert f'href="/nordvik{base}"' in client.get(f"/kunder/{kunde.id}").text
    assert f'href="/nordvik{base}"' in client.get(f"/kunder/{kunde.id}/oppdrag").text
    assert "Ingen er sperret her" in client.get(base).text
    assert f"kandidat={kandidat.id}" in client.get(f"{base}/ny?q=nysperret").text
    form = form_of(client, f"{base}/ny?kandidat={kandidat.id}", action="/sperrer")
    assert date(*reversed([int(part) for part in form["slettes_dato"].split(".")])) > today() + timedelta(300)
    refused = client.post(base, {**form, "fra": "", "grunn": "Skrevet grunn"})
    assert refused.status_code == 422
    assert "Skrevet grunn" in refused.text
    form |= {"fra": "01.12.2026", "siste_dag": "31.12.2026", "grunn": REASON, "med_underenheter": "y"}
    assert client.post(base, form).status_code == 303
    made = session.scalars(select(Sperre).where(Sperre.kandidat_id == kandidat.id)).one()
    assert (made.gyldig_fra, made.gyldig_til) == (date(2026, 12, 1), date(2027, 1, 1))
    assert (made.med_underenheter, made.grunn, made.satt_av_navn) == (True, REASON, "Marte Solheim")


def test_everybody_sees_the_bar_and_few_the_reason(client, session, placed):
    kunde, kandidat, row = placed
    for path in (f"/kunder/{kunde.id}/oppdrag/sperrer", f"/kandidater/{kandidat.id}"):
        for who in ("marte", "lise", "berit"):
            page = client.as_(who).get(path).text
            assert "Gjelder" in page, who
            assert (f"/sperrer/{row.id}" in page) is (who == "marte")
            assert REASON not in page
    shown = client.as_("marte").get(f"/sperrer/{row.id}")
    assert REASON in shown.text
    shown.close()
    seen = select(Leselogg.hva).where(Leselogg.subjekt_id == kandidat.id)
    assert "sperregrunn" in session.scalars(seen).all()
    for who in ("lise", "berit"):
        assert client.as_(who).get(f"/sperrer/{row.id}").status_code == 403
    assert client.as_("carl").get(f"/sperrer/{row.id}").status_code == 404


def test_it_is_changed_with_both_versions_before_one(client, session, placed):
    _kunde, _kandidat, row = placed
    path = f"/sperrer/{row.id}"
    form = form_of(client, path, action=path)
    stale = dict(form)
    assert client.post(path, {**form, "siste_dag": "24.12.2026"}).status_code == 303
    refused = client.post(path, {**stale, "idempotens": str(uuid4()), "grunn": "Min tekst"})
    assert refused.status_code == 422
    assert theirs(refused.text)["Til og med"] == "24.12.2026"
    assert "Min tekst" in refused.text


def test_it_is_lifted_and_stays_on_the_list(client, session, placed):
    kunde, _kandidat, row = placed
    path = f"/sperrer/{row.id}"
    form = form_of(client, path, action="/opphev")
    assert client.post(f"{path}/opphev", form).status_code == 303
    page = client.get(f"/kunder/{kunde.id}/oppdrag/sperrer").text
    assert "Opphevet" in page
    assert "Marte Solheim" in page
    again = client.post(f"{path}/opphev", {**form, "idempotens": str(uuid4())})
    assert again.status_code == 422
    assert "endret sperren mens du skrev" in again.text


def test_the_reason_is_erased_from_the_page_of_a_lifted_bar_too(client, session, placed):
    _kunde, _kandidat, row = placed
    path = f"/sperrer/{row.id}"
    assert client.post(f"{path}/opphev", form_of(client, path, action="/opphev")).status_code == 303
    form = form_of(client, path, action="/slett-grunn")
    assert client.post(f"{path}/slett-grunn", form).status_code == 303
    page = client.get(path).text
    assert REASON not in page
    assert "/slett-grunn" not in page
    again = client.post(f"{path}/slett-grunn", {**form, "idempotens": str(uuid4())})
    assert again.status_code == 422
    assert "endret sperren mens du skrev" in again.text


def test_who_bars_a_worker_sees_the_oppdrag_that_go_on(client, session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat("Tora Avtalt")
    oppdrag = make.oppdrag(kunde=kunde, kandidat=kandidat, til_dato=None)
    other = make.oppdragskunde("Annen Kunde AS")
    session.commit()
    for where, seen in ((other, False), (kunde, True)):
        base = f"/kunder/{where.id}/oppdrag/sperrer"
        form = form_of(client, f"{base}/ny?kandidat={kandidat.id}", action="/sperrer")
        answer = client.post(base, {**form, "fra": "01.12.2026", "grunn": REASON})
        made = session.scalars(select(Sperre).where(Sperre.kunde_id == where.id)).one()
        assert answer.headers["Location"].endswith(f"/sperrer/{made.id}" if seen else base)
        page = client.get(f"/sperrer/{made.id}").text
        assert (f"/oppdrag/{oppdrag.id}" in page) is seen
        assert ("Avtalte oppdrag fortsetter" in page) is seen


def test_an_exception_is_the_admins_and_shows_no_reason(client, session, placed):
    kunde, _kandidat, row = placed
    path = f"/sperrer/{row.id}/unntak"
    assert client.get(path).status_code == 403
    jon = client.as_("jon")
    form = form_of(jon, path, action="/unntak")
    assert REASON not in jon.get(path).text
    assert jon.post(path, {**form, "grunn": ""}).status_code == 422
    assert jon.post(path, {**form, "grunn": "Hastesak"}).status_code == 303
    assert "Hastesak" in jon.get(f"/sperrer/{row.id}").text
    assert jon.post(path, {**form_of(jon, path, action="/unntak"), "grunn": "En til"}).status_code == 422
    assert "Hastesak" not in jon.get(f"/kunder/{kunde.id}/oppdrag/sperrer").text


def test_linking_a_barred_candidate_warns_with_a_link(client, session, make, placed):
    kunde, kandidat, _row = placed
    stilling = make.stilling(kunde=kunde)
    session.commit()
    path = f"/stillinger/{stilling.id}/kandidater"
    page = client.get(f"{path}?q=sperret").text
    assert "Sperret hos kunden" in page
    assert "Koble likevel" in page
    form = fields(page, action="/kandidater")
    assert form.pop("tross_sperre") == "y"
    refused = client.post(path, form)
    assert refused.status_code == 422
    assert f'href="/nordvik/kunder/{kunde.id}/oppdrag/sperrer"' in refused.text
    linked = select(Kandidatkobling.id).where(Kandidatkobling.kandidat_id == kandidat.id)
    assert session.scalar(linked) is None
    assert client.post(path, {**form, "tross_sperre": "y"}).status_code == 303
    assert session.scalar(linked) is not None
    assert "Sperret hos kunden" in client.get(f"/stillinger/{stilling.id}").text
    dialog = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    assert "Tora Sperret er sperret hos" in dialog
    refused = client.post(f"/stillinger/{stilling.id}/gjoer-om", fields(dialog, action="/gjoer-om"))
    assert refused.status_code == 422
    assert "Den som kan sperre vikarer" in refused.text


def test_the_list_asks_as_much_for_many_as_for_one(client, session, make, placed, connection):
    kunde, _kandidat, _row = placed
    path = f"/kunder/{kunde.id}/oppdrag/sperrer"
    client.get(path)

    def asked():
        with statements(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    first = asked()
    for _each in range(11):
        make.sperre(make.kandidat(), kunde)
    session.commit()
    assert asked() == first
