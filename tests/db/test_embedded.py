"""The embedded PostgreSQL: real servers, real kills. Throwaway folders, durable where that is the point."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from portal.db import embedded_process
from portal.db.embedded import DatabaseNotReady, EmbeddedServer, ensure_external, role_url, running
from portal.db.embedded_config import HBA, LOGS_KEPT
from portal.db.embedded_place import find_place
from portal.settings import ROOT, Settings

NOT_ROOT = os.geteuid() != 0
APP_ROLES = ("portal_eier", "portal_app", "portal_worker", "portal_backup")


def connect(server: EmbeddedServer, role: str, **changes: str) -> "psycopg.Connection[tuple[object, ...]]":
    facts = psycopg.conninfo.conninfo_to_dict(server.url(role).replace("+psycopg", ""))
    return psycopg.connect(**(facts | changes), autocommit=True)


def one(server: EmbeddedServer, statement: str, role: str = "portal_eier") -> object:
    with connect(server, role) as connection:
        row = connection.execute(statement).fetchone()
    assert row
    return row[0]


def alive(pid: int) -> bool:
    """A zombie is dead: where no init reaps orphans, it stays in the list."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path_factory.mktemp("delt"), throwaway=True) as started:
        yield started


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server of its own that keeps what it has committed."""
    with EmbeddedServer(tmp_path / "egen", throwaway=True, durable=True) as started:
        yield started


# Who gets in


@pytest.mark.parametrize("role", [*APP_ROLES, "portal_admin"])
def test_a_role_gets_in_with_its_password_and_not_without(server, role):
    assert one(server, "SELECT current_user::text", role) == role
    for password in ("", "feil"):
        with pytest.raises(psycopg.OperationalError, match=r"password|no password"):
            connect(server, role, password=password)


def test_nothing_is_trusted_and_nothing_listens_on_a_port(server):
    assert "trust" not in HBA
    assert one(server, "SHOW listen_addresses", "portal_admin") == ""
    rules = one(server, "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules", "portal_admin")
    assert rules == ["scram-sha-256"]


def test_the_server_cannot_loosen_its_own_rules(server):
    with connect(server, "portal_admin") as admin, pytest.raises(psycopg.Error, match="ALTER SYSTEM"):
        admin.execute("ALTER SYSTEM SET listen_addresses = '*'")
    if server.place.owner:
        rules = server.place.home / "pg_hba.conf"
        assert rules.stat().st_uid == 0
        assert not rules.stat().st_mode & 0o022


def test_roles_are_weak_and_limited(server):
    with connect(server, "portal_admin") as admin:
        rows = admin.execute(
            "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication, rolbypassrls "
            "FROM pg_roles WHERE rolname = ANY(%s)",
            (list(APP_ROLES),),
        ).fetchall()
    assert sorted(rows) == sorted((role, False, role == "portal_backup") for role in APP_ROLES)
    assert one(server, "SHOW statement_timeout", "portal_app") == "5s"
    assert one(server, "SHOW lock_timeout", "portal_app") == "2s"
    assert one(server, "SHOW idle_in_transaction_session_timeout", "portal_app") == "15s"
    assert one(server, "SHOW statement_timeout", "portal_worker") == "1min"
    assert one(server, "SHOW statement_timeout", "portal_eier") == "0"


def test_only_the_owner_makes_tables_and_the_backup_only_reads(server):
    with connect(server, "portal_eier") as owner:
        owner.execute("CREATE TABLE eid (n int)")
        owner.execute("INSERT INTO eid VALUES (7)")
    for role in ("portal_app", "portal_worker"):
        with connect(server, role) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE stjaalet (n int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT * FROM eid")
    assert one(server, "SELECT n FROM eid", "portal_backup") == 7
    with connect(server, "portal_backup") as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("DELETE FROM eid")


def test_text_is_utf8_in_c_order_and_checksums_are_on(server):
    facts = (
        "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = 'portal'"
    )
    assert one(server, facts) == "UTF8 C"
    assert one(server, "SHOW data_checksums") == "on"


def test_a_refused_row_is_not_repeated_in_the_log(server):
    with connect(server, "portal_eier") as owner:
        owner.execute("CREATE TABLE hemmelig (fnr text UNIQUE)")
        owner.execute("INSERT INTO hemmelig VALUES (%s)", ("01810112345",))
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO hemmelig VALUES (%s)", ("01810112345",))
        logs = ""
        for _try in range(5_000):  # the server's collector writes on its own; each question gives it a turn
            logs = "".join(path.read_text() for path in server.place.log_dir.glob("*.log"))
            if "unique constraint" in logs:
                break
            owner.execute("SELECT 1")
    assert "unique constraint" in logs
    assert "01810112345" not in logs


@pytest.mark.skipif(NOT_ROOT, reason="another user can only be tried by root")
def test_another_user_of_the_machine_cannot_reach_the_socket(server):
    nobody = pwd.getpwnam("nobody")
    script = (
        f"import os\ntry:\n os.stat({str(server.place.socket)!r})\nexcept PermissionError:\n print('stengt')"
    )
    found = subprocess.run(
        ["/usr/bin/env", "python3", "-c", script],
        user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin"}, cwd="/",
    )  # fmt: skip
    assert found.stdout.strip() == "stengt", found.stderr


# Kills


@pytest.mark.kills
def test_a_killed_server_comes_back_with_what_was_committed(durable):
    with connect(durable, "portal_eier") as owner:
        owner.execute("CREATE TABLE rad (n int)")
        for round_ in range(3):
            owner_now = owner if round_ == 0 else connect(durable, "portal_eier")
            owner_now.execute("INSERT INTO rad VALUES (%s)", (round_,))
            before = durable.pid()
            assert before
            os.kill(before, signal.SIGKILL)
            durable.ensure_running()
            assert durable.pid() != before
            assert one(durable, "SELECT count(*) FROM rad") == round_ + 1
            owner_now.close()


@pytest.mark.kills
def test_a_stale_pid_of_another_program_fools_nobody(durable):
    """After a power loss the PID in the file may be anybody's: here a program of the server's own user."""
    pid = durable.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert embedded_process.wait_for_end(durable.place, pid, seconds=30)
    stranger = subprocess.Popen(["sleep", "600"], **durable.place.identity())
    try:
        file = durable.place.pid_file
        _first, _newline, rest = file.read_text().partition("\n")
        file.write_text(f"{stranger.pid}\n{rest}")
        assert durable.pid() is None
        # The control: PostgreSQL itself is fooled by this file.
        fooled = embedded_process.launch(durable.place)
        assert fooled.wait(30) != 0
        assert "already exists" in durable.place.start_log.read_text()

        durable.ensure_running()
        assert durable.is_ready()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.kills
@pytest.mark.parametrize("content", ["", "tull\n"])
def test_a_garbled_lock_file_does_not_keep_the_server_down(durable, content):
    durable.stop()
    durable.place.pid_file.write_text(content)
    durable.place.give(durable.place.pid_file)
    durable.ensure_running()
    assert durable.is_ready()


@pytest.mark.kills
def test_the_lock_file_is_never_written_through_a_link(durable, tmp_path):
    durable.stop()
    precious = tmp_path / "annen-fil"
    precious.write_text("12345\nurørt")
    durable.place.pid_file.symlink_to(precious)
    durable.ensure_running()
    assert precious.read_text() == "12345\nurørt"


CHILD = """
import sys
from pathlib import Path
from portal.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), throwaway=True, durable=True)
server.ensure_running()
print(server.pid(), flush=True)
sys.stdin.read()
server.close()
"""


def start_child(data_dir: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(data_dir)], stdin=-1, stdout=-1, text=True, cwd=ROOT
    )


@pytest.mark.kills
def test_several_at_once_share_one_server_and_the_last_stops_it(tmp_path):
    children = [start_child(tmp_path) for _ in range(3)]
    try:
        pids = [child.stdout.readline() for child in children]
        assert len(set(pids)) == 1
        pid = int(pids[0])
        for left, child in enumerate(reversed(children), start=1):
            child.communicate()
            assert child.returncode == 0
            assert alive(pid) == (left < len(children))
    finally:
        for child in children:
            child.kill()
            child.communicate()


@pytest.mark.kills
def test_a_killed_starter_leaves_a_server_that_the_next_one_takes_over(tmp_path):
    child = start_child(tmp_path)
    pid = int(child.stdout.readline())
    child.kill()
    child.communicate()
    with EmbeddedServer(tmp_path, throwaway=True, durable=True) as second:
        assert second.pid() == pid
        assert second.is_ready()
    assert not alive(pid)
    assert not second.place.home.exists()


@pytest.mark.kills
def test_what_a_killed_test_run_left_is_swept(tmp_path):
    child = start_child(tmp_path / "foerste")
    pid = int(child.stdout.readline())
    home = find_place(tmp_path / "foerste", throwaway=True, major=18).home
    EmbeddedServer(tmp_path / "andre", throwaway=True).remove()
    assert alive(pid), "a server in use is left alone"
    child.kill()
    child.communicate()
    EmbeddedServer(tmp_path / "tredje", throwaway=True).remove()
    assert not alive(pid)
    assert not home.exists()


# Half-made things


def test_a_set_up_that_was_cut_short_is_made_again(tmp_path):
    server = EmbeddedServer(tmp_path, throwaway=True)
    server.place.lay_out()
    half = server.place.home / "data.ny"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with server:
        assert one(server, "SELECT 1") == 1
        assert not half.exists()


def test_roles_that_were_not_finished_are_finished_by_the_next(tmp_path):
    with EmbeddedServer(tmp_path, throwaway=True) as server:
        with connect(server, "portal_admin") as admin:
            admin.execute("ALTER ROLE portal_app SUPERUSER")
            admin.execute("ALTER ROLE portal_worker PASSWORD NULL")
        server.place.roles_stamp.unlink()
        server.ensure_running()
        assert one(server, "SELECT rolsuper FROM pg_roles WHERE rolname = 'portal_app'") is False
        assert one(server, "SELECT 1", "portal_worker") == 1


def test_a_lost_admin_password_is_a_sentence(tmp_path):
    with EmbeddedServer(tmp_path, throwaway=True) as server:
        secret = tmp_path / "secrets" / "portal_admin"
        right = secret.read_text()
        secret.write_text("et annet")
        with pytest.raises(DatabaseNotReady, match="passer ikke"):
            server.ensure_running()
        secret.write_text(right)


def test_a_cluster_of_another_version_is_a_sentence_that_names_the_command(tmp_path):
    with EmbeddedServer(tmp_path, throwaway=True, major=16, durable=True) as old:
        assert str(one(old, "SHOW server_version")).startswith("16.")
        old.stop()
        with pytest.raises(DatabaseNotReady, match="db upgrade"):
            EmbeddedServer(tmp_path, throwaway=True, durable=True).ensure_running()
        old.ensure_running()


def test_old_logs_go(server):
    for day in range(1, 31):
        (server.place.log_dir / f"postgres-202001{day:02}-000000.log").write_text("gammel")
    server.ensure_running()
    assert len(list(server.place.log_dir.glob("*.log"))) == LOGS_KEPT


# Places


def test_a_path_too_long_for_a_socket_is_refused_with_a_sentence(monkeypatch):
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    long = folder / ("mappe-" * 20)
    try:
        long.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(long))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)  # as root the path is a short one of its own
        with pytest.raises(DatabaseNotReady, match="PORTAL_DATA_DIR"):
            EmbeddedServer(long)
    finally:
        shutil.rmtree(folder)


@pytest.mark.skipif(NOT_ROOT, reason="only root runs the server as another user")
def test_as_root_no_folder_of_the_caller_is_opened(tmp_path):
    closed = tmp_path / "lukket" / "data"
    closed.mkdir(parents=True)
    for folder in (tmp_path / "lukket", closed):
        folder.chmod(0o700)
    server = EmbeddedServer(closed)
    try:
        with server:
            pid = server.pid()
            assert pid
            assert psutil.Process(pid).username() == "portalpg"
            assert not server.place.home.is_relative_to(closed)
        for folder in (closed.parent, closed):
            assert folder.stat().st_mode & 0o777 == 0o700
        assert server.place.data.stat().st_mode & 0o077 == 0
        assert pwd.getpwnam("portalpg").pw_shell.endswith(("nologin", "false"))
    finally:
        server.remove()


@pytest.mark.skipif(NOT_ROOT, reason="an ordinary user's database lies inside the data folder")
def test_a_data_folder_that_is_made_again_gets_a_database_of_its_own(tmp_path):
    data = tmp_path / "data"
    first = EmbeddedServer(data)
    with first:
        one(first, "SELECT 1")
    shutil.rmtree(data)
    second = EmbeddedServer(data)
    try:
        assert second.place.home != first.place.home
        with second:
            assert one(second, "SELECT 1") == 1
        data.rename(tmp_path / "flyttet")
        moved = EmbeddedServer(tmp_path / "flyttet")
        assert moved.place.home == second.place.home
        with moved:
            assert one(moved, "SELECT 1") == 1
    finally:
        first.remove()
        EmbeddedServer(tmp_path / "flyttet").remove()


ORDINARY = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
import psycopg
from portal.db.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1])) as server:
    address = server.url("portal_app").replace("+psycopg", "")
    print(psycopg.connect(address).execute("SELECT 42").fetchone()[0])
    print(server.place.home)
print(server.pid())
"""


