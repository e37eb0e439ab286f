"""What a migration calls to put a table behind PostgreSQL's wall, and the audit that finds a table outside it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

#: Tables without tenant_id, each with its reason. Everything else must carry the wall.
PLATFORM_TABLES = {
    "tenant": "read before a tenant is known; the app role may only read it",
    "alembic_version": "the schema's own version",
    "postnummer": "public register data",
    "kommune": "public register data",
    "sats": "public rates with source",
    "lovregel": "public thresholds with source",
    "procrastinate_jobs": "no rights for the app role; the worker reads ids only",
    "procrastinate_workers": "as procrastinate_jobs",
    "procrastinate_events": "as procrastinate_jobs",
    "procrastinate_periodic_defers": "as procrastinate_jobs",
}
APP_ROLES = ("portal_app", "portal_worker")


def enable_rls(op: Any, table: str, *, append_only: bool = False) -> None:
    """Wall, base policy and grants for a new tenant table; call it in the migration that creates the table.

    `append_only` gives the app roles SELECT and INSERT only (history, ledgers).
    """
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    for statement in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY base ON {table} AS PERMISSIVE FOR ALL TO portal_app, portal_worker"
        " USING (true) WITH CHECK (true)",
        f"CREATE POLICY wall ON {table} AS RESTRICTIVE FOR ALL TO PUBLIC"
        " USING (tenant_id = (SELECT portal_privat.gjeldende_tenant()))"
        " WITH CHECK (tenant_id = (SELECT portal_privat.gjeldende_tenant()))",
        f"GRANT {rights} ON {table} TO portal_app, portal_worker",
        f"GRANT SELECT ON {table} TO portal_backup",
    ):
        op.execute(statement)


@dataclass(frozen=True)
class Finding:
    """One fault in the catalogue: which object, and what is wrong with it."""

    subject: str
    fault: str


_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "mangler ENABLE eller FORCE row security",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relname = ANY(:platform))
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""",
    ),
    (
        "mangler restriktiv vegg for alle kommandoer og alle roller",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relname = ANY(:platform))
        AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive
          AND p.polcmd = '*' AND p.polroles = ARRAY[0]::oid[]
          AND pg_get_expr(p.polqual, p.polrelid) LIKE '%tenant_id = ( SELECT portal_privat.gjeldende_tenant()%'
          AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE
            '%tenant_id = ( SELECT portal_privat.gjeldende_tenant()%')""",
    ),
    (
        "mangler tenant_id",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relname = ANY(:platform))
        AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
          AND a.attnotnull)""",
    ),
    (
        "unik indeks som ikke begynner med tenant_id",
        """SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND i.indisunique AND NOT (c.relname = ANY(:platform))
        AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0]
          AND a.attname = 'tenant_id')""",
    ),
    (
        "fremmednøkkel mellom tenant-tabeller uten tenant_id",
        """SELECT f.conname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE f.contype = 'f' AND n.nspname = 'public' AND NOT (c.relname = ANY(:platform))
        AND NOT (r.relname = ANY(:platform))
        AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
          AND a.attnum = ANY(f.conkey))""",
    ),
    (
        "visning uten security_invoker",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'v'
        AND NOT coalesce(c.reloptions::text LIKE '%security_invoker=true%', false)""",
    ),
    (
        "materialisert visning eller partisjon som app kan lese",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND (c.relkind = 'm' OR c.relispartition)
        AND has_table_privilege('portal_app', c.oid, 'SELECT')""",
    ),
    (
        "app har TRUNCATE, REFERENCES eller TRIGGER",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN unnest(ARRAY['portal_app', 'portal_worker']) AS role
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        AND c.relname NOT LIKE 'procrastinate%'
        AND has_table_privilege(role, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')""",
    ),
    (
        "SECURITY DEFINER-funksjon som ikke står på listen",
        """SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('public', 'portal_privat') AND p.prosecdef AND NOT (p.proname = ANY(:definers))
        AND has_function_privilege('portal_app', p.oid, 'EXECUTE')""",
    ),
    (
        "funksjon merket LEAKPROOF",
        """SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('public', 'portal_privat') AND p.proleakproof""",
    ),
    (
        "rollen er for sterk",
        """SELECT r.rolname::text FROM pg_roles r WHERE r.rolname IN ('portal_app', 'portal_worker')
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication)
        UNION SELECT m.member::regrole::text FROM pg_auth_members m
        WHERE m.member::regrole::text IN ('portal_app', 'portal_worker')
        UNION SELECT c.relname::text FROM pg_class c WHERE c.relowner::regrole::text
        IN ('portal_app', 'portal_worker')""",
    ),
    (
        "app kan lese signeringsnøkkelen",
        """SELECT 'portal_privat.noekkel' WHERE has_table_privilege('portal_app',
        'portal_privat.noekkel', 'SELECT, INSERT, UPDATE, DELETE')""",
    ),
)
DEFINERS = ("gjeldende_tenant", "legg_i_koe", "siste_hjerteslag")


def audit(connection: Connection) -> list[Finding]:
    """Twelve questions to the catalogue; an empty list is a sound wall. One statement each."""
    found: list[Finding] = []
    for fault, sql in _CHECKS:
        values: dict[str, list[str]] = {}
        if ":platform" in sql:
            values["platform"] = list(PLATFORM_TABLES)
        if ":definers" in sql:
            values["definers"] = list(DEFINERS)
        found += [Finding(str(row[0]), fault) for row in connection.execute(text(sql), values)]
    return found
