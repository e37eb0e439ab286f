"""Documents the agency shared: the flag, the scope, and never invoices by the back door."""

import pytest

from portal.filestore import registry
from portal.filestore.stores.local.store import LocalStore
from portal.identity.permissions import Portalrett
from tests.kundeportal.conftest import access_of
from tests.support.make_kort import PDF


@pytest.fixture(autouse=True)
def folder(tmp_path, app) -> None:
    registry.use(LocalStore(tmp_path))


@pytest.fixture
def shared(make, session, cast):
    """`shared("fjordtre", tittel=…)` stores a document that the customer may see."""

    def store(kunde: str, **values):
        made = make.dokument(kunde_id=cast.id(kunde), **{"synlig_i_portal": True, **values})
        session.commit()
        return made

    return store


def fil(dokument) -> str:
    return f"/kundeportal/dokumenter/{dokument.id}/fil"


def test_what_is_shared_is_listed_and_opens(anne, shared) -> None:
    dokument = shared("fjordtre", tittel="Rammeavtale 2027")
    assert "Rammeavtale 2027" in anne.get("/kundeportal/dokumenter").text
    with anne.get(fil(dokument)) as response:
        assert (response.status_code, response.data) == (200, PDF)
        assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("kunde", "values"),
    [
        ("fjordtre", {"synlig_i_portal": False}),
        ("nordhav", {}),
        ("fjordtre", {"slag": "faktura"}),
        ("fjordtre", {"slag": "kreditnota"}),
    ],
    ids=["internal", "another customer's", "an invoice", "a credit note"],
)
def test_what_is_not_his_is_neither_listed_nor_there(anne, shared, kunde, values) -> None:
    dokument = shared(kunde, tittel="Kanarifugl", **values)
    assert "Kanarifugl" not in anne.get("/kundeportal/dokumenter").text
    assert anne.get(fil(dokument)).status_code == 404


def test_a_contact_of_one_enhet_sees_its_documents_alone(siv, shared, session) -> None:
    access = access_of(session, "siv")
    access.rettigheter = [*access.rettigheter, Portalrett.DOKUMENT_LES]
    session.commit()
    mine = shared("fjordtre.lager", tittel="HMS lager")
    others = [shared(kunde, tittel="Kanarifugl") for kunde in ("fjordtre.terminal", "fjordtre")]
    page = siv.get("/kundeportal/dokumenter").text
    assert "HMS lager" in page
    assert "Kanarifugl" not in page
    with siv.get(fil(mine)) as response:
        assert response.status_code == 200
    assert {siv.get(fil(other)).status_code for other in others} == {404}


def test_without_the_right_there_is_no_page_and_no_file(terje, shared) -> None:
    dokument = shared("fjordtre")
    assert terje.get("/kundeportal/dokumenter").status_code == 403
    assert terje.get(fil(dokument)).status_code == 403
