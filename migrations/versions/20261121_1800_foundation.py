"""The wall's own functions, the agency, its users and sessions, history, outbox and job queue.

Links from these tables to tables of later rooms (person, kandidat, kunde …) are added where those tables are made.
"""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1800_foundation"
down_revision = None
branch_labels = None
depends_on = None

WALL = """
CREATE SCHEMA portal_privat;
REVOKE ALL ON SCHEMA portal_privat FROM PUBLIC;
GRANT USAGE ON SCHEMA portal_privat TO portal_app, portal_worker, portal_backup;
CREATE TABLE portal_privat.noekkel (
    nr bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, verdi bytea NOT NULL UNIQUE);
REVOKE ALL ON portal_privat.noekkel FROM PUBLIC;

CREATE FUNCTION portal_privat.gjeldende_tenant() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ctx text := current_setting('portal.ctx', true);
    deler text[];
    melding text;
BEGIN
    IF ctx IS NULL OR ctx = '' THEN
        RETURN NULL;
    END IF;
    deler := string_to_array(ctx, '.');
    IF array_length(deler, 1) <> 3 OR deler[1] !~ '^[0-9]{1,18}$' OR deler[2] !~ '^[0-9]{1,12}$' THEN
        RAISE insufficient_privilege USING MESSAGE = 'tenant context is malformed';
    END IF;
    melding := deler[1] || '.' || deler[2];
    IF NOT EXISTS (
        SELECT 1 FROM portal_privat.noekkel n
        WHERE encode(sha256(n.verdi || sha256(n.verdi || convert_to(melding, 'UTF8'))), 'hex') = deler[3]
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'tenant context is not signed by us';
    END IF;
    IF deler[2]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'tenant context has expired';
    END IF;
    RETURN deler[1]::bigint;
END $$;
REVOKE ALL ON FUNCTION portal_privat.gjeldende_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_privat.gjeldende_tenant() TO portal_app, portal_worker, portal_backup;
"""

QUEUE = """
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_workers, procrastinate_events,
    procrastinate_periodic_defers TO portal_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_worker;

CREATE FUNCTION portal_privat.legg_i_koe(rad uuid, vent_s integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t bigint := portal_privat.gjeldende_tenant();
    ny bigint;
BEGIN
    IF t IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'no tenant in context';
    END IF;
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
    VALUES ('utboks', 'portal.utboks', 0, rad::text, rad::text,
            jsonb_build_object('tenant_id', t, 'utboks_id', rad),
            CASE WHEN vent_s > 0 THEN now() + make_interval(secs => vent_s) END)
    ON CONFLICT DO NOTHING
    RETURNING id INTO ny;
    RETURN ny;
END $$;
REVOKE ALL ON FUNCTION portal_privat.legg_i_koe(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_privat.legg_i_koe(uuid, integer) TO portal_app, portal_worker;

CREATE FUNCTION portal_privat.siste_hjerteslag() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT max(last_heartbeat) FROM procrastinate_workers
$$;
REVOKE ALL ON FUNCTION portal_privat.siste_hjerteslag() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_privat.siste_hjerteslag() TO portal_app, portal_worker;
"""

DROP_QUEUE = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$ DECLARE f record; BEGIN
    FOR f IN SELECT p.oid::regprocedure AS sig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.proname LIKE 'procrastinate%' LOOP
        EXECUTE 'DROP FUNCTION ' || f.sig || ' CASCADE';
    END LOOP;
    FOR f IN SELECT t.oid::regtype AS sig FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = 'public' AND t.typname LIKE 'procrastinate%' LOOP
        EXECUTE 'DROP TYPE ' || f.sig || ' CASCADE';
    END LOOP;
