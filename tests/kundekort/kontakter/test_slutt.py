"""«Sluttet hos kunden» and «Flyttet til …»: everything that hangs on the contact is shown, and moved in one act."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK
from portal.kundekort.models import (
    Engasjement,
    Kontaktrolle,
    Kunde,
    Oppgave,
    Oppgavekobling,
    Ringelinje,
    Rolle,
)
from portal.oppdrag.models import LedigStilling, Utleieoppdrag

FJORDTRE, TERJE, SIV, ANNE = (NORDVIK.id(key) for key in ("fjordtre", "terje", "siv", "anne"))


def address(kunde_id: UUID, kontakt_id: UUID, what: str) -> str:
    return f"/kunder/{kunde_id}/kontakter/{kontakt_id}/{what}"


def version(page: str) -> str:
    return re.search(r'name="versjon"[^>]*value="(\d+)"', page)[1]


def leave(client, *, kunde_id=FJORDTRE, kontakt_id=TERJE, what="avslutt", **changed: object):
    page = client.get(address(kunde_id, kontakt_id, what) + ("?ny=x" if what == "flytt" else "")).text
    data = {"siste_dag": f"{today() - timedelta(days=1):%d.%m.%Y}", "grunn": "Ny jobb", "etterfoelger": ""}
    data |= {"versjon": version(page), "idempotens": str(uuid4())}
    return client.post(address(kunde_id, kontakt_id, what), {**data, **changed})


def hanging(session, kontakt_id: UUID) -> dict[str, int]:
    """How much of each kind hangs on a contact now."""
    session.expire_all()
    counts = {
        "roller": select(func.count()).where(
            Kontaktrolle.engasjement_id == kontakt_id,
            Kontaktrolle.gyldig_til.is_(None) | (Kontaktrolle.gyldig_til > today()),
        ),
        "godkjenner": select(func.count()).where(Utleieoppdrag.godkjenner_id == kontakt_id),
        "bestiller": select(func.count()).where(Utleieoppdrag.bestiller_id == kontakt_id),
        "stillinger": select(func.count()).where(
            (LedigStilling.bestiller_id == kontakt_id) | (LedigStilling.godkjenner_id == kontakt_id),
            LedigStilling.tilstand.in_(["kladd", "aapen"]),
        ),
        "oppgaver": select(func.count()).where(
            Oppgave.engasjement_id == kontakt_id, Oppgave.tilstand == "aapen"
        ),
        "ringeliste": select(func.count()).where(Ringelinje.engasjement_id == kontakt_id),
    }
    return {name: session.scalar(stmt) for name, stmt in counts.items()}


class TestEnd:
    def test_everything_that_hangs_on_him_is_shown(self, client) -> None:
        page = client.get(address(FJORDTRE, TERJE, "avslutt")).text
        for words in (
            "Godkjenner timer på oppdrag",
            "OP-3001 Piotr Kowalski",
            "venter på godkjenning",
            "Ring Terje om julevaktene",
            "Ringelisten til Marte Solheim",
            "Roller",
        ):
            assert words in page, words

    def test_nobody_named_is_refused_and_nothing_moves(self, client, session) -> None:
        before = hanging(session, TERJE)
        refused = leave(client)
        assert refused.status_code == 422
        assert "Velg hvem som overtar" in refused.text
        assert hanging(session, TERJE) == before
        assert session.get_one(Engasjement, (session.info["tenant"], TERJE)).gyldig_til is None

    def test_the_successor_takes_everything_over(self, client, session) -> None:
        before, his = hanging(session, TERJE), hanging(session, SIV)
        assert before["godkjenner"]
        assert before["oppgaver"]
        assert leave(client, etterfoelger=str(SIV)).status_code == 303
        after = hanging(session, TERJE)
        assert {name: count for name, count in after.items() if count and name != "godkjenner"} == {}
        running = Utleieoppdrag.til_dato.is_(None) | (Utleieoppdrag.til_dato >= today())
        assert not session.scalar(select(func.count()).where(running, Utleieoppdrag.godkjenner_id == TERJE))
        hers = hanging(session, SIV)
        assert hers["oppgaver"] == his["oppgaver"] + before["oppgaver"]
        assert hers["roller"] >= his["roller"]
        assert hers["ringeliste"] == his["ringeliste"] + before["ringeliste"]
        told = session.scalars(
            select(Hendelse).where(Hendelse.kode == "kontakt.avsluttet", Hendelse.subjekt_id == TERJE)
        ).one()
        assert told.data["overtatt"]["oppgaver"] == [before["oppgaver"], "Siv Hagen"]
        page = client.get(address(FJORDTRE, SIV, "avslutt")).text
        assert "OP-3001 Piotr Kowalski" in page

    def test_one_kind_may_go_to_another_and_one_to_nobody(self, client, session) -> None:
        anne = hanging(session, ANNE)
        assert (
            leave(
                client,
                etterfoelger=str(SIV),
                overtar_ringeliste="ingen",
                overtar_oppgaver=str(ANNE),
            ).status_code
            == 303
        )
        assert hanging(session, ANNE)["oppgaver"] > anne["oppgaver"]
        assert hanging(session, TERJE)["ringeliste"] == 0
        assert hanging(session, SIV)["ringeliste"] == 0

    def test_nobody_said_aloud_leaves_it_without(self, client, session) -> None:
        oppdrag = session.scalars(select(Utleieoppdrag.id).where(Utleieoppdrag.godkjenner_id == TERJE)).all()
        assert leave(client, etterfoelger="ingen").status_code == 303
        session.expire_all()
        left = session.scalars(select(Utleieoppdrag.godkjenner_id).where(Utleieoppdrag.id.in_(oppdrag)))
        assert None in set(left)
        assert hanging(session, TERJE)["oppgaver"] == 0

    @pytest.mark.parametrize("stranger", [NORDVIK.id("eldrid"), TERJE, uuid4()])
    def test_only_one_of_the_customers_takes_over(self, client, session, stranger) -> None:
        before = hanging(session, TERJE)
        assert leave(client, etterfoelger=str(stranger)).status_code == 422
        assert hanging(session, TERJE) == before

    def test_roles_follow_the_last_day(self, client, session, make) -> None:
        kunde = make.kunde(navn="Roller AS")
        gone, next_ = (make.kontakt(kunde_id=kunde.id, navn=navn) for navn in ("Gammel", "Ny"))
        session.add(
            Kontaktrolle(
                engasjement_id=gone.id, kunde_id=kunde.id, rolle=Rolle.HR, rekkefoelge=2, gyldig_fra=today()
            )
        )
        session.commit()
        last = today() + timedelta(days=10)
        assert (
            leave(
                client,
                kunde_id=kunde.id,
                kontakt_id=gone.id,
                siste_dag=f"{last:%d.%m.%Y}",
                etterfoelger=str(next_.id),
            ).status_code
            == 303
        )
        roles = session.execute(
            select(
                Kontaktrolle.engasjement_id,
                Kontaktrolle.gyldig_fra,
                Kontaktrolle.gyldig_til,
                Kontaktrolle.rekkefoelge,
            )
            .where(Kontaktrolle.kunde_id == kunde.id)
            .order_by(Kontaktrolle.gyldig_fra)
        ).all()
        assert [tuple(role) for role in roles] == [
            (gone.id, today(), last + timedelta(days=1), 2),
            (next_.id, last + timedelta(days=1), None, 2),
        ]

    def test_a_task_goes_to_one_above_as_a_link(self, client, session, make) -> None:
        kunde = make.kontakt(kunde_id=NORDVIK.id("fjordtre.lager"), navn="Lagersjef")
        session.add(
            Oppgave(
                id=uuid7(), tittel="Om lageret", ansvarlig_id=NORDVIK.id("marte"),
                kunde_id=NORDVIK.id("fjordtre.lager"), engasjement_id=kunde.id, opprettet_tid=now(),
            )
        )  # fmt: skip
        session.commit()
        assert (
            leave(
                client, kunde_id=NORDVIK.id("fjordtre.lager"), kontakt_id=kunde.id, etterfoelger=str(ANNE)
            ).status_code
            == 303
        )
        task = session.scalars(select(Oppgave).where(Oppgave.tittel == "Om lageret")).one()
        session.refresh(task)
        assert task.engasjement_id is None
        link = select(Oppgavekobling.post_id).where(Oppgavekobling.oppgave_id == task.id)
        assert session.scalars(link).all() == [ANNE]

    def test_nothing_hanging_needs_no_successor(self, client, make) -> None:
        kunde = make.kunde(navn="Tom AS")
        kontakt = make.kontakt(kunde_id=kunde.id)
        page = client.get(address(kunde.id, kontakt.id, "avslutt")).text
        assert "Ingen roller, oppdrag" in page
        assert leave(client, kunde_id=kunde.id, kontakt_id=kontakt.id).status_code == 303


class TestMove:
    @pytest.fixture
    def kontakt(self, make):
        return make.kontakt(kunde_id=make.kunde(navn="Gamle Jobb AS").id, navn="Flytte Mann")

    def move(self, client, kontakt, **changed: object):
        data = {"til": "", "ny_kunde": "", "ny_stilling": "sjef", "ny_fra": ""}
        ids = {"kunde_id": kontakt.kunde_id, "kontakt_id": kontakt.id}
        return leave(client, what="flytt", **ids, **{**data, **changed})

    def test_to_a_customer_there_is_with_history_kept(self, client, session, kontakt) -> None:
        alna = NORDVIK.id("alna")
        path = address(kontakt.kunde_id, kontakt.id, "flytt")
        found = client.get(f"{path}?q=alna").text
        assert f"{path}?til={alna}" in found
        assert "Begynner hos" in client.get(f"{path}?til={alna}").text
        assert self.move(client, kontakt, til=str(alna)).status_code == 303
        new = session.scalars(select(Engasjement).where(Engasjement.fortsetter_id == kontakt.id)).one()
        assert (new.person_id, new.kunde_id, new.stilling) == (kontakt.person_id, alna, "sjef")
        session.refresh(kontakt)
        assert new.gyldig_fra == kontakt.gyldig_til == today()
        assert (
            "tok imot Flytte Mann som kontakt, fra Gamle Jobb AS"
            in client.get(f"/kunder/{alna}/tidslinje").text
        )
        assert "Flytte Mann" in client.get(f"/kunder/{kontakt.kunde_id}/kontakter").text  # under the former

    def test_to_one_that_becomes_a_prospect(self, client, session, kontakt) -> None:
        assert self.move(client, kontakt, ny_kunde="Helt Ny Arbeidsgiver AS").status_code == 303
        kunde = session.scalars(select(Kunde).where(Kunde.navn == "Helt Ny Arbeidsgiver AS")).one()
        assert "Potensiell" in client.get(f"/kunder/{kunde.id}").text
        assert "Flytte Mann" in client.get(f"/kunder/{kunde.id}/kontakter").text

    @pytest.mark.parametrize("wrong", [{}, {"til": "samme"}, {"til": str(uuid4())}])
    def test_nowhere_the_same_place_or_an_unknown_one(self, client, session, kontakt, wrong) -> None:
        if wrong.get("til") == "samme":
            wrong = {"til": str(kontakt.kunde_id)}
        assert self.move(client, kontakt, **wrong).status_code in {404, 422}
        session.refresh(kontakt)
        assert kontakt.gyldig_til is None

    def test_where_he_is_already(self, client, session, kontakt, make) -> None:
        other = make.kontakt(kunde_id=NORDVIK.id("alna"), navn="Flytte Mann")
        other.person_id = kontakt.person_id
        session.commit()
        refused = self.move(client, kontakt, til=str(NORDVIK.id("alna")))
        assert refused.status_code == 422
        assert "er alt kontakt der" in refused.text

    def test_a_stale_copy_is_refused(self, client, kontakt) -> None:
        assert self.move(client, kontakt, til=str(NORDVIK.id("alna")), versjon="99").status_code == 422
