"""Tenancy: keys, walls, context (gates 3–6). Each check is shown to fail when its rule is broken."""

import time
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session, configure_mappers

from portal.db.base import Base, TenantScoped
from portal.identity.models import Bruker
from portal.tenancy.context import TenantNotBound, sign
from portal.tenancy.models import Avdeling
from portal.tenancy.rls import PLATFORM_TABLES, audit
from portal.tenancy.session import tenant_session
from tests.support.database import CONTEXT_KEY


def tenant_tables():
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantScoped)]


def test_every_table_is_tenant_scoped_or_named_as_platform_wide(app) -> None:
    loose = [
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if not issubclass(mapper.class_, TenantScoped) and mapper.local_table.name not in PLATFORM_TABLES
    ]
    assert loose == []
    assert len(tenant_tables()) > 10


def test_keys_begin_with_the_tenant_and_links_carry_it(app) -> None:
    faults = []
    for model in tenant_tables():
        table = model.__table__
        key = [column.name for column in table.primary_key]
        if key != ["tenant_id", "id"] and table.name not in OTHER_KEYS:
            faults.append(f"{table.name}: primary key")
        for constraint in table.foreign_key_constraints:
            target = constraint.referred_table.name
            if target not in PLATFORM_TABLES and constraint.column_keys[0] != "tenant_id":
                faults.append(f"{table.name}: {constraint.column_keys}")
        linked = {key for c in table.foreign_key_constraints for key in c.column_keys}
        faults += [
            f"{table.name}.{column.name} links nowhere"
            for column in table.columns
            if column.name.endswith("_id")
            and column.name not in linked
            and (table.name, column.name) not in FREE_IDS
        ]
        faults += [
            f"{table.name}: index {index.name}"
            for index in table.indexes
            if index.columns
            and next(iter(index.columns)).name != "tenant_id"
            and not index.dialect_options["postgresql"]["where"] is not None
        ]
    assert faults == []


#: Tables whose primary key is another one that begins with the tenant; each with its reason.
OTHER_KEYS = {"soekeord": "the word table is its own index (architecture.md §4)"}
#: Ids that point at one of several kinds of row, or outside the database; each with its reason.
FREE_IDS = {
    ("oppdragsord", "rad_id"): "a stilling or an oppdrag",
    ("stoppunntak", "brukt_id"): "the stilling or oppdrag it let through",
    ("timelisteversjon", "besvart_av_id"): "a contact or an employee",
    ("hendelse", "subjekt_id"): "any kind of row",
    ("oppgavekobling", "post_id"): "any kind of row a task may be about",
    ("favorittpost", "post_id"): "any kind of row that may have a star",
    ("listepost", "post_id"): "any kind of row that may stand in a list",
    ("feltverdier", "post_id"): "a record of an upper room",
    ("listepost", "bunke_id"): "an act, which has no row of its own",
    ("hendelse", "aktoer_id"): "staff, contact or worker",
    ("leselogg", "subjekt_id"): "any kind of row",
    ("leselogg", "aktoer_id"): "staff, contact or worker",
    ("idempotens", "aktoer_id"): "staff, contact or worker",
    ("dialogmelding", "aktoer_id"): "staff, contact or worker",
    ("dokument", "kobling_id"): "a record of an upper room",
    ("dagbokaktivitet", "kobling_id"): "a record of an upper room",
    ("oppgave", "kobling_id"): "a record of an upper room",
    ("kalenderadresse", "sak_id"): "a record of an upper room",
    ("kundestatus_logg", "aktoer_id"): "staff or the system",
    ("kunde", "ekstern_id"): "text: the id a row has in the list it was imported from",
    ("oekt", "tilgang_id"): "a choice, checked against the person's own on every request",
}


def test_relationships_are_viewonly_and_raise(app) -> None:
    configure_mappers()
    wrong = [
        str(relation)
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if not (relation.viewonly and relation.lazy == "raise")
    ]
    assert wrong == []


def test_the_catalogue_is_sound(database) -> None:
    engine = create_engine(database.url("portal_eier"))
    with engine.connect() as connection:
        assert audit(connection) == []
    engine.dispose()


