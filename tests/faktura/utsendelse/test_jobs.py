"""The worker's job: files made once, the mail once, whatever dies in between."""

import hashlib

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.audit.models import Hendelse
from portal.errors import Refused
from portal.faktura.dokumentdata import dokumentdata
from portal.faktura.models import Salgsfil
from portal.faktura.utsendelse import actions
from portal.faktura.utsendelse.actions import lag_filer
from portal.faktura.utsendelse.ehf import make_ehf
from portal.faktura.utsendelse.pdf import make_pdf
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.filestore.gateway import open_file
from portal.filestore.models import Dokument, Dokumentslag
from portal.jobs import handlers
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import run_row
from portal.kundekort.models import Fakturakanal
from portal.messaging.models import Dialogmelding
from portal.tenancy.session import tenant_session
from tests.support.make import Make


def row_of(session, faktura) -> Utboks:
    return session.scalars(
        select(Utboks).where(Utboks.slag == "utsendelse.send", Utboks.noekkel == faktura.id)
    ).one()


def run(session, faktura) -> None:
    handlers.run(session, row=row_of(session, faktura))
    session.flush()  # as the runner's commit


def files(session, faktura) -> dict:
    rows = session.scalars(select(Salgsfil).where(Salgsfil.dokument_id == faktura.id))
    return {row.slag: row for row in rows}


def mails(session, faktura) -> list[Dialogmelding]:
    return list(session.scalars(select(Dialogmelding).where(Dialogmelding.noekkel == faktura.id)))


def test_issuing_puts_the_job_on_the_outbox_and_the_job_makes_both_files(session, make):
    faktura = make.faktura()
    run(session, faktura)
    made = files(session, faktura)
    assert set(made) == {"pdf", "ehf"}
    data = dokumentdata(session, faktura_id=faktura.id)
    for slag, expected in (("pdf", make_pdf(data)), ("ehf", make_ehf(data))):
        stored = open_file(session, dokument_id=made[slag].fil_id).read()
        assert stored == expected
        assert made[slag].sha256 == hashlib.sha256(stored).hexdigest()


def test_the_documents_are_fixed_and_only_the_pdf_is_shown_in_the_portal(session, make):
    faktura = make.faktura()
    run(session, faktura)
    rows = {
        slag: session.scalars(select(Dokument).where(Dokument.id == fil.fil_id)).one()
        for slag, fil in files(session, faktura).items()
    }
    assert {slag: row.synlig_i_portal for slag, row in rows.items()} == {"pdf": True, "ehf": False}
    for row in rows.values():
        assert (row.uforanderlig, row.slag, row.kunde_id) == (True, Dokumentslag.FAKTURA, faktura.kunde_id)
        assert (row.kobling_slag, row.kobling_id) == ("salgsdokument", faktura.id)


def test_running_twice_makes_nothing_new(session, make):
    kunde = make.fakturakunde(fakturakanal=Fakturakanal.EPOST)
    faktura = make.faktura(kunde_id=kunde.id)
    run(session, faktura)
    before = {slag: (fil.id, fil.fil_id) for slag, fil in files(session, faktura).items()}
    run(session, faktura)
    assert {slag: (fil.id, fil.fil_id) for slag, fil in files(session, faktura).items()} == before
    assert len(mails(session, faktura)) == 1


def test_a_mail_customer_gets_the_pdf_and_others_get_no_mail(session, make):
    kunde = make.fakturakunde(fakturakanal=Fakturakanal.EPOST)
    faktura, other = make.faktura(kunde_id=kunde.id), make.faktura()
    run(session, faktura)
    run(session, other)
    (mail,) = mails(session, faktura)
    assert mail.til == "faktura@provekunde.example"
    assert mail.vedlegg == [str(files(session, faktura)["pdf"].fil_id)]
    assert str(faktura.nummer) in mail.emne
    assert faktura.kid in mail.tekst
    assert mails(session, other) == []


