"""The code by text message: another way than the link, chosen by the sender, and told where it is evidence."""

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from portal.errors import Refused
from portal.filestore.gateway import open_file
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort.models import Engasjement, Person
from portal.messaging import registry
from portal.messaging.models import Dialogmelding, Kanal
from portal.messaging.sms import measure
from portal.signing.models import Signatar, Signeringsforespoersel, Tilstand
from portal.signing.queries import list_hendelser
from portal.signing.rules import broken_at
from portal.signing.sending import Person as Signerer
from portal.signing.signer.actions import bekreft_kode, send_engangskode, signer
from portal.signing.successor import Arving, replace_signer
from tests.signing.conftest import KILDE, contact, mails, send, signers, token_of, work
from tests.signing.test_pages import place
from tests.support.forms import form_of

TERJE, NUMBER = "terje@fjordtre.example", "+4759902201"


def texts(session) -> list[Dialogmelding]:
    session.flush()
    stmt = select(Dialogmelding).where(Dialogmelding.kanal == Kanal.SMS, Dialogmelding.hemmelig)
    return list(session.scalars(stmt.order_by(Dialogmelding.id)))


def by_sms(cast) -> Signerer:
    plain = contact(cast, "terje")
    return Signerer(plain.slag, plain.id, plain.navn, plain.epost, plain.for_hvem, 1, NUMBER)


@pytest.fixture
def foresp(session, cast, dokument) -> Signeringsforespoersel:
    sent = send(session, dokument, [by_sms(cast), contact(cast, "siv")])
    work(session, "signering.opprett")
    return sent


def code(session) -> str:
    return texts(session)[-1].tekst.removeprefix("Signeringskoden din er ")[:6]


def test_the_link_comes_by_mail_and_the_code_to_the_telephone(session, foresp) -> None:
    assert "en engangskode på SMS" in mails(session, TERJE)[-1].tekst
    token, before = token_of(session, TERJE), len(mails(session, TERJE))
    send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
    assert len(mails(session, TERJE)) == before  # whoever has the mailbox alone has no code
    (sms,) = texts(session)
    assert (sms.til, measure(sms.tekst).deler, sms.emne) == (NUMBER, 1, "")
    assert bekreft_kode(session, token=token, kode=code(session), browser="b", kilde=KILDE)
    signer(session, token=token, browser="b", samtykke=True, kilde=KILDE)
    assert signers(session, foresp)["Terje"].signert_tid
    chain = list_hendelser(session, forespoersel_id=foresp.id)
    assert [row.data["til"] for row in chain if row.hva == "kode.sendt-sms"] == [NUMBER]
    assert broken_at(chain) is None


def test_the_others_get_theirs_by_mail(session, foresp) -> None:
    siv = "siv@fjordtre.example"
    assert "engangskode på denne e-postadressen" in mails(session, siv)[-1].tekst
    send_engangskode(session, token=token_of(session, siv), browser="b", noekkel=uuid4(), kilde=KILDE)
    assert texts(session) == []
    assert mails(session, siv)[-1].emne.startswith("Signeringskoden")


def test_the_text_is_wiped_when_it_has_left(session, foresp, monkeypatch) -> None:
    class Keeps:
        name = "keeps"

        def send(self, sms) -> None:
            assert sms.tekst.startswith("Signeringskoden")

    monkeypatch.setattr(registry._chosen, "sms", Keeps())
    send_engangskode(session, token=token_of(session, TERJE), browser="b", noekkel=uuid4(), kilde=KILDE)
    (sms,) = texts(session)
    row = session.scalars(select(Utboks).where(Utboks.id == sms.utboks_id)).one()
    handlers.run(session, row=row)
    assert (sms.tekst, sms.emne) == ("", "")


def test_the_page_tells_the_end_of_the_number_only(client, session, foresp) -> None:
    session.commit()
    visitor, path = client.as_("ingen"), f"/signer/{token_of(session, TERJE)}"
    first = visitor.get(path).text
    assert "slutter på 201" in first
    form = form_of(visitor, path, action="kode")
    assert visitor.post(f"{path}/kode", form).status_code == 303
    then = visitor.get(path).text
    assert "slutter på 201" in then
    for page in (first, then):
        assert NUMBER not in page
        assert "59 90 22 01" not in page.replace("\u00a0", " ")
    assert "kode på SMS til" in client.get(f"/kunder/{foresp.kunde_id}/dokumenter/signering/{foresp.id}").text


