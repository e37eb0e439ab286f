"""Fixed comments: author and time, history, stale edits, and the dialog."""

import pytest
from sqlalchemy import select

from portal.errors import NotFound, Refused, Stale
from portal.kundekort.kommentarer.actions import avslutt_kommentar, endre_kommentar, skriv_kommentar
from portal.kundekort.kommentarer.queries import list_historikk, list_kommentarer
from portal.kundekort.models import FastKommentar, Kommentarslag
from tests.support.forms import fields, form_of

GENERELT = Kommentarslag.GENERELT


def test_an_edit_keeps_the_former_text_in_the_history(session, make) -> None:
    kunde = make.kunde(navn="Notat AS")
    first = skriv_kommentar(session, kunde_id=kunde.id, slag=GENERELT, tekst="  Ring på bakdøren ")
    session.flush()
    second = endre_kommentar(
        session,
        kunde_id=kunde.id,
        kommentar_id=first.id,
        slag=Kommentarslag.OPPMOETE,
        tekst="Ring på fordøren",
    )
    session.flush()
    assert [(row.tekst, row.erstatter_id) for row in list_kommentarer(session, kunde_id=kunde.id)] == [
        ("Ring på fordøren", first.id)
    ]
    assert [row.tekst for row in list_historikk(session, kunde_id=kunde.id)] == ["Ring på bakdøren"]
    with pytest.raises(Stale) as stale:
        endre_kommentar(session, kunde_id=kunde.id, kommentar_id=first.id, slag=GENERELT, tekst="For sent")
    assert "Ring på bakdøren" in stale.value.theirs.values()
    avslutt_kommentar(session, kunde_id=kunde.id, kommentar_id=second.id)
    avslutt_kommentar(session, kunde_id=kunde.id, kommentar_id=second.id)
    session.flush()
    assert list_kommentarer(session, kunde_id=kunde.id) == []
    assert len(list_historikk(session, kunde_id=kunde.id)) == 2


def test_refused_and_not_found(session, make) -> None:
    kunde, other = make.kunde(navn="Notat AS"), make.kunde(navn="Annen AS")
    with pytest.raises(Refused):
        skriv_kommentar(session, kunde_id=kunde.id, slag=GENERELT, tekst="  ")
    row = skriv_kommentar(session, kunde_id=kunde.id, slag=GENERELT, tekst="x")
    session.flush()
    assert endre_kommentar(session, kunde_id=kunde.id, kommentar_id=row.id, slag=GENERELT, tekst="x ") is row
    with pytest.raises(NotFound):
        avslutt_kommentar(session, kunde_id=other.id, kommentar_id=row.id)


def test_written_changed_and_ended_in_the_browser(client, cast, session) -> None:
    base = f"/kunder/{cast.id('moss')}"
    data = {**form_of(client, f"{base}/kommentarer/ny"), "slag": "hms", "tekst": "Hjelm i hallen"}
    assert client.post(f"{base}/kommentarer/ny", data).status_code == 303
    assert client.post(f"{base}/kommentarer/ny", data).status_code == 303  # the same form twice
    page = client.get(base).text
    assert page.count('<p class="pre">Hjelm i hallen') == 1
    assert "Marte Solheim" in page
    row = session.scalars(select(FastKommentar).where(FastKommentar.tekst == "Hjelm i hallen")).one()
    path = f"{base}/kommentarer/{row.id}"
    assert (
        client.post(
            f"{path}/endre", {**form_of(client, f"{path}/endre"), "tekst": "Hjelm og vest"}
        ).status_code
        == 303
    )
    assert "Hjelm i hallen" in client.get(f"{base}/kommentarer").text
    row = session.scalars(select(FastKommentar).where(FastKommentar.tekst == "Hjelm og vest")).one()
    path = f"{base}/kommentarer/{row.id}/avslutt"
    assert client.post(path, form_of(client, path)).status_code == 303
    assert '<p class="pre">Hjelm og vest' not in client.get(base).text


def test_the_dialog_answers_a_refusal_with_its_form_alone(client, cast) -> None:
    path = f"/kunder/{cast.id('moss')}/kommentarer/ny"
    opened = client.htmx(path).text
    assert "<dialog" in opened
    refused = client.htmx_post(path, {**fields(opened), "tekst": " "})
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith("<form")
    assert "data-errsum" in refused.text
    stored = client.htmx_post(path, {**fields(refused.text), "tekst": "Fra dialogen"})
    assert stored.status_code == 204
    assert stored.headers["HX-Location"].endswith(str(cast.id("moss")))


def test_readers_see_no_buttons(client, cast) -> None:
    berit = client.as_("berit")
    assert "Ny fast kommentar" not in berit.get(f"/kunder/{cast.id('fjordtre')}").text
    assert berit.get(f"/kunder/{cast.id('fjordtre')}/kommentarer/ny").status_code == 403
