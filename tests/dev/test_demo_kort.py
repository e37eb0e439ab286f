"""The demo's contacts: what each may do and how far, and papers that are whole."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from portal.dev.demo_kort import one_page
from portal.filestore.content import PDF, sniff
from portal.identity.models import Portalkonto, Portaltilgang
from portal.kundekort.models import Dagbokaktivitet


@pytest.mark.parametrize(
    ("key", "may", "may_not", "node", "omfang"),
    [
        ("terje", "portal.timer:godkjenn", "portal.faktura:les", "fjordtre", "kunde"),
        ("siv", "portal.oppdrag:les", "portal.timer:pris", "fjordtre.lager", "enhet"),
        ("anne", "portal.faktura:les", "portal.timer:les", "fjordtre", "kunde"),
    ],
)
def test_each_contact_has_the_rights_of_the_story(session, cast, key, may, may_not, node, omfang) -> None:
    row = session.execute(
        select(Portaltilgang.rettigheter, Portaltilgang.kunde_id, Portaltilgang.omfang)
        .join(Portalkonto, Portalkonto.id == Portaltilgang.konto_id)
        .where(Portalkonto.epost == f"{key}@fjordtre.example")
    ).one()
    assert may in row.rettigheter
    assert may_not not in row.rettigheter
    assert (row.kunde_id, row.omfang.value) == (cast.id(node), omfang)


@pytest.mark.parametrize("key", ["terje", "siv", "anne", "dina"])
def test_each_is_let_into_his_own_portal(client, key) -> None:
    assert client.as_(key).get("/kundeportal").status_code in {200, 303, 308}
    assert client.as_(key).get("/dagbok").status_code == 303


def test_martes_week_has_something_in_it(client, session, cast) -> None:
    mine = select(Dagbokaktivitet.emne).where(Dagbokaktivitet.bruker_id == cast.id("marte"))
    assert len(session.scalars(mine).all()) > 8
    assert "evt--" in client.get("/dagbok").text


def test_a_demo_paper_is_a_whole_pdf_with_its_letters() -> None:
    data = one_page("Prisliste (æøå)", "Nordvik")
    assert sniff(BytesIO(data)) is PDF
    assert "Prisliste (æøå)" in PdfReader(BytesIO(data), strict=True).pages[0].extract_text()
