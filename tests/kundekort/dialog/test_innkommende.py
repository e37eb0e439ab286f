"""Mail that came in stands in the dialog of the contact it is about, once, and with no more trust than it has."""

from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from portal.app import create_app
from portal.audit.models import Hendelse
from portal.db.clock import now, today
from portal.identity.actor import SYSTEM
from portal.kundekort.innkommende import receive_mail
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.messaging import registry
from portal.messaging.innboks.brev import Innkommende
from portal.messaging.innboks.lokal import LokalInnboks
from portal.messaging.innkommende import fetch_round
from portal.messaging.jobs import _mail
from portal.messaging.mail import compose
from portal.messaging.models import Dialogmelding, Retning
from portal.tenancy.session import tenant_session
from tests.kundekort.dialog.test_dialog import address, the_message, write
from tests.support.client import tenant_ids

TERJE, MARTE = "terje.p@fjordtre.example", "marte@nordvik.example"


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def kontakt(make, kunde):
    return make.kontakt(kunde_id=kunde.id, navn="Terje Prøve", epost="Terje.P@fjordtre.example")


@pytest.fixture
def log_here():
    """Mail that comes in is read."""
    registry.use_innboks(None, base="logg@inn.example", secret="s" * 32)
    yield
    registry.use_innboks(None, base="", secret="")


def a_mail(**changed) -> Innkommende:
    values = {
        "noekkel": uuid4(),
        "fra": TERJE,
        "fra_navn": "Terje",
        "til": (MARTE,),
        "emne": "Sv: Prisliste",
        "tekst": "Takk, <b>fin</b> pris.",
        "svar_paa": (),
        "filer": (),
        "tid": now(),
    }
    return Innkommende(**{**values, **changed})


@contextmanager
def without_actor(session):
    """The worker acts; afterwards whoever did."""
    before = session.info.pop("actor", None)
    session.info["actor"] = SYSTEM
    yield
    session.info["actor"] = before


def take(session, mail: Innkommende) -> bool:
    with without_actor(session):
        return receive_mail(session, mail)


def test_an_answer_stands_in_the_dialog_and_on_the_timeline(client, session, kunde, kontakt) -> None:
    assert take(session, a_mail(filer=("avtale.pdf",)))
    session.commit()
    row = the_message(session, kunde)
    assert (row.retning, row.engasjement_id, row.aktoer_navn) == (Retning.INN, kontakt.id, "Terje Prøve")
    page = client.get(address(kunde)).text
    for words in ("Sv: Prisliste", "Mottatt", "Fra Terje Prøve, etter adressen", "avtale.pdf"):
        assert words in page
    assert "&lt;b&gt;fin&lt;/b&gt;" in page
    assert "Trekk tilbake" not in page
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "melding.mottatt")).one()
    assert (told.kunde_id, told.person_id) == (kunde.id, kontakt.person_id)
    assert session.scalar(select(Kunde.sist_kontakt_tid).where(Kunde.id == kunde.id)) is not None


def test_the_same_mail_is_kept_once(session, kunde, kontakt) -> None:
    mail = a_mail()
    assert take(session, mail)
    assert take(session, mail)
    assert session.scalar(select(func.count()).where(Dialogmelding.kunde_id == kunde.id)) == 1


def test_a_copy_from_a_colleague_is_ours_to_the_contact(client, session, kunde, kontakt) -> None:
    assert take(session, a_mail(fra=MARTE, til=("annen@x.example", TERJE), emne="Tilbud"))
    session.commit()
    row = the_message(session, kunde)
    assert (row.retning, row.til, row.aktoer_navn) == (
        Retning.UT,
        "Terje.P@fjordtre.example",
        "Marte Solheim",
    )
    assert "Mottatt" not in client.get(address(kunde)).text


@pytest.mark.parametrize(
    "changed",
    [
        {"fra": "ukjent@x.example"},
        {"fra": MARTE, "til": ("ukjent@x.example",)},
        {"fra": MARTE, "til": (MARTE,)},
    ],
)
def test_of_a_mail_nobody_is_in_nothing_is_kept(session, kunde, kontakt, changed) -> None:
    before = session.scalar(select(func.count()).select_from(Dialogmelding))
    assert not take(session, a_mail(**changed))
    assert session.scalar(select(func.count()).select_from(Dialogmelding)) == before


def test_who_has_left_is_nobody(session, kunde, kontakt) -> None:
    kontakt.gyldig_til = today() - timedelta(days=1)
    session.flush()  # read by statements
    assert not take(session, a_mail())