END $$;
"""

#: History: the app may add, never change.
APPEND_ONLY = ("hendelse", "leselogg", "innloggingsforsoek")
TABLES = ('hendelse', 'idempotens', 'innloggingsforsoek', 'leselogg', 'portalkonto', 'rolle', 'selskap', 'utboks', 'avdeling', 'portaltilgang', 'bruker', 'brukerrolle', 'engangskode', 'oekt')


def upgrade() -> None:
    op.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA public TO portal_app, portal_worker, portal_backup")
    op.execute(WALL)
    # The driver's own cursor: the queue's schema holds colons that SQLAlchemy would read as parameters.
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(SchemaManager.get_schema())
    op.execute(QUEUE)
    op.create_table('tenant',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.Column('sprak', sa.Text(), server_default='nb', nullable=False),
    sa.Column('fargetone', sa.BigInteger(), server_default='250', nullable=False),
    sa.Column('vikar_ord', sa.Text(), server_default='vikar', nullable=False),
    sa.Column('er_demo', sa.Boolean(), server_default='false', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenant')),
    sa.UniqueConstraint('slug', name=op.f('uq_tenant__slug'))
    )
    op.create_table('hendelse',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tid', UtcDateTime(), nullable=False),
    sa.Column('kode', sa.Text(collation='C'), nullable=False),
    sa.Column('kunde_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('subjekt_slag', sa.Text(collation='C'), nullable=True),
    sa.Column('subjekt_id', sa.Uuid(), nullable=True),
    sa.Column('aktoer_slag', sa.Text(collation='C'), nullable=False),
    sa.Column('aktoer_id', sa.Uuid(), nullable=True),
    sa.Column('aktoer_navn', sa.Text(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_hendelse__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_hendelse'))
    )
    op.create_index('ix_hendelse__kunde', 'hendelse', ['tenant_id', 'kunde_id', sa.literal_column('tid DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('ix_hendelse__subjekt', 'hendelse', ['tenant_id', 'subjekt_id', sa.literal_column('tid DESC')], unique=False)
    op.create_table('idempotens',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('endepunkt', sa.Text(), nullable=False),
    sa.Column('aktoer_id', sa.Uuid(), nullable=True),
    sa.Column('avtrykk', sa.Text(), nullable=False),
    sa.Column('status', sa.BigInteger(), nullable=True),
    sa.Column('maal', sa.Text(), nullable=True),
    sa.Column('opprettet_tid', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_idempotens__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_idempotens'))
    )
    op.create_table('innloggingsforsoek',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('konto_noekkel', sa.Text(collation='C'), nullable=False),
    sa.Column('ip', sa.Text(collation='C'), nullable=False),
    sa.Column('tid', UtcDateTime(), nullable=False),
    sa.Column('lyktes', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_innloggingsforsoek__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_innloggingsforsoek'))
    )
    op.create_index('ix_innloggingsforsoek__ip', 'innloggingsforsoek', ['tenant_id', 'ip', 'tid'], unique=False)
    op.create_index('ix_innloggingsforsoek__konto', 'innloggingsforsoek', ['tenant_id', 'konto_noekkel', 'tid'], unique=False)
    op.create_table('leselogg',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tid', UtcDateTime(), nullable=False),
    sa.Column('aktoer_slag', sa.Text(collation='C'), nullable=False),
    sa.Column('aktoer_id', sa.Uuid(), nullable=True),
    sa.Column('subjekt_slag', sa.Text(collation='C'), nullable=False),
    sa.Column('subjekt_id', sa.Uuid(), nullable=False),
    sa.Column('hva', sa.Text(collation='C'), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_leselogg__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_leselogg'))
    )
    op.create_index('ix_leselogg__subjekt', 'leselogg', ['tenant_id', 'subjekt_id', sa.literal_column('tid DESC')], unique=False)
    op.create_table('portalkonto',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slag', sa.Enum('kontakt', 'vikar', name='kontoslag', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.Column('epost', sa.Text(collation='C'), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('kandidat_id', sa.Uuid(), nullable=True),
    sa.Column('sprak', sa.Text(), nullable=True),
    sa.Column('er_aktiv', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('er_demo', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('aktivert_tid', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(slag = 'kontakt') = (person_id IS NOT NULL)", name=op.f('ck_portalkonto__kontakt_has_person')),
    sa.CheckConstraint("(slag = 'vikar') = (kandidat_id IS NOT NULL)", name=op.f('ck_portalkonto__vikar_has_kandidat')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_portalkonto__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_portalkonto')),
    sa.UniqueConstraint('tenant_id', 'slag', 'epost', name=op.f('uq_portalkonto__tenant_id_slag_epost'))
    )
    op.create_table('rolle',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.Column('rettigheter', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_rolle__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_rolle')),
    sa.UniqueConstraint('tenant_id', 'navn', name=op.f('uq_rolle__tenant_id_navn'))
    )
    op.create_table('selskap',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.Column('orgnr', sa.Text(), nullable=False),
    sa.Column('organisasjonsform', sa.Text(), server_default='AS', nullable=False),
    sa.Column('mva_registrert', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('adresse', sa.Text(), server_default='', nullable=False),
    sa.Column('postnr', sa.Text(), server_default='', nullable=False),
    sa.Column('poststed', sa.Text(), server_default='', nullable=False),
    sa.Column('epost', sa.Text(), server_default='', nullable=False),
    sa.Column('telefon', sa.Text(), server_default='', nullable=False),
    sa.Column('kontonummer', sa.Text(), server_default='', nullable=False),
    sa.Column('kid_lengde', sa.BigInteger(), server_default='10', nullable=False),
    sa.Column('kid_algoritme', sa.Text(), server_default='mod10', nullable=False),
    sa.CheckConstraint("orgnr ~ '^[0-9]{9}$'", name=op.f('ck_selskap__orgnr')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_selskap__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_selskap'))
    )
    op.create_table('utboks',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slag', sa.Text(collation='C'), nullable=False),
    sa.Column('noekkel', sa.Uuid(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('tilstand', sa.Enum('ny', 'sender', 'sendt', 'feilet', 'usikker', name='utbokstilstand', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('forsoek', sa.BigInteger(), nullable=False),
    sa.Column('feil', sa.Text(), nullable=False),
    sa.Column('opprettet_tid', UtcDateTime(), nullable=False),
    sa.Column('sendt_tid', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_utboks__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_utboks')),
    sa.UniqueConstraint('tenant_id', 'slag', 'noekkel', name=op.f('uq_utboks__tenant_id_slag_noekkel'))
    )
    op.create_index('ix_utboks__open', 'utboks', ['tilstand'], unique=False, postgresql_where=sa.text("tilstand IN ('ny', 'sender')"))
    op.create_index('ix_utboks__tilstand', 'utboks', ['tenant_id', 'tilstand', 'opprettet_tid'], unique=False)
    op.create_table('avdeling',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('selskap_id', sa.Uuid(), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'selskap_id'], ['selskap.tenant_id', 'selskap.id'], name=op.f('fk_avdeling__tenant_id_selskap_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_avdeling__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_avdeling')),
    sa.UniqueConstraint('tenant_id', 'navn', name=op.f('uq_avdeling__tenant_id_navn'))
    )
    op.create_table('portaltilgang',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('konto_id', sa.Uuid(), nullable=False),
    sa.Column('kunde_id', sa.Uuid(), nullable=False),
    sa.Column('engasjement_id', sa.Uuid(), nullable=False),
    sa.Column('rettigheter', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('omfang', sa.Enum('egne', 'enhet', 'kunde', name='tilgangsomfang', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('enheter', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('tak_oere', sa.BigInteger(), nullable=True),
    sa.Column('gyldig_til', sa.Date(), nullable=True),
    sa.Column('versjon', sa.BigInteger(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'konto_id'], ['portalkonto.tenant_id', 'portalkonto.id'], name=op.f('fk_portaltilgang__tenant_id_konto_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_portaltilgang__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_portaltilgang')),
    sa.UniqueConstraint('tenant_id', 'konto_id', 'engasjement_id', name=op.f('uq_portaltilgang__tenant_id_konto_id_engasjement_id'))
    )
    op.create_table('bruker',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('navn', sa.Text(), nullable=False),
    sa.Column('epost', sa.Text(collation='C'), nullable=False),
    sa.Column('passord_hash', sa.Text(), nullable=True),
    sa.Column('avdeling_id', sa.Uuid(), nullable=True),
    sa.Column('telefon', sa.Text(), server_default='', nullable=False),
    sa.Column('sprak', sa.Text(), nullable=True),
    sa.Column('tema', sa.Text(), server_default='system', nullable=False),
    sa.Column('tetthet', sa.Text(), server_default='standard', nullable=False),
    sa.Column('er_aktiv', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('er_demo', sa.Boolean(), server_default='false', nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'avdeling_id'], ['avdeling.tenant_id', 'avdeling.id'], name=op.f('fk_bruker__tenant_id_avdeling_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_bruker__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_bruker')),
    sa.UniqueConstraint('tenant_id', 'epost', name=op.f('uq_bruker__tenant_id_epost'))
    )
    op.create_table('brukerrolle',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('bruker_id', sa.Uuid(), nullable=False),
    sa.Column('rolle_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'bruker_id'], ['bruker.tenant_id', 'bruker.id'], name=op.f('fk_brukerrolle__tenant_id_bruker_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'rolle_id'], ['rolle.tenant_id', 'rolle.id'], name=op.f('fk_brukerrolle__tenant_id_rolle_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_brukerrolle__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_brukerrolle')),
    sa.UniqueConstraint('tenant_id', 'bruker_id', 'rolle_id', name=op.f('uq_brukerrolle__tenant_id_bruker_id_rolle_id'))
    )
    op.create_table('engangskode',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('formaal', sa.Text(), nullable=False),
    sa.Column('konto_id', sa.Uuid(), nullable=True),
    sa.Column('bruker_id', sa.Uuid(), nullable=True),
    sa.Column('hemmelig_hash', sa.LargeBinary(), nullable=False),
    sa.Column('nettleser_hash', sa.LargeBinary(), nullable=True),
    sa.Column('opprettet_tid', UtcDateTime(), nullable=False),
    sa.Column('utloeper_tid', UtcDateTime(), nullable=False),
    sa.Column('brukt_tid', UtcDateTime(), nullable=True),
    sa.Column('forsoek', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint("formaal IN ('invitasjon', 'kode', 'passord')", name=op.f('ck_engangskode__formaal')),
    sa.ForeignKeyConstraint(['tenant_id', 'bruker_id'], ['bruker.tenant_id', 'bruker.id'], name=op.f('fk_engangskode__tenant_id_bruker_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'konto_id'], ['portalkonto.tenant_id', 'portalkonto.id'], name=op.f('fk_engangskode__tenant_id_konto_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_engangskode__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_engangskode'))
    )
    op.create_index('ix_engangskode__hash', 'engangskode', ['tenant_id', 'hemmelig_hash'], unique=False)
    op.create_table('oekt',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slag', sa.Enum('ansatt', 'kontakt', 'vikar', name='oektslag', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('hemmelig_hash', sa.LargeBinary(), nullable=False),
    sa.Column('bruker_id', sa.Uuid(), nullable=True),
    sa.Column('konto_id', sa.Uuid(), nullable=True),
    sa.Column('tilgang_id', sa.Uuid(), nullable=True),
    sa.Column('opprettet_tid', UtcDateTime(), nullable=False),
    sa.Column('sist_sett_tid', UtcDateTime(), nullable=False),
    sa.Column('utloeper_tid', UtcDateTime(), nullable=False),
    sa.Column('avsluttet_tid', UtcDateTime(), nullable=True),
    sa.Column('ip', sa.Text(), server_default='', nullable=False),
    sa.Column('agent', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('(bruker_id IS NULL) <> (konto_id IS NULL)', name=op.f('ck_oekt__one_owner')),
    sa.ForeignKeyConstraint(['tenant_id', 'bruker_id'], ['bruker.tenant_id', 'bruker.id'], name=op.f('fk_oekt__tenant_id_bruker_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'konto_id'], ['portalkonto.tenant_id', 'portalkonto.id'], name=op.f('fk_oekt__tenant_id_konto_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_oekt__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_oekt')),
    sa.UniqueConstraint('tenant_id', 'hemmelig_hash', name=op.f('uq_oekt__tenant_id_hemmelig_hash'))
    )
    op.create_index('ix_oekt__bruker', 'oekt', ['tenant_id', 'bruker_id'], unique=False)
    op.create_index('ix_oekt__konto', 'oekt', ['tenant_id', 'konto_id'], unique=False)
    op.execute("GRANT SELECT ON tenant, alembic_version TO portal_app, portal_worker, portal_backup")
    for table in TABLES:
        enable_rls(op, table, append_only=table in APPEND_ONLY)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_table("tenant")
    op.execute("DROP SCHEMA portal_privat CASCADE")
    op.execute(DROP_QUEUE)
