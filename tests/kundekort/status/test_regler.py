"""The agency's rules at a change of status: demanded first, done with it, or nothing at all."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import OSLO, now, today
from portal.dev.demo_kundekort import SINCE
from portal.errors import Refused
from portal.identity.actor import Actor
from portal.identity.models import Bruker
from portal.identity.permissions import SHIPPED_ROLES
from portal.jobs.models import Utboks
from portal.kundekort.models import Kunde, Kundestatus, Oppgave, Regelmottaker, Regelslag, Statusregel
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.status.actions import endre_status
from portal.messaging.models import Dialogmelding
from tests.support.forms import form_of


@pytest.fixture
def kunde(session, make, cast) -> Kunde:
    rights = frozenset(map(str, SHIPPED_ROLES["Konsulent"]))
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", rights)
    for regel in session.scalars(select(Statusregel)):
        regel.er_aktiv = False
    kunde = make.kunde(navn="Regel AS")
    kunde.kundeansvarlig_id = cast.id("lise")
    session.flush()
    return kunde


def status(session, kode: str = "T") -> Kundestatus:
    return session.scalars(select(Kundestatus).where(Kundestatus.kode == kode)).one()


def rule(session, slag: Regelslag, **values) -> Statusregel:
    row = Statusregel(status_id=status(session).id, slag=slag, **values)
    session.add(row)
    session.flush()
    return row


def give(session, kunde: Kunde, kode: str = "T") -> None:
    fresh = get_kunde(session, kunde_id=kunde.id)
    endre_status(
        session,
        kunde_id=kunde.id,
        status_id=status(session, kode).id,
        grunn="Sendt",
        versjon=fresh.versjon,
    )
    session.flush()


def tasks(session, kunde: Kunde) -> list[Oppgave]:
    return list(session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)))


def test_fields_that_are_empty_are_named_and_nothing_is_done(session, kunde) -> None:
    rule(session, Regelslag.FELT, felter=["telefon", "ansvarlig", "nettside"])
    rule(session, Regelslag.OPPGAVE, tittel="Ring", dager=1, mottaker=Regelmottaker.AKTOER)
    with pytest.raises(Refused) as refused:
        give(session, kunde)
    sentence = str(refused.value.sentence)
    assert "telefon, nettside" in sentence
    assert "kundeansvarlig" not in sentence
    assert refused.value.link == f"/kunder/{kunde.id}/endre"
    assert tasks(session, kunde) == []
    kunde.telefon, kunde.nettside = "+4755000000", "https://regel.example"
    session.flush()
    give(session, kunde)
    assert len(tasks(session, kunde)) == 1


def test_a_rule_that_is_switched_off_does_nothing(session, kunde) -> None:
    rule(session, Regelslag.FELT, felter=["telefon"], er_aktiv=False)
    rule(session, Regelslag.OPPGAVE, tittel="Ring", dager=1, mottaker=Regelmottaker.AKTOER, er_aktiv=False)
    give(session, kunde)
    assert tasks(session, kunde) == []


def test_rules_of_another_status_do_nothing(session, kunde) -> None:
    row = rule(session, Regelslag.OPPGAVE, tittel="Ring", dager=1, mottaker=Regelmottaker.AKTOER)
    row.status_id = status(session, "K").id
    session.flush()
    give(session, kunde)
    assert tasks(session, kunde) == []


@pytest.mark.parametrize(
    ("mottaker", "who"),
    [
        (Regelmottaker.ANSVARLIG, "lise"),
        (Regelmottaker.AKTOER, "marte"),
        (Regelmottaker.BRUKER, "jon"),
    ],
)
def test_the_task_goes_to_whom_the_rule_says_with_its_day(session, kunde, cast, mottaker, who) -> None:
    rule(
        session,
        Regelslag.OPPGAVE,
        tittel="Følg opp {kunde}, før {tidligere}",
        dager=7,
        mottaker=mottaker,
        bruker_id=cast.id("jon"),
    )
    give(session, kunde)
    (task,) = tasks(session, kunde)
    assert (task.ansvarlig_id, task.frist_dato) == (cast.id(who), today() + timedelta(days=7))
    assert task.tittel == "Følg opp Regel AS, før Potensiell"


def test_without_an_account_manager_the_task_is_the_one_s_who_changes(session, kunde, cast) -> None:
    kunde.kundeansvarlig_id = None
    rule(session, Regelslag.OPPGAVE, tittel="Ring", dager=0, mottaker=Regelmottaker.ANSVARLIG)
    give(session, kunde)
    assert tasks(session, kunde)[0].ansvarlig_id == cast.id("marte")


def test_the_message_stands_on_the_card_while_the_status_holds(session, kunde, client) -> None:
    rule(session, Regelslag.VARSEL, tekst="Husk prisene fra i fjor.")
    assert get_kort(session, kunde_id=kunde.id).statusvarsler == ()
    give(session, kunde)
    assert get_kort(session, kunde_id=kunde.id).statusvarsler == ("Husk prisene fra i fjor.",)
    page = client.get(f"/kunder/{kunde.id}").text
    assert page.count("Husk prisene fra i fjor.") == 2  # above the boxes, and on the timeline
    give(session, kunde, "K")
    assert client.get(f"/kunder/{kunde.id}").text.count("Husk prisene fra i fjor.") == 1


def test_the_message_says_whom_and_by_whom_in_words(session, kunde, client) -> None:
    tekst = "{kunde} ({kundenr}) gikk fra {tidligere} til {status} av {hvem}: {grunn} {ukjent}"
    rule(session, Regelslag.VARSEL, tekst=tekst)
    give(session, kunde)
    said = f"Regel AS ({kunde.kundenr}) gikk fra Potensiell til Tilbud sendt av Marte: Sendt {{ukjent}}"
    assert get_kort(session, kunde_id=kunde.id).statusvarsler == (said,)
    assert client.get(f"/kunder/{kunde.id}").text.count(said) == 2  # above the boxes, and on the timeline
    give(session, kunde, "K")
    session.info["actor"] = Actor("ansatt", kunde.kundeansvarlig_id, "Lise", frozenset())
    give(session, kunde)
    (said,) = get_kort(session, kunde_id=kunde.id).statusvarsler
    assert "av Lise" in said  # the last time counts


@pytest.mark.parametrize("slag", [Regelslag.OPPGAVE, Regelslag.EPOST])
def test_a_rule_for_one_who_has_left_is_refused_and_says_where(session, kunde, cast, slag) -> None:
    values = {"tittel": "Ring", "tekst": "Hei", "dager": 1, "bruker_id": cast.id("jon")}
    row = rule(session, slag, mottaker=Regelmottaker.BRUKER, **values)
    session.get_one(Bruker, (session.info["tenant"], cast.id("jon"))).er_aktiv = False
    session.flush()
    with pytest.raises(Refused, match="en som har sluttet") as refused:
        give(session, kunde)
    assert refused.value.link is None  # she may not change the rule
    session.expire_all()
    rights = frozenset(map(str, SHIPPED_ROLES["Admin"]))
    session.info["actor"] = Actor("ansatt", cast.id("lise"), "Lise", rights)
    with pytest.raises(Refused, match="en som har sluttet") as refused:
        give(session, kunde)
    assert refused.value.link == f"/kunder/statuser/{row.status_id}/regler/{row.id}"
    session.expire_all()
    session.get_one(Bruker, (session.info["tenant"], cast.id("jon"))).er_aktiv = True
    session.flush()
    give(session, kunde)
    assert len(tasks(session, kunde)) == (slag is Regelslag.OPPGAVE)


def mail(session, kunde: Kunde) -> Dialogmelding:
    return session.scalars(select(Dialogmelding).where(Dialogmelding.kunde_id == kunde.id)).one()


@pytest.mark.parametrize(
    ("mottaker", "til"),
    [
        (Regelmottaker.ANSVARLIG, "lise@nordvik.example"),
        (Regelmottaker.AKTOER, "marte@nordvik.example"),
        (Regelmottaker.BRUKER, "jon@nordvik.example"),
        (Regelmottaker.ADRESSE, "salg@nordvik.example"),
    ],
)
def test_the_mail_is_on_the_outbox_in_the_same_transaction(session, kunde, cast, mottaker, til) -> None:
    rule(
        session,
        Regelslag.EPOST,
        tittel="{kunde} er {status}",
        tekst="{hvem}: {grunn}",
        mottaker=mottaker,
        bruker_id=cast.id("jon"),
        epost="salg@nordvik.example",
    )
    give(session, kunde)
    sent = mail(session, kunde)
    assert (sent.til, sent.emne, sent.tekst) == (til, "Regel AS er Tilbud sendt", "Marte: Sendt")
    assert session.scalars(select(Utboks).where(Utboks.id == sent.utboks_id)).one()


def test_the_key_contact_gets_it_and_without_one_the_change_is_refused(session, kunde, make) -> None:
    rule(session, Regelslag.EPOST, tittel="Hei", tekst="Velkommen", mottaker=Regelmottaker.KONTAKT)
    with pytest.raises(Refused) as refused:
        give(session, kunde)
    assert refused.value.link == f"/kunder/{kunde.id}/kontakter"
    session.expire_all()
    make.kontakt(kunde_id=kunde.id, navn="Anders And", epost="anders@regel.example")
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Åse Ås", epost="aase@regel.example")
    kontakt.er_noekkel = True
    session.flush()
    give(session, kunde)
    assert mail(session, kunde).til == "aase@regel.example"


def test_a_refusal_lists_everything_with_links_and_leaves_the_status(client, cast, session) -> None:
    kunde_id = cast.id("nydalen")
    path = f"/kunder/{kunde_id}/status"
    aktiv = status(session, "A").id
    answer = client.post(path, {**form_of(client, path, action="/status"), "status_id": str(aktiv)})
    assert answer.status_code == 422
    summary = answer.text.split("data-errsum")[1].split("</form>")[0]
    assert f'href="/nordvik/kunder/{kunde_id}/dokumenter"' in summary
    assert "Signert avtale" in summary
    assert get_kunde(session, kunde_id=kunde_id).status_id == status(session, "P").id


def test_the_log_says_how_long_each_status_lasted(client, cast) -> None:
    page = client.get(f"/kunder/{cast.id('fjordtre')}/status").text
    log = page.split("Endringer av status")[-1]
    began = datetime.combine(SINCE, time(9), OSLO)
    assert f"{(now() - began).days} dager" in log  # Potensiell, from January until the demo was filled
    assert "0 timer til nå" in log
