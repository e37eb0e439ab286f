"""The page Salg of a customer: deputy, team, source, potential, and competitors with their reminder."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.identity.models import Bruker
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.ansvar import find_ansvarlig
from portal.kundekort.models import Konkurrent, Kunde, Oppgave, Oppgavetilstand, Salgskode, Salgskodeslag
from portal.kundekort.salg.actions import lagre_konkurrent, lagre_salg
from portal.kundekort.salg.queries import get_salg
from portal.kundekort.salg.rules import Konkurrentdata, Salgsdata
from tests.support.forms import form_of, theirs
from tests.support.statements import statements


@pytest.fixture
def kunde(session, make, cast) -> Kunde:
    rights = frozenset(map(str, SHIPPED_ROLES["Konsulent"]))
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", rights)
    kunde = make.kunde(navn="Salg AS")
    kunde.kundeansvarlig_id = cast.id("lise")
    session.flush()
    return kunde


def code(session, slag: Salgskodeslag):
    return session.scalars(select(Salgskode.id).where(Salgskode.slag == slag).limit(1)).one()


def test_the_row_is_made_at_the_first_word_and_changed_after(session, kunde, cast) -> None:
    assert get_salg(session, kunde_id=kunde.id) is None
    row = lagre_salg(
        session, kunde_id=kunde.id, data=Salgsdata(vara_id=cast.id("jon"), aarsverk=3), versjon=0
    )
    session.flush()
    assert row.versjon == 1
    lagre_salg(session, kunde_id=kunde.id, data=Salgsdata(potensial_oere=5_000_00), versjon=1)
    session.flush()
    held = get_salg(session, kunde_id=kunde.id)
    assert (held.potensial_oere, held.vara_id, held.versjon) == (5_000_00, None, 2)
    with pytest.raises(Stale):
        lagre_salg(session, kunde_id=kunde.id, data=Salgsdata(), versjon=1)


def test_what_is_not_on_the_lists_is_refused(session, kunde, cast) -> None:
    wrong = [
        (Salgsdata(vara_id=kunde.kundeansvarlig_id), "vara_id"),
        (Salgsdata(vara_id=kunde.id), "vara_id"),
        (Salgsdata(team_id=kunde.id), "team_id"),
        (Salgsdata(kilde_id=code(session, Salgskodeslag.SEGMENT)), "kilde_id"),
        (Salgsdata(segment_id=code(session, Salgskodeslag.KILDE)), "segment_id"),
    ]
    for data, field in wrong:
        with pytest.raises(Refused) as refused:
            lagre_salg(session, kunde_id=kunde.id, data=data, versjon=0)
        assert refused.value.field == field
    right = Salgsdata(
        kilde_id=code(session, Salgskodeslag.KILDE), segment_id=code(session, Salgskodeslag.SEGMENT)
    )
    assert lagre_salg(session, kunde_id=kunde.id, data=right, versjon=0).versjon == 1


def test_the_deputy_answers_when_the_account_manager_is_gone(session, kunde, cast) -> None:
    lagre_salg(session, kunde_id=kunde.id, data=Salgsdata(vara_id=cast.id("jon")), versjon=0)
    session.flush()
    assert find_ansvarlig(session, kunde=kunde) == cast.id("lise")
    session.get_one(Bruker, (session.info["tenant"], cast.id("lise"))).er_aktiv = False
    session.flush()
    assert find_ansvarlig(session, kunde=kunde) == cast.id("jon")
    session.get_one(Bruker, (session.info["tenant"], cast.id("jon"))).er_aktiv = False
    session.flush()
    assert find_ansvarlig(session, kunde=kunde) == cast.id("marte")


def task_of(session, row: Konkurrent) -> Oppgave:
    return session.get_one(Oppgave, (session.info["tenant"], row.oppgave_id))


def test_the_end_of_a_rival_s_contract_is_a_task_that_moves_with_it(session, kunde, cast) -> None:
    end = today() + timedelta(days=200)
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=Konkurrentdata("Rival AS", avtaleslutt=end))
    session.flush()
    task = task_of(session, row)
    assert (task.ansvarlig_id, task.frist_dato) == (cast.id("lise"), end - timedelta(days=90))
    assert "Rival AS" in task.tittel
    later = end + timedelta(days=30)
    data = Konkurrentdata("Rival AS", avtaleslutt=later, varsel_dager=60)
    lagre_konkurrent(session, kunde_id=kunde.id, konkurrent_id=row.id, data=data, versjon=1)
    session.flush()
    assert task_of(session, row).id == task.id
    assert task.frist_dato == later - timedelta(days=60)
    lagre_konkurrent(
        session,
        kunde_id=kunde.id,
        konkurrent_id=row.id,
        data=Konkurrentdata("Rival AS", avtaleslutt=later, er_aktiv=False),
        versjon=2,
    )
    session.flush()
    assert task.tilstand is Oppgavetilstand.AVLYST
    assert row.oppgave_id is None


def test_a_task_that_is_done_stays_done(session, kunde) -> None:
    data = Konkurrentdata("Rival AS", avtaleslutt=today() + timedelta(days=200))
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=data)
    session.flush()
    task = task_of(session, row)
    task.tilstand, task.utfoert_tid = Oppgavetilstand.UTFOERT, row and kunde.opprettet_tid
    session.flush()
    lagre_konkurrent(session, kunde_id=kunde.id, konkurrent_id=row.id, data=data, versjon=1)
    session.flush()
    assert row.oppgave_id == task.id
    assert session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).all() == [task]


def later(session, row: Konkurrent, days: int) -> None:
    """As if so many days had gone since the reminder was made."""
    task_of(session, row).frist_dato -= timedelta(days=days)
    session.flush()


def note(session, kunde, row, **changed) -> None:
    held = {
        "navn": row.navn,
        "avtaleslutt": row.avtaleslutt,
        "varsel_dager": row.varsel_dager,
        "er_aktiv": row.er_aktiv,
    }
    data = Konkurrentdata(**{**held, "merknad": "Rettet", **changed})
    lagre_konkurrent(session, kunde_id=kunde.id, konkurrent_id=row.id, data=data, versjon=row.versjon)
    session.flush()


def test_a_note_leaves_the_reminder_alone_and_a_name_renames_it(session, kunde) -> None:
    data = Konkurrentdata("Rival AS", avtaleslutt=today() + timedelta(days=20))
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=data)
    session.flush()
    later(session, row, 5)  # overdue
    task, due = task_of(session, row), today() - timedelta(days=5)
    note(session, kunde, row)
    assert (task.frist_dato, task.versjon) == (due, 1)
    note(session, kunde, row, navn="Rival Norge AS")
    assert (task.frist_dato, task.versjon) == (due, 2)
    assert "Rival Norge AS" in task.tittel
    note(session, kunde, row, varsel_dager=10)  # asked for another day
    assert task.frist_dato == today() + timedelta(days=10)
    task.tilstand, task.utfoert_tid = Oppgavetilstand.UTFOERT, kunde.opprettet_tid
    later(session, row, 30)
    note(session, kunde, row)
    note(session, kunde, row, er_aktiv=False)
    note(session, kunde, row, er_aktiv=True)
    assert session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).all() == [task]
    note(session, kunde, row, avtaleslutt=today() + timedelta(days=400))
    assert row.oppgave_id != task.id  # the contract was made longer


def test_after_the_contract_has_ended_the_task_waits_for_a_person(session, kunde) -> None:
    end = today() + timedelta(days=20)
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=Konkurrentdata("Rival AS", avtaleslutt=end))
    session.flush()
    row.avtaleslutt = today() - timedelta(days=1)
    session.flush()
    note(session, kunde, row)
    assert task_of(session, row).tilstand is Oppgavetilstand.AAPEN


@pytest.mark.parametrize(("days", "due"), [(10, 0), (90, 0), (91, 1)])
def test_a_contract_that_ends_soon_is_due_today(session, kunde, days, due) -> None:
    data = Konkurrentdata("Rival AS", avtaleslutt=today() + timedelta(days=days))
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=data)
    session.flush()
    assert task_of(session, row).frist_dato == today() + timedelta(days=due)


def test_a_contract_that_has_ended_gives_no_task(session, kunde) -> None:
    data = Konkurrentdata("Rival AS", avtaleslutt=today() - timedelta(days=1))
    assert lagre_konkurrent(session, kunde_id=kunde.id, data=data).oppgave_id is None


def test_a_rival_of_another_customer_is_not_found(session, kunde, make) -> None:
    row = lagre_konkurrent(session, kunde_id=kunde.id, data=Konkurrentdata("Rival AS"))
    other = make.kunde(navn="Annen AS")
    session.flush()
    with pytest.raises(NotFound):
        lagre_konkurrent(
            session, kunde_id=other.id, konkurrent_id=row.id, data=Konkurrentdata("X"), versjon=1
        )


def test_the_pages_store_and_show(client, cast) -> None:
    home = f"/kunder/{cast.id('nydalen')}/salg"
    assert "Ingen muligheter ennå" in client.get(f"/kunder/{cast.id('kvam')}/salg").text
    typed = {
        **form_of(client, f"{home}/endre"),
        "potensial": "1 500 000",
        "aarsverk": "4",
        "kampanje": "Messe",
    }
    assert client.post(f"{home}/endre", typed).status_code == 303
    rival = {**form_of(client, f"{home}/konkurrenter/ny"), "navn": "Rival AS", "avtaleslutt": "+200"}
    assert client.post(f"{home}/konkurrenter/ny", rival).status_code == 303
    page = client.get(home).text.replace("\u00a0", " ")
    for shown in ("1 500 000", "Messe", "Rival AS", "påminnelse står i oppgavene"):
        assert shown in page


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("endre", {"potensial": "mye"}),
        ("endre", {"aarsverk": "-1"}),
        ("konkurrenter/ny", {"navn": ""}),
        ("konkurrenter/ny", {"navn": "X", "andel": "101"}),
        ("konkurrenter/ny", {"navn": "X", "avtaleslutt": "32.13.2026"}),
    ],
)
def test_what_cannot_be_read_is_kept_in_the_field(client, cast, path, typed) -> None:
    path = f"/kunder/{cast.id('nydalen')}/salg/{path}"
    answer = client.post(path, {**form_of(client, path), **typed})
    assert answer.status_code == 422
    for value in typed.values():
        assert f'value="{value}"' in answer.text


def test_two_who_change_the_sales_side_see_each_other(client, cast) -> None:
    path = f"/kunder/{cast.id('fjordtre')}/salg/endre"
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, "kampanje": "Høstkampanjen"}).status_code == 303
    answer = client.post(path, {**mine, "aarsverk": "7"})
    assert answer.status_code == 422
    assert theirs(answer.text)["Kampanje"] == "Høstkampanjen"


def test_readers_see_and_do_not_change(client, cast) -> None:
    berit = client.as_("berit")
    page = berit.get(f"/kunder/{cast.id('fjordtre')}/salg").text
    assert "Bemanning Vest AS" in page
    assert "Ny mulighet" not in page
    assert berit.get(f"/kunder/{cast.id('fjordtre')}/salg/endre").status_code == 403


def test_the_page_costs_the_same_for_many_opportunities(client, connection, session, make, cast) -> None:
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", frozenset())
    counts = []
    for number in range(4):
        make.mulighet(cast.id("kvam"), tittel=f"Mulighet {number}")
        with statements(connection) as seen:
            client.get(f"/kunder/{cast.id('kvam')}/salg")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
    assert counts[0] + 1 <= 6
