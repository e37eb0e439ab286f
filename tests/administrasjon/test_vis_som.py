"""Seeing the portal as a colleague: her pages, nobody's writing, never more than one has oneself."""

import pytest
from sqlalchemy import func, select, update

from portal.audit.models import Hendelse, Leselogg
from portal.dev.cast import NORDVIK
from portal.identity.models import Bruker, Oekt, Rolle
from portal.kandidater.models import Kandidat

HERE = "/innstillinger/brukere"
JON, MARTE = NORDVIK.id("jon"), NORDVIK.id("marte")
LINE = "Du ser portalen som <b>"


@pytest.fixture
def jon(client):
    return client.as_("jon")


def see_as(jon, bruker_id):
    return jon.post(f"{HERE}/{bruker_id}/vis-som")


def set_rights(session, rolle: str, change) -> None:
    held = session.scalar(select(Rolle.rettigheter).where(Rolle.navn == rolle))
    session.execute(update(Rolle).where(Rolle.navn == rolle).values(rettigheter=change(held)))
    session.commit()


def test_she_is_seen_with_her_rights_and_nothing_is_written(jon, session) -> None:
    assert LINE not in jon.get("/min-dag").text  # the control: no line before
    assert see_as(jon, MARTE).status_code == 303

    assert LINE in jon.get("/min-dag").text
    assert jon.get(HERE).status_code == 403  # Marte does not administer
    before = session.scalar(select(func.count()).select_from(Hendelse))
    refused = jon.post("/meg/oppsett", {"tema": "dark"})
    assert refused.status_code == 409
    assert "da endres ingenting" in refused.text
    session.expire_all()
    assert session.scalar(select(Bruker.tema).where(Bruker.id == MARTE)) != "dark"
    assert session.scalar(select(func.count()).select_from(Hendelse)) == before

    back = jon.post(f"{HERE}/vis-som/slutt")
    assert back.status_code == 303
    assert jon.get(HERE).status_code == 200
    assert LINE not in jon.get("/min-dag").text


def test_both_ends_are_in_the_log_under_the_administrators_name(jon, session) -> None:
    see_as(jon, MARTE)
    jon.post(f"{HERE}/vis-som/slutt")
    rows = session.execute(
        select(Hendelse.kode, Hendelse.aktoer_id)
        .where(Hendelse.kode.startswith("bruker.vist-som"))
        .order_by(Hendelse.kode)
    ).all()
    assert [tuple(row) for row in rows] == [("bruker.vist-som", JON), ("bruker.vist-som-slutt", JON)]


def test_reads_of_personal_data_name_the_one_who_reads(jon, session) -> None:
    see_as(jon, MARTE)
    kandidat = session.scalars(select(Kandidat.id).limit(1)).one()
    page = jon.get(f"/kandidater/{kandidat}")
    assert page.status_code == 200
    page.close()  # the log is written when the response has gone
    who = session.scalars(
        select(Leselogg.aktoer_id).where(Leselogg.subjekt_id == kandidat).order_by(Leselogg.tid.desc())
    ).first()
    assert who == JON


def test_one_who_may_more_is_not_seen(jon, session) -> None:
    """Else the view would be a way to rights; the control is the same colleague before she got more."""
    lise = NORDVIK.id("lise")
    refused = see_as(jon, lise)  # finance lifts a kredittsperre, which the shipped administrator does not
    assert refused.status_code == 409
    assert "kan mer enn du kan" in refused.text
    set_rights(session, "Økonomi", lambda held: [right for right in held if right != "kunde:kredittsperre"])
    assert see_as(jon, lise).status_code == 303


def test_rights_taken_from_the_administrator_are_gone_from_the_view(jon, session) -> None:
    see_as(jon, MARTE)
    assert jon.get("/kunder").status_code == 200
    set_rights(session, "Admin", lambda held: [right for right in held if right != "kunde:les"])
    assert jon.get("/kunder").status_code == 403


def test_not_oneself_nor_one_who_is_let_go(jon, session) -> None:
    assert see_as(jon, JON).status_code == 409
    session.execute(update(Bruker).where(Bruker.id == MARTE).values(er_aktiv=False))
    session.commit()
    assert see_as(jon, MARTE).status_code == 409
    assert session.scalar(select(Oekt.id).where(Oekt.som_bruker_id.is_not(None))) is None


def test_one_can_sign_out_of_the_view(jon, session) -> None:
    see_as(jon, MARTE)
    assert jon.post("/meg/logg-ut").status_code == 303
    assert (
        session.scalar(
            select(func.count()).select_from(Oekt).where(Oekt.avsluttet_tid.is_(None), Oekt.bruker_id == JON)
        )
        == 0
    )
    assert jon.get("/min-dag").status_code in {302, 303}
