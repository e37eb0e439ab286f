"""Issuing takes what stands on the screen: nothing typed is lost, and Enter in a field never issues."""

import re

import pytest
from sqlalchemy import select

from portal.faktura.models import Dokumenttilstand, Salgsdokument
from tests.support.forms import form_of


@pytest.fixture
def lise(client):
    return client.as_("lise")


@pytest.fixture
def draft(session) -> Salgsdokument:
    return session.scalars(
        select(Salgsdokument).where(Salgsdokument.tilstand == Dokumenttilstand.UTKAST).limit(1)
    ).one()


def test_what_was_typed_but_not_saved_is_on_the_invoice(lise, session, draft) -> None:
    path = f"/fakturaer/{draft.id}"
    typed = {**form_of(lise, path, action="/endre"), "deres_ref": "Terje, luke 4", "merknad": "Takk for nå"}
    assert lise.post(f"{path}/utsted", typed).status_code == 303
    session.refresh(draft)
    assert (draft.tilstand, draft.deres_ref, draft.merknad) == (
        Dokumenttilstand.UTSTEDT,
        "Terje, luke 4",
        "Takk for nå",
    )
    number = draft.nummer
    assert lise.post(f"{path}/utsted", typed).status_code == 303
    session.refresh(draft)
    assert (draft.nummer, draft.deres_ref) == (number, "Terje, luke 4")


def test_a_refused_issue_keeps_what_was_typed_and_saves_nothing(lise, session, draft) -> None:
    path = f"/fakturaer/{draft.id}"
    typed = {**form_of(lise, path, action="/endre"), "deres_ref": "", "po_nummer": "", "merknad": "Husk meg"}
    answer = lise.post(f"{path}/utsted", typed)
    assert answer.status_code == 422
    assert "EHF krever PO-nummer eller deres referanse." in answer.text
    assert "Husk meg" in answer.text
    session.refresh(draft)
    assert (draft.nummer, draft.merknad) == (None, "")


def test_enter_in_a_field_saves(lise, draft) -> None:
    """The browser presses the first button of the form, wherever it stands on the page."""
    page = lise.get(f"/fakturaer/{draft.id}").text
    form = page.index('id="utkast"')
    buttons = [m.start() for m in re.finditer(r"<button[^>]*form=\"utkast\"", page)]
    assert buttons
    assert min(buttons) > page.index("Lagre utkastet", form)
