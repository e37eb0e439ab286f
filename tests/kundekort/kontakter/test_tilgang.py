"""Portal access: a preset or chosen rights, how far, an invitation that works once, and rights withdrawn at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.errors import Refused
from portal.identity.codes import find_invitation, use_invitation
from portal.identity.models import Oekt, Oektslag, Portalkonto, Portaltilgang
from portal.identity.sessions import begin_oekt, find_signed_in
from portal.innlogging.actions import begin
from portal.kundekort.models import Kunde
from portal.messaging.models import Dialogmelding


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def kontakt(make, kunde):
    return make.kontakt(kunde_id=kunde.id, navn="Terje Prøve", epost="terje.p@fjordtre.example")


def address(kunde, kontakt, *more: str) -> str:
    return "/".join(["/kunder", str(kunde.id), "kontakter", str(kontakt.id), "tilgang", *more])


def give(client, kunde, kontakt, **changed: object):
    data = {"forvalg": "Timegodkjenner", "omfang": "enhet", "node": str(kunde.id)}
    return client.post(address(kunde, kontakt), {**data, "idempotens": str(uuid4()), **changed})


def link_in_mail(session) -> str:
    tekst = session.scalars(select(Dialogmelding.tekst).order_by(Dialogmelding.id.desc())).first()
    return re.search(r"https?://\S+/nordvik(/invitasjon/\S+)", tekst)[1]


def rights(session, kontakt) -> set[str]:
    stmt = select(Portaltilgang.rettigheter).where(Portaltilgang.engasjement_id == kontakt.id)
    return set(session.scalars(stmt).one())


def test_a_preset_gives_its_rights_and_sends_the_invitation(client, kunde, kontakt, session) -> None:
    assert give(client, kunde, kontakt).status_code == 303
    assert rights(session, kontakt) == {"portal.timer:les", "portal.timer:godkjenn", "portal.oppdrag:les"}
    melding = session.scalars(select(Dialogmelding).where(Dialogmelding.kunde_id == kunde.id)).one()
    assert (melding.til, melding.hemmelig, melding.kunde_id) == ("terje.p@fjordtre.example", True, kunde.id)
    page = client.get(address(kunde, kontakt)).text
    assert "Invitert" in page


def test_the_link_opens_the_portal_once(client, kunde, kontakt, session) -> None:
    give(client, kunde, kontakt)
    token = link_in_mail(session).rpartition("/")[2]
    konto_id = use_invitation(session, token=token)
    begin(session, konto=session.get(Portalkonto, (session.info["tenant"], konto_id)), ip="", agent="")
    session.commit()
    with pytest.raises(Refused):
        use_invitation(session, token=token)
    assert "Har tilgang" in client.get(address(kunde, kontakt)).text


def test_the_link_is_made_from_the_settings_and_not_the_request(client, kunde, kontakt, session, app) -> None:
    data = {"forvalg": "Regnskap", "omfang": "kunde", "node": str(kunde.id), "idempotens": str(uuid4())}
    client.post(
        address(kunde, kontakt), data, headers={"Host": "ond.example", "X-Forwarded-Host": "ond.example"}
    )
    for tekst in session.scalars(select(Dialogmelding.tekst).where(Dialogmelding.kunde_id == kunde.id)):
        assert "ond.example" not in tekst
        assert app.extensions["settings"].base_url in tekst


def test_chosen_rights_bring_what_they_build_on_and_nothing_else(client, kunde, kontakt, session) -> None:
    chosen = ["portal.timer:godkjenn", "portal.faktura:les"]
    give(client, kunde, kontakt, forvalg="egne", rettigheter=chosen, omfang="egne", tak="50 000")
    assert rights(session, kontakt) == {*chosen, "portal.timer:les"}
    tilgang = session.scalars(select(Portaltilgang).where(Portaltilgang.engasjement_id == kontakt.id)).one()
    assert (tilgang.omfang.value, tilgang.tak_oere) == ("egne", 5_000_000)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"forvalg": "egne"}, "minst én rettighet"),
        ({"forvalg": "egne", "rettigheter": ["faktura:krediter"]}, "errsum"),
        ({"omfang": "alt"}, "errsum"),
        ({"node": str(uuid4())}, "errsum"),
        ({"gyldig_til": f"{today():%d.%m.%Y}"}, "etter i dag"),
    ],
    ids=["nothing", "a staff right", "unknown scope", "another customer", "ends today"],
)
def test_what_is_not_sound_is_refused(client, kunde, kontakt, session, changed, words) -> None:
    refused = give(client, kunde, kontakt, **changed)
    assert refused.status_code == 422
    assert words in refused.text
    assert (
        session.scalar(select(func.count()).select_from(Portalkonto).where(Portalkonto.navn == "Terje Prøve"))
        == 0
    )


def test_without_an_address_nobody_is_invited(client, kunde, make, session) -> None:
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Uten Post", epost="")
    refused = give(client, kunde, kontakt)
    assert refused.status_code == 422
    assert "mangler e-postadresse" in refused.text


def test_an_address_opens_one_account(client, kunde, kontakt, make) -> None:
    give(client, kunde, kontakt)
    other = make.kontakt(kunde_id=kunde.id, navn="En Annen", epost="terje.p@fjordtre.example")
    refused = give(client, kunde, other)
    assert refused.status_code == 422
    assert "En annen kontakt logger inn" in refused.text


class TestHeld:
    @pytest.fixture
    def tilgang(self, make, kunde, kontakt):
        return make.tilgang(kunde_id=kunde.id, kontakt_id=kontakt.id)

    @pytest.fixture
    def secret(self, session, tilgang) -> str:
        secret = begin_oekt(session, slag=Oektslag.KONTAKT, konto_id=tilgang.konto_id)
        session.commit()
        return secret

    def signed_in(self, session, secret: str):
        session.expire_all()
        return find_signed_in(session, slag=Oektslag.KONTAKT, secret=secret)

    def change(self, client, kunde, kontakt, tilgang, **changed: object):
        data = {
            "forvalg": "Regnskap",
            "omfang": "enhet",
            "node": str(kunde.id),
            "versjon": tilgang.versjon,
            "idempotens": str(uuid4()),
        }
        return client.post(address(kunde, kontakt, "endre"), {**data, **changed})

    def test_a_right_taken_ends_the_session(self, client, kunde, kontakt, tilgang, secret, session) -> None:
        assert self.signed_in(session, secret) is not None
        assert self.change(client, kunde, kontakt, tilgang).status_code == 303
        assert rights(session, kontakt) == {"portal.faktura:les"}
        assert self.signed_in(session, secret) is None

    def test_a_right_more_keeps_the_session_and_holds_at_once(
        self, client, kunde, kontakt, tilgang, secret, session
    ) -> None:
        more = ["portal.timer:les", "portal.timer:pris"]
        self.change(client, kunde, kontakt, tilgang, forvalg="egne", rettigheter=more)
        held = self.signed_in(session, secret)
        assert "portal.timer:pris" in held.permissions

    def test_a_ticked_box_counts_though_a_preset_was_shown(
        self, client, kunde, kontakt, tilgang, session
    ) -> None:
        more = ["portal.faktura:les", "portal.dokument:les"]
        self.change(client, kunde, kontakt, tilgang, vist="Regnskap", rettigheter=more)
        assert rights(session, kontakt) == set(more)

    def test_a_new_preset_decides_over_untouched_boxes_and_never_over_changed_ones(
        self, client, kunde, kontakt, tilgang, session
    ) -> None:
        shown = {"vist": "Bestiller", "forvalg": "Regnskap"}
        boxes = ["portal.timer:les", "portal.oppdrag:les"]
        self.change(client, kunde, kontakt, tilgang, **shown, rettigheter=boxes)
        assert rights(session, kontakt) == {"portal.faktura:les"}
        both = self.change(
            client, kunde, kontakt, tilgang, **shown, rettigheter=[*boxes, "portal.timer:pris"]
        )
        assert both.status_code == 422
        assert "Både forvalget og avkryssingene er endret" in both.text

    def test_a_stale_copy_is_a_conflict_with_what_is_stored(
        self, client, kunde, kontakt, tilgang, session
    ) -> None:
        self.change(client, kunde, kontakt, tilgang, versjon=tilgang.versjon)
        conflict = self.change(client, kunde, kontakt, tilgang, versjon=1, forvalg="Bestiller")
        assert conflict.status_code == 422
        assert "portal.faktura:les" in conflict.text
        assert rights(session, kontakt) == {"portal.faktura:les"}

    def test_withdrawn_means_out_now(self, client, kunde, kontakt, tilgang, secret, session) -> None:
        data = {"idempotens": str(uuid4())}
        assert client.post(address(kunde, kontakt, "trekk"), data).status_code == 303
        assert self.signed_in(session, secret) is None
        page = client.get(address(kunde, kontakt)).text
        assert "Tilgangen er avsluttet" in page
        told = session.scalars(select(Hendelse.kode).where(Hendelse.person_id == kontakt.person_id)).all()
        assert told.count("tilgang.trukket") == 1

    def test_it_may_be_given_again(self, client, kunde, kontakt, tilgang, session) -> None:
        client.post(address(kunde, kontakt, "trekk"), {"idempotens": str(uuid4())})
        assert give(client, kunde, kontakt, forvalg="Bestiller").status_code == 303
        assert session.scalar(select(func.count()).where(Portaltilgang.engasjement_id == kontakt.id)) == 1

    def test_a_new_invitation_kills_the_old_link(self, client, kunde, kontakt, tilgang, session) -> None:
        old = link_in_mail(session)
        client.post(address(kunde, kontakt, "inviter"), {"idempotens": str(uuid4())})
        new = link_in_mail(session)
        assert find_invitation(session, token=old.rpartition("/")[2]) is None
        assert find_invitation(session, token=new.rpartition("/")[2]) == tilgang.konto_id

    def test_a_new_address_moves_the_account_and_ends_sessions(
        self, client, kunde, kontakt, tilgang, secret, session
    ) -> None:
        edit = f"/kunder/{kunde.id}/kontakter/{kontakt.id}"
        data = {"navn": "Terje Prøve", "epost": "ny@fjordtre.example", "paavirkning": "ingen", "sprak": ""}
        data |= {"versjon": 2, "idempotens": str(uuid4())}
        assert client.as_("jon").post(edit, data).status_code == 303
        konto = session.get(Portalkonto, (session.info["tenant"], tilgang.konto_id), populate_existing=True)
        assert konto.epost == "ny@fjordtre.example"
        assert self.signed_in(session, secret) is None

    def test_an_end_date_ends_it(self, client, kunde, kontakt, tilgang, secret, session) -> None:
        self.change(
            client,
            kunde,
            kontakt,
            tilgang,
            forvalg="egne",
            rettigheter=["portal.timer:les"],
            gyldig_til=f"{today() + timedelta(days=1):%d.%m.%Y}",
        )
        assert self.signed_in(session, secret) is not None
        row = session.scalars(select(Portaltilgang).where(Portaltilgang.engasjement_id == kontakt.id)).one()
        row.gyldig_til = today()
        session.flush()
        assert self.signed_in(session, secret) is None
        assert (
            session.scalar(select(func.count()).select_from(Oekt).where(Oekt.konto_id == tilgang.konto_id))
            == 1
        )


def test_the_scope_may_count_from_an_enhet_below(client, make, session) -> None:
    top = session.scalars(select(Kunde).where(Kunde.navn == "Fjordtre AS")).one()
    lager = session.scalars(select(Kunde).where(Kunde.navn == "Fjordtre Lager")).one()
    kontakt = make.kontakt(kunde_id=top.id, navn="Lagersjef", epost="lager@fjordtre.example")
    assert give(client, top, kontakt, node=str(lager.id)).status_code == 303
    stored = select(Portaltilgang.kunde_id).where(Portaltilgang.engasjement_id == kontakt.id)
    assert session.scalar(stored) == lager.id
    assert "(Fjordtre Lager)" in client.get(address(top, kontakt)).text


@pytest.mark.parametrize("key", ["lise", "berit"])
def test_only_those_who_may_invite(client, kunde, kontakt, key: str) -> None:
    assert client.as_(key).get(address(kunde, kontakt)).status_code == 403
    assert give(client.as_(key), kunde, kontakt).status_code == 403


def test_another_agency_finds_nothing(client, kunde, kontakt) -> None:
    assert client.as_("carl").get(address(kunde, kontakt)).status_code == 404
    assert give(client.as_("carl"), kunde, kontakt).status_code == 404