def test_an_ordinary_user_runs_it_from_the_data_folder():
    """As root the test runs a child as nobody, with a Python that nobody can reach."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    data = folder / "data"
    identity: dict[str, object] = {"env": {"PATH": "/usr/bin:/bin"}, "cwd": "/"}
    python = sys.executable
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        python = f"/usr/bin/python3.{sys.version_info.minor}"
        if not Path(python).exists():
            pytest.skip(f"nobody has no {python} to run")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        identity |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        found = subprocess.run(
            [python, "-c", ORDINARY, str(data), str(ROOT), str(Path(psycopg.__file__).parents[1])],
            capture_output=True, text=True, check=False, **identity,
        )  # fmt: skip
        assert found.stdout.splitlines() == ["42", str(data / "postgres"), "None"], found.stderr
    finally:
        shutil.rmtree(folder)


# By address


@pytest.fixture
def external(server, tmp_path):
    """Settings whose address is another database on the shared server."""
    with connect(server, "portal_admin") as admin:
        admin.execute("DROP DATABASE IF EXISTS ekstern")
        admin.execute("CREATE DATABASE ekstern")
    address = server.url("portal_admin", "ekstern")
    data_dir = tmp_path / "data"
    shutil.copytree(Path(server._data_dir) / "secrets", data_dir / "secrets")
    return {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_DATABASE_URL": address}


def test_any_server_by_address_gets_the_same_roles(external):
    settings = Settings.from_env(external)
    with running(settings):
        for role in APP_ROLES:
            address = role_url(settings, role).replace("+psycopg", "")
            with psycopg.connect(address) as connection:
                row = connection.execute("SELECT current_user::text, current_database()::text").fetchone()
            assert row == (role, "ekstern")
    ensure_external(settings)


def test_a_role_that_exists_keeps_its_password_and_the_misfit_is_a_sentence(external):
    (Path(external["PORTAL_DATA_DIR"]) / "secrets" / "portal_app").write_text("et annet passord")
    settings = Settings.from_env(external)
    with pytest.raises(DatabaseNotReady, match="portal_app slipper ikke inn"):
        ensure_external(settings)


def test_a_server_that_does_not_answer_and_a_user_without_rights_are_sentences(external, server):
    nowhere = external | {"PORTAL_DATABASE_URL": "postgresql://u:p@/x?host=/tmp/finnes-ikke"}
    with pytest.raises(DatabaseNotReady, match="svarer ikke"):
        ensure_external(Settings.from_env(nowhere))
    weak = external | {"PORTAL_DATABASE_URL": server.url("portal_eier")}
    with pytest.raises(DatabaseNotReady, match="må kunne lage roller"):
        ensure_external(Settings.from_env(weak))


def test_addresses_given_for_a_role_go_first(tmp_path):
    env = {
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_DATABASE_URL": "postgresql://admin:a%40b@db.example:5433/x?sslmode=require",
        "PORTAL_DATABASE_APP_URL": "postgresql://pooled:p@pool.example/x",
    }
    settings = Settings.from_env(env)
    assert role_url(settings, "portal_app") == "postgresql+psycopg://pooled:p@pool.example/x"
    worker = role_url(settings, "portal_worker", database="kopi")
    assert worker.startswith("postgresql+psycopg://portal_worker:")
    assert worker.endswith("@db.example:5433/kopi?sslmode=require")
    assert "a%40b" not in worker
