"""Staff sign-in: equal answers, limits, sessions that end, cookies that stay home (sikkerhet-drift.md §2.3 B)."""

import pytest
from sqlalchemy import select, update

from portal.db.clock import frozen, now
from portal.dev.cast import PASSWORD
from portal.identity.models import Bruker, Oekt
from portal.identity.sessions import LIFE
from portal.innlogging.next_page import safe_next


@pytest.fixture
def outside(client):
    return client.as_("ingen")


def sign_in(client, epost="marte@nordvik.example", passord=PASSWORD, neste=""):
    return client.post("/logg-inn", {"epost": epost, "passord": passord, "neste": neste})


def test_the_right_password_opens_a_new_session(outside):
    response = sign_in(outside)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/nordvik/min-dag")
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("__Host-nordvik-ansatt="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert outside.get("/min-dag").status_code == 200


@pytest.mark.parametrize(
    ("epost", "passord"),
    [
        ("marte@nordvik.example", "feil"),
        ("ingen@nordvik.example", PASSWORD),
        ("carl@solvik.example", PASSWORD),
        ("terje@fjordtre.example", PASSWORD),
    ],
)
def test_a_wrong_one_gets_the_same_answer_whoever_it_is(outside, epost, passord):
    known = sign_in(outside, passord="helt feil")
    response = sign_in(outside, epost, passord)
    assert response.status_code == known.status_code == 422
    assert "E-post eller passord er feil." in response.text
    assert len(response.data) - len(epost) == len(known.data) - len("marte@nordvik.example")
    assert outside.get("/min-dag").status_code == 303


def test_what_was_typed_is_kept_but_never_the_password(outside):
    response = sign_in(outside, epost="skrive@feil.example", passord="hemmelig-skrevet")
    assert 'value="skrive@feil.example"' in response.text
    assert "hemmelig-skrevet" not in response.text


def test_signing_out_ends_the_session_in_the_database(client, session):
    kept = client.http.get_cookie("__Host-nordvik-ansatt")
    assert client.get("/min-dag").status_code == 200
    assert client.post("/meg/logg-ut").status_code == 303
    client.http.set_cookie("__Host-nordvik-ansatt", kept.value, domain="localhost", secure=True)
    assert client.get("/min-dag").status_code == 303


def test_a_session_dies_of_idleness_and_of_age(client, session):
    idle, absolute = LIFE[next(iter(LIFE))]
    start = now()
    with frozen(start + idle * 0.9):
        assert client.get("/min-dag").status_code == 200
    with frozen(start + idle * 2.2):
        assert client.get("/min-dag").status_code == 303
    session.execute(update(Oekt).values(sist_sett_tid=start + absolute))
    with frozen(start + absolute * 1.01):
        assert client.get("/min-dag").status_code == 303


def test_a_deactivated_employee_is_out_at_the_next_request(client, session, cast):
    session.execute(update(Bruker).where(Bruker.id == cast.id("marte")).values(er_aktiv=False))
    session.commit()
    assert client.get("/min-dag").status_code == 303


def test_own_sessions_are_listed_and_ended_but_never_anothers(client, session):
    other = client.as_("marte")
    lise = client.as_("lise")
    page = client.get("/meg/oekter")
    assert page.text.count("Avslutt</button>") == 1
    ids = {row.bruker_id: row.id for row in session.scalars(select(Oekt).order_by(Oekt.opprettet_tid))}
    marte_other = session.scalars(
        select(Oekt.id).order_by(Oekt.opprettet_tid.desc()).offset(1).limit(1)
    ).one()
    assert lise.post(f"/meg/oekter/{marte_other}/avslutt").status_code == 404
    assert client.post(f"/meg/oekter/{marte_other}/avslutt").status_code == 303
    assert other.get("/min-dag").status_code == 303
    assert len(ids) == 2  # Marte and Lise


@pytest.mark.parametrize(
    "candidate",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/nordvik@evil.example",
        "/ukjent/side",
        "\t/min-dag",
        "/min-dag\r\nSet-Cookie: x=1",
        "",
        None,
    ],
)
def test_no_foreign_place_after_sign_in(app, candidate):
    with app.test_request_context("/logg-inn", base_url="https://localhost/nordvik/"):
        assert safe_next(candidate) is None


def test_back_to_where_one_was(app, outside):
    asked = outside.get("/meg/oekter")
    assert "neste=/nordvik/meg/oekter" in asked.headers["Location"].replace("%2F", "/")
    response = sign_in(outside, neste="/nordvik/meg/oekter")
    assert response.headers["Location"].endswith("/nordvik/meg/oekter")


def test_cross_site_posts_are_refused(client):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/meg/oppsett", {"tema": "dark"}, headers=headers).status_code == 403
    assert client.post("/meg/oppsett", {"tema": "dark"}).status_code == 303


def test_without_the_token_nothing_happens(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post("/meg/oppsett", {"tema": "dark"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_htmx_is_sent_to_the_door_as_a_whole_page(outside):
    response = outside.htmx("/meg/oekter")
    assert response.status_code == 401
    assert "/nordvik/logg-inn" in response.headers["HX-Redirect"]


def test_every_answer_carries_the_strict_headers(client):
    page = client.get("/min-dag")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "HX-Request" in page.headers["Vary"]
