"""Users: invited, changed, let go and let in again. Nobody gives himself more than he has; no right is lost."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from portal.administrasjon.brukere.slutt.queries import count_henger
from portal.audit.models import Hendelse
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK, PASSWORD, SOLVIK
from portal.identity.models import Bruker, Brukeravdeling, Brukerrolle, Oekt, Rolle
from portal.identity.permissions import SHIPPED_ROLES, Permission
from portal.kundekort.models import Kunde, Oppgave, Oppgavetilstand
from portal.messaging.models import Dialogmelding
from tests.support.forms import form_of, theirs
from tests.support.statements import statements

HERE = "/innstillinger/brukere"
JON, MARTE, LISE, BERIT = (NORDVIK.id(key) for key in ("jon", "marte", "lise", "berit"))
BERGEN, OSLO = NORDVIK.id("Bergen"), NORDVIK.id("Oslo")
PASSORD = "en hest og tre epler"


@pytest.fixture
def jon(client):
    return client.as_("jon")


@pytest.fixture
def roles(session) -> dict[str, str]:
    return {row.navn: str(row.id) for row in session.execute(select(Rolle.id, Rolle.navn))}


def invite(jon, roles, epost="ny@nordvik.example", roller=("Konsulent",), **more):
    data = {
        **form_of(jon, f"{HERE}/ny"),
        "navn": "Nora Prøve",
        "epost": epost,
        "avdeling": str(BERGEN),
        "avdelinger": [str(OSLO)],
        "roller": [roles[navn] for navn in roller],
        **more,
    }
    return jon.post(f"{HERE}/ny", data)


def bruker(session, epost="ny@nordvik.example") -> Bruker:
    session.expire_all()
    return session.scalars(select(Bruker).where(Bruker.epost == epost)).one()


def last_mail(session, til: str) -> Dialogmelding:
    stmt = select(Dialogmelding).where(Dialogmelding.til == til).order_by(Dialogmelding.id.desc())
    return session.scalars(stmt.limit(1)).one()


def link(session, til="ny@nordvik.example") -> str:
    return re.search(r"(/invitasjon/ansatt/[\w-]+)", last_mail(session, til).tekst)[1]


def edit(jon, bruker_id, roles=None, **more):
    path = f"{HERE}/{bruker_id}"
    data = {**form_of(jon, path, action=path), **more}
    if roles is not None:
        data["roller"] = roles
    return jon.post(path, data)


def test_a_new_one_is_invited_and_chooses_the_password_himself(client, jon, session, roles):
    answer = invite(jon, roles)
    assert answer.status_code == 303, answer.text
    ny = bruker(session)
    assert ny.passord_hash is None
    assert ny.er_demo, "a demo agency makes demo accounts"
    offices = select(Brukeravdeling.avdeling_id).where(Brukeravdeling.bruker_id == ny.id)
    assert set(session.scalars(offices)) == {BERGEN, OSLO}
    assert "Invitert" in jon.get(HERE).text
    mail = last_mail(session, ny.epost)
    assert mail.hemmelig, "the text is wiped when it has left"
    path, outside = link(session), client.as_("ingen")
    assert outside.get(path).status_code == 200
    assert outside.get(path).status_code == 200, "looking does not use it up"
    weak = outside.post(path, {"passord_nytt": "kort", "passord_gjenta": "kort"})
    assert weak.status_code == 422
    unlike = outside.post(path, {"passord_nytt": PASSORD, "passord_gjenta": PASSORD + "x"})
    assert unlike.status_code == 422
    assert outside.post(path, {"passord_nytt": PASSORD, "passord_gjenta": PASSORD}).status_code == 303
    assert outside.get("/min-dag").status_code == 200
    assert bruker(session).sist_innlogget_tid is not None
    again = client.as_("ingen")
    assert again.post(path, {"passord_nytt": PASSORD, "passord_gjenta": PASSORD}).status_code == 422
    assert "brukt eller for gammel" in again.get(path).text
    signed = client.as_("ingen").post("/logg-inn", {"epost": ny.epost, "passord": PASSORD, "neste": ""})
    assert signed.status_code == 303
    assert "Nora Prøve" in jon.get(f"{HERE}?q=nora").text
    assert "Nora Prøve" not in jon.get(f"{HERE}?q=noraa").text


def test_a_new_link_ends_the_old_and_another_agency_does_not_know_it(client, jon, session, roles):
    invite(jon, roles)
    first = link(session)
    again = jon.post(f"{HERE}/{bruker(session).id}/lenke", {"idempotens": str(uuid4())})
    assert again.status_code == 303
    second = link(session)
    assert second != first
    assert "brukt eller for gammel" in client.as_("ingen").get(first).text
    stranger = client.as_("carl")
    assert 'name="passord_nytt"' not in stranger.get(second).text
    assert 'name="passord_nytt"' in client.as_("ingen").get(second).text


@pytest.mark.parametrize("epost", ["marte@nordvik.example", "Marte@Nordvik.example"])
def test_an_address_is_one_users_and_what_was_typed_stays(jon, roles, epost):
    answer = invite(jon, roles, epost=epost)
    assert answer.status_code == 422
    assert "alt en bruker med denne adressen" in answer.text
    assert f'value="{epost}"' in answer.text


def test_nobody_gives_himself_a_right_he_does_not_have_and_others_get_any_role(jon, session, roles):
    mine = edit(jon, JON, roles=[roles["Admin"], roles["Økonomi"]], avdelinger=[str(BERGEN)])
    assert mine.status_code == 422
    assert "Du kan ikke gi deg selv retter du ikke har: Sette og oppheve kredittsperre" in mine.text
    held = select(Brukerrolle.rolle_id).where(Brukerrolle.bruker_id == JON)
    assert [str(each) for each in session.scalars(held)] == [roles["Admin"]]
    assert "En annen må gi deg den" in jon.get(f"{HERE}/{JON}").text
    # The controls: what he has himself he takes, and what he lacks he gives to others.
    assert edit(jon, JON, roles=[roles["Admin"], roles["Leser"]], avdelinger=[str(BERGEN)]).status_code == 303
    assert "En annen må gi deg den" not in jon.get(f"{HERE}/{MARTE}").text
    assert edit(jon, MARTE, roles=[roles["Konsulent"], roles["Økonomi"]]).status_code == 303
    assert invite(jon, roles, roller=("Økonomi",)).status_code == 303
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "bruker.invitert")).one()
    assert told.data["roller"] == ["Økonomi"]


def test_a_right_that_one_alone_has_is_not_taken_from_him_but_goes_with_him(jon, session, roles):
    path = f"{HERE}/{LISE}/deaktiver"
    said = "Da har ingen lenger disse rettene: Sette og oppheve kredittsperre."
    invite(jon, roles, roller=("Økonomi",))  # who is only invited has it not yet
    taken = edit(jon, LISE, roles=[roles["Konsulent"]])
    assert taken.status_code == 422
    assert said in taken.text
    # Whoever must go, goes at once; one who administers gives the right to another.
    assert jon.post(path, form_of(jon, path)).status_code == 303
    assert edit(jon, MARTE, roles=[roles["Konsulent"], roles["Økonomi"]]).status_code == 303
    # The control: with another who has it and signs in, it may be taken from one.
    assert edit(jon, BERIT, roles=[roles["Økonomi"]]).status_code == 303
    assert edit(jon, MARTE, roles=[roles["Konsulent"]]).status_code == 303


def test_what_was_changed_is_read_and_nothing_changed_is_nothing_done(jon, session, roles):
    def stand() -> tuple[int, int]:
        session.expire_all()
        told = select(Hendelse.id).where(Hendelse.kode == "bruker.endret")
        return session.get(Bruker, (session.info["tenant"], MARTE)).versjon, len(session.scalars(told).all())

    same = {"roles": [roles["Konsulent"]], "avdelinger": [str(BERGEN)]}
    assert edit(jon, MARTE, **same).status_code == 303
    before = stand()
    assert edit(jon, MARTE, **same).status_code == 303
    assert stand() == before
    both = {**same, "avdelinger": [str(BERGEN), str(OSLO)], "sprak": "nn", "telefon": "99900555"}
    assert edit(jon, MARTE, **both).status_code == 303
    assert stand() == (before[0] + 1, before[1] + 1)
    assert edit(jon, MARTE, **{**both, **same, "roles": [roles["Leser"]]}).status_code == 303
    page = jon.get(f"{HERE}/{MARTE}").text
    for line in (
        "Kan arbeide i: + Oslo",
        "Kan arbeide i: − Oslo",
        "Språk: – → Nynorsk",
        "Roller: + Leser, − Konsulent",
        "→ +4799900555",
    ):
        assert line in page, line


def test_an_address_taken_meanwhile_is_refused_and_not_a_fault(jon, session, roles, monkeypatch):
    monkeypatch.setattr("portal.administrasjon.brukere.actions.find_by_epost", lambda *_a, **_k: None)
    answers = [
        invite(jon, roles, epost="lise@nordvik.example"),
        edit(jon, MARTE, roles=[roles["Konsulent"]], epost="lise@nordvik.example"),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "alt en bruker med denne adressen" in answer.text
    assert invite(jon, roles).status_code == 303


def test_the_summary_of_faults_leads_to_the_roles(jon, roles):
    answer = invite(jon, roles, roller=())
    assert answer.status_code == 422
    assert 'href="#roller"' in answer.text
    assert re.search(r'<fieldset id="roller"\s+tabindex="-1" aria-describedby="roller-e"', answer.text)
    assert 'id="roller-e"' in answer.text


def test_what_one_has_already_stands_though_the_other_lacks_it(jon, session, roles):
    answer = edit(jon, LISE, roles=[roles["Økonomi"]], telefon="99900555", avdelinger=[str(BERGEN)])
    assert answer.status_code == 303, answer.text
    session.expire_all()
    assert session.get(Bruker, (session.info["tenant"], LISE)).telefon == "+4799900555"
    address = edit(jon, LISE, roles=[roles["Økonomi"]], epost="jon2@nordvik.example")
    assert address.status_code == 422
    assert "Da kan du ikke endre adressen" in address.text


def test_a_right_given_and_taken_holds_at_once_and_sessions_end_when_it_is_taken(client, jon, session, roles):
    marte = client.as_("marte")
    assert marte.get(HERE).status_code == 403
    both = [roles["Konsulent"], roles["Admin"]]
    assert edit(jon, MARTE, roles=both, avdelinger=[str(BERGEN)]).status_code == 303
    assert marte.get(HERE).status_code == 200, "the next request"
    assert edit(jon, MARTE, roles=[roles["Konsulent"]], avdelinger=[str(BERGEN)]).status_code == 303
    assert marte.get(HERE).status_code == 303, "signed out"
    assert client.as_("marte").get(HERE).status_code == 403
    told = session.scalars(
        select(Hendelse).where(Hendelse.kode == "bruker.endret").order_by(Hendelse.id.desc())
    )
    assert told.first().data["felter"]["roller"] == [["Admin", "Konsulent"], ["Konsulent"]]


def test_another_address_is_told_to_the_old_one(jon, session, roles):
    invite(jon, roles)
    ny = bruker(session)
    old_link = link(session)
    answer = edit(
        jon, ny.id, roles=[roles["Konsulent"]], epost="nora@nordvik.example", avdelinger=[str(OSLO)]
    )
    assert answer.status_code == 303
    mail = last_mail(session, "ny@nordvik.example")
    assert "nora@nordvik.example" in mail.tekst
    assert "brukt eller for gammel" in jon.as_("ingen").get(old_link).text


def test_two_who_change_the_same_one_see_each_other(jon, session, roles):
    path = f"{HERE}/{MARTE}"
    mine = {**form_of(jon, path, action=path), "roller": [roles["Konsulent"]], "avdelinger": [str(BERGEN)]}
    assert jon.post(path, {**mine, "navn": "Marte Ny"}).status_code == 303
    late = jon.post(path, {**mine, "navn": "Marte Sen", "idempotens": str(uuid4())})
    assert late.status_code == 422
    assert theirs(late.text)["Navn"] == "Marte Ny"
    assert 'value="Marte Sen"' in late.text


def test_one_who_goes_is_out_at_once_and_another_has_what_was_his(client, jon, session):
    marte, page = client.as_("marte"), jon.get(f"{HERE}/{MARTE}/deaktiver")
    assert page.status_code == 200
    henger = count_henger(session, bruker_id=MARTE)
    assert henger.kunder > 1
    assert henger.oppgaver >= 1
    assert f"{henger.kunder} kunder" in page.text
    path = f"{HERE}/{MARTE}/deaktiver"
    data = {**form_of(jon, path), "kunder_til": str(LISE), "oppgaver_til": str(JON)}
    answer = jon.post(path, data)
    assert answer.status_code == 303, answer.text
    assert marte.get("/min-dag").status_code == 303
    session.expire_all()
    open_ = select(Oekt.id).where(Oekt.bruker_id == MARTE, Oekt.avsluttet_tid.is_(None))
    assert session.scalars(open_).all() == []
    signed = client.as_("ingen").post(
        "/logg-inn", {"epost": "marte@nordvik.example", "passord": PASSWORD, "neste": ""}
    )
    assert signed.status_code == 422
    left = count_henger(session, bruker_id=MARTE)
    assert (left.kunder, left.oppgaver) == (0, 0)
    assert session.scalars(select(Kunde.id).where(Kunde.kundeansvarlig_id == LISE)).all()
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "bruker.deaktivert")).one()
    assert (told.data["kunder"], told.data["oppgaver"]) == (henger.kunder, henger.oppgaver)
    for oppgave_id, tittel in told.data["oppgaveliste"]:
        moved = session.get(Oppgave, (session.info["tenant"], UUID(oppgave_id)))
        assert (moved.tittel, moved.ansvarlig_id) == (tittel, JON)
    assert len(told.data["oppgaveliste"]) == henger.oppgaver
    assert f"{henger.kunder} kunder gitt videre" in jon.get(f"{HERE}/{MARTE}").text
    each = select(Hendelse.id).where(Hendelse.kode == "kunde.ansvarlig-endret", Hendelse.aktoer_id == JON)
    assert len(session.scalars(each).all()) == henger.kunder
    again = jon.post(f"{HERE}/{MARTE}/aktiver", {"idempotens": str(uuid4())})
    assert again.status_code == 303
    assert client.as_("marte").get("/min-dag").status_code == 200


def test_one_may_leave_it_all_where_it_is(jon, session):
    before = count_henger(session, bruker_id=MARTE)
    path = f"{HERE}/{MARTE}/deaktiver"
    assert jon.post(path, form_of(jon, path)).status_code == 303
    assert count_henger(session, bruker_id=MARTE) == before


@pytest.mark.parametrize("til", [SOLVIK.id("carl"), MARTE, uuid4()])
def test_only_a_colleague_who_works_here_takes_over(jon, session, til):
    path = f"{HERE}/{MARTE}/deaktiver"
    answer = jon.post(path, {**form_of(jon, path), "oppgaver_til": str(til)})
    assert answer.status_code == 422
    session.expire_all()
    assert session.get(Bruker, (session.info["tenant"], MARTE)).er_aktiv
    mine = select(Oppgave.id).where(Oppgave.ansvarlig_id == MARTE, Oppgave.tilstand == Oppgavetilstand.AAPEN)
    assert session.scalars(mine).all()


def test_the_last_who_may_administer_can_neither_go_nor_lose_it(client, jon, session, roles):
    path = f"{HERE}/{JON}/deaktiver"
    answer = jon.post(path, form_of(jon, path))
    assert answer.status_code == 422
    assert "Da kan ingen lenger administrere" in answer.text
    lost = edit(jon, JON, roles=[roles["Konsulent"]], avdelinger=[str(BERGEN)])
    assert lost.status_code == 422
    assert "Da kan ingen lenger administrere" in lost.text
    # One who is only invited cannot help: nobody knows whether he ever comes.
    invite(jon, roles, roller=("Admin",))
    assert jon.post(path, form_of(jon, path)).status_code == 422
    # The control: with another who signs in, it goes.
    session.execute(update(Bruker).where(Bruker.epost == "ny@nordvik.example").values(passord_hash="x"))
    session.commit()
    assert jon.post(path, form_of(jon, path)).status_code == 303
    assert jon.get(HERE).status_code == 303, "he is out himself"


def test_rights_that_nobody_else_has_are_named_before_he_goes(jon, session, roles):
    words = "Ingen andre som logger inn, har disse rettene: Sette og oppheve kredittsperre"
    assert words in jon.get(f"{HERE}/{LISE}/deaktiver").text
    assert "Ingen andre som logger inn" not in jon.get(f"{HERE}/{BERIT}/deaktiver").text
    session.add(Brukerrolle(id=uuid7(), bruker_id=BERIT, rolle_id=roles["Økonomi"]))
    session.commit()
    assert "Ingen andre som logger inn" not in jon.get(f"{HERE}/{LISE}/deaktiver").text


def test_someone_is_signed_out_everywhere_and_may_come_back(client, jon, session):
    marte, sent = client.as_("marte"), jon.post(f"{HERE}/{MARTE}/lenke", {"idempotens": str(uuid4())})
    assert sent.status_code == 303
    path = link(session, "marte@nordvik.example")
    assert 'name="passord_nytt"' in client.as_("ingen").get(path).text
    assert jon.post(f"{HERE}/{MARTE}/logg-ut", {"idempotens": str(uuid4())}).status_code == 303
    assert "brukt eller for gammel" in client.as_("ingen").get(path).text
    assert marte.get("/min-dag").status_code == 303
    assert client.as_("marte").get("/min-dag").status_code == 200


def test_a_deactivated_one_gets_no_link_and_his_links_die(client, jon, session, roles):
    invite(jon, roles)
    ny, path = bruker(session), link(session)
    away = f"{HERE}/{ny.id}/deaktiver"
    assert jon.post(away, form_of(jon, away)).status_code == 303
    assert "brukt eller for gammel" in client.as_("ingen").get(path).text
    assert jon.post(f"{HERE}/{ny.id}/lenke", {"idempotens": str(uuid4())}).status_code == 409
    assert "deaktivert bruker har denne adressen" in invite(jon, roles).text
    assert "Nora Prøve" in jon.get(f"{HERE}?vis=deaktiverte").text
    assert "Nora Prøve" not in jon.get(HERE).text


def test_the_list_asks_the_same_for_one_and_for_many_and_goes_on_by_page(jon, session, connection, roles):
    with statements(connection) as few:
        jon.get(HERE)
    for number in range(55):
        one = Bruker(
            id=uuid7(), navn=f"Aa {number:03}", epost=f"aa{number}@nordvik.example", passord_hash=None
        )
        session.add(one)
        session.flush()
        session.add(Brukerrolle(id=uuid7(), bruker_id=one.id, rolle_id=roles["Leser"]))
    session.commit()
    with statements(connection) as many_:
        page = jon.get(HERE)
    assert len(many_) == len(few)
    assert "Aa 049" in page.text
    assert "Aa 050" not in page.text
    following = re.search(r'href="([^"]+etter=[^"]+)"', page.text)[1].replace("&amp;", "&")
    assert "Aa 050" in jon.get(following).text
    only = jon.get(f"{HERE}?rolle={roles['Admin']}").text
    assert "Jon Nordvik" in only
    assert "Aa 001" not in only


def test_the_doors_are_for_those_who_may_and_one_agency_does_not_see_another(client, jon):
    assert client.get(HERE).status_code == 403
    assert client.get(f"{HERE}/{MARTE}/deaktiver").status_code == 403
    carl = SOLVIK.id("carl")
    for path in (f"{HERE}/{carl}", f"{HERE}/{carl}/deaktiver"):
        assert jon.get(path).status_code == 404
    for act in ("lenke", "aktiver", "logg-ut"):
        assert jon.post(f"{HERE}/{carl}/{act}", {"idempotens": str(uuid4())}).status_code == 404


def test_admin_has_the_right_and_others_do_not():
    holders = [navn for navn, rights in SHIPPED_ROLES.items() if Permission.BRUKER_ENDRE in rights]
    assert holders == ["Admin"]
