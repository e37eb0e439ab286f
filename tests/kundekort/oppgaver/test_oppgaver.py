"""Tasks: registered, changed, done and undone, repeated, about several records, and listed by the page."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.dev.cast import NORDVIK
from portal.identity.models import Bruker
from portal.kundekort.models import Gjentakelse, Oppgave, Oppgavekobling, Oppgavetilstand
from portal.kundekort.oppgaver.rules import next_due
from portal.web.paging import PAGE_SIZE
from tests.support.statements import statements

MARTE, LISE = NORDVIK.id("marte"), NORDVIK.id("lise")


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


def when(days: int) -> str:
    return f"{today() + timedelta(days=days):%d.%m.%Y}"


def values(**changed: object) -> dict[str, object]:
    plain = {"tittel": "Send prisliste", "type": "", "frist": when(3), "prioritet": "vanlig"}
    plain |= {"gjentakelse": "ingen", "ansvarlig": str(MARTE), "kontakt": "", "beskrivelse": ""}
    return {**plain, "idempotens": str(uuid4()), **changed}


def register(client, **changed: object):
    return client.post("/oppgaver", values(**changed))


def titled(session, tittel: str) -> Oppgave:
    session.expire_all()
    return session.scalars(select(Oppgave).where(Oppgave.tittel == tittel)).one()


def press(client, oppgave, what: str, **more: object):
    return client.post(f"/oppgaver/{oppgave.id}/{what}", {"idempotens": str(uuid4()), **more})


def listed(client, query: str = "") -> str:
    return client.get(f"/oppgaver{query}").text


class TestRegister:
    def test_mine_stands_first_in_the_list_of_what_is_due(self, client, session) -> None:
        assert register(client, tittel="Om tre dager").status_code == 303
        assert register(client, tittel="Om ni dager", frist=when(9)).status_code == 303
        assert register(client, tittel="Lises egen", ansvarlig=str(LISE)).status_code == 303
        page = listed(client)
        assert "Om tre dager" in page
        assert "Om ni dager" not in page
        assert "Lises egen" not in page
        assert "Om ni dager" in listed(client, "?frist=alle")
        assert "Lises egen" in listed(client, f"?ansvarlig={LISE}")

    def test_at_a_customer_it_stands_on_the_card_and_is_told(self, client, session, kunde) -> None:
        assert (
            register(client, kunde=str(kunde.id)).headers["Location"].endswith(f"/kunder/{kunde.id}/dagbok")
        )
        assert "Send prisliste" in client.get(f"/kunder/{kunde.id}/dagbok").text
        told = session.scalars(select(Hendelse.kode).where(Hendelse.kunde_id == kunde.id)).all()
        assert "oppgave.registrert" in told
        assert "laget oppgaven «Send prisliste»" in client.get(f"/kunder/{kunde.id}/tidslinje").text

    def test_it_waits_in_min_dag(self, client) -> None:
        register(client, tittel="Haster i dag", frist=when(0))
        register(client, tittel="Om en måned", frist=when(30))
        page = client.get("/min-dag").text
        assert "Haster i dag" in page
        assert "Om en måned" not in page

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"tittel": " "}, "Skriv hva som skal gjøres."),
            ({"frist": "31.02.2026"}, "finnes ikke i kalenderen"),
            ({"gjentakelse": "ukentlig", "frist": ""}, "må ha en frist"),
            ({"ansvarlig": str(uuid4())}, "errsum"),
            ({"type": str(uuid4())}, "errsum"),
            ({"kunde": "x"}, "errsum"),
        ],
    )
    def test_what_is_not_sound_is_refused_and_kept(self, client, session, changed, words) -> None:
        before = session.scalar(select(func.count()).select_from(Oppgave))
        refused = register(client, beskrivelse="Husk vedlegget", **changed)
        assert refused.status_code == 422
        assert words in refused.text
        assert "Husk vedlegget" in refused.text
        assert session.scalar(select(func.count()).select_from(Oppgave)) == before

    def test_a_contact_of_another_customer_is_refused(self, client, kunde, make) -> None:
        stranger = make.kontakt(kunde_id=make.kunde(navn="Annen AS").id)
        assert register(client, kunde=str(kunde.id), kontakt=str(stranger.id)).status_code == 422

    def test_a_double_click_is_one_task(self, client, session) -> None:
        data = values(tittel="Bare én gang")
        assert [client.post("/oppgaver", data).status_code for _ in range(2)] == [303, 303]
        titled(session, "Bare én gang")

    def test_the_form_is_a_dialog_and_a_page(self, client, kunde) -> None:
        assert client.htmx(f"/oppgaver/ny?kunde={kunde.id}").text.lstrip().startswith("<dialog")
        assert "Fjordtre Prøve AS" in client.get(f"/oppgaver/ny?kunde={kunde.id}").text


class TestChange:
    @pytest.fixture
    def oppgave(self, client, session) -> Oppgave:
        register(client)
        return titled(session, "Send prisliste")

    def save(self, client, oppgave, **changed: object):
        return client.post(f"/oppgaver/{oppgave.id}", values(versjon=oppgave.versjon, **changed))

    def test_it_is_given_to_a_colleague(self, client, session, oppgave) -> None:
        assert self.save(client, oppgave, ansvarlig=str(LISE), prioritet="hoey").status_code == 303
        session.expire_all()
        assert (oppgave.ansvarlig_id, oppgave.prioritet, oppgave.versjon) == (LISE, "hoey", 2)

    def test_a_stale_copy_shows_what_is_stored(self, client, session, oppgave) -> None:
        old = oppgave.versjon
        assert self.save(client, oppgave, tittel="Send ny prisliste").status_code == 303
        conflict = client.post(f"/oppgaver/{oppgave.id}", values(versjon=old, tittel="Mitt"))
        assert conflict.status_code == 422
        assert "Send ny prisliste" in conflict.text
        assert 'value="Mitt"' in conflict.text

    def test_one_that_has_left_keeps_his_task_until_it_is_given_on(self, client, session, oppgave) -> None:
        session.get_one(Bruker, (session.info["tenant"], LISE)).er_aktiv = False
        session.commit()
        assert self.save(client, oppgave, ansvarlig=str(LISE)).status_code == 422
        oppgave.ansvarlig_id = LISE
        session.commit()
        assert (
            self.save(client, oppgave, ansvarlig=str(LISE), tittel="Hos den som sluttet").status_code == 303
        )

    def test_a_done_task_is_not_changed_behind_its_back(self, client, session, oppgave) -> None:
        press(client, oppgave, "ferdig")
        session.expire_all()
        refused = self.save(client, oppgave, tittel="For sent")
        assert refused.status_code == 422
        assert "er ikke åpen" in refused.text

    def test_dropped_it_leaves_the_list_and_can_be_opened_again(self, client, session, oppgave) -> None:
        for _twice in range(2):
            assert press(client, oppgave, "avlys").status_code == 303
        assert "Send prisliste" not in listed(client)
        assert "Send prisliste" in listed(client, "?tilstand=avlyst")
        assert press(client, oppgave, "ferdig").status_code == 409
        assert press(client, oppgave, "gjenaapne").status_code == 303
        assert "Send prisliste" in listed(client)


class TestDone:
    def test_the_row_stays_with_undo(self, client, session) -> None:
        register(client)
        oppgave = titled(session, "Send prisliste")
        data = {"idempotens": str(uuid4()), "tilbake": "liste"}
        row = client.htmx_post(f"/oppgaver/{oppgave.id}/ferdig", data)
        assert row.text.lstrip().startswith("<tr")
        assert "Angre: Send prisliste" in row.text
        data = {"idempotens": str(uuid4()), "tilbake": "liste"}
        again = client.htmx_post(f"/oppgaver/{oppgave.id}/gjenaapne", data)
        assert "Ferdig: Send prisliste" in again.text
        session.expire_all()
        assert (oppgave.tilstand, oppgave.utfoert_tid) == (Oppgavetilstand.AAPEN, None)

    def test_a_colleague_may_do_it_and_stands_as_the_one_who_did(self, client, session, kunde) -> None:
        register(client, kunde=str(kunde.id))
        oppgave = titled(session, "Send prisliste")
        for _twice in range(2):
            assert press(client.as_("lise"), oppgave, "ferdig").status_code == 303
        session.expire_all()
        assert (oppgave.ansvarlig_id, oppgave.utfoert_av_id) == (MARTE, LISE)
        told = select(func.count()).where(Hendelse.kunde_id == kunde.id, Hendelse.kode == "oppgave.utfoert")
        assert session.scalar(told) == 1

    def test_a_reader_reads_and_does_not_do(self, client, session) -> None:
        register(client)
        oppgave = titled(session, "Send prisliste")
        reader = client.as_("berit")
        assert reader.get("/oppgaver").status_code == 403
        assert press(reader, oppgave, "ferdig").status_code == 403
        page = reader.get(f"/oppgaver/{oppgave.id}").text
        assert "Send prisliste" in page
        assert "<form" not in page.split("<main")[1]

    @pytest.mark.parametrize(
        ("came_from", "to"), [("uke", "/dagbok"), ("kunde", "dagbok"), ("", "/oppgaver/")]
    )
    def test_one_comes_back_to_where_one_was(self, client, session, kunde, came_from, to) -> None:
        register(client, kunde=str(kunde.id))
        answer = press(client, titled(session, "Send prisliste"), "ferdig", tilbake=came_from)
        assert to in answer.headers["Location"]


class TestRepeat:
    @pytest.fixture
    def weekly(self, client, session, kunde) -> Oppgave:
        register(client, tittel="Hver uke", gjentakelse="ukentlig", frist=when(0), kunde=str(kunde.id))
        return titled(session, "Hver uke")

    def following(self, session, oppgave) -> Oppgave | None:
        session.expire_all()
        return session.scalars(select(Oppgave).where(Oppgave.forrige_id == oppgave.id)).one_or_none()

    def test_done_makes_the_next_once_with_its_links(self, client, session, weekly) -> None:
        session.add(Oppgavekobling(oppgave_id=weekly.id, slag="kunde", post_id=NORDVIK.id("alna")))
        session.commit()
        for _twice in range(2):
            press(client, weekly, "ferdig")
        following = self.following(session, weekly)
        assert following.frist_dato == today() + timedelta(days=7)
        assert (following.kunde_id, following.ansvarlig_id) == (weekly.kunde_id, MARTE)
        links = select(Oppgavekobling.post_id).where(Oppgavekobling.oppgave_id == following.id)
        assert session.scalars(links).all() == [NORDVIK.id("alna")]

    def test_undo_takes_the_next_back(self, client, session, weekly) -> None:
        press(client, weekly, "ferdig")
        assert press(client, weekly, "gjenaapne").status_code == 303
        assert self.following(session, weekly) is None

    def test_undo_is_refused_when_the_next_is_done(self, client, session, weekly) -> None:
        press(client, weekly, "ferdig")
        press(client, self.following(session, weekly), "ferdig")
        assert press(client, weekly, "gjenaapne").status_code == 409
        session.expire_all()
        assert weekly.tilstand is Oppgavetilstand.UTFOERT

    def test_dropping_ends_the_series(self, client, session, weekly) -> None:
        press(client, weekly, "avlys")
        assert self.following(session, weekly) is None

    @pytest.mark.parametrize(
        ("frist", "kind", "begun", "today_", "expected"),
        [
            (date(2026, 1, 31), "maanedlig", date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28)),
            (date(2026, 2, 28), "maanedlig", date(2026, 1, 31), date(2026, 2, 20), date(2026, 3, 31)),
            (date(2026, 12, 15), "maanedlig", date(2026, 1, 15), date(2026, 12, 1), date(2027, 1, 15)),
            (date(2026, 1, 15), "maanedlig", date(2026, 1, 15), date(2026, 4, 15), date(2026, 4, 15)),
            (date(2026, 11, 20), "daglig", date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 21)),
            (date(2026, 11, 20), "daglig", date(2026, 11, 1), date(2026, 11, 27), date(2026, 11, 27)),
            (date(2026, 11, 20), "ukentlig", date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 27)),
            (date(2026, 11, 6), "ukentlig", date(2026, 11, 6), date(2026, 11, 27), date(2026, 11, 27)),
            (date(2026, 11, 6), "ukentlig", date(2026, 11, 6), date(2026, 11, 28), date(2026, 12, 4)),
        ],
    )
    def test_the_next_day_of_a_series(self, frist, kind, begun, today_, expected) -> None:
        assert next_due(frist, gjentakelse=Gjentakelse(kind), gjentas_fra=begun, today=today_) == expected


class TestLinks:
    @pytest.fixture
    def oppgave(self, client, session) -> Oppgave:
        register(client)
        return titled(session, "Send prisliste")

    def link(self, client, oppgave, slag: str, post: object):
        data = {"idempotens": str(uuid4()), "slag": slag, "post": str(post)}
        return client.post(f"/oppgaver/{oppgave.id}/koblinger", data)

    def test_records_of_every_kind_are_found_and_linked(self, client, session, oppgave) -> None:
        for word, slag, key in (
            ("fjordtre", "kunde", "fjordtre"),
            ("Terje", "engasjement", "terje"),
            ("piotr", "utleieoppdrag", "op.truck.piotr"),
            ("piotr", "kandidat", "piotr"),
        ):
            page = client.get(f"/oppgaver/{oppgave.id}?koble={word}").text
            assert f'name="post" value="{NORDVIK.id(key)}"' in page, (word, slag)
            assert self.link(client, oppgave, slag, NORDVIK.id(key)).status_code == 303
        page = client.get(f"/oppgaver/{oppgave.id}").text
        for words in ("Fjordtre", "Terje", "Piotr"):
            assert words in page
        session.expire_all()
        assert oppgave.kunde_id == NORDVIK.id("fjordtre")  # the first customer becomes its own
        kinds = select(Oppgavekobling.slag).where(Oppgavekobling.oppgave_id == oppgave.id)
        assert sorted(session.scalars(kinds)) == ["engasjement", "kandidat", "utleieoppdrag"]

    def test_a_further_customer_shows_the_task_too(self, client, oppgave) -> None:
        for key in ("fjordtre", "alna", "alna"):
            assert self.link(client, oppgave, "kunde", NORDVIK.id(key)).status_code == 303
        for key, seen in (("fjordtre", True), ("alna", True), ("haug", False)):
            page = listed(client, f"?kunde={NORDVIK.id(key)}&frist=alle&ansvarlig=alle")
            assert ("Send prisliste" in page) is seen, key

    def test_links_are_taken_away(self, client, session, oppgave) -> None:
        for key in ("fjordtre", "alna"):
            self.link(client, oppgave, "kunde", NORDVIK.id(key))
        page = client.get(f"/oppgaver/{oppgave.id}").text
        further = re.search(r'/oppgaver/[^"]+/koblinger/[0-9a-f-]+/fjern', page)[0].removeprefix("/nordvik")
        assert client.post(further, {"idempotens": str(uuid4())}).status_code == 303
        assert press(client, oppgave, "kunde/fjern").status_code == 303
        assert "Ikke koblet til noe ennå." in client.get(f"/oppgaver/{oppgave.id}").text

    @pytest.mark.parametrize(("slag", "post"), [("kunde", uuid4()), ("bruker", MARTE)])
    def test_what_does_not_exist_is_not_linked(self, client, oppgave, slag, post) -> None:
        assert self.link(client, oppgave, slag, post).status_code == 404

    def test_nothing_chosen_is_said(self, client, oppgave) -> None:
        refused = self.link(client, oppgave, "kunde", "")
        assert refused.status_code == 422
        assert "Velg hva oppgaven gjelder." in refused.text


class TestTwentySevenThousand:
    MANY = 27_000

    @pytest.fixture
    def many(self, session) -> None:
        """As many as one agency of the field had."""
        session.execute(
            text(
                """INSERT INTO oppgave (tenant_id, id, tittel, ansvarlig_id, frist_dato, frist_sort, prioritet,
                tilstand, utfoert_tid, opprettet_tid)
                SELECT :tenant, gen_random_uuid(), 'Nr ' || n, CASE WHEN n % 3 = 0 THEN :marte ELSE :lise END,
                :dag + n % 400, :dag + n % 400, 'vanlig', CASE WHEN n % 4 = 0 THEN 'utfoert' ELSE 'aapen' END,
                CASE WHEN n % 4 = 0 THEN now() - n * interval '1 minute' END, now()
                FROM generate_series(1, :many) n"""
            ),
            {
                "tenant": session.info["tenant"],
                "marte": MARTE,
                "lise": LISE,
                "many": self.MANY,
                "dag": today() - timedelta(days=100),
            },
        )
        session.commit()

    @pytest.mark.parametrize("query", ["?frist=alle", "?frist=alle&ansvarlig=alle", "?tilstand=utfoert"])
    def test_pages_are_short_and_walk_an_index(self, client, connection, session, many, query) -> None:
        with statements(connection) as seen:
            page = listed(client, query)
        assert page.count("<tr>") == PAGE_SIZE + 1
        assert len(seen) + 1 <= 6, "\n".join(seen)
        following = re.search(r'href="(/nordvik/oppgaver\?[^"]*etter=[^"]+)"', page)[1].replace("&amp;", "&")
        second = client.get(following.removeprefix("/nordvik")).text
        assert second.count("<tr>") == PAGE_SIZE + 1
        shown = re.findall(r'class="rowlink"\s+href="([^"]+)"', page + second)
        assert len(set(shown)) == 2 * PAGE_SIZE
        plan, unordered = self.plans_of(client, connection, query)
        assert "ix_oppgave__" in plan
        assert "Sort" not in plan
        assert "Sort" in unordered  # what the plan of an order without an index looks like

    def plans_of(self, client, connection, query: str) -> tuple[str, str]:
        """How PostgreSQL answers the list's own statement when it may neither read the whole table nor sort if it
        can help it; and the same in another order.
        """
        asked: list[tuple[str, object]] = []

        def note(_conn, _cursor, statement, parameters, _context, _many) -> None:
            if "FROM oppgave" in statement and "LIMIT" in statement and "koblinger" in statement:
                asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        listed(client, query)
        event.remove(connection, "before_cursor_execute", note)
        statement, parameters = asked[0]
        for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        other = statement.replace("ORDER BY oppgave.", "ORDER BY oppgave.tittel, oppgave.")
        plans = [
            connection.exec_driver_sql(f"EXPLAIN {each}", parameters).all() for each in (statement, other)
        ]
        return tuple("\n".join(row[0] for row in plan) for plan in plans)

    def test_counts_stop_at_a_thousand(self, client, many) -> None:
        assert "over 1 000" in listed(client)


def test_many_rows_cost_as_few_statements_as_one(client, connection) -> None:
    counts = []
    for number in range(12):
        register(client, tittel=f"Nummer {number}")
        with statements(connection) as seen:
            listed(client)
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
