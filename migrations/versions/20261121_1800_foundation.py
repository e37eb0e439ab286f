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
"""
