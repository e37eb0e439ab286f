"""The demo's letter box shows what the local channel wrote; anywhere else there is none."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from portal.jobs.runner import run_row
from portal.messaging import registry
from portal.messaging.actions import send_epost
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.smtp.channel import SmtpChannel


@pytest.fixture(autouse=True)
def local(tmp_path: Path, app):
    held = registry.channel(), registry.sender()
    registry.use(LocalChannel(tmp_path), sender="portal@nordvik.example")
    yield
    registry.use(held[0], sender=held[1])


def send(session, connection, **changed: object) -> None:
    values = {"til": "terje@fjordtre.example", "navn": "Terje", "emne": "Koden din", "sprak": "nb"}
    values |= {"tekst": "Koden er <b>123456</b>: https://localhost/nordvik/invitasjon/abc", "hemmelig": True}
    melding = send_epost(session, noekkel=uuid4(), **{**values, **changed})
    session.flush()
    run_row(connection, tenant_id=session.info["tenant"], utboks_id=melding.utboks_id)


def test_a_signed_out_person_reads_the_demo_mail_as_text(client, session, connection) -> None:
    send(session, connection)
    page = client.as_("ingen").get("/utboks")
    assert page.status_code == 200
    assert "Koden er &lt;b&gt;123456&lt;/b&gt;" in page.text
    assert 'href="https://localhost/nordvik/invitasjon/abc"' in page.text


def test_each_agency_has_its_own(client, session, connection) -> None:
    send(session, connection)
    assert "123456" not in client.as_("carl").get("/utboks").text


def test_the_newest_stand_first_and_no_more_than_thirty(client, session, connection) -> None:
    for number in range(32):
        send(session, connection, emne=f"Brev {number:02}")
    page = client.as_("ingen").get("/utboks").text
    assert page.index("Brev 31") < page.index("Brev 30")
    assert ("Brev 02" in page, "Brev 01" in page) == (True, False)


def test_there_is_none_with_a_mail_server(client, app) -> None:
    registry.use(SmtpChannel(host="localhost", port=25, security="ingen"), sender="a@b.example")
    assert client.as_("ingen").get("/utboks").status_code == 404


def test_there_is_none_where_demo_is_not_allowed(client, app, monkeypatch) -> None:
    monkeypatch.setitem(app.extensions, "demo_allowed", False)
    assert client.as_("ingen").get("/utboks").status_code == 404


def test_there_is_none_for_an_agency_that_is_not_a_demo(client, app, monkeypatch) -> None:
    directory = app.extensions["tenants"]
    real = replace(directory.find("nordvik"), er_demo=False)
    monkeypatch.setattr(directory, "find", lambda slug: real if slug == "nordvik" else None)
    assert client.as_("ingen").get("/utboks").status_code == 404
