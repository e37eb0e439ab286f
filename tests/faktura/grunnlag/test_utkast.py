"""Hours become drafts: one per PO number, and old ones are pointed out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.faktura.grunnlag.actions import lag_alle_utkast
from portal.faktura.grunnlag.queries import list_billable
from portal.faktura.models import Salgsdokument
from portal.faktura.queries import get_faktura
from portal.faktura.utstedelse.actions import utsted_faktura
from tests.support.forms import form_of


@pytest.fixture
def kunde(make, session):
    kunde = make.fakturakunde(po_paakrevd=True)
    make.behandlede_timer(kunde_id=kunde.id, po_nummer="PO-1", dager=(450,))
    make.behandlede_timer(kunde_id=kunde.id, po_nummer="PO-2", dager=(300, 300))
    make.behandlede_timer(kunde_id=kunde.id, po_nummer="PO-1", dager=(60,))
    session.commit()
    return kunde


def test_each_po_has_its_own_draft_and_each_can_be_issued(kunde, session) -> None:
    made = lag_alle_utkast(session, kunde_id=kunde.id, idempotens=kunde.id)
    hours = {
        draft.po_nummer: sum(row.mengde for row in get_faktura(session, faktura_id=draft.id).linjer)
        for draft in made
    }
    assert hours == {"PO-1": 510, "PO-2": 600}
    assert list_billable(session, kunde_id=kunde.id) == []
    issued = [utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon) for draft in made]
    assert all(document.nummer for document in issued)


def test_one_press_makes_them_all_and_the_second_none(kunde, session, client) -> None:
    lise = client.as_("lise")
    path = f"/fakturaer/grunnlag/{kunde.id}/utkast"
    form = form_of(lise, "/fakturaer/grunnlag", action=path)
    for _ in range(2):
        made = lise.post(path, form)
        assert made.status_code == 303
    drafts = session.scalars(select(Salgsdokument.po_nummer).where(Salgsdokument.kunde_id == kunde.id)).all()
    assert sorted(drafts) == ["PO-1", "PO-2"]
    assert "2 utkast er laget, ett for hvert PO-nummer." in lise.get(f"/kunder/{kunde.id}/faktura").text


def test_one_po_is_one_draft_as_before(make, session) -> None:
    kunde = make.fakturakunde()
    for _ in range(2):
        make.behandlede_timer(kunde_id=kunde.id, po_nummer="")
    assert len(lag_alle_utkast(session, kunde_id=kunde.id, idempotens=kunde.id)) == 1


@pytest.mark.parametrize(("days", "late"), [(31, True), (29, False)])
def test_hours_that_should_have_been_invoiced_are_pointed_out(make, session, client, days, late) -> None:
    kunde = make.fakturakunde(navn="Sen Faktura AS")
    make.behandlede_timer(kunde_id=kunde.id, fra=today() - timedelta(days=days), dager=(450,))
    session.commit()
    page = client.as_("lise").get("/fakturaer/grunnlag").text
    row = re.search(r"<tr>(?:(?!</tr>).)*Sen Faktura AS.*?</tr>", page, re.S)[0]
    assert ("Eldre enn en måned" in row) is late
