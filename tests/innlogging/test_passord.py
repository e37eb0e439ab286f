"""Staff change their own password, and what ends a session ends it at once (sikkerhet-drift.md B1, B2)."""

import pytest
from sqlalchemy import select, update

from portal.audit.models import Hendelse
from portal.dev.cast import PASSWORD
from portal.errors import Refused
from portal.identity.codes import (
    PASSWORD_LINK_LIFE,
    find_invitation,
    find_password_link,
    make_invitation,
    make_password_link,
    use_invitation,
    use_password_link,
)
from portal.identity.models import Bruker, Innloggingsforsoek, Oekt, Portalkonto
from portal.identity.passwords import fault
from portal.messaging.models import Dialogmelding
from portal.web.models import Idempotens
from tests.support.forms import form_of

NEW = "en hest og tre epler"
COOKIE = "__Host-nordvik-ansatt"


def change(client, now=PASSWORD, new=NEW, again=None, **more):
    form = form_of(client, "/meg/passord", action="/meg/passord")
    return client.post(
        "/meg/passord", {**form, "passord": now, "passord_nytt": new, "passord_gjenta": again or new, **more}
    )


def sign_in(client, passord, epost="marte@nordvik.example"):
    return client.as_("ingen").post("/logg-inn", {"epost": epost, "passord": passord, "neste": ""})


def test_every_other_session_ends_and_this_one_gets_a_new_id(client, session) -> None:
    elsewhere, stolen = client.as_("marte"), client.http.get_cookie(COOKIE).value
    response = change(client)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/nordvik/meg/oekter")
    page = client.get("/meg/oekter")
    assert page.status_code == 200
    assert "Passordet er byttet" in page.text
    assert page.text.count("Avslutt</button>") == 0, "only this one is left"
    assert client.http.get_cookie(COOKIE).value != stolen
    assert elsewhere.get("/min-dag").status_code == 303
    thief = client.as_("ingen")
    thief.http.set_cookie(COOKIE, stolen, domain="localhost", secure=True)
    assert thief.get("/min-dag").status_code == 303
    assert sign_in(client, PASSWORD).status_code == 422
    assert sign_in(client, NEW).status_code == 303
    assert client.as_("lise").get("/min-dag").status_code == 200, "nobody else's ended"


def test_a_link_that_is_out_dies_with_the_old_password(client, session, cast) -> None:
    def link() -> str:
        token = make_password_link(session, bruker_id=cast.id("marte"), life=PASSWORD_LINK_LIFE)
        session.commit()
        return f"/invitasjon/ansatt/{token}"

    path = link()
    assert 'name="passord_nytt"' in client.as_("ingen").get(path).text
    assert change(client).status_code == 303
    assert 'name="passord_nytt"' not in client.as_("ingen").get(path).text
    assert 'name="passord_nytt"' in client.as_("ingen").get(link()).text, "a new one works"


def test_it_is_noted_and_told_without_the_password(client, session, cast) -> None:
    change(client)
    session.expire_all()
    assert session.scalars(select(Hendelse.kode).where(Hendelse.kode.like("bruker.%"))).all() == [
        "bruker.passord-byttet"
    ]
    mail = session.scalars(select(Dialogmelding).where(Dialogmelding.til == "marte@nordvik.example")).one()
    assert mail.emne == "Passordet ditt er byttet"
    assert NEW not in mail.tekst
    assert session.get(Bruker, (session.info["tenant"], cast.id("marte"))).passord_hash.startswith(
        "$argon2id$"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"now": "feil passord her"}, "Dette er ikke passordet du har nå."),
        ({"now": ""}, "Skriv passordet du har nå."),
        ({"new": "kort"}, "Passordet må ha minst 12 tegn."),
        ({"new": "aaaaaaaabbbbbb"}, "Passordet har for få ulike tegn."),
        ({"new": "marte-marte-2026"}, "Passordet er for likt navnet eller e-postadressen din."),
        ({"new": PASSWORD}, "Det nye passordet er det samme som det du har."),
        ({"again": "noe annet enn det"}, "De to er ikke like."),
    ],
)
def test_what_is_refused_changes_nothing_and_is_never_shown_again(client, session, values, said) -> None:
    elsewhere = client.as_("marte")
    response = change(client, **values)
    assert response.status_code == 422
    assert said in response.text
    for typed in (NEW, PASSWORD, *values.values()):
        assert not typed or f'value="{typed}"' not in response.text
    assert elsewhere.get("/min-dag").status_code == 200
    assert sign_in(client, PASSWORD).status_code == 303