@pytest.mark.parametrize(
    "fault",
    [
        "ALTER TABLE bruker NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE bruker DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall ON bruker",
        "DROP POLICY wall ON bruker; CREATE POLICY wall ON bruker AS RESTRICTIVE FOR ALL TO PUBLIC USING (true)",
        "CREATE TABLE glemt (id bigint)",
        "CREATE UNIQUE INDEX glemt ON bruker (epost)",
        "ALTER TABLE avdeling ADD COLUMN annen uuid, ADD CONSTRAINT u UNIQUE (tenant_id, annen)",
        "CREATE VIEW glemt AS SELECT * FROM bruker",
        "CREATE MATERIALIZED VIEW glemt AS SELECT 1 AS x; GRANT SELECT ON glemt TO portal_app",
        "GRANT TRUNCATE ON bruker TO portal_app",
        "CREATE FUNCTION glemt() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "GRANT SELECT ON portal_privat.noekkel TO portal_app",
    ],
)
def test_the_audit_sees_a_planted_fault(database, fault: str) -> None:
    engine = create_engine(database.url("portal_eier"))
    with engine.connect() as connection:
        connection.execute(text(fault))
        found = audit(connection)
        connection.rollback()
    engine.dispose()
    harmless = "ADD COLUMN annen" in fault
    assert bool(found) is not harmless


def test_an_unbound_session_reads_nothing_of_a_tenant(engine) -> None:
    with Session(engine.execution_options(scope="health")) as session, pytest.raises(TenantNotBound):
        session.scalars(select(Bruker)).all()


def test_an_unbound_transaction_does_not_begin(engine) -> None:
    with pytest.raises(TenantNotBound), engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def test_one_tenant_never_sees_the_other(session, tenants) -> None:
    mine = session.scalar(select(func.count()).select_from(Bruker))
    raw = session.execute(text("SELECT count(*), count(DISTINCT tenant_id) FROM bruker")).one()
    assert tuple(raw) == (mine, 1)


@pytest.mark.parametrize(
    "context",
    ["", "2", "2.99999999999.00", "x.y.z", "1.1.1.1"],
)
def test_a_forged_context_reads_nothing(connection, context: str) -> None:
    connection.execute(text("SELECT set_config('portal.ctx', :c, true)"), {"c": context})
    try:
        with connection.begin_nested():
            assert connection.scalar(text("SELECT count(*) FROM bruker")) == 0
    except DBAPIError as error:
        assert "tenant context" in str(error)  # noqa: PT017 - either answer is a refusal


def test_an_old_context_is_refused_and_a_fresh_one_is_not(connection, tenants, monkeypatch) -> None:
    fresh = sign(tenants["solvik"], key=CONTEXT_KEY)
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    old = sign(tenants["solvik"], key=CONTEXT_KEY)
    connection.execute(text("SELECT set_config('portal.ctx', :c, true)"), {"c": fresh})
    assert connection.scalar(text("SELECT count(*) FROM bruker")) > 0
    connection.execute(text("SELECT set_config('portal.ctx', :c, true)"), {"c": old})
    with pytest.raises(DBAPIError, match="expired"), connection.begin_nested():
        connection.scalar(text("SELECT count(*) FROM bruker"))


def test_an_injected_switch_reads_nothing_of_the_other(session, tenants) -> None:
    smuggled = text(
        "SELECT count(*) FROM (SELECT set_config('portal.ctx', :other, true)) AS s, LATERAL (SELECT * FROM bruker) AS b"
    )
    with pytest.raises(DBAPIError, match="tenant context"), session.begin_nested():
        session.execute(smuggled, {"other": f"{tenants['solvik']}.99999999999.00"})


def test_the_app_role_cannot_read_the_key_or_become_another(session) -> None:
    for statement in (
        "SELECT verdi FROM portal_privat.noekkel",
        "SET ROLE portal_eier",
        "TRUNCATE bruker",
        "UPDATE tenant SET navn = 'x'",
        "DELETE FROM hendelse",
        "UPDATE hendelse SET kode = 'x'",
        "SELECT * FROM procrastinate_jobs",
    ):
        with pytest.raises(ProgrammingError), session.begin_nested():
            session.execute(text(statement))


def test_a_row_cannot_claim_or_point_at_another_tenant(session, tenants, other_cast) -> None:
    session.add(Avdeling(id=uuid4(), tenant_id=tenants["solvik"], selskap_id=uuid4(), navn="x"))
    with pytest.raises(TenantNotBound):
        session.flush()
    session.expunge_all()
    session.add(Avdeling(id=uuid4(), selskap_id=other_cast.id("selskap"), navn="x"))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_a_session_is_bound_for_life(engine, tenants) -> None:
    with tenant_session(engine, tenant_id=tenants["nordvik"]) as one:
        names = set(one.scalars(select(Bruker.navn)))
    with tenant_session(engine, tenant_id=tenants["solvik"]) as other:
        assert names.isdisjoint(other.scalars(select(Bruker.navn)))