def test_a_credit_note_goes_the_same_way_and_asks_for_nothing(session, make):
    kunde = make.fakturakunde(fakturakanal=Fakturakanal.EPOST)
    faktura = make.faktura(kunde_id=kunde.id)
    nota = make.kreditnota(faktura_id=faktura.id)
    run(session, nota)
    assert set(files(session, nota)) == {"pdf", "ehf"}
    (mail,) = mails(session, nota)
    assert "KID" not in mail.tekst
    assert str(faktura.nummer) in mail.tekst


@pytest.mark.parametrize("epost", ["", "ikke en adresse"])
def test_without_an_address_the_files_stand_and_people_are_told(session, make, epost):
    kunde = make.fakturakunde(fakturakanal=Fakturakanal.EPOST, faktura_epost=epost)
    faktura = make.faktura(kunde_id=kunde.id)
    run(session, faktura)
    assert set(files(session, faktura)) == {"pdf", "ehf"}
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "faktura.ikke_sendt")).all()
    assert [row.data["nummer"] for row in told] == [faktura.nummer]


def test_a_buyer_without_orgnr_gets_a_pdf_and_no_ehf(session, make):
    kunde = make.fakturakunde(orgnr=None, fakturakanal=Fakturakanal.PAPIR)
    faktura = make.faktura(kunde_id=kunde.id)
    run(session, faktura)
    assert set(files(session, faktura)) == {"pdf"}


def test_a_broken_ehf_leaves_nothing_and_says_so(session, make, monkeypatch):
    faktura = make.faktura()
    whole = make_ehf(dokumentdata(session, faktura_id=faktura.id))
    monkeypatch.setattr(actions, "make_ehf", lambda _data: whole.replace(b"<cbc:DueDate>", b"<cbc:DueDate>x"))
    with pytest.raises(Refused, match="NOX-DATO"):
        run(session, faktura)
    assert files(session, faktura) == {}


def test_nothing_is_issued_that_could_not_be_sent(session, make):
    before = make.faktura()
    draft = make.fakturautkast(linjer=[make.linje(mva_bp=0, grunn=" ")])
    with pytest.raises(Refused, match="BR-E-10"), session.begin_nested():
        utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    assert make.faktura().nummer == before.nummer + 1, "the refused one took no number"


def test_a_draft_has_no_files(session, make):
    with pytest.raises(Refused):
        lag_filer(session, faktura_id=make.fakturautkast().id)


def test_what_was_made_is_never_changed(session, make):
    faktura = make.faktura()
    run(session, faktura)
    for statement in (
        "UPDATE salgsfil SET sha256 = '' WHERE dokument_id = :id",
        "DELETE FROM salgsfil WHERE dokument_id = :id",
        "UPDATE dokument SET uforanderlig = false WHERE kobling_id = :id",
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement), {"id": faktura.id})


@pytest.mark.commits
def test_killed_on_the_way_the_next_run_makes_the_same_bytes_once(own_database, tenants, application):
    engine, nordvik = own_database.engine("portal_worker"), tenants["nordvik"]
    with application.app_context():
        with tenant_session(engine, tenant_id=nordvik) as session:
            make = Make(session)
            kunde = make.fakturakunde(fakturakanal=Fakturakanal.EPOST)
            faktura = make.faktura(kunde_id=kunde.id)
            row_id = row_of(session, faktura).id
            session.commit()
        with tenant_session(engine, tenant_id=nordvik) as session:
            row_of(session, faktura).tilstand = Utbokstilstand.SENDER  # the killed worker had marked it
            session.commit()
            run(session, faktura)
            first = {slag: fil.sha256 for slag, fil in files(session, faktura).items()}
            session.rollback()  # killed before its commit: the bytes are in the store, no row names them
        assert run_row(engine, tenant_id=nordvik, utboks_id=row_id) is Utbokstilstand.SENDT
        assert run_row(engine, tenant_id=nordvik, utboks_id=row_id) is None
        with tenant_session(engine, tenant_id=nordvik) as session:
            assert {slag: fil.sha256 for slag, fil in files(session, faktura).items()} == first
            assert session.scalar(select(func.count()).where(Salgsfil.dokument_id == faktura.id)) == 2
            assert len(mails(session, faktura)) == 1
    engine.dispose()
