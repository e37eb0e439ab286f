"""Whom an office's mail is from, and the logo at the head of its documents."""

from dataclasses import replace
from email import message_from_bytes
from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.dev.cast import NORDVIK
from portal.faktura.models import Salgsfil
from portal.faktura.utsendelse.actions import lag_filer
from portal.filestore.gateway import open_file
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort.models import Kontoroppsett, Kunde
from portal.messaging import registry
from portal.messaging.actions import SLAG, send_epost
from portal.messaging.mail import compose
from tests.support.forms import form_of
from tests.support.pictures import png

BERGEN = NORDVIK.id("Bergen")
HERE = f"/innstillinger/organisasjon/avdelinger/{BERGEN}/kontor"


@pytest.fixture
def jon(client):
    return client.as_("jon")


@pytest.fixture
def domene(app, monkeypatch) -> str:
    """The installation may send for the agency's domain."""
    use_domains(app, monkeypatch, ("nordvik", "nordvik.example"), ("solvik", "solvik.example"))
    return "nordvik.example"


def use_domains(app, monkeypatch, *pairs: tuple[str, str]) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, mail_domains=pairs))
    monkeypatch.setattr(registry._chosen, "domains", pairs)


@pytest.fixture
def letters(monkeypatch) -> list:
    """What the channel is given."""
    sent: list = []

    class Keeps:
        name = "keeps"

        def send(self, mail) -> None:
            sent.append(mail)

    monkeypatch.setattr(registry._chosen, "channel", Keeps())
    monkeypatch.setattr(registry._chosen, "sender", "portal@drift.example")
    return sent


def save(jon, **more):
    return jon.post(HERE, {**form_of(jon, HERE, action="/kontor"), **more})


def send(session, kunde_id) -> None:
    melding = send_epost(
        session,
        til="noen@kunde.example",
        navn="Noen",
        emne="Hei",
        tekst="Hei",
        sprak="nb",
        noekkel=uuid4(),
        kunde_id=kunde_id,
    )
    row = session.scalars(select(Utboks).where(Utboks.id == melding.utboks_id, Utboks.slag == SLAG)).one()
    handlers.run(session, row=row)


def upload(jon, data: bytes, navn="logo.png"):
    form = form_of(jon, HERE, action="/logo")
    return jon.post(f"{HERE}/logo", {**form, "logo": (BytesIO(data), navn)})


def test_mail_about_its_customers_is_from_the_office_and_the_envelope_stays(
    jon, session, make, domene, letters
):
    kunde = make.kunde(navn="Brev Prøve AS")
    kunde.avdeling_id = BERGEN
    session.commit()
    send(session, kunde.id)
    assert letters[-1].fra_adresse == ""
    assert "portal@drift.example" in compose(letters[-1])["From"]

    assert save(jon, avsender_navn="Nordvik Bergen", avsender_epost=f"bergen@{domene}").status_code == 303
    send(session, kunde.id)
    letter = message_from_bytes(compose(letters[-1]).as_bytes())
    assert letter["From"] == f"Nordvik Bergen <bergen@{domene}>"
    assert letters[-1].fra == "portal@drift.example", "bounces come to the installation"
    send(session, None)
    assert letters[-1].fra_adresse == "", "not about a customer"


def test_a_domain_that_would_make_it_look_forged_is_refused_with_the_value_kept(jon, session, domene):
    refused = save(jon, avsender_epost="bergen@annet.example")
    assert refused.status_code == 422
    assert "kan ikke sende for annet.example" in refused.text
    assert "bergen@annet.example" in refused.text
    assert session.scalar(select(Kontoroppsett.id).where(Kontoroppsett.avsender_epost != "")) is None


def test_nobody_sends_in_the_name_of_another_agency_here(client, jon, domene):
    refused = save(jon, avsender_epost="post@solvik.example")
    assert refused.status_code == 422
    assert "kan ikke sende for solvik.example" in refused.text
    assert save(jon, avsender_epost=f"post@{domene}").status_code == 303  # the control: its own


def test_a_domain_that_was_taken_from_the_setting_is_not_used_any_longer(
    app, monkeypatch, jon, session, make, domene, letters
):
    kunde = make.kunde(navn="Brev Prøve AS")
    kunde.avdeling_id = BERGEN
    session.commit()
    assert save(jon, avsender_navn="Nordvik Bergen", avsender_epost=f"bergen@{domene}").status_code == 303
    send(session, kunde.id)
    assert letters[-1].fra_adresse == f"bergen@{domene}"
    use_domains(app, monkeypatch, ("solvik", domene))
    send(session, kunde.id)
    assert (letters[-1].fra_navn, letters[-1].fra_adresse) == ("Nordvik Bergen", "")


def test_the_logo_stands_on_documents_made_from_now_on(jon, session, make):
    def pictures(faktura) -> int:
        lag_filer(session, faktura_id=faktura.id)
        made = select(Salgsfil.fil_id).where(Salgsfil.dokument_id == faktura.id, Salgsfil.slag == "pdf")
        pdf = open_file(session, dokument_id=session.scalars(made).one()).read()
        return len(PdfReader(BytesIO(pdf)).pages[0].images)

    before = make.faktura()
    assert pictures(before) == 0  # the control
    assert upload(jon, png()).status_code == 303
    shown = jon.get(f"{HERE}/logo")
    assert (shown.mimetype, shown.data) == ("image/png", png())
    after = make.faktura()
    _into(session, after.kunde_id)
    assert pictures(after) == 1
    assert pictures(before) == 0

    assert jon.post(f"{HERE}/logo/fjern", {"idempotens": str(uuid4())}).status_code == 303
    assert jon.get(f"{HERE}/logo").status_code == 404
    told = session.scalars(
        select(Hendelse.kode).where(Hendelse.kode.startswith("oppsett.logo")).order_by(Hendelse.id)
    )
    assert list(told) == ["oppsett.logo-satt", "oppsett.logo-fjernet"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ikke et bilde", "helt PNG- eller JPEG-bilde"),
        (png()[:60], "helt PNG- eller JPEG-bilde"),
        (png(4_000, 2_000), "for stor"),
        (png() + b"\0" * 210_000, "for stor"),
    ],
    ids=["no picture", "not whole", "many pixels", "many bytes"],
)
def test_a_picture_that_would_stop_every_document_is_refused(jon, data, said):
    refused = upload(jon, data)
    assert refused.status_code == 422
    assert said in refused.text
    assert jon.get(f"{HERE}/logo").status_code == 404


def test_the_logo_is_for_those_who_set_up(client, jon):
    assert upload(jon, png()).status_code == 303
    assert client.as_("marte").get(f"{HERE}/logo").status_code == 403
    assert client.as_("carl").get(f"{HERE}/logo").status_code in {403, 404}


def _into(session, kunde_id) -> None:
    session.get_one(Kunde, (session.info["tenant"], kunde_id)).avdeling_id = BERGEN
    session.commit()
