"""The embedded server's configuration. We write it at each start; the server itself cannot change it."""

from pathlib import Path

from portal.db.embedded_place import Place

LOG_MEGABYTES = 10
LOGS_KEPT = 10

#: Who may come in: with a password, through the socket. Nothing is trusted, and there is no TCP.
HBA = """\
local  all          all           scram-sha-256
local  replication  portal_admin  scram-sha-256
"""


def settings_of(place: Place, *, throwaway: bool, durable: bool, major: int) -> str:
    """The text of postgresql.conf."""
    values: dict[str, str | int] = {
        "hba_file": str(place.home / "pg_hba.conf"),
        "ident_file": str(place.home / "pg_ident.conf"),
        "listen_addresses": "",
        "port": 5432,  # the name of the socket; nothing listens on a port
        "unix_socket_directories": str(place.socket_dir),
        "unix_socket_permissions": "0700",
        "max_connections": 200 if throwaway else 100,
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "lc_messages": "C",
        "jit": "off",
        "shared_buffers": "128MB" if throwaway else "256MB",
        "effective_cache_size": "1GB",
        "maintenance_work_mem": "128MB",
        "work_mem": "8MB",
        "random_page_cost": "1.1",
        "wal_compression": "on",
        "logging_collector": "on",
        "log_directory": str(place.log_dir),
        "log_filename": "postgres-%Y%m%d-%H%M%S.log",
        "log_file_mode": "0600",
        "log_rotation_age": "1d",
        "log_rotation_size": f"{LOG_MEGABYTES}MB",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        # DETAIL repeats the values of a refused row: fødselsnummer and names do not belong in a log.
        "log_error_verbosity": "terse",
    }
    if major >= 17:
        values["allow_alter_system"] = "off"
    if throwaway:
        # A whole run of the access matrix is one transaction of many savepoints, and each may hold a lock of its own.
        values |= {"scram_iterations": 1, "autovacuum": "off", "max_locks_per_transaction": 512}
    if not durable:
        values |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": 0,
        }
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in values.items())


def write_configuration(place: Place, *, throwaway: bool, durable: bool, major: int) -> Path:
    """Write the three files beside the data directory, ours to write and the server's to read."""
    texts = {
        "postgresql.conf": settings_of(place, throwaway=throwaway, durable=durable, major=major),
        "pg_hba.conf": HBA,
        "pg_ident.conf": "",
    }
    for name, text in texts.items():
        path = place.home / name
        draft = path.with_suffix(".ny")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o640)
        place.let_read(draft)
        draft.replace(path)
    return place.home / "postgresql.conf"


def prune_logs(place: Place) -> None:
    """Keep the newest logs; the server makes a new one each day and each ten megabytes."""
    logs = sorted(place.log_dir.glob("postgres-*.log"))
    for log in logs[:-LOGS_KEPT]:
        log.unlink(missing_ok=True)


def last_words(place: Place) -> str:
    """The end of what the server said, for an error message."""
    logs = sorted(place.log_dir.glob("postgres-*.log"))[-1:]
    text = ""
    for path in (place.start_log, *logs):
        if path.exists() and not path.is_symlink():
            text += path.read_text(encoding="utf-8", errors="replace")[-1500:]
    return text.strip()


def _quoted(value: str | int) -> str:
    return str(value).replace("'", "''")
