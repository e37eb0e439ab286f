"""Settings: known names only, clear sentences, secrets that are made once and kept private."""

import threading
from pathlib import Path

import pytest

from portal.settings import Settings, SettingsError, kept_secret


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PORTAL_DATA_DIR": str(tmp_path / "data"), "HOME": "/nowhere"}


def test_defaults_need_nothing(env):
    settings = Settings.from_env(env)
    assert settings.embedded
    assert settings.port == 8080
    assert settings.base_url == "http://localhost:8080"
    assert settings.shared_dir == settings.root.parent / "shared"


def test_the_base_url_follows_the_port(env):
    assert Settings.from_env(env | {"PORTAL_PORT": "9001"}).base_url == "http://localhost:9001"


def test_an_unknown_variable_is_an_error_that_names_it(env):
    with pytest.raises(SettingsError, match="PORTAL_PROT"):
        Settings.from_env(env | {"PORTAL_PROT": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("PORT", "åtti"),
        ("DEMO", "kanskje"),
        ("LOG_LEVEL", "HØY"),
        ("BASE_URL", "portal.example"),
        ("BASE_URL", "http://[::1"),
        ("DATABASE_URL", "mysql://u:hemmelig@db/x"),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("SECRET_KEY", "kort"),
        ("CONTEXT_KEY", "zz" * 32),
        ("FIELD_KEY", "ab" * 31),
        ("SMTP_SECURITY", "ssl"),
        ("S3_KEY", "alene"),
        ("S3_ENDPOINT", "https://s3.example"),
        ("SMTP_USER", "alene"),
        ("SMS_USER", "alene"),
        ("SMS_FROM", "Altfor langt navn"),
        ("WEB_WORKERS", "-1"),
    ],
)
def test_a_bad_value_is_a_sentence_that_names_the_variable(env, name, value):
    with pytest.raises(SettingsError, match=f"PORTAL_{name}") as caught:
        Settings.from_env(env | {f"PORTAL_{name}": value})
    assert str(caught.value).endswith(".")
    assert "hemmelig" not in str(caught.value)


def test_each_domain_mail_is_sent_from_is_of_one_agency(env):
    env["PORTAL_MAIL_DOMAINS"] = "nordvik=Nordvik.example, solvik = solvik.example"
    settings = Settings.from_env(env)
    assert settings.mail_domains_of("nordvik") == ("nordvik.example",)
    assert settings.mail_domains_of("andre") == ()
    env["PORTAL_MAIL_DOMAINS"] = "nordvik.example"
    with pytest.raises(SettingsError, match="byrå=domene"):
        Settings.from_env(env)


def test_a_value_may_stand_in_a_file(env, tmp_path):
    file = tmp_path / "passord"
    file.write_text("fra-fil\n")
    settings = Settings.from_env(env | {"PORTAL_SMTP_PASSWORD_FILE": str(file), "PORTAL_SMTP_USER": "u"})
    assert settings.smtp_password == "fra-fil"


def test_value_and_file_at_once_and_a_missing_file_are_errors(env, tmp_path):
    with pytest.raises(SettingsError, match="ikke begge"):
        Settings.from_env(env | {"PORTAL_SECRET_KEY": "x" * 40, "PORTAL_SECRET_KEY_FILE": "/x"})
    with pytest.raises(SettingsError, match="ikke kan leses"):
        Settings.from_env(env | {"PORTAL_SECRET_KEY_FILE": str(tmp_path / "borte")})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_database_addresses_get_the_driver(env, scheme):
    settings = Settings.from_env(env | {"PORTAL_DATABASE_URL": f"{scheme}://u:p@h/d"})
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert not settings.embedded


def test_secrets_are_made_once_and_private(env, tmp_path):
    first, second = Settings.from_env(env), Settings.from_env(env)
    assert (first.secret_key, first.context_key) == (second.secret_key, second.context_key)
    assert len({first.context_key, first.field_key, bytes.fromhex(first.secret_key)}) == 3
    folder = tmp_path / "data" / "secrets"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert {file.name for file in folder.iterdir()} == {"secret_key", "context_key", "field_key"}


def test_a_secret_that_was_opened_is_closed_again(env, tmp_path):
    Settings.from_env(env)
    file = tmp_path / "data" / "secrets" / "context_key"
    file.chmod(0o644)
    Settings.from_env(env)
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_empty_secret_file_is_an_error_not_a_new_key(env, tmp_path):
    Settings.from_env(env)
    (tmp_path / "data" / "secrets" / "field_key").write_text("")
    with pytest.raises(SettingsError, match="field_key"):
        Settings.from_env(env)


def test_many_at_once_agree_on_one_secret(tmp_path):
    barrier = threading.Barrier(8)
    seen: list[str] = []

    def take(number: int) -> None:
        barrier.wait()
        seen.append(kept_secret(tmp_path / "secrets" / "x", make=lambda: f"verdi-{number}"))

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_repr_keeps_secrets_to_itself(env):
    settings = Settings.from_env(
        env
        | {"PORTAL_DATABASE_URL": "postgresql://u:passord1@h/d", "PORTAL_S3_KEY": "k"}
        | {"PORTAL_S3_SECRET": "passord2", "PORTAL_SMTP_USER": "u", "PORTAL_SMTP_PASSWORD": "passord3"}
    )
    shown = repr(settings)
    assert "passord" not in shown
    assert settings.secret_key not in shown
    assert repr(settings.field_key) not in shown
