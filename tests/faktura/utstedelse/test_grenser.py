"""What a typed invoice may hold, when it may be issued, and the KID it must have room for."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import OSLO, frozen, today
from portal.errors import Refused
from portal.faktura.models import Dokumenttilstand, Enhet, Nummerserie, Salgsdokument
from portal.faktura.queries import get_faktura
from portal.faktura.rules import MAX_MENGDE, MAX_NETTO_OERE, MAX_PRIS_OERE, line_net, make_kid
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.tenancy.models import Selskap
from tests.support.forms import form_of


@pytest.fixture
def kunde(make, session):
    made = make.fakturakunde()
    session.commit()
    return made


@pytest.fixture
def lise(client):
    return client.as_("lise")


def typed(lise, kunde, **line):
    path = f"/fakturaer/ny?kunde={kunde.id}"
    head = {"levering_fra": "02.11.2026", "levering_til": "06.11.2026", "leveringssted": "Lageret"}
    row = {"tekst": "Lagerarbeid", "mengde": "2", "enhet": "HUR", "pris": "400", "mva": "2500"} | line
    posted = {**form_of(lise, path), **head, **{f"linjer-0-{name}": value for name, value in row.items()}}
    return lise.post(path, posted)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"mengde": "99999999999", "pris": "99999999999"}, "Kan ikke være mer enn"),
        ({"enhet": "C62", "mengde": "99999999999"}, "Kan ikke være mer enn 1\u00a0000\u00a0000 stk."),
        ({"pris": "99999999999"}, "Kan ikke være mer enn 10000000,00."),
        ({"enhet": "C62", "mengde": "1000000", "pris": "10000000"}, "Linjen kan ikke komme på mer enn"),
    ],
)
def test_amounts_nobody_means_are_refused_at_the_field(lise, kunde, line, said) -> None:
    refused = typed(lise, kunde, **line)
    assert refused.status_code == 422
    assert said in refused.text
    assert "aria-invalid" in refused.text


@pytest.mark.parametrize(
    "line", [{}, {"enhet": "C62", "mengde": "100", "pris": "10000000"}, {"mengde": "100000", "pris": "10000"}]
)
def test_the_largest_that_may_be_meant_goes_through(lise, kunde, line, session) -> None:
    """The control: a refusal of everything large would pass the test above."""
    made = typed(lise, kunde, **line)
    assert made.status_code == 303, made.text[-2000:]
    draft_id = made.headers["Location"].rsplit("/", 1)[-1]
    assert get_faktura(session, faktura_id=draft_id).linjer[0].netto_oere > 0


def test_the_largest_lines_fit_the_columns() -> None:
    """A hundred lines at the limit with MVA stay within a bigint; quantities within an integer."""
    assert MAX_NETTO_OERE * 100 * 125 // 100 < 2**63
    assert max(MAX_MENGDE.values()) < 2**31
    assert line_net(MAX_MENGDE[Enhet.STYKK], MAX_PRIS_OERE, Enhet.STYKK) > MAX_NETTO_OERE


def test_the_action_holds_the_limit_too(make) -> None:
    with pytest.raises(Refused, match="Linjen kan ikke komme på mer enn"):
        make.fakturautkast(
            linjer=[make.linje(enhet=Enhet.STYKK, mengde=10**9, pris_oere=MAX_PRIS_OERE)],
        )


def test_work_is_not_invoiced_before_it_is_delivered(make, session) -> None:
    tomorrow = today() + timedelta(days=1)
    draft = make.fakturautkast(levering_fra=today(), levering_til=tomorrow)
    savepoint = session.begin_nested()
    with pytest.raises(Refused, match="§ 5-2-6"):
        utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    savepoint.rollback()
    session.expire_all()
    assert draft.nummer is None
    with frozen(datetime.combine(tomorrow, time(9), OSLO)):
        issued = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    assert issued.tilstand is Dokumenttilstand.UTSTEDT


def test_a_number_without_room_in_the_kid_is_not_issued_and_not_taken(make, session, lise) -> None:
    first = make.faktura()
    selskap = session.scalars(select(Selskap).where(Selskap.id == first.selskap_id)).one()
    series = select(Nummerserie.neste).where(
        Nummerserie.selskap_id == selskap.id, Nummerserie.kind == "faktura"
    )
    before = session.scalar(series)
    draft = make.fakturautkast()
    selskap.kid_lengde = len(str(before))  # one short: the check digit has no place
    session.commit()
    form = form_of(lise, f"/fakturaer/{draft.id}", action="/endre")
    refused = lise.post(f"/fakturaer/{draft.id}/utsted", form)
    assert refused.status_code == 422
    assert "KID-avtalen til" in refused.text
    session.expire_all()
    assert session.scalar(series) == before
    assert session.scalars(select(Salgsdokument.nummer).where(Salgsdokument.id == draft.id)).one() is None
    session.scalars(select(Selskap).where(Selskap.id == selskap.id)).one().kid_lengde += 1
    session.commit()
    assert lise.post(f"/fakturaer/{draft.id}/utsted", form).status_code == 303
    issued = get_faktura(session, faktura_id=draft.id)
    assert (issued.nummer, issued.kid) == (
        before,
        make_kid(before, lengde=len(str(before)) + 1, algoritme="mod10"),
    )


def test_an_invoice_without_anything_to_pay_needs_no_kid(make, session) -> None:
    selskap = session.scalars(select(Selskap)).first()
    selskap.kid_lengde = 2
    session.flush()  # read by the issue
    assert make.faktura(linjer=[make.linje(pris_oere=0)]).kid == ""
