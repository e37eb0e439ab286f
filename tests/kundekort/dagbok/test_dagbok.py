"""Activities: on the customer and in the diary, with a next step, done by their owner, told once."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.db.clock import OSLO, now, today
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
    Gjentakelse,
    Oppgave,
    Oppgavetilstand,
)


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def moete(session, kunde) -> str:
    return str(session.scalars(select(Aktivitetstype.id).where(Aktivitetstype.kode == "moete")).one())


def address(kunde, *more: object) -> str:
    return "/".join(["/kunder", str(kunde.id), "dagbok", *map(str, more)])


def values(moete: str, **changed: object) -> dict[str, object]:
    plain = {
        "type": moete,
        "dato": f"{today() - timedelta(days=1):%d.%m.%Y}",
        "fra": "10:30",
        "varighet": "0:30",
    }
    plain |= {"kontakt": "", "emne": "Kundemøte på terminalen", "idempotens": str(uuid4())}
    return {**plain, **changed}


def the_activity(session, kunde) -> Dagbokaktivitet:
    session.expire_all()
    return session.scalars(select(Dagbokaktivitet).where(Dagbokaktivitet.kunde_id == kunde.id)).one()


def codes(session, kunde) -> list[str]:
    stmt = select(Hendelse.kode).where(Hendelse.kunde_id == kunde.id, Hendelse.kode.startswith("aktivitet."))
    return sorted(session.scalars(stmt))


def in_two_days() -> str:
    return f"{today() + timedelta(days=2):%d.%m.%Y}"


class TestRegister:
    def test_it_stands_on_the_customer_and_in_the_diary(self, client, kunde, moete, session) -> None:
        assert client.post(address(kunde), values(moete)).status_code == 303
        assert "Kundemøte på terminalen" in client.get(address(kunde)).text
        day = the_activity(session, kunde).tid.astimezone(OSLO).date().isocalendar()
        week = client.get(f"/dagbok?uke={day.year}-W{day.week:02}").text
        assert "Kundemøte på terminalen" in week
        assert "Fjordtre Prøve AS" in week
        assert "s-14 l-2" in week

    def test_the_past_is_done_and_told_once(self, client, kunde, moete, session) -> None:
        client.post(address(kunde), values(moete))
        assert the_activity(session, kunde).tilstand is Aktivitetstilstand.UTFOERT
        assert codes(session, kunde) == ["aktivitet.moete"]

    def test_the_future_is_planned_and_done_by_its_owner(self, client, kunde, moete, session) -> None:
        client.post(address(kunde), values(moete, dato=in_two_days()))
        row = the_activity(session, kunde)
        assert row.tilstand is Aktivitetstilstand.PLANLAGT
        assert "Planlagt" in client.get(address(kunde)).text
        done = f"/dagbok/aktiviteter/{row.id}/ferdig"
        assert client.as_("lise").post(done, {"idempotens": str(uuid4())}).status_code == 404
        for _twice in range(2):
            assert client.post(done, {"idempotens": str(uuid4())}).status_code == 303
        assert the_activity(session, kunde).tilstand is Aktivitetstilstand.UTFOERT
        assert codes(session, kunde) == ["aktivitet.moete", "aktivitet.planlagt"]

    def test_a_type_may_ask_what_follows_and_none_is_an_answer(self, client, kunde, moete, session) -> None:
        kind = session.get_one(Aktivitetstype, (session.info["tenant"], UUID(moete)))
        kind.krever_neste_steg = True
        session.flush()
        silent = client.post(address(kunde), values(moete))
        assert silent.status_code == 422
        assert "kryss av for «Ingen neste steg»" in silent.text
        both = client.post(address(kunde), values(moete, neste_steg="Ring", uten_neste_steg="y"))
        assert "Enten et neste steg, eller ingen." in both.text
        assert client.post(address(kunde), values(moete, uten_neste_steg="y")).status_code == 303
        assert the_activity(session, kunde).uten_neste_steg
        assert session.scalar(select(Oppgave.id).where(Oppgave.kunde_id == kunde.id)) is None

    def test_a_logged_call_is_followed_up(self, client, kunde, session) -> None:
        later = f"{today() + timedelta(days=3):%d.%m.%Y}"
        call = {"slag": "telefon", "kontakt": "", "tekst": "Ville ha to til", "neste_steg": "Send to navn"}
        sent = {**call, "neste_dato": later, "idempotens": str(uuid4())}
        assert client.post(f"/kunder/{kunde.id}/dialog/logg", sent).status_code == 303
        task = session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).one()
        assert (task.tittel, task.frist_dato) == ("Send to navn", today() + timedelta(days=3))

    def test_the_next_step_becomes_a_task_and_is_ticked_off(self, client, kunde, moete, session) -> None:
        later = f"{today() + timedelta(days=14):%d.%m.%Y}"
        client.post(address(kunde), values(moete, neste_steg="Send prisliste", neste_dato=later))
        task = session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).one()
        assert (task.tittel, task.frist_dato) == ("Send prisliste", today() + timedelta(days=14))
        assert "Ferdig: Send prisliste" in client.get("/dagbok").text
        done = f"/oppgaver/{task.id}/ferdig"
        assert client.post(done, {"idempotens": str(uuid4())}).status_code == 303
        session.expire_all()
        assert (
            session.scalar(select(Oppgave.tilstand).where(Oppgave.kunde_id == kunde.id))
            is Oppgavetilstand.UTFOERT
        )
        assert "Send prisliste" not in client.get("/dagbok").text

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"emne": "", "notat": ""}, "Skriv et emne eller et notat"),
            ({"dato": "31.02.2026"}, "finnes ikke i kalenderen"),
            ({"fra": "25:00"}, "errsum"),
            ({"type": str(uuid4())}, "errsum"),
            ({"varighet": "30:00"}, "errsum"),
        ],
    )
    def test_what_is_not_sound_is_refused_and_kept(self, client, kunde, moete, changed, words) -> None:
        refused = client.post(address(kunde), values(moete, **{"sted": "Florø", **changed}))
        assert refused.status_code == 422
        assert words in refused.text
        assert 'value="Florø"' in refused.text

    def test_a_contact_of_another_customer_is_refused(self, client, kunde, moete, make) -> None:
        stranger = make.kontakt(kunde_id=make.kunde(navn="Annen AS").id)
        assert client.post(address(kunde), values(moete, kontakt=str(stranger.id))).status_code == 422

    def test_a_double_click_is_one_activity(self, client, kunde, moete, session) -> None:
        data = values(moete)
        assert [client.post(address(kunde), data).status_code for _ in range(2)] == [303, 303]
        the_activity(session, kunde)

    def test_a_type_with_follow_up_proposes_a_day(self, client, kunde, moete) -> None:
        page = client.get(f"{address(kunde, 'ny')}?type={moete}").text
        assert f'value="{today() + timedelta(days=14):%d.%m.%Y}"' in page

    def test_the_form_comes_as_a_dialog(self, client, kunde) -> None:
        assert client.htmx(address(kunde, "ny")).text.lstrip().startswith("<dialog")

    def test_the_button_of_the_head_opens_it(self, client, kunde) -> None:
        assert f'href="/nordvik{address(kunde, "ny")}"' in client.get(f"/kunder/{kunde.id}").text


class TestChange:
    @pytest.fixture
    def rad(self, client, kunde, moete, session) -> Dagbokaktivitet:
        client.post(address(kunde), values(moete, neste_steg="Ring Siv"))
        return the_activity(session, kunde)

    def save(self, client, rad, moete, **changed: object):
        data = values(moete, emne="Møte om 2027", versjon=1, tilbake="kunde")
        return client.post(f"/dagbok/aktiviteter/{rad.id}", {**data, **changed})

    def test_the_owner_changes_it_on_its_page(self, client, kunde, rad, moete, session) -> None:
        assert 'name="emne"' in client.get(address(kunde, rad.id)).text
        response = self.save(client, rad, moete, neste_steg="Ring Anne")
        assert response.headers["Location"].endswith(address(kunde))
        assert the_activity(session, kunde).emne == "Møte om 2027"
        tasks = select(Oppgave.tittel).where(Oppgave.kunde_id == kunde.id)
        assert session.scalars(tasks).all() == ["Ring Anne"]

    def task(self, session, kunde) -> Oppgave:
        session.expire_all()
        return session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).one()

    def test_a_task_made_to_repeat_keeps_its_day(self, client, kunde, rad, moete, session) -> None:
        task = self.task(session, kunde)
        task.frist_dato = task.gjentas_fra = today() + timedelta(days=7)
        task.gjentakelse = Gjentakelse.UKENTLIG
        session.flush()
        saved = self.save(client, rad, moete, neste_steg="Ring Anne", neste_dato="")
        assert saved.status_code == 303
        task = self.task(session, kunde)
        assert (task.tittel, task.frist_dato) == ("Ring Anne", today() + timedelta(days=7))

    def test_who_has_the_task_open_sees_that_it_was_changed(self, client, kunde, rad, moete, session) -> None:
        task = self.task(session, kunde)
        assert task.versjon == 1
        assert (
            self.save(client, rad, moete, neste_steg="Ring Siv", neste_dato=in_two_days()).status_code == 303
        )
        assert self.task(session, kunde).versjon == 2
        again = self.save(client, rad, moete, neste_steg="Ring Siv", neste_dato=in_two_days(), versjon=2)
        assert again.status_code == 303
        assert self.task(session, kunde).versjon == 2  # the same step again
        assert self.save(client, rad, moete, neste_steg="", versjon=3).status_code == 303
        task = self.task(session, kunde)
        assert (task.tilstand, task.versjon) == (Oppgavetilstand.AVLYST, 3)

    def test_a_stale_copy_shows_both(self, client, rad, moete) -> None:
        self.save(client, rad, moete, emne="Fra den andre fanen")
        conflict = self.save(client, rad, moete, emne="Fra denne fanen")
        assert conflict.status_code == 422
        assert "Fra den andre fanen" in conflict.text
        assert 'value="Fra denne fanen"' in conflict.text

    def test_a_colleague_reads_it_without_a_form(self, client, kunde, rad, moete) -> None:
        page = client.as_("lise").get(address(kunde, rad.id)).text
        assert "Kundemøte på terminalen" in page
        assert 'name="emne"' not in page
        assert self.save(client.as_("lise"), rad, moete).status_code == 404

    def test_removed_is_gone_and_told(self, client, kunde, rad, session) -> None:
        where = f"/dagbok/aktiviteter/{rad.id}/slett"
        assert client.post(where, {"idempotens": str(uuid4()), "tilbake": "kunde"}).status_code == 303
        assert "Kundemøte" not in client.get(address(kunde)).text
        assert client.get(address(kunde, rad.id)).status_code == 404
        assert "aktivitet.slettet" in codes(session, kunde)


class TestOwnTime:
    def test_it_is_in_the_diary_and_on_no_timeline(self, client, moete, session) -> None:
        before = session.scalar(select(func.count()).select_from(Hendelse))
        start = now().astimezone(OSLO)
        data = values(moete, dato=f"{start:%d.%m.%Y}", emne="Årsplan, avdelingen")
        assert client.post("/dagbok", data).status_code == 303
        assert "Årsplan" in client.get("/dagbok").text
        assert session.scalar(select(func.count()).select_from(Hendelse)) == before
        assert "Årsplan" not in client.as_("lise").get("/dagbok").text

    def test_it_is_changed_on_its_own_page(self, client, moete, session) -> None:
        client.post("/dagbok", values(moete, emne="Internt"))
        row = session.scalars(select(Dagbokaktivitet).where(Dagbokaktivitet.emne == "Internt")).one()
        page = client.get(f"/dagbok/aktiviteter/{row.id}").text
        assert 'value="Internt"' in page
        assert client.as_("lise").get(f"/dagbok/aktiviteter/{row.id}").status_code == 404


class TestTypes:
    def save(self, client, type_id: object = None, **changed: object):
        data = {"navn": "Messebesøk", "ikon": "video", "oppfoelging_dager": "7", "er_aktiv": "y"}
        where = f"/dagbok/typer/{type_id}" if type_id else "/dagbok/typer"
        return client.as_("jon").post(where, {**data, "idempotens": str(uuid4()), **changed})

    def test_an_own_type_can_be_chosen_at_once(self, client, kunde) -> None:
        assert self.save(client).status_code == 303
        assert "Messebesøk" in client.get(address(kunde, "ny")).text

    def test_an_own_type_has_its_words_on_the_timeline(self, client, kunde, session) -> None:
        self.save(client)
        type_id = str(
            session.scalars(select(Aktivitetstype.id).where(Aktivitetstype.navn == "Messebesøk")).one()
        )
        client.post(address(kunde), values(type_id))
        assert codes(session, kunde) == ["aktivitet.egen"]
        assert "Messebesøk" in client.get(f"/kunder/{kunde.id}").text

    def test_out_of_use_is_not_offered_but_keeps_its_rows(self, client, kunde, session) -> None:
        self.save(client)
        type_id = session.scalars(select(Aktivitetstype.id).where(Aktivitetstype.navn == "Messebesøk")).one()
        client.post(address(kunde), values(str(type_id)))
        data = {"navn": "Messebesøk", "ikon": "video", "idempotens": str(uuid4())}
        assert client.as_("jon").post(f"/dagbok/typer/{type_id}", data).status_code == 303
        assert "Messebesøk" not in client.get(address(kunde, "ny")).text
        assert "Messebesøk" in client.get(address(kunde, the_activity(session, kunde).id)).text

    @pytest.mark.parametrize(
        ("changed", "words"),
        [({"navn": "Telefon"}, "alt en type"), ({"ikon": "skull"}, "errsum"), ({"navn": ""}, "errsum")],
    )
    def test_what_is_not_sound_is_refused(self, client, kunde, changed, words) -> None:
        refused = self.save(client, **changed)
        assert refused.status_code == 422
        assert words in refused.text

    def test_all_who_keep_a_diary_read_and_administrators_write(self, client, moete, session) -> None:
        for key in ("marte", "lise"):
            page = client.as_(key).get("/dagbok/typer").text
            assert "Møte" in page
            assert 'name="krever_neste_steg"' not in page
            data = {"navn": "Messe", "ikon": "video", "idempotens": str(uuid4())}
            assert client.as_(key).post("/dagbok/typer", data).status_code == 403
            assert client.as_(key).post(f"/dagbok/typer/{moete}", data).status_code == 403
        assert 'name="krever_neste_steg"' in client.as_("jon").get("/dagbok/typer").text

    def test_a_shipped_type_keeps_its_name(self, client, moete, session) -> None:
        self.save(client, moete, navn="Noe annet", ikon="users", oppfoelging_dager="30")
        row = session.execute(
            select(Aktivitetstype.navn, Aktivitetstype.oppfoelging_dager).where(
                Aktivitetstype.kode == "moete"
            )
        ).one()
        assert tuple(row) == ("Møte", 30)


def test_a_long_diary_comes_in_pages(client, kunde, moete) -> None:
    for number in range(52):
        client.post(address(kunde), values(moete, emne=f"Møte {number:02}", dato=f"{1 + number % 28}.3.2026"))
    first = client.get(address(kunde)).text
    more = re.search(r'href="([^"]*etter=[^"]*)"', first)[1].replace("&amp;", "&")
    seen = re.findall(r"Møte \d\d", first), re.findall(r"Møte \d\d", client.get(more).text)
    assert [len(set(page)) for page in seen] == [50, 2]
    assert not set(seen[0]) & set(seen[1])


def test_a_reader_sees_the_tab_and_has_no_diary(client, kunde) -> None:
    berit = client.as_("berit")
    assert berit.get(address(kunde)).status_code == 200
    assert berit.get("/dagbok").status_code == 403
    assert berit.get(address(kunde, "ny")).status_code == 403
    assert client.as_("carl").get(address(kunde)).status_code == 404