def test_the_evidence_says_where_the_code_went(session, foresp) -> None:
    for name, til in (("Terje", TERJE), ("Siv", "siv@fjordtre.example")):
        token = token_of(session, til)
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        given = code(session) if name == "Terje" else mails(session, til)[-1].emne.rpartition(" ")[2]
        assert bekreft_kode(session, token=token, kode=given, browser="b", kilde=KILDE)
        signer(session, token=token, browser="b", samtykke=True, kilde=KILDE)
    work(session, "signering.segl")
    assert foresp.tilstand is Tilstand.FULLFOERT, foresp.grunn
    pages = PdfReader(BytesIO(open_file(session, dokument_id=foresp.rapport_id).read())).pages
    report = " ".join("".join(page.extract_text() for page in pages).split())
    assert f"kode på SMS til {NUMBER}" in report
    assert report.count("kode på SMS til") == 1  # Siv's went by mail


def test_chosen_on_the_form_for_those_who_have_a_number(client, session, cast, dokument) -> None:
    session.execute(
        update(Person)
        .where(
            Person.id
            == select(Engasjement.person_id).where(Engasjement.id == cast.id("terje")).scalar_subquery()
        )
        .values(mobil=NUMBER)
    )
    session.execute(
        update(Person)
        .where(
            Person.id
            == select(Engasjement.person_id).where(Engasjement.id == cast.id("siv")).scalar_subquery()
        )
        .values(mobil="")
    )
    session.execute(update(Engasjement).where(Engasjement.id == cast.id("siv")).values(telefon=""))
    session.commit()
    path = place(dokument, dokument.id, "signering")
    chosen = {
        **form_of(client, path, action="signering"),
        "kontakter": [str(cast.id("terje")), str(cast.id("siv"))],
        "kode": "sms",
    }
    assert client.post(path, chosen).status_code == 303
    numbers = dict(session.execute(select(Signatar.engasjement_id, Signatar.mobil)).all())
    assert numbers == {cast.id("terje"): NUMBER, cast.id("siv"): ""}


def test_without_a_gateway_it_is_not_offered_nor_taken(
    client,
    session,
    cast,
    dokument,
    monkeypatch,
) -> None:
    session.commit()
    path = place(dokument, dokument.id, "signering")
    assert "På SMS til dem" in client.get(path).text
    monkeypatch.setattr(registry._chosen, "sms", None)
    assert "På SMS til dem" not in client.get(path).text
    form = form_of(client, path, action="signering")
    forged = client.post(path, {**form, "kontakter": [str(cast.id("terje"))], "kode": "sms"})
    assert forged.status_code == 303
    assert set(session.scalars(select(Signatar.mobil))) == {""}


def test_a_gateway_that_was_taken_away_is_said_to_the_signer(session, foresp, monkeypatch) -> None:
    monkeypatch.setattr(registry._chosen, "sms", None)
    with pytest.raises(Refused, match="SMS er ikke satt opp"):
        send_engangskode(session, token=token_of(session, TERJE), browser="b", noekkel=uuid4(), kilde=KILDE)


@pytest.mark.parametrize("mobil", ["+4759902299", ""])
def test_the_successor_gets_it_on_his_own_number_or_by_mail(session, cast, foresp, mobil) -> None:
    terje, siv = (signers(session, foresp)[name] for name in ("Terje", "Siv"))
    heir = Arving(cast.id("anne"), "Anne", "anne@fjordtre.example", mobil)
    replace_signer(session, signatar_id=terje.id, heir=heir)
    assert terje.mobil == mobil
    with_number = Arving(cast.id("eldrid"), "Eldrid", "eldrid@solbakken.example", "+4759902298")
    replace_signer(session, signatar_id=siv.id, heir=with_number)
    assert siv.mobil == ""  # the control: the sender chose mail for her place
