"""`portal register oppdater` on a database of its own."""

import pytest
from sqlalchemy import create_engine, text

from portal.errors import Refused
from portal.registers import commands, loaded
from tests.registers.test_files import PACKAGE_TEXT

pytestmark = pytest.mark.commits


@pytest.fixture
def root(tmp_path):
    path = tmp_path / loaded.PACKAGE
    path.parent.mkdir(parents=True)
    path.write_text(PACKAGE_TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def owner_url(own_database):
    engine = create_engine(own_database.url("portal_eier"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM postnummer"))
        connection.execute(text("COMMENT ON TABLE sats IS NULL"))
    engine.dispose()
    return own_database.url("portal_eier")


def codes(owner_url) -> dict[str, str]:
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        found = {row.nr: row.kilde for row in connection.execute(text("SELECT nr, kilde FROM postnummer"))}
    engine.dispose()
    return found


def test_the_bundled_facts_are_loaded_once_and_again_when_they_change(owner_url, root):
    assert not loaded.is_loaded(owner_url, root=root)
    assert commands.ensure_loaded(owner_url, root=root)
    assert loaded.is_loaded(owner_url, root=root)
    assert set(codes(owner_url)) == {"0001", "1592", "2436", "2350", "9170", "9840", "2133"}
    assert not commands.ensure_loaded(owner_url, root=root)
    package = root / loaded.PACKAGE
    package.write_text(PACKAGE_TEXT.replace("0001", "0002"), encoding="utf-8")
    assert not loaded.is_loaded(owner_url, root=root)


def test_post_codes_from_a_file_are_not_overwritten_by_an_older_package(owner_url, root, tmp_path):
    file = tmp_path / "bring.txt"
    file.write_text("0010\tOSLO\t0301\tOSLO\tP\n", encoding="utf-8")
    engine = create_engine(owner_url)
    done = commands.refresh_all(engine, root=root, file=file)
    engine.dispose()
    assert any("bring.txt: 1 lagret" in line for line in done)
    (root / loaded.PACKAGE).write_text(PACKAGE_TEXT + "\n", encoding="utf-8")
    assert commands.ensure_loaded(owner_url, root=root)
    assert codes(owner_url) == {"0010": "bring.txt"}


def test_without_the_package_our_own_table_is_loaded(owner_url, tmp_path):
    assert commands.ensure_loaded(owner_url, root=tmp_path)
    held = codes(owner_url)
    assert len(held) > 5_000
    assert set(held.values()) == {"poststeder.csv"}


def test_post_codes_of_the_package_get_the_coordinates_of_our_table(owner_url, root):
    commands.ensure_loaded(owner_url, root=root)
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT nr, breddegrad, kilde FROM postnummer")).all()
    engine.dispose()
    place = {row.nr: row.breddegrad for row in rows}
    assert place["0001"] == pytest.approx(59.91, abs=0.01)
    assert {row.kilde for row in rows} == {commands.PACKAGE_NAME}


def test_a_bad_file_changes_nothing(owner_url, root, tmp_path):
    file = tmp_path / "tom.csv"
    file.write_text("navn\n", encoding="utf-8")
    engine = create_engine(owner_url)
    with pytest.raises(Refused):
        commands.refresh_all(engine, root=root, file=file)
    engine.dispose()
    assert not loaded.is_loaded(owner_url, root=root)


@pytest.mark.parametrize("arguments", [[], ["oppdater", "/finnes/ikke.csv"], ["noe"]])
def test_wrong_arguments_are_explained(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        commands.main(arguments)
    assert stopped.value.code == 2
    assert "register" in capsys.readouterr().err


def test_a_database_without_schema_is_explained(server, root):
    engine = create_engine(server.url("portal_eier", "postgres"))
    with pytest.raises(Refused, match="skjema"):
        commands.refresh_all(engine, root=root)
    engine.dispose()
    assert not loaded.is_loaded(server.url("portal_eier", "postgres"), root=root)
