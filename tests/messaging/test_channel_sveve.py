"""What the gateway's answers mean: left, did not leave, or nobody knows. Never two messages for one."""

import socket

import pytest

from portal.errors import Refused, Unavailable
from portal.jobs.handlers import Uncertain
from portal.messaging.channels.sveve.channel import PATH, SveveChannel
from portal.settings import Settings, SettingsError
from tests.messaging.test_sms_contract import an_sms
from tests.support.sms_server import Behaviour, sms_server


def send(told: Behaviour, **options: object) -> None:
    chosen = {"user": "nordvik", "password": "hemmelig", "timeout_s": 5, **options}
    with sms_server(told) as url:
        SveveChannel(url=url, **chosen).send(an_sms())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (Behaviour(fault="Ugyldig nummer"), Refused),
        (Behaviour(raw=b'{"response": {"msgOkCount": 0}}'), Refused),
        (Behaviour(fatal="Ikke flere SMS igjen"), Unavailable),
        (Behaviour(status=429), Unavailable),
        (Behaviour(status=404), Unavailable),
        (Behaviour(status=302), Unavailable),
        (Behaviour(status=503), Uncertain),
        (Behaviour(silent=True), Uncertain),
        (Behaviour(raw=b"<html>"), Uncertain),
        (Behaviour(raw=b"[]"), Uncertain),
        (Behaviour(raw=b'{"response": {"msgOkCount": "mange"}}'), Uncertain),
    ],
    ids=[
        "unknown number", "nothing taken", "account empty", "too many at once", "not found", "elsewhere",
        "broken behind", "silent", "no JSON", "other JSON", "no number",
    ],
)  # fmt: skip
def test_what_the_answer_means(told: Behaviour, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        send(told)
    assert type(caught.value) is error
    assert len(told.heard) == 1  # neither followed elsewhere nor tried again


def test_a_yes_is_a_yes() -> None:
    told = Behaviour()
    send(told)
    assert [row["to"] for row in told.received] == ["59902001"]


def test_the_password_is_in_the_body_alone() -> None:
    told = Behaviour()
    send(told)
    [(_method, path, headers)] = told.heard
    assert path == PATH
    assert "hemmelig" not in f"{path}{headers}"
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_wrong_password_is_our_own_fault_and_is_tried_again() -> None:
    told = Behaviour()
    with pytest.raises(Unavailable, match="Feil brukernavn"):
        send(told, password="feil")
    assert told.received == []


def test_silence_until_the_time_is_out_is_uncertain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(Uncertain):
            SveveChannel(url=url, user="u", password="p", timeout_s=0.1).send(an_sms())


class TestSettings:
    def read(self, tmp_path, **given: str) -> Settings:
        return Settings.from_env(
            {"PORTAL_DATA_DIR": str(tmp_path), **{f"PORTAL_SMS_{k}": v for k, v in given.items()}}
        )

    def test_the_password_is_never_shown(self, tmp_path) -> None:
        settings = self.read(tmp_path, USER="nordvik", PASSWORD="kanari-passord")
        assert SveveChannel.from_settings(settings).name == "sveve"
        assert "kanari-passord" not in repr(settings)
        assert settings.sms_url == "https://api.sveve.no"

    @pytest.mark.parametrize(
        "given",
        [
            {"USER": "alene"},
            {"PASSWORD": "alene"},
            {"FROM": "Altfor langt navn"},
            {"FROM": "Blåbær"},
            {"USER": "u", "PASSWORD": "p", "URL": "http://sms.example"},
        ],
    )
    def test_halves_and_what_no_gateway_takes_are_refused(self, tmp_path, given) -> None:
        with pytest.raises(SettingsError, match="PORTAL_SMS_"):
            self.read(tmp_path, **given)

    def test_without_an_account_there_is_no_channel_to_make(self, tmp_path) -> None:
        with pytest.raises(ValueError, match="sms_user"):
            SveveChannel.from_settings(self.read(tmp_path))
