"""Documents in the database and their bytes in the store: stored, versioned, fixed, served, and nobody else's."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from portal.errors import NotFound, Refused, Stale, Unavailable
from portal.filestore import registry
from portal.filestore.actions import ny_versjon, slett_dokument, store_file
from portal.filestore.base import MAX_BYTES
from portal.filestore.gateway import open_file, send_dokument
from portal.filestore.models import Dokument, Dokumentversjon
from portal.filestore.queries import get_dokument, list_versjoner, select_dokumenter
from portal.filestore.stores.local.store import LocalStore
from portal.identity.scope import Scope, bind_scope
from portal.tenancy.session import tenant_session
from tests.filestore.test_content import PDF_BYTES, docx, png


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, app) -> Path:
    registry.use(LocalStore(tmp_path))
    return tmp_path


def a_document(session, **changed) -> Dokument:
    values = {
        "innhold": PDF_BYTES,
        "filnavn": "Rammeavtale æøå.pdf",
        "slag": "rammeavtale",
        "tittel": "Rammeavtale",
    }
    return store_file(session, **{**values, **changed})


def test_a_stored_file_is_opened_again(session) -> None:
    dokument = a_document(session, innhold=BytesIO(PDF_BYTES))
    fil = open_file(session, dokument_id=dokument.id)
    with fil.innhold as innhold:
        assert innhold.read() == PDF_BYTES
    assert (fil.filnavn, fil.mediatype, fil.stoerrelse) == (
        "Rammeavtale æøå.pdf",
        "application/pdf",
        len(PDF_BYTES),
    )


def test_the_key_is_ours_and_under_the_tenant(session, folder: Path) -> None:
    dokument = a_document(session, filnavn="../../../etc/passwd")
    key = session.scalars(select(Dokumentversjon.noekkel)).one()
    assert key.startswith(f"t/{session.info['tenant']}/")
    assert (folder / key).read_bytes() == PDF_BYTES
    assert "passwd" not in key
    assert dokument.siste_nr == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "tom"), (b"%PDF-" + b"x" * MAX_BYTES, "for stor"), (b"<html>", "Filtypen")],
    ids=["empty", "too large", "html"],
)
def test_a_refused_file_leaves_nothing(session, folder: Path, data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        a_document(session, innhold=BytesIO(data))
    assert list(folder.rglob("*")) == []
    assert session.scalar(select(Dokument)) is None


def test_the_largest_file_is_taken(session) -> None:
    dokument = a_document(session, innhold=b"%PDF-".ljust(MAX_BYTES, b" "))
    assert len(open_file(session, dokument_id=dokument.id).read()) == MAX_BYTES


def test_a_new_version_is_the_one_that_opens_and_the_old_one_stays(session) -> None:
    dokument = a_document(session)
    ny_versjon(session, dokument_id=dokument.id, innhold=docx(), filnavn="avtale", versjon=1)
    session.flush()
    newest, first = (
        open_file(session, dokument_id=dokument.id),
        open_file(session, dokument_id=dokument.id, nr=1),
    )
    assert (newest.filnavn, newest.read()) == ("avtale.docx", docx())
    assert (first.mediatype, first.read()) == ("application/pdf", PDF_BYTES)
    assert [row.nr for row in list_versjoner(session, dokument_id=dokument.id)] == [2, 1]


def test_a_version_on_a_stale_copy_is_a_conflict(session) -> None:
    dokument = a_document(session)
    ny_versjon(session, dokument_id=dokument.id, innhold=png(), filnavn="a.png", versjon=1)
    session.flush()
    with pytest.raises(Stale):
        ny_versjon(session, dokument_id=dokument.id, innhold=png(), filnavn="b.png", versjon=1)


def test_a_deleted_document_is_gone_from_lists_and_cannot_be_opened(session) -> None:
    dokument = a_document(session)
    assert len(session.execute(select_dokumenter(session)).all()) == 1
    slett_dokument(session, dokument_id=dokument.id)
    session.flush()
    assert session.execute(select_dokumenter(session)).all() == []
    with pytest.raises(NotFound):
        open_file(session, dokument_id=dokument.id)
    with pytest.raises(NotFound):
        get_dokument(session, dokument_id=dokument.id)


class TestImmutable:
    def test_actions_refuse(self, session) -> None:
        dokument = a_document(session, slag="faktura", uforanderlig=True)
        with pytest.raises(Refused, match="bilag"):
            ny_versjon(session, dokument_id=dokument.id, innhold=PDF_BYTES, filnavn="x", versjon=1)
        with pytest.raises(Refused, match="bilag"):
            slett_dokument(session, dokument_id=dokument.id)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE dokument SET tittel = 'x' WHERE id = :id",
            "UPDATE dokument SET uforanderlig = false WHERE id = :id",
            "UPDATE dokument SET siste_nr = 2 WHERE id = :id",
            "DELETE FROM dokument WHERE id = :id",
            "INSERT INTO dokumentversjon SELECT tenant_id, gen_random_uuid(), dokument_id, 2, 'other', filnavn,"
            " mediatype, stoerrelse, sha256, opplastet_tid, opplastet_av_navn FROM dokumentversjon"
            " WHERE dokument_id = :id",
        ],
    )
    def test_the_database_refuses_by_any_path(self, session, sql: str) -> None:
        fixed = a_document(session, slag="faktura", uforanderlig=True)
        loose = a_document(session)
        with pytest.raises(DBAPIError, match="immutable"), session.begin_nested():
            session.execute(text(sql), {"id": fixed.id})
        if "DELETE" not in sql:  # the same words about a loose document are heard
            session.execute(text(sql), {"id": loose.id})

    @pytest.mark.parametrize(
        "sql", ["UPDATE dokumentversjon SET sha256 = sha256", "DELETE FROM dokumentversjon"]
    )
    def test_versions_are_only_added(self, session, sql: str) -> None:
        a_document(session)
        with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
            session.execute(text(sql))


class TestGateway:
    def test_headers_are_strict_and_the_name_survives(self, session, app) -> None:
        dokument = a_document(session)
        with app.test_request_context():
            response = send_dokument(session, dokument_id=dokument.id)
            response.close()
        headers = response.headers
        assert (
            headers["Content-Disposition"]
            == (
                "attachment; filename=\"Rammeavtale .pdf\"; filename*=UTF-8''Rammeavtale%20%C3%A6%C3%B8%C3%A5.pdf"
            )
            or "filename*=UTF-8''Rammeavtale%20%C3%A6%C3%B8%C3%A5.pdf" in headers["Content-Disposition"]
        )
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Length"] == str(len(PDF_BYTES))
        assert headers["Content-Type"] == "application/pdf"

    def test_a_part_is_answered_as_a_part(self, session, app) -> None:
        dokument = a_document(session)
        with app.test_request_context(headers={"Range": "bytes=5-8"}):
            response = send_dokument(session, dokument_id=dokument.id)
            assert response.status_code == 206
            response.direct_passthrough = False
            assert response.get_data() == PDF_BYTES[5:9]
            response.close()

    def test_swapped_bytes_are_not_served(self, session, folder: Path) -> None:
        dokument = a_document(session)
        (path,) = [p for p in folder.rglob("*") if p.is_file()]
        path.write_bytes(PDF_BYTES + b" ")
        with pytest.raises(Unavailable, match="sikkerhetskopien"):
            open_file(session, dokument_id=dokument.id)

    def test_the_key_of_another_tenant_is_not_opened_even_when_a_row_says_so(
        self, session, monkeypatch
    ) -> None:
        dokument = a_document(session)
        versjon = session.scalars(select(Dokumentversjon)).one()
        foreign = versjon.noekkel.replace(f"t/{session.info['tenant']}/", "t/999/")
        monkeypatch.setattr(versjon, "noekkel", foreign)
        with pytest.raises(NotFound, match="another tenant"):
            open_file(session, dokument_id=dokument.id)

    def test_another_agency_finds_nothing(self, session, connection, tenants) -> None:
        dokument = a_document(session)
        with tenant_session(connection, tenant_id=tenants["solvik"]) as other, pytest.raises(NotFound):
            open_file(other, dokument_id=dokument.id)


class TestContact:
    """A contact's session: in scope and shared, or not at all."""

    @pytest.fixture
    def kunde_id(self, make) -> UUID:
        return make.kunde().id

    @pytest.mark.parametrize(
        ("shared", "mine", "opens"),
        [(True, True, True), (False, True, False), (True, False, False)],
        ids=["shared and mine", "internal", "another customer's"],
    )
    def test_opens_what_is_shared_with_him(self, session, make, kunde_id, shared, mine, opens) -> None:
        other = make.kunde().id
        dokument = a_document(session, kunde_id=kunde_id if mine else other, synlig_i_portal=shared)
        bind_scope(session, Scope(kunde_ids=(kunde_id,)))
        assert len(session.execute(select_dokumenter(session)).all()) == int(opens)
        if opens:
            assert open_file(session, dokument_id=dokument.id).read() == PDF_BYTES
        else:
            with pytest.raises(NotFound):
                open_file(session, dokument_id=dokument.id)

    def test_an_invoice_he_may_read_brings_its_file(self, session, kunde_id) -> None:
        faktura = UUID(int=5)
        dokument = a_document(session, kunde_id=kunde_id, slag="faktura", kobling=("salgsdokument", faktura))
        bind_scope(session, Scope(kunde_ids=(kunde_id,)))
        with pytest.raises(NotFound):
            open_file(session, dokument_id=dokument.id)
        assert open_file(session, dokument_id=dokument.id, kobling_id=faktura).read() == PDF_BYTES
        with pytest.raises(NotFound):
            open_file(session, dokument_id=dokument.id, kobling_id=UUID(int=6))


def test_the_wall_holds_for_updates(session, connection, tenants) -> None:
    dokument = a_document(session)
    session.flush()
    with tenant_session(connection, tenant_id=tenants["solvik"]) as other:
        changed = other.execute(
            update(Dokument.__table__).where(Dokument.id == dokument.id).values(tittel="x")
        )
        assert changed.rowcount == 0
