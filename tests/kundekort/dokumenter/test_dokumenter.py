"""The tab Dokumenter: upload with and without script, what people write of it, versions, and who may fetch it."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.audit.models import Hendelse, Leselogg
from portal.filestore.models import Dokument
from tests.support.make_kort import PDF


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


def address(kunde, *more: object) -> str:
    return "/".join(["/kunder", str(kunde.id), "dokumenter", *map(str, more)])


def upload(
    client, kunde, *, fil: bytes = PDF, filnavn: str = "Rammeavtale æøå.pdf", how: str = "post", **changed
):
    data = {"tittel": "Rammeavtale 2027", "slag": "rammeavtale", "idempotens": str(uuid4()), **changed}
    data["fil"] = (BytesIO(fil), filnavn)
    return getattr(client, how)(address(kunde), data, content_type="multipart/form-data")


def fetch(client, path: str) -> TestResponse:
    """The whole answer; the server closes a response when it is sent, and so must a test."""
    response = client.get(path)
    response.get_data()
    response.close()
    return response


def the_document(session, kunde) -> Dokument:
    session.expire_all()
    return session.scalars(select(Dokument).where(Dokument.kunde_id == kunde.id)).one()


def test_a_file_is_uploaded_listed_and_fetched_by_its_name(client, kunde, session) -> None:
    assert upload(client, kunde).status_code == 303
    page = client.get(address(kunde)).text
    assert "Rammeavtale 2027" in page
    assert "PDF, 1" in page
    fetched = fetch(client, address(kunde, the_document(session, kunde).id, "fil"))
    assert fetched.data == PDF
    assert "filename*=UTF-8''Rammeavtale%20%C3%A6%C3%B8%C3%A5.pdf" in fetched.headers["Content-Disposition"]
    assert fetched.headers["Content-Security-Policy"].startswith("sandbox")
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"


def test_with_script_the_dialog_answers_in_place(client, kunde) -> None:
    assert client.htmx(address(kunde, "ny")).text.lstrip().startswith("<dialog")
    wrong = upload(client, kunde, how="htmx_post", fil=b"<html>")
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith("<form")
    assert "Filtypen kan ikke lagres" in wrong.text
    right = upload(client, kunde, how="htmx_post")
    assert (right.status_code, right.headers["HX-Location"]) == (204, f"/nordvik{address(kunde)}")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"fil": b""}, "Filen er tom"),
        ({"fil": b"MZ\x90\x00", "filnavn": "faktura.pdf"}, "Filtypen kan ikke lagres"),
        ({"tittel": ""}, "Fyll ut dette feltet"),
        ({"gyldig_fra": "01.02.2027", "siste_dag": "31.01.2027"}, "Siste dag er før første dag"),
        ({"slag": "faktura"}, "errsum"),
    ],
    ids=["empty", "program", "no title", "ends before", "system's own kind"],
)
def test_what_is_not_sound_is_refused_and_leaves_nothing(client, kunde, session, changed, words) -> None:
    refused = upload(client, kunde, **changed)
    assert refused.status_code == 422
    assert words in refused.text
    assert (
        session.scalar(select(func.count()).select_from(Dokument).where(Dokument.kunde_id == kunde.id)) == 0
    )


def test_without_a_file_it_says_so(client, kunde) -> None:
    data = {"tittel": "Tom", "slag": "annet", "idempotens": str(uuid4())}
    refused = client.post(address(kunde), data)
    assert refused.status_code == 422
    assert "Velg en fil." in refused.text


def test_a_double_click_stores_once(client, kunde, session) -> None:
    key = str(uuid4())
    assert [upload(client, kunde, idempotens=key).status_code for _ in range(2)] == [303, 303]
    the_document(session, kunde)


def test_the_last_day_is_the_last_day(client, kunde, session) -> None:
    upload(client, kunde, gyldig_fra="01.01.2027", siste_dag="31.12.2027")
    assert the_document(session, kunde).gyldig_til.isoformat() == "2028-01-01"
    assert "01.01.2027–31.12.2027" in client.get(address(kunde)).text


class TestChange:
    @pytest.fixture
    def dokument(self, client, kunde, session) -> Dokument:
        upload(client, kunde)
        return the_document(session, kunde)

    def save(self, client, kunde, dokument, **changed):
        data = {
            "tittel": "Ny tittel",
            "slag": "kontrakt",
            "versjon": dokument.versjon,
            "idempotens": str(uuid4()),
        }
        return client.post(address(kunde, dokument.id), {**data, **changed})

    def test_what_is_written_changes_and_is_told(self, client, kunde, dokument, session) -> None:
        assert self.save(client, kunde, dokument, synlig_i_portal="y").status_code == 303
        stored = the_document(session, kunde)
        assert (stored.tittel, stored.slag.value, stored.synlig_i_portal) == ("Ny tittel", "kontrakt", True)
        told = session.scalars(select(Hendelse.kode).where(Hendelse.subjekt_id == dokument.id)).all()
        assert sorted(told) == ["dokument.endret", "dokument.lagret"]

    def test_a_stale_copy_shows_both(self, client, kunde, dokument) -> None:
        versjon = dokument.versjon
        self.save(client, kunde, dokument, tittel="Andres tittel", versjon=versjon)
        conflict = self.save(client, kunde, dokument, tittel="Min tittel", versjon=versjon)
        assert conflict.status_code == 422
        assert "Andres tittel" in conflict.text
        assert 'value="Min tittel"' in conflict.text

    def test_a_new_version_is_fetched_and_the_old_one_can_be(self, client, kunde, dokument) -> None:
        data = {
            "versjon": dokument.versjon,
            "idempotens": str(uuid4()),
            "fil": (BytesIO(b"Ny tekst"), "ny.txt"),
        }
        where = address(kunde, dokument.id, "versjoner")
        assert client.post(where, data, content_type="multipart/form-data").status_code == 303
        file = address(kunde, dokument.id, "fil")
        assert fetch(client, file).data == b"Ny tekst"
        assert fetch(client, f"{file}?nr=1").data == PDF
        assert client.get(f"{file}?nr=3").status_code == 404
        assert "ny.txt" in client.get(address(kunde, dokument.id)).text

    def test_a_deleted_one_is_gone(self, client, kunde, dokument) -> None:
        data = {"idempotens": str(uuid4())}
        assert client.post(address(kunde, dokument.id, "slett"), data).status_code == 303
        assert client.get(address(kunde, dokument.id, "fil")).status_code == 404
        assert "Ingen dokumenter ennå" in client.get(address(kunde)).text

    def test_reading_is_noted(self, client, kunde, dokument, session) -> None:
        fetch(client, address(kunde, dokument.id, "fil"))
        assert session.scalars(select(Leselogg.hva).where(Leselogg.subjekt_id == dokument.id)).all() == [
            "fil"
        ]


class TestImmutable:
    def test_it_can_be_fetched_and_nothing_else(self, client, kunde, make) -> None:
        dokument = make.dokument(kunde_id=kunde.id, slag="faktura", tittel="Faktura 10001", uforanderlig=True)
        page = client.get(address(kunde, dokument.id)).text
        assert "bokføringsloven" in page
        assert "Legg inn ny versjon" not in page
        data = {"tittel": "x", "slag": "annet", "versjon": 1, "idempotens": str(uuid4())}
        refused = client.post(address(kunde, dokument.id), data)
        assert refused.status_code == 422
        assert (
            client.post(address(kunde, dokument.id, "slett"), {"idempotens": str(uuid4())}).status_code == 409
        )


def test_a_reader_fetches_but_does_not_change(client, kunde, make) -> None:
    dokument = make.dokument(kunde_id=kunde.id)
    berit = client.as_("berit")
    assert fetch(berit, address(kunde, dokument.id, "fil")).status_code == 200
    assert "Last opp" not in berit.get(address(kunde)).text
    assert upload(berit, kunde).status_code == 403


def test_another_customer_or_agency_is_not_found(client, kunde, make) -> None:
    dokument = make.dokument(kunde_id=kunde.id)
    other = make.kunde(navn="En annen AS")
    for who, where in (
        (client, address(other, dokument.id, "fil")),
        (client.as_("carl"), address(kunde, dokument.id)),
    ):
        assert who.get(where).status_code == 404
    assert "Avtale" not in client.get(address(other)).text


def test_the_list_is_filtered_by_kind_and_comes_in_pages(client, kunde, make) -> None:
    for number in range(52):
        make.dokument(kunde_id=kunde.id, tittel=f"Dok {number:02}", slag="hms" if number == 7 else "annet")
    first = client.get(address(kunde)).text
    assert ("Dok 51" in first, "Dok 01" in first) == (True, False)
    more = re.search(r'href="([^"]*etter=[^"]*)"', first)[1].replace("&amp;", "&")
    second = client.get(more).text
    assert ("Dok 51" in second, "Dok 01" in second) == (False, True)
    only = client.get(f"{address(kunde)}?slag=hms").text
    assert ("Dok 07" in only, "Dok 08" in only) == (True, False)


def test_an_upload_over_the_limit_is_said_in_words(client, kunde) -> None:
    body = b"x" * (31 * 1024 * 1024)
    response = client.post(address(kunde), body, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 413
    assert "Filen er for stor" in response.text
