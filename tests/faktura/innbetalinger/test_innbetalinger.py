"""Payments: what is open is total less credited less paid, whatever the order; nothing is lost and nothing changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.db.clock import today
from portal.errors import NotFound, Refused
from portal.faktura.fordeling import get_rest
from portal.faktura.innbetalinger.actions import (
    fordel_innbetaling,
    loesne,
    registrer_for_faktura,
    registrer_for_kunde,
)
from portal.faktura.innbetalinger.queries import get_innbetaling, list_aapne, list_betalt
from portal.faktura.innbetalinger.rules import Betalingsdata, oldest_first
from portal.faktura.kundefane.queries import get_saldo
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.models import Innbetaling
from portal.faktura.queries import get_faktura
from portal.faktura.reverseringer.actions import angre_innbetaling, tilbakebetal
from portal.faktura.verification import verify
from portal.kundekort.enheter.actions import flytt_enhet

#: 7:30 at 399 kroner with MVA: what an invoice of the factory comes to.
SUM = 374_063


@pytest.fixture
def faktura(make):
    return make.faktura()


def rest(session, faktura) -> int:
    return get_rest(session, faktura_id=faktura.id)


def left(session, payment) -> int:
    return get_innbetaling(session, innbetaling_id=payment.id).rest_oere


def undo(session, payment, grunn="Ført to ganger"):
    return angre_innbetaling(session, innbetaling_id=payment.id, grunn=grunn, idempotens=uuid4())


def lay(session, payment, **chosen):
    fordel_innbetaling(session, innbetaling_id=payment.id, valg=chosen["valg"])


def test_an_invoice_is_open_until_the_last_oere(session, make, faktura) -> None:
    assert faktura.sum_oere == SUM == rest(session, faktura)
    make.betaling(faktura_id=faktura.id, beloep_oere=SUM - 1)
    assert rest(session, faktura) == 1, "one øre short is not paid"
    make.betaling(faktura_id=faktura.id, beloep_oere=1)
    assert rest(session, faktura) == 0
    assert [row.oere for row in list_betalt(session, faktura_id=faktura.id)] == [SUM - 1, 1]


def test_what_is_paid_too_much_waits_as_the_customers(session, make, faktura) -> None:
    payment = make.betaling(faktura_id=faktura.id, beloep_oere=SUM + 500)
    assert (rest(session, faktura), left(session, payment)) == (0, 500)
    again = make.betaling(faktura_id=faktura.id, beloep_oere=SUM)
    assert (rest(session, faktura), left(session, again)) == (0, SUM), (
        "a double payment is all the customer's"
    )
    saldo = get_saldo(session, kunde_ids=(faktura.kunde_id,))
    assert (saldo.ikke_forfalt_oere + saldo.forfalt_oere, saldo.ufordelt_oere) == (0, SUM + 500)


def test_one_payment_for_three_invoices(session, make) -> None:
    kunde = make.fakturakunde()
    three = [make.faktura(kunde_id=kunde.id) for _ in range(3)]
    payment = registrer_for_kunde(
        session, kunde_id=kunde.id, data=Betalingsdata(3 * SUM - 10, today()), idempotens=uuid4()
    )
    row = get_innbetaling(session, innbetaling_id=payment.id)
    offered = list_aapne(session, innbetaling=row)
    assert [each.id for each in offered] == [each.id for each in three]
    plan = oldest_first(row.rest_oere, [(each.id, each.rest_oere) for each in offered])
    assert list(plan.values()) == [SUM, SUM, SUM - 10]
    lay(session, payment, valg=plan)
    assert [rest(session, each) for each in three] == [0, 0, 10]
    assert left(session, payment) == 0
    with pytest.raises(Refused, match="bare 0,00"):
        lay(session, payment, valg={three[2].id: 10})


def test_no_more_is_laid_than_is_open_or_left(session, make, faktura) -> None:
    payment = registrer_for_kunde(
        session, kunde_id=faktura.kunde_id, data=Betalingsdata(2 * SUM, today()), idempotens=uuid4()
    )
    with pytest.raises(Refused, match="åpent"):
        lay(session, payment, valg={faktura.id: SUM + 1})
    with pytest.raises(Refused, match="minst én"):
        lay(session, payment, valg={faktura.id: 0})
    with pytest.raises(Refused, match="minst én"):
        lay(session, payment, valg={faktura.id: -1})
    lay(session, payment, valg={faktura.id: SUM})
    assert (rest(session, faktura), left(session, payment)) == (0, SUM)


def test_money_of_one_customer_is_not_laid_on_another_but_on_its_tree(session, make, faktura) -> None:
    other = make.faktura(kunde_id=make.fakturakunde(navn="Annen AS").id)
    payment = registrer_for_kunde(
        session, kunde_id=faktura.kunde_id, data=Betalingsdata(100, today()), idempotens=uuid4()
    )
    with pytest.raises(NotFound):
        lay(session, payment, valg={other.id: 100})
    flytt_enhet(session, kunde_id=other.kunde_id, forelder_id=faktura.kunde_id)
    session.flush()
    lay(session, payment, valg={other.id: 100})
    assert rest(session, other) == SUM - 100


def test_a_credit_after_payment_gives_the_customer_a_balance(session, make, faktura) -> None:
    payment = make.betaling(faktura_id=faktura.id)
    make.kreditnota(faktura_id=faktura.id, mengder=[225])
    credited = get_faktura(session, faktura_id=faktura.id).kreditert_oere
    assert 0 < credited < SUM
    assert (rest(session, faktura), left(session, payment)) == (0, credited)
    make.kreditnota(faktura_id=faktura.id)
    assert (rest(session, faktura), left(session, payment)) == (0, SUM)
    assert list(verify(session)) == []


def test_a_credit_takes_what_is_open_before_what_is_paid(session, make, faktura) -> None:
    first = make.betaling(faktura_id=faktura.id, beloep_oere=100_000)
    second = make.betaling(faktura_id=faktura.id, beloep_oere=100_000)
    make.kreditnota(faktura_id=faktura.id, mengder=[300])
    credited = get_faktura(session, faktura_id=faktura.id).kreditert_oere
    over = credited - (SUM - 200_000)
    assert over > 0, "the control: more is credited than was open"
    assert rest(session, faktura) == 0
    assert (left(session, first), left(session, second)) == (0, over), "the newest payment gives back first"


def test_a_payment_to_a_credited_invoice_is_queued(session, make, faktura) -> None:
    make.kreditnota(faktura_id=faktura.id)
    payment = make.betaling(faktura_id=faktura.id, beloep_oere=SUM)
    assert (rest(session, faktura), left(session, payment)) == (0, SUM)


def test_a_registration_is_undone_by_a_row_and_stays_in_the_history(session, make, faktura) -> None:
    payment = make.betaling(faktura_id=faktura.id, beloep_oere=SUM + 7)
    undone = undo(session, payment)
    session.flush()
    assert (rest(session, faktura), left(session, payment)) == (SUM, 0)
    rows = session.scalars(select(Innbetaling).where(Innbetaling.kunde_id == faktura.kunde_id)).all()
    assert sum(row.beloep_oere for row in rows) == 0
    assert {row.id for row in rows} == {payment.id, undone.id}
    with pytest.raises(Refused, match="alt angret"):
        undo(session, payment)
    with pytest.raises(Refused, match="hvorfor"):
        undo(session, make.betaling(faktura_id=faktura.id), grunn=" ")
    with pytest.raises(NotFound):
        undo(session, undone)


def test_the_same_key_registers_and_undoes_once(session, make, faktura) -> None:
    key, data = uuid4(), Betalingsdata(100, today())
    made = {
        registrer_for_faktura(session, faktura_id=faktura.id, data=data, idempotens=key).id for _ in range(3)
    }
    assert len(made) == 1
    assert rest(session, faktura) == SUM - 100
    back = uuid4()
    rows = {
        angre_innbetaling(session, innbetaling_id=next(iter(made)), grunn="Feil kunde", idempotens=back).id
        for _ in range(3)
    }
    assert len(rows) == 1
    assert rest(session, faktura) == SUM


def test_money_is_taken_off_one_invoice_and_laid_on_another(session, make) -> None:
    kunde = make.fakturakunde()
    wrong, right = make.faktura(kunde_id=kunde.id), make.faktura(kunde_id=kunde.id)
    payment = make.betaling(faktura_id=wrong.id)
    loesne(session, innbetaling_id=payment.id, faktura_id=wrong.id)
    assert (rest(session, wrong), left(session, payment)) == (SUM, SUM)
    with pytest.raises(Refused, match="alt tatt av"):
        loesne(session, innbetaling_id=payment.id, faktura_id=wrong.id)
    lay(session, payment, valg={right.id: SUM})
    assert (rest(session, wrong), rest(session, right)) == (SUM, 0)
    assert list(verify(session)) == []


def test_what_no_invoice_has_is_paid_back_and_no_more(session, make, faktura) -> None:
    payment = make.betaling(faktura_id=faktura.id, beloep_oere=SUM + 500)

    def back(oere: int):
        return tilbakebetal(
            session, innbetaling_id=payment.id, beloep_oere=oere, dato=today(), idempotens=uuid4()
        )

    with pytest.raises(Refused, match="igjen"):
        back(501)
    back(200)
    assert left(session, payment) == 300
    with pytest.raises(Refused, match="betalt tilbake"):
        undo(session, payment)
    back(300)
    assert left(session, payment) == 0
    assert rest(session, faktura) == 0
    assert list(verify(session)) == []


@pytest.mark.parametrize(("oere", "days", "says"), [(0, 0, "over null"), (100, 1, "ikke har vært")])
def test_nothing_and_tomorrow_are_refused(make, faktura, oere, days, says) -> None:
    with pytest.raises(Refused, match=says):
        make.betaling(faktura_id=faktura.id, beloep_oere=oere, dato=today() + timedelta(days=days))


def test_a_draft_and_a_credit_note_take_no_payment(make, faktura) -> None:
    with pytest.raises(Refused, match="utstedt faktura"):
        make.betaling(faktura_id=make.fakturautkast(kunde_id=faktura.kunde_id).id, beloep_oere=1)
    with pytest.raises(Refused, match="utstedt faktura"):
        make.betaling(faktura_id=make.kreditnota(faktura_id=faktura.id).id, beloep_oere=1)


def test_lists_follow_what_is_open(session, make) -> None:
    kunde = make.fakturakunde()
    paid, part, whole = (make.faktura(kunde_id=kunde.id) for _ in range(3))
    make.betaling(faktura_id=paid.id)
    make.betaling(faktura_id=part.id, beloep_oere=1)

    def shown(name: str) -> set:
        return {row.id for row in list_fakturaer(session, valg=Valg(filter=name, kunde_id=kunde.id)).rows}

    assert shown("alle") == {paid.id, part.id, whole.id}
    assert shown("aapne") == {part.id, whole.id}


RAW = {
    "endre betaling": "UPDATE innbetaling SET beloep_oere = beloep_oere + 1",
    "endre rest": "UPDATE innbetaling SET rest_oere = 0 WHERE rest_oere > 0",
    "slette betaling": "DELETE FROM innbetaling",
    "endre fordeling": "UPDATE innbetaling_fordeling SET beloep_oere = 1",
    "slette fordeling": "DELETE FROM innbetaling_fordeling",
    "senke saldo": "UPDATE fakturasaldo SET fordelt_oere = 0 WHERE fordelt_oere > 0",
    "slette saldo": "DELETE FROM fakturasaldo",
    "fordele mer enn åpent": (
        "INSERT INTO innbetaling_fordeling SELECT tenant_id, gen_random_uuid(), innbetaling_id, dokument_id,"
        " 900000000, foert_av, foert_tid FROM innbetaling_fordeling"
    ),
    "kreditere mer enn åpent": (
        "UPDATE salgsdokument SET kreditert_oere = sum_oere"
        " WHERE kreditert_oere = 0 AND kind = 'faktura' AND tilstand = 'utstedt'"
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_the_database_says_no_by_itself(session, make, faktura, name) -> None:
    make.betaling(faktura_id=faktura.id, beloep_oere=SUM + 5)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(RAW[name]))
    assert rest(session, faktura) == 0
