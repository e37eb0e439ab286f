"""Demanded papers: what stops, what warns, whose demand it is, the exception, and the tasks before they run out."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.arbeidsbord.queries import list_utloepte_papirer
from portal.db.clock import frozen, now, today
from portal.errors import Refused
from portal.identity.models import Bruker, Rolle
from portal.jobs import handlers
from portal.kandidater.models import Kandidatpapir
from portal.kandidater.papirer.actions import avslutt_papir
from portal.kundekort.models import KundeForelder, Oppgave, Oppgavekobling
from portal.kundekort.rules import Handling
from portal.oppdrag.konvertering.actions import angre_konvertering
from portal.oppdrag.konvertering.queries import Utkast, get_foelger
from portal.oppdrag.kundefane.etterlevelse import load_etterlevelse
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.papirkrav import list_mangler, list_papirkrav
from portal.oppdrag.papirunntak.actions import gi_papirunntak
from portal.oppdrag.papirvarsler import STEPS, varsle_utloep
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.kontroll import Utfall
from portal.oppdrag.rules.papirer import Papir, Papirkrav, check_papers
from portal.oppdrag.unntak import find_stop
from tests.oppdrag.sperrer.test_sperrer import as_user
from tests.oppdrag.test_oppdrag import change
from tests.support.make_oppdrag import END, START, WEEKDAYS, set_status
from tests.support.statements import statements

DAY = timedelta(days=1)
LAW = "helse- og omsorgstjenesteloven § 5-4"


@pytest.fixture
def placed(session, make, cast):
    """A customer that demands a course of its own, a candidate, and a stilling there."""
    kunde = make.oppdragskunde("Kravstor AS")
    make.krav(kunde, "Eget kurs")
    kandidat = make.kandidat("Tora Papirløs", konsulent_id=cast.id("marte"))
    return kunde, kandidat, make.stilling(kunde=kunde)


def demand(**values):
    return Papirkrav(
        **{
            "id": uuid4(),
            "kunde_id": uuid4(),
            "navn": "HMS-kort",
            "noekkel": "hms kort",
            "stopper": True,
            "hjemmel": "",
            "politiattest": False,
            "satt_av": "byrået",
            **values,
        }
    )


def paper(**values):
    return Papir(
        **{
            "id": uuid4(),
            "noekkel": "hms kort",
            "hjemmel": "",
            "bedt": None,
            "mottatt": START,
            "fra": None,
            "til": None,
            **values,
        }
    )


def outcome(krav, *papirer):
    [check] = check_papers([krav], papirer, kandidat_id=uuid4(), navn="Tora", fra=START, til=END)
    return check


@pytest.mark.parametrize(
    ("papirer", "utfall", "said"),
    [
        ([], Utfall.STOPP, "er ikke registrert på Tora"),
        ([paper(mottatt=None)], Utfall.STOPP, "er ikke mottatt"),
        ([paper(mottatt=None, bedt=date(2026, 11, 2))], Utfall.STOPP, "bedt om 02.11.2026"),
        ([paper(til=START)], Utfall.STOPP, "gikk ut 22.11.2026"),
        ([paper(fra=START + DAY)], Utfall.STOPP, "gjelder først fra 24.11.2026"),
        ([paper(til=START + DAY)], Utfall.ADVARSEL, "går ut etter 23.11.2026"),
        ([paper(til=END)], Utfall.ADVARSEL, "før oppdraget er slutt"),
        ([paper(til=END + DAY)], Utfall.OK, "i orden"),
        ([paper(), paper(til=START)], Utfall.OK, "i orden"),
        ([paper(til=END), paper(fra=END)], Utfall.OK, "i orden"),
        (
            [paper(til=START + DAY), paper(fra=START, til=START + 5 * DAY)],
            Utfall.ADVARSEL,
            "går ut etter 27.11.2026",
        ),
        ([paper(til=END), paper(fra=END + DAY)], Utfall.ADVARSEL, "før oppdraget er slutt"),
        ([paper(til=END), paper(fra=END, mottatt=None)], Utfall.ADVARSEL, "før oppdraget er slutt"),
        ([paper(noekkel="hms kort bygg")], Utfall.OK, "i orden"),
        ([paper(noekkel="hms kortet")], Utfall.STOPP, "er ikke registrert"),
    ],
)
def test_a_hard_demand_asks_for_the_first_day_and_warns_of_the_rest(papirer, utfall, said):
    check = outcome(demand(), *papirer)
    assert check.utfall is utfall
    assert said in check.tekst
    soft = outcome(demand(stopper=False), *papirer)
    assert soft.utfall is (Utfall.ADVARSEL if utfall is Utfall.STOPP else utfall)


def test_a_politiattest_answers_the_demand_of_its_own_law():
    krav = demand(navn="Politiattest", noekkel="politiattest", politiattest=True, hjemmel=LAW)
    shown = paper(noekkel="politiattest", hjemmel=LAW)
    assert outcome(krav, shown).utfall is Utfall.OK
    assert outcome(krav, replace(shown, hjemmel="barnehageloven § 30")).utfall is Utfall.STOPP
    lawless = outcome(replace(krav, hjemmel=""))
    assert lawless.utfall is Utfall.ADVARSEL
    assert "kontrolleres ikke" in lawless.tekst


def test_a_demand_says_whose_it_is_and_the_way_out():
    own, law = outcome(demand()), outcome(demand(hjemmel="forskrift om HMS-kort"))
    assert own.kilde == "absolutt dokumentkrav, satt av byrået"
    assert own.lenke.endswith("/papirer/ny?navn=HMS-kort")
    assert own.unntaksvei
    assert "forskrift om HMS-kort" in law.kilde
    assert "ingen kan gjøre unntak" in law.utvei
    assert law.unntaksvei == ""


def test_the_nearest_level_is_named(session, make):
    over, enhet = make.oppdragskunde("Over AS"), make.oppdragskunde("Under AS")
    session.add(KundeForelder(kunde_id=enhet.id, forelder_id=over.id, gyldig_fra=today() - DAY))
    session.flush()
    assert {krav.satt_av for krav in list_papirkrav(session, kunde_id=enhet.id)} == {"byrået"}
    make.krav(over, "Kurs")
    assert {krav.satt_av for krav in list_papirkrav(session, kunde_id=enhet.id)} == {"kunden Over AS"}
    make.krav(enhet, "Kurs 2")
    assert {krav.satt_av for krav in list_papirkrav(session, kunde_id=enhet.id)} == {"enheten Under AS"}
    assert "Kurs 2" not in {krav.navn for krav in list_papirkrav(session, kunde_id=over.id)}


def test_a_missing_paper_stops_the_conversion_with_rule_level_and_link(session, make, placed):
    _kunde, kandidat, stilling = placed
    with pytest.raises(Refused, match=r"Eget kurs er ikke registrert.*satt av kunden Kravstor AS") as stop:
        make.oppdrag(stilling=stilling, kandidat=kandidat)
    assert stop.value.links == [("Registrer papiret", f"/kandidater/{kandidat.id}/papirer/ny?navn=Eget+kurs")]
    assert stop.value.field == "kandidat_id"
    made = make.papir(kandidat, "Eget kurs")
    assert make.oppdrag(stilling=stilling, kandidat=kandidat).kandidat_id == kandidat.id
    assert made.noekkel == "eget kurs"


def test_a_soft_demand_lets_through_and_is_told(session, make, placed):
    _kunde, kandidat, _stilling = placed
    other = make.oppdragskunde("Mild AS")
    make.krav(other, "Mykt kurs", stopper=False)
    made = make.oppdrag(kunde=other, kandidat=kandidat)
    found = list_mangler(
        session, kunde_id=other.id, folk={kandidat.id: kandidat.navn}, fra=made.fra_dato, til=made.til_dato
    )
    assert any("Mykt kurs" in check.tekst for check in found[kandidat.id])


def test_the_dialog_lists_the_demands(session, make, placed):
    kunde, kandidat, stilling = placed
    utkast = Utkast(
        kandidat_id=kandidat.id,
        fra_dato=START,
        til_dato=END,
        arbeidstid=WEEKDAYS,
        arbeidssted_id=stilling.arbeidssted_id,
        loenn_oere=None,
        pris_oere=None,
        innleiegrunnlag=stilling.innleiegrunnlag,
        grunn=stilling.grunn,
    )
    standard = get_kundestandard(session, kunde_id=kunde.id)

    def papers():
        found = get_foelger(session, stilling=stilling, standard=standard, utkast=utkast)
        return {c.tekst: c.utfall for c in found.kontroller if c.kode == "papir" and "Eget" in c.tekst}

    assert set(papers().values()) == {Utfall.STOPP}
    make.papir(kandidat, "Eget kurs")
    assert papers() == {"Eget kurs er i orden": Utfall.OK}


def test_an_extension_asks_about_the_new_days_alone(session, make, placed):
    kunde, kandidat, stilling = placed
    papir = make.papir(kandidat, "Eget kurs", siste_dag=END)
    oppdrag = make.oppdrag(stilling=stilling, kandidat=kandidat)
    change(session, oppdrag, intern_kommentar="Nytt")  # no new days
    with pytest.raises(Refused, match=r"Eget kurs.*gikk ut"):
        change(session, oppdrag, til_dato=END + 7 * DAY)
    change(session, oppdrag, til_dato=END - DAY)
    avslutt_papir(session, kandidat_id=kandidat.id, papir_id=papir.id, versjon=1)
    session.flush()
    with pytest.raises(Refused, match="Eget kurs er ikke registrert"):
        change(session, oppdrag, til_dato=END)
    for who, ways in (("marte", ["Registrer papiret"]), ("jon", ["Registrer papiret", "Gi ett unntak"])):
        as_user(session, who)
        with pytest.raises(Refused) as stop:
            change(session, oppdrag, til_dato=END)
        assert [label for label, _address in stop.value.links] == ways
    krav = next(k for k in list_papirkrav(session, kunde_id=kunde.id) if k.navn == "Eget kurs")
    allow(session, kunde, kandidat, krav, Handling.FORLENG)
    change(session, oppdrag, til_dato=END)
    with pytest.raises(Refused, match="Eget kurs"):
        change(session, oppdrag, til_dato=END + DAY)
    make.papir(kandidat, "Eget kurs")
    assert change(session, oppdrag, til_dato=END + 7 * DAY).til_dato == END + 7 * DAY


def allow(session, kunde, kandidat, krav, handling=Handling.NYTT_OPPDRAG):
    made = gi_papirunntak(
        session, kunde_id=kunde.id, kandidat_id=kandidat.id, krav_id=krav.id, handling=handling, grunn="Hast"
    )
    session.flush()  # read back by statements
    return made


def test_an_admin_lets_one_through_once(session, make, placed):
    kunde, kandidat, stilling = placed
    krav = next(k for k in list_papirkrav(session, kunde_id=kunde.id) if k.navn == "Eget kurs")
    as_user(session, "marte")
    with pytest.raises(Refused, match="Bare administrator"):
        allow(session, kunde, kandidat, krav)
    as_user(session, "jon")
    allow(session, kunde, kandidat, krav)
    with pytest.raises(Refused, match="ubrukt unntak"):
        allow(session, kunde, kandidat, krav)
    other = make.kandidat("Annen Papirløs")
    with pytest.raises(Refused, match="Eget kurs"):
        make.oppdrag(stilling=stilling, kandidat=other)
    oppdrag = make.oppdrag(stilling=stilling, kandidat=kandidat)
    used = select(Stoppunntak.brukt_id).where(Stoppunntak.krav_id == krav.id)
    assert session.scalar(used) == oppdrag.id
    with pytest.raises(Refused, match="Eget kurs"):
        change(session, oppdrag, til_dato=END + 7 * DAY)
    angre_konvertering(session, oppdrag_id=oppdrag.id)
    assert session.scalar(used) is None


def test_an_exception_from_a_paper_is_none_from_the_credit_stop(session, make, placed):
    kunde, kandidat, _stilling = placed
    krav = next(k for k in list_papirkrav(session, kunde_id=kunde.id) if k.navn == "Eget kurs")
    as_user(session, "jon")
    allow(session, kunde, kandidat, krav)
    set_status(session, kunde, "H")
    stopp = find_stop(session, kunde_id=kunde.id, handling=Handling.NYTT_OPPDRAG)
    assert stopp is not None
    assert not stopp.unntak


def test_nobody_makes_an_exception_from_a_law(session, make, placed):
    kunde, kandidat, _stilling = placed
    make.krav(kunde, "HMS-kort", hjemmel="forskrift om HMS-kort")
    make.krav(kunde, "Mykt", stopper=False)
    found = {krav.navn: krav for krav in list_papirkrav(session, kunde_id=kunde.id)}
    as_user(session, "jon")
    with pytest.raises(Refused, match="hjemmel i forskrift om HMS-kort"):
        allow(session, kunde, kandidat, found["HMS-kort"])
    with pytest.raises(Refused, match="stopper ingenting"):
        allow(session, kunde, kandidat, found["Mykt"])


def test_a_politiattest_is_demanded_by_a_law_alone(session, make, placed):
    kunde = placed[0]
    for hjemmel in ("", "rutine 7"):
        with pytest.raises(Refused, match="når en lov gir rett"):
            make.krav(kunde, "Politiattest", hjemmel=hjemmel)
    make.krav(kunde, "Politiattest", hjemmel=LAW)


def tasks(session, kandidat):
    session.flush()
    about = select(Oppgavekobling.oppgave_id).where(
        Oppgavekobling.slag == "kandidat", Oppgavekobling.post_id == kandidat.id
    )
    return session.scalars(select(Oppgave).where(Oppgave.id.in_(about)).order_by(Oppgave.id)).all()


def test_each_step_is_told_once_and_a_new_end_anew(session, make, placed, cast):
    kandidat = placed[1]
    last = today() + 61 * DAY
    make.papir(kandidat, "Eget kurs", siste_dag=last)
    for left, count in ((61, 0), (60, 1), (59, 1), (31, 1), (30, 2), (8, 2), (7, 3), (1, 3), (0, 3), (-1, 3)):
        with frozen(now() + (61 - left) * DAY):
            for _again in range(2):
                varsle_utloep(session)
            assert len(tasks(session, kandidat)) == count, left
    task = tasks(session, kandidat)[0]
    assert "Eget kurs for Tora Papirløs går ut" in task.tittel
    assert task.ansvarlig_id == cast.id("marte")
    assert task.frist_dato == today() + DAY + 7 * DAY
    assert STEPS == (60, 30, 7)


def test_a_replaced_an_ended_and_a_waiting_paper_are_not_told(session, make, placed):
    kandidat = placed[1]
    soon = today() + 20 * DAY
    make.papir(kandidat, "Fornyet", siste_dag=soon)
    make.papir(kandidat, "Fornyet", siste_dag=soon + 400 * DAY)
    ended = make.papir(kandidat, "Avsluttet", siste_dag=soon)
    avslutt_papir(session, kandidat_id=kandidat.id, papir_id=ended.id, versjon=1)
    make.papir(kandidat, "Ventet", mottatt=False, siste_dag=soon)
    session.flush()
    varsle_utloep(session)
    assert tasks(session, kandidat) == []
    make.papir(kandidat, "Teller", siste_dag=soon)
    varsle_utloep(session)
    assert len(tasks(session, kandidat)) == 1


def test_without_a_consultant_that_of_the_oppdrag_is_told(session, make, cast):
    kandidat = make.kandidat("Tora Alene")
    make.papir(kandidat, "Kurs", siste_dag=today() + 5 * DAY)
    varsle_utloep(session)
    assert tasks(session, kandidat) == []
    kunde = make.oppdragskunde()
    stilling = make.stilling(kunde=kunde, konsulent_id=cast.id("jon"), til_dato=None)
    make.oppdrag(stilling=stilling, kandidat=kandidat)
    varsle_utloep(session)
    assert [task.ansvarlig_id for task in tasks(session, kandidat)] == [cast.id("jon")]


def test_the_clock_asks_for_it_each_night(session, make, placed):
    assert ("papir.varsler", {}) in list(handlers.each_night())


@pytest.fixture
def out(session, make, placed):
    """Somebody out today whose course ran out yesterday."""
    _kunde, kandidat, stilling = placed
    papir = make.papir(kandidat, "Eget kurs", siste_dag=max(START, today()) + DAY)
    oppdrag = make.oppdrag(stilling=stilling, kandidat=kandidat)
    oppdrag.fra_dato, oppdrag.til_dato = today() - 5 * DAY, today() + 50 * DAY
    oppdrag.konsulent_id = session.scalars(select(Bruker.id).order_by(Bruker.id)).first()
    papir.gyldig_til = today()
    session.flush()
    return oppdrag, papir


def test_an_oppdrag_goes_on_and_its_pages_say_what_ran_out(app, client, session, out):
    oppdrag, papir = out
    with app.test_request_context():
        lines = {s.tekst: s for s in load_etterlevelse(session, oppdrag.kunde_id)}
    told = next(text for text in lines if "Eget kurs" in text)
    assert "gikk ut" in told
    assert lines[told].lenke.endswith(f"/kandidater/{oppdrag.kandidat_id}#papirer")
    assert papir.id in {row.papir_id for row in list_utloepte_papirer(session)}
    session.commit()
    page = client.get(f"/oppdrag/{oppdrag.id}").text
    assert "Papirer mangler eller går ut" in page
    assert f"/kandidater/{oppdrag.kandidat_id}/papirer/{papir.id}" in page
    assert oppdrag.avsluttet_tid is None


def test_the_queue_of_papers_is_for_those_who_see_candidates(client, session, out, cast):
    oppdrag, _papir = out
    oppdrag.konsulent_id = cast.id("marte")
    session.commit()
    assert "Utløpte papirer" in client.get("/min-dag").text
    rolle = session.scalars(select(Rolle).where(Rolle.navn == "Konsulent")).one()
    rolle.rettigheter = [right for right in rolle.rettigheter if not right.startswith("kandidat:")]
    session.commit()
    assert "Utløpte papirer" not in client.get("/min-dag").text


def test_what_is_in_order_is_not_told(app, client, session, out, make):
    oppdrag, papir = out
    kandidat = session.scalars(select(Kandidatpapir.kandidat_id).where(Kandidatpapir.id == papir.id)).one()
    for navn in ("Eget kurs", "Taushetserklæring"):
        make.papir(type("K", (), {"id": kandidat}), navn)
    with app.test_request_context():
        lines = {s.tekst: s.ok for s in load_etterlevelse(session, oppdrag.kunde_id)}
    assert lines["Alle som er ute, har papirene som kreves"]
    assert papir.id not in {row.papir_id for row in list_utloepte_papirer(session)}
    session.commit()
    assert "Papirer mangler eller går ut" not in client.get(f"/oppdrag/{oppdrag.id}").text


def test_linking_lists_what_lacks(client, session, make, placed):
    _kunde, kandidat, stilling = placed
    session.commit()
    path = f"/stillinger/{stilling.id}/kandidater"
    assert "Eget kurs er ikke registrert" in client.get(f"{path}?q=papirløs").text
    answer = client.post(path, {"idempotens": str(uuid4()), "kandidat_id": str(kandidat.id)})
    assert answer.status_code == 303
    page = client.get(f"/stillinger/{stilling.id}").text
    assert "Kandidaten er koblet til stillingen. " in page
    assert page.count("Eget kurs er ikke registrert på Tora Papirløs.") == 2  # the toast and the list
    assert "/papirunntak/" not in page
    assert "/papirunntak/" in client.as_("jon").get(f"/stillinger/{stilling.id}").text


def test_the_page_of_the_exception_is_the_admin_s(client, session, make, placed):
    kunde, kandidat, _stilling = placed
    krav = next(k for k in list_papirkrav(session, kunde_id=kunde.id) if k.navn == "Eget kurs")
    session.commit()
    path = f"/kunder/{kunde.id}/papirunntak/{kandidat.id}/{krav.id}"
    assert client.get(path).status_code == 403
    jon = client.as_("jon")
    assert "kunden Kravstor AS" in jon.get(path).text
    form = {"idempotens": str(uuid4()), "gjelder": "nytt_oppdrag", "grunn": ""}
    assert jon.post(path, form).status_code == 422
    assert jon.post(path, {**form, "idempotens": str(uuid4()), "grunn": "Hastesak"}).status_code == 303
    twice = jon.post(path, {**form, "idempotens": str(uuid4()), "grunn": "En til"})
    assert twice.status_code == 422
    assert "En til" in twice.text
    assert client.as_("carl").get(path).status_code in (403, 404)
    assert jon.get(f"/kunder/{kunde.id}/papirunntak/{kandidat.id}/{uuid4()}").status_code == 404


def test_the_lists_ask_as_often_for_one_as_for_many(client, connection, session, make, placed):
    _kunde, _kandidat, stilling = placed
    asked = []
    for count in (1, 6):
        for _each in range(count):
            make.kobling(stilling)
        session.commit()
        with statements(connection) as seen:
            assert client.get(f"/stillinger/{stilling.id}").status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
