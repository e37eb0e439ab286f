"""The agency's pages: send, follow, remind, withdraw; what hangs on a contact who leaves, and on a merge."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import now, today
from portal.filestore.actions import store_file
from portal.filestore.models import Dokument
from portal.kundekort.kontakter.slutt.queries import list_henger
from portal.kundekort.registry import ansvar
from portal.kundekort.sammenslaaing.actions import slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from portal.signing.actions import trekk
from portal.signing.models import Partstilstand, Signatar, Signatarslag, Signeringsforespoersel, Tilstand
from portal.signing.queries import list_forespoersler
from portal.signing.sending import Person
from tests.signing.conftest import contact, mails, send, signers, staff, token_of, work
from tests.support.forms import fields, form_of
from tests.support.statements import statements

TERJE, SIV = "terje@fjordtre.example", "siv@fjordtre.example"


def place(dokument: Dokument, *more: object) -> str:
    return "/".join(["/kunder", str(dokument.kunde_id), "dokumenter", *map(str, more)])


@pytest.fixture
def stored(session, dokument) -> Dokument:
    session.commit()
    return dokument


@pytest.fixture
def page(session, aapen) -> str:
    session.commit()
    return f"/kunder/{aapen.kunde_id}/dokumenter/signering/{aapen.id}"


class TestSend:
    def test_from_the_document_s_page(self, client, session, cast, stored) -> None:
        assert "Send til signering" in client.get(place(stored, stored.id)).text
        form = form_of(client, place(stored, stored.id, "signering"), action="signering")
        assert form["frist"] == f"{today() + timedelta(days=14):%d.%m.%Y}"
        sent = client.post(
            place(stored, stored.id, "signering"),
            {
                **form,
                "kontakter": [str(cast.id("terje"))],
                "brukere": [str(cast.id("jon"))],
                "orden": "kunden",
            },
        )
        assert sent.status_code == 303
        foresp = session.scalars(select(Signeringsforespoersel)).one()
        work(session, "signering.opprett")
        session.commit()
        shown = client.get(sent.headers["Location"].removeprefix("/nordvik")).text
        for words in ("Terje", "Jon", "Venter på tur", "Sendt", "ikke BankID"):
            assert words in shown, words
        assert foresp.adresse == "https://localhost/nordvik/signer/"
        assert "Venter på signatur" in client.get(place(stored)).text

    @pytest.mark.parametrize(
        ("changed", "words"),
        [({}, "Velg minst én"), ({"frist": "01.01.2020"}, "alt forbi")],
        ids=["nobody", "past"],
    )
    def test_a_refusal_keeps_what_was_typed(self, client, cast, stored, changed, words) -> None:
        path = place(stored, stored.id, "signering")
        form = {**form_of(client, path, action="signering"), "melding": "Se side 2", **changed}
        if changed:
            form["kontakter"] = [str(cast.id("terje"))]
        refused = client.post(path, form)
        assert refused.status_code == 422
        assert words in refused.text
        assert "Se side 2" in refused.text

    def test_one_without_an_address_is_shown_with_the_reason(
        self, client, session, make, cast, stored
    ) -> None:
        make.kontakt(kunde_id=cast.id("fjordtre"), navn="Uten Post", epost="")
        session.commit()
        assert "Uten Post: uten e-postadresse" in client.get(place(stored, stored.id, "signering")).text

    def test_a_contact_of_another_customer_cannot_be_chosen(self, client, cast, stored) -> None:
        path = place(stored, stored.id, "signering")
        form = {**form_of(client, path, action="signering"), "kontakter": [str(cast.id("eldrid"))]}
        assert client.post(path, form).status_code == 422

    def test_a_document_out_for_signing_stays_as_it_is(self, client, session, aapen) -> None:
        session.commit()
        address = f"/kunder/{aapen.kunde_id}/dokumenter/{aapen.dokument_id}"
        form = form_of(client, address, action="slett")
        refused = client.post(f"{address}/slett", form)
        assert refused.status_code == 409
        assert "til signering" in refused.text


class TestFollow:
    def test_reminded_by_a_click(self, client, session, page, aapen) -> None:
        terje = signers(session, aapen)["Terje"]
        purr = f"{page}/signatarer/{terje.id}/purr"
        assert client.post(purr, {"idempotens": str(uuid4())}).status_code == 409  # he was just written to
        terje.invitert_tid = now() - timedelta(hours=2)
        session.commit()
        assert client.post(purr, {"idempotens": str(uuid4())}).status_code == 303
        assert "venter på signaturen" in mails(session, TERJE)[-1].tekst

    def test_the_deadline_is_moved_and_a_stale_copy_is_a_conflict(self, client, session, page, aapen) -> None:
        form = form_of(client, page, action="frist")
        later = f"{today() + timedelta(days=30):%d.%m.%Y}"
        assert client.post(f"{page}/frist", {**form, "frist": later}).status_code == 303
        old = client.post(f"{page}/frist", {**form, "idempotens": str(uuid4()), "frist": later})
        assert old.status_code == 422
        assert "Noe skjedde med signeringen" in old.text

    def test_withdrawn_with_a_reason(self, client, session, page, aapen) -> None:
        form = form_of(client, page, action="trekk")
        assert client.post(f"{page}/trekk", {**form, "grunn": ""}).status_code == 422
        assert client.post(f"{page}/trekk", {**form, "grunn": "Feil vedlegg"}).status_code == 303
        shown = client.get(page).text
        assert "Feil vedlegg" in shown
        assert "Trukket" in shown
        assert "trakk «Rammeavtale 2027» fra signering" in client.get(f"/kunder/{aapen.kunde_id}").text

    def test_one_without_the_right_only_looks(self, client, page, aapen) -> None:
        berit = client.as_("berit")
        assert "Trekk tilbake" not in berit.get(page).text
        assert berit.post(f"{page}/trekk", {"idempotens": str(uuid4()), "grunn": "x"}).status_code == 403

    def test_another_customer_s_request_is_not_found(self, client, cast, page, aapen) -> None:
        wrong = page.replace(str(aapen.kunde_id), str(cast.id("solbakken")))
        assert client.get(wrong).status_code == 404
        assert client.as_("carl").get(page).status_code == 404

    def test_one_s_own_signature_waits_on_the_overview(self, client, session, cast, dokument) -> None:
        foresp = send(session, dokument, [staff(cast, "marte"), contact(cast, "terje")])
        work(session, "signering.opprett")
        session.commit()
        assert "Venter på din signatur" in client.get("/signeringer").text
        assert "Venter på din signatur" not in client.as_("jon").get("/signeringer").text
        mine = client.get(f"/kunder/{foresp.kunde_id}/dokumenter/signering/{foresp.id}").text
        assert token_of(session, "marte@nordvik.example") in mine
        assert token_of(session, TERJE) not in mine  # nobody signs by another's link


class TestLists:
    def test_filtered_by_state(self, client, session, aapen) -> None:
        session.commit()
        path = f"/kunder/{aapen.kunde_id}/dokumenter/signering"
        assert "Rammeavtale 2027" in client.get(f"{path}?vis=aapne").text
        assert "Rammeavtale 2027" not in client.get(f"{path}?vis=stoppet").text
        trekk(session, forespoersel_id=aapen.id, grunn="Feil")
        session.commit()
        assert "Rammeavtale 2027" in client.get(f"{path}?vis=stoppet").text
        assert "Rammeavtale 2027" not in client.get("/signeringer").text
        assert "Rammeavtale 2027" in client.get("/signeringer?vis=alle").text

    def test_twelve_cost_as_much_as_one(self, session, connection, cast, dokument) -> None:
        def one() -> None:
            foresp = send(session, dokument, [contact(cast, "terje"), contact(cast, "siv")])
            trekk(session, forespoersel_id=foresp.id, grunn="Prøve")
            session.flush()

        kunde_id = cast.id("fjordtre")

        def cost() -> int:
            session.expire_all()
            with statements(connection) as seen:
                list_forespoersler(session, kunde_id=kunde_id)
            return len(seen)

        one()
        first = cost()
        for _ in range(11):
            one()
        assert cost() == first == 1


class TestLeaving:
    def hangs(self, session, cast) -> list[str]:
        return [each.slag.key for each in list_henger(session, kontakt_id=cast.id("terje"))]

    def move(self, session, cast, til) -> int:
        kind = next(each for each in ansvar.all() if each.key == "signeringer")
        return kind.flytt(session, kontakt_id=cast.id("terje"), etterfoelger_id=til, fra=date(2027, 1, 1))

    def test_what_he_has_not_signed_is_listed(self, session, cast, aapen) -> None:
        assert "signeringer" in self.hangs(session, cast)
        trekk(session, forespoersel_id=aapen.id, grunn="x")
        assert "signeringer" not in self.hangs(session, cast)

    def test_a_successor_signs_by_a_link_of_his_own(self, session, cast, aapen) -> None:
        old = token_of(session, TERJE)
        assert self.move(session, cast, cast.id("anne")) == 1
        session.flush()
        anne = session.scalars(
            select(Signatar).where(
                Signatar.forespoersel_id == aapen.id, Signatar.engasjement_id == cast.id("anne")
            )
        ).one()
        assert anne.tilstand is Partstilstand.INVITERT
        assert token_of(session, anne.epost) != old
        assert self.hangs(session, cast).count("signeringer") == 0

    @pytest.mark.parametrize("til", [None, "siv"], ids=["nobody", "one who signs already"])
    def test_without_one_it_is_withdrawn(self, session, cast, aapen, til) -> None:
        self.move(session, cast, cast.id(til) if til else None)
        assert aapen.tilstand is Tilstand.TRUKKET
        assert "har sluttet" in aapen.grunn


def test_the_contract_of_an_opportunity_says_how_its_signing_stands(
    client, session, make, cast, aapen
) -> None:
    from portal.oppdrag.kontrakt.queries import list_kontrakter
    from portal.oppdrag.models_kontrakt import Kontrakt

    mulighet = make.mulighet(cast.id("fjordtre"), tittel="Kveldsskift")
    session.add(
        Kontrakt(
            kunde_id=aapen.kunde_id, mulighet_id=mulighet.id, tittel="Rammeavtale", innhold={},
            gyldig_fra=today(), tilstand="klar", dokument_id=aapen.dokument_id, opprettet_tid=now(),
            opprettet_av_navn="Marte",
        )
    )  # fmt: skip
    session.commit()
    (row,) = list_kontrakter(session, mulighet_id=mulighet.id)
    assert row.signering is Tilstand.AAPEN
    shown = client.get(f"/kunder/{aapen.kunde_id}/muligheter/{mulighet.id}").text
    assert "Venter på signatur" in shown
    assert fields(shown)


class TestCustomerPortal:
    def test_a_contact_finds_what_he_is_to_sign(self, client, session, cast, dokument) -> None:
        send(session, dokument, [contact(cast, "anne"), contact(cast, "terje")])
        work(session, "signering.opprett")
        session.commit()
        mine = client.as_("anne").get("/kundeportal/dokumenter").text
        assert "Dokumenter til signering" in mine
        assert token_of(session, "anne@fjordtre.example") in mine
        assert token_of(session, TERJE) not in mine

    def test_nothing_to_sign_is_not_shown(self, client, session, aapen) -> None:
        session.commit()
        assert "Dokumenter til signering" not in client.as_("anne").get("/kundeportal/dokumenter").text


def test_a_merge_takes_the_signing_along(session, cast, make, kontrakt_pdf) -> None:
    denne, andre = make.kunde(navn="Vestbygg AS"), make.kunde(navn="Vestbygg Entreprenør")
    kontakt = make.kontakt(kunde_id=andre.id, navn="Åse Vest", epost="aase@vestbygg.example")
    paper = store_file(
        session,
        innhold=kontrakt_pdf,
        filnavn="x.pdf",
        slag="kontrakt",
        tittel="Avtale",
        kunde_id=andre.id,
    )
    aase = Person(Signatarslag.KONTAKT, kontakt.id, "Åse Vest", "aase@vestbygg.example", "Vestbygg")
    foresp = send(session, paper, [aase])
    work(session, "signering.opprett")
    slaa_sammen_kunder(
        session,
        denne_id=denne.id,
        andre_id=andre.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(denne.versjon, andre.versjon),
    )
    session.flush()
    session.refresh(foresp)
    assert foresp.kunde_id == denne.id
    assert [row.id for row in list_forespoersler(session, kunde_id=denne.id).rows] == [foresp.id]
