"""The four roles of the portal, their limits and rights; the same on the embedded and on any server."""

import hashlib
from dataclasses import dataclass
from typing import Literal, LiteralString

import psycopg
from psycopg import sql

Role = Literal["portal_admin", "portal_eier", "portal_app", "portal_worker", "portal_backup"]

OWNER: Role = "portal_eier"
LOCK = 4_601_022  # one process at a time makes roles; any number, the same in every process
OLDEST_MAJOR = 16


@dataclass(frozen=True)
class RoleSpec:
    """`limits` become ALTER ROLE … SET: they hold for every connection and cost nothing per transaction."""

    name: Role
    attributes: LiteralString
    limits: dict[str, str]


ROLES = (
    RoleSpec(OWNER, "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS", {}),
    RoleSpec(
        "portal_app",
        "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
        {
            "statement_timeout": "5s",
            "lock_timeout": "2s",
            "idle_in_transaction_session_timeout": "15s",
            "transaction_timeout": "30s",
        },
    ),
    RoleSpec(
        "portal_worker",
        "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
        {"statement_timeout": "60s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "15s"},
    ),
    RoleSpec(
        "portal_backup",
        "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS",
        {"default_transaction_read_only": "on", "statement_timeout": "0"},
    ),
)
#: Settings that older servers do not know: name → first major version.
SINCE = {"transaction_timeout": 17}


class ServerTooOld(RuntimeError):
    """The server is older than the oldest version we test."""


def fingerprint(passwords: dict[Role, str]) -> str:
    """Changes when a role, a limit or a password does; decides whether the roles must be written again."""
    return hashlib.sha256(repr((ROLES, sorted(passwords.items()))).encode()).hexdigest()


def make_roles(
    admin: "psycopg.Connection[tuple[object, ...]]", *, passwords: dict[Role, str], reset_passwords: bool
) -> list[Role]:
    """Create what is missing and set attributes and limits. `admin` is in autocommit. Safe to repeat.

    `reset_passwords` is for a server that is ours alone; elsewhere a role that exists keeps its password.
    Returns the roles it could not make for want of rights: only `portal_backup`, which needs BYPASSRLS.

    Raises:
        ServerTooOld: PostgreSQL below 16.
        psycopg.Error: the address may not create roles.
    """
    major = admin.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        raise ServerTooOld(f"Serveren er PostgreSQL {major}; portalen trenger {OLDEST_MAJOR} eller nyere.")
    missed: list[Role] = []
    admin.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        for spec in ROLES:
            try:
                _make_role(admin, spec, password=passwords[spec.name], reset=reset_passwords, major=major)
            except psycopg.errors.InsufficientPrivilege:
                if spec.name != "portal_backup":
                    raise
                missed.append(spec.name)
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return missed


def _make_role(
    admin: "psycopg.Connection[tuple[object, ...]]", spec: RoleSpec, *, password: str, reset: bool, major: int
) -> None:
    name = sql.Identifier(spec.name)
    existed = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (spec.name,)).fetchone()
    if not existed:
        admin.execute(sql.SQL("CREATE ROLE {} " + spec.attributes).format(name))
    elif reset:
        admin.execute(sql.SQL("ALTER ROLE {} " + spec.attributes).format(name))
    if reset or not existed:
        # Hashed on our side: a password in a statement can end in the server's log.
        verifier = admin.pgconn.encrypt_password(password.encode(), spec.name.encode(), b"scram-sha-256")
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(verifier.decode())))
    for setting, value in spec.limits.items():
        if major >= SINCE.get(setting, 0):
            change = sql.SQL("ALTER ROLE {} SET {} = {}")
            admin.execute(change.format(name, sql.Identifier(setting), sql.Literal(value)))
    if spec.name == "portal_backup":
        admin.execute("GRANT pg_read_all_data TO portal_backup")


def open_database(admin: "psycopg.Connection[tuple[object, ...]]") -> None:
    """In the database `admin` is connected to: the owner owns it and the schema, the others may come in.

    Tables are granted by the migrations that make them.
    """
    database = sql.Identifier(admin.info.dbname)
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row and row[0]:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO portal_eier").format(database))
        admin.execute("ALTER SCHEMA public OWNER TO portal_eier")
    else:
        admin.execute(sql.SQL("GRANT CONNECT, CREATE ON DATABASE {} TO portal_eier").format(database))
        admin.execute("GRANT USAGE, CREATE ON SCHEMA public TO portal_eier")
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for spec in ROLES[1:]:
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (spec.name,)).fetchone():
            name = sql.Identifier(spec.name)
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
            admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