def test_one_at_two_customers_answers_at_the_one_that_asked(client, session, make, kunde, kontakt) -> None:
    other = make.kunde(navn="Nyere Prøve AS")
    newer = make.kontakt(kunde_id=other.id, navn="Terje Prøve", epost=TERJE)
    newer.gyldig_fra = today()
    session.commit()
    assert write(client, kunde, kontakt).status_code == 303
    asked = the_message(session, kunde)
    assert take(session, a_mail(svar_paa=(asked.id,)))
    assert take(session, a_mail())
    rows = session.scalars(select(Dialogmelding).where(Dialogmelding.retning == Retning.INN)).all()
    assert [row.kunde_id for row in rows] == [kunde.id, other.id]


def test_answers_to_ours_come_to_the_writer_and_to_the_log(client, session, kunde, kontakt, log_here) -> None:
    assert write(client, kunde, kontakt).status_code == 303
    sent = compose(_mail(session, the_message(session, kunde)))
    log = registry.log_address("nordvik")
    assert [each.addr_spec for each in sent["Reply-To"].addresses] == [MARTE, log]
    assert log in client.get(address(kunde)).text
    registry.use_innboks(None, base="", secret="")
    alone = compose(_mail(session, the_message(session, kunde)))
    assert [each.addr_spec for each in alone["Reply-To"].addresses] == [MARTE]
    assert "e-postprogram" not in client.get(address(kunde)).text


@pytest.mark.commits
def test_a_round_puts_each_mail_with_its_agency_and_the_rest_aside(
    own_database, settings, tmp_path: Path, monkeypatch
) -> None:
    engine = own_database.engine("portal_worker")
    app = create_app(settings, engine=engine)
    folder = tmp_path / "innboks"
    folder.mkdir()
    registry.use_innboks(LokalInnboks(folder), base="logg@inn.example", secret="s" * 32)
    with app.app_context():
        nordvik, solvik = registry.log_address("nordvik"), registry.log_address("solvik")
        tenant = tenant_ids(engine)
        with tenant_session(engine, tenant_id=tenant["nordvik"]) as session:
            contact = _some_contact(session)
        for number, to in enumerate(
            [nordvik, solvik, nordvik.replace("nordvik", "solvik"), "logg@inn.example"]
        ):
            head = f"From: {contact}\r\nTo: m@x.example\r\nDelivered-To: {to}\r\nMessage-ID: <{number}@x>"
            (folder / f"{number}.eml").write_bytes(f"{head}\r\n\r\nHei\r\n".encode())
        (folder / "9.eml").write_bytes(b"\x00\xff")
        assert fetch_round(engine) == 1  # at Solvik nobody knows him
        assert sorted(path.name for path in (folder / "lest").iterdir()) == ["0.eml"]
        assert len(list((folder / "ukjent").iterdir())) == 4
        kept = {}
        for slug, tenant_id in tenant.items():
            with tenant_session(engine, tenant_id=tenant_id) as session:
                stmt = select(func.count()).where(Dialogmelding.retning == Retning.INN)
                kept[slug] = session.scalar(stmt)
        assert kept == {**dict.fromkeys(tenant, 0), "nordvik": 1}
        (folder / "lest" / "0.eml").rename(folder / "0.eml")
        assert fetch_round(engine) == 1, "met again, as after a kill; kept once"
        with tenant_session(engine, tenant_id=tenant["nordvik"]) as session:
            assert session.scalar(select(func.count()).where(Dialogmelding.retning == Retning.INN)) == 1
        (folder / "lest" / "0.eml").rename(folder / "0.eml")
        (folder / "1.eml").write_bytes((folder / "0.eml").read_bytes().replace(b"<0@x>", b"<7@x>"))
        with monkeypatch.context() as patch:
            patch.setattr(registry, "receive", _refuses_the_first())
            assert fetch_round(engine) == 1, "one the database refuses holds up no other"
        assert [path.name for path in folder.glob("*.eml")] == ["0.eml"]
        registry.use_innboks(LokalInnboks(folder), base="", secret="")
        assert fetch_round(engine) == 0, "switched off, everything stays where it lies"
        assert (folder / "0.eml").exists()
    engine.dispose()


def _refuses_the_first():
    asked = []

    def receive(session, mail) -> bool:
        asked.append(mail)
        if len(asked) == 1:
            session.execute(text("SELECT 1 / 0"))
        return True

    return receive


def _some_contact(session) -> str:
    stmt = (
        select(Engasjement.epost)
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.epost != "", Engasjement.gyldig_til.is_(None))
    )
    return session.scalars(stmt.limit(1)).one()