def test_the_form_can_be_sent_again_after_a_wrong_try(client, session) -> None:
    form = form_of(client, "/meg/passord", action="/meg/passord")
    data = {**form, "passord_nytt": NEW, "passord_gjenta": NEW}
    assert client.post("/meg/passord", {**data, "passord": "feil passord"}).status_code == 422
    assert session.scalars(select(Innloggingsforsoek.lyktes)).all() == [False], "the guess is counted"
    assert client.post("/meg/passord", {**data, "passord": PASSWORD}).status_code == 303


def test_guessing_from_a_stolen_session_is_held_back(client, session) -> None:
    for _ in range(4):
        assert change(client, now="feil").status_code == 422
    refused = change(client)
    assert refused.status_code == 422
    assert "For mange forsøk" in refused.text


def test_no_print_of_a_password_is_kept(client, session) -> None:
    """Two posts that differ in passwords only leave the same print; one that differs in anything else does not."""
    prints = []
    for new, more in ((NEW, {}), (f"{NEW} til", {}), (f"{NEW} og en", {"annet": "x"})):
        now = prints[-1][1] if prints else PASSWORD
        assert change(client, now=now, new=new, **more).status_code == 303
        kept = session.scalars(select(Idempotens.avtrykk).order_by(Idempotens.opprettet_tid.desc())).first()
        prints.append((kept, new))
    assert prints[0][0] == prints[1][0] != prints[2][0]


def test_contacts_and_workers_have_no_such_page(client) -> None:
    assert client.as_("terje").get("/meg/passord").status_code == 303
    assert "Bytt passord" not in client.as_("terje").get("/kundeportal/meg/oekter").text
    assert "Bytt passord" in client.get("/meg/oekter").text


@pytest.mark.parametrize("event", ["log-out", "ended by hand", "deactivated", "idle", "password"])
def test_the_old_cookie_is_dead_after(client, session, cast, event: str) -> None:
    """B1: five events, one dead cookie each; before them it opens."""
    kept = client.http.get_cookie(COOKIE).value
    old = client.as_("ingen")
    old.http.set_cookie(COOKIE, kept, domain="localhost", secure=True)
    assert old.get("/min-dag").status_code == 200, "the control"
    mine = select(Oekt.id).where(Oekt.bruker_id == cast.id("marte"))
    if event == "log-out":
        client.post("/meg/logg-ut")
    elif event == "ended by hand":
        oekt_id = session.scalars(mine).one()
        client.as_("marte").post(f"/meg/oekter/{oekt_id}/avslutt")
    elif event == "deactivated":
        session.execute(update(Bruker).where(Bruker.id == cast.id("marte")).values(er_aktiv=False))
        session.commit()
    elif event == "idle":
        session.execute(
            update(Oekt).values(sist_sett_tid=Oekt.sist_sett_tid - Oekt.utloeper_tid + Oekt.opprettet_tid)
        )
        session.commit()
    else:
        change(client)
    assert old.get("/min-dag").status_code == 303


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("en hest og tre epler", True),
        ("Marte liker ikke fisk", True),
        ("martemartemarte", False),
        ("x" * 40, False),
    ],
)
def test_which_passwords_may_be_used(session, password: str, fits: bool) -> None:
    assert (fault(password, epost="marte@nordvik.example", navn="Marte Solheim") is None) is fits


def test_a_link_is_good_for_its_purpose_alone(session, cast) -> None:
    konto_id = session.scalars(select(Portalkonto.id).limit(1)).one()
    invitation = make_invitation(session, konto_id=konto_id)
    password = make_password_link(session, bruker_id=cast.id("marte"), life=PASSWORD_LINK_LIFE)
    session.flush()
    assert find_password_link(session, token=invitation) is None
    assert find_invitation(session, token=password) is None
    for take, token in ((use_password_link, invitation), (use_invitation, password)):
        with pytest.raises(Refused):
            take(session, token=token)
    assert use_invitation(session, token=invitation) == konto_id  # the control: neither was used up by that
    assert use_password_link(session, token=password) == cast.id("marte")
    with pytest.raises(Refused):
        use_invitation(session, token=invitation)
