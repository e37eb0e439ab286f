"""Who is told about hours reads it in his own language, else his customer's or his agency's."""

import re

import pytest
from sqlalchemy import select

from portal.identity.actor import Actor
from portal.messaging.models import Dialogmelding
from portal.oppdrag.godkjenning.actions import returner
from portal.oppdrag.models import Timeliste, Timelistetilstand
from portal.tenancy.session import tenant_session

WEEK = re.compile("(uke|veke)\u00a0\\d+")


def words(subjects) -> set[str]:
    return {found[1] for subject in subjects if (found := WEEK.search(subject))}


@pytest.mark.parametrize(
    ("agency", "address", "word"),
    [("solvik", "dina@fjellheim.example", "veke"), ("nordvik", "terje@fjordtre.example", "uke")],
)
def test_an_approver_without_a_choice_reads_his_customers_language(
    engine, tenants, agency, address, word
) -> None:
    with tenant_session(engine, tenant_id=tenants[agency]) as session:
        assert words(session.scalars(select(Dialogmelding.emne).where(Dialogmelding.til == address))) == {
            word
        }


def test_a_worker_without_a_choice_reads_his_agencys(app, engine, tenants) -> None:
    with engine.connect().execution_options(tenant=tenants["solvik"]) as connection:
        outer = connection.begin()
        with app.app_context(), tenant_session(connection, tenant_id=tenants["solvik"]) as session:
            session.info["actor"] = Actor("kontakt", None, "Dina Fjellheim")
            waits = select(Timeliste).where(Timeliste.tilstand == Timelistetilstand.LEVERT).limit(1)
            liste = session.scalars(waits).one()
            returner(session, timeliste_id=liste.id, versjon=liste.versjon, grunn="Fredag var kortare.")
            session.flush()  # the letter is read back
            told = select(Dialogmelding.emne).where(Dialogmelding.til == "eirik@vikar.example")
            assert words(session.scalars(told)) == {"veke"}
        outer.rollback()
