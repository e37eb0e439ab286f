"""A draft is issued and credited: numbers, sums and the chain of hashes; the issued never changes."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.errors import Refused, Stale
from portal.faktura.drafts import Nylinje, lag_manuell
from portal.faktura.kreditering.actions import Kreditvalg, krediter_faktura
from portal.faktura.models import Dokumenttilstand, Enhet, Kreditgrunn, Salgsdokument
from portal.faktura.queries import get_faktura
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.kundekort.models import Kunde


@pytest.fixture
def kunde(session):
    return session.scalars(select(Kunde).where(Kunde.navn == "Fjordtre AS")).one()


def manual(session, kunde, *, timer_min=450, pris=39_900, mva=2_500):
    return lag_manuell(
        session,
        kunde_id=kunde.id,
        linjer=[Nylinje("Lagerarbeid", Enhet.TIME, timer_min, pris, mva, "Unntatt" if mva == 0 else "")],
        levering_fra=date(2026, 11, 2),
        levering_til=date(2026, 11, 8),
        leveringssted="Lageret, Bergen",
        po_nummer="PO 1",
        deres_ref="Siv",
        merknad="",
        idempotens=uuid4(),
    )


def issue(session, kunde, **values):
    draft = manual(session, kunde, **values)
    return utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)


def credit(session, faktura, mengde, *, versjon=None, idempotens=None):
    faktura = get_faktura(session, faktura_id=faktura.id)
    return krediter_faktura(
        session,
        faktura_id=faktura.id,
        valg=[Kreditvalg(faktura.linjer[0].id, mengde, frigi=False)],
        grunn=Kreditgrunn.FEIL_TIMER,
        grunn_tekst="",
        versjon=versjon or faktura.versjon,
        idempotens=idempotens or uuid4(),
    )


def test_drafts_have_no_number_and_issued_ones_follow_each_other(session, kunde):
    draft = manual(session, kunde)
    assert (draft.nummer, draft.tilstand) == (None, Dokumenttilstand.UTKAST)
    first = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    second = issue(session, kunde)
    assert second.nummer == first.nummer + 1
    assert second.forrige_hash == first.hash
    assert (first.netto_oere, first.mva_oere, first.sum_oere) == (299_250, 74_813, 374_063)
    assert utsted_faktura(session, faktura_id=first.id, versjon=1).nummer == first.nummer


def test_three_part_credits_empty_the_invoice_to_the_oere(session, kunde):
    faktura = issue(session, kunde, timer_min=450, pris=39_933)
    notes = [credit(session, faktura, part) for part in (100, 200, 150)]
    again = get_faktura(session, faktura_id=faktura.id)
    assert sum(note.sum_oere for note in notes) == faktura.sum_oere == again.kreditert_oere
    assert again.linjer[0].kreditert_mengde == 450
    with pytest.raises(Refused, match="gjenstår ikke"):
        credit(session, faktura, 1)


def test_the_same_key_answers_the_first_note_and_an_old_copy_is_stale(session, kunde):
    faktura = issue(session, kunde)
    key, shown = uuid4(), get_faktura(session, faktura_id=faktura.id).versjon
    first = credit(session, faktura, 60, idempotens=key)
    assert credit(session, faktura, 60, idempotens=key).id == first.id
    with pytest.raises(Stale):
        credit(session, faktura, 60, versjon=shown)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE salgsdokument SET sum_oere = 1, netto_oere = 1, mva_oere = 0 WHERE id = :id",
        "UPDATE salgsdokument SET tilstand = 'utkast', nummer = NULL, utstedt_dato = NULL WHERE id = :id",
        "UPDATE salgsdokument SET kreditert_oere = kreditert_oere - 1 WHERE id = :id",
        "DELETE FROM salgsdokument WHERE id = :id",
        "UPDATE salgslinje SET tekst = 'x' WHERE dokument_id = :id",
        "DELETE FROM salgslinje WHERE dokument_id = :id",
        "DELETE FROM salgsmva WHERE dokument_id = :id",
        "UPDATE nummerserie SET neste = neste + 5 WHERE :id IS NOT NULL",
        "INSERT INTO salgsmva (tenant_id, id, dokument_id, kategori, mva_bp, grunn, grunnlag_oere, mva_oere)"
        " SELECT tenant_id, gen_random_uuid(), id, 'Z', 0, '', 0, 0 FROM salgsdokument WHERE id = :id",
    ],
)
def test_the_issued_is_never_changed_by_any_path(session, kunde, statement):
    faktura = issue(session, kunde)
    credit(session, faktura, 60)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement), {"id": faktura.id})


def test_an_exempt_line_gets_its_reason_and_no_mva(session, kunde):
    faktura = issue(session, kunde, mva=0)
    assert faktura.mva_oere == 0
    assert (
        session.scalars(select(Salgsdokument.sum_oere).where(Salgsdokument.id == faktura.id)).one() == 299_250
    )
