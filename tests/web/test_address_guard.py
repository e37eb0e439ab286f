"""A fødselsnummer typed in a search never stays in an address: pages, fragments, and the way to the sign-in page."""

import json

import pytest

from portal.db.types import uuid7
from portal.web.national_number import holds_number
from tests.support.numbers import NUMBER, SPACED

SEARCHES = ("/kandidater", "/kunder", "/stillinger", "/oppdrag", "/fakturaer", "/min-dag/sok")


@pytest.mark.parametrize("path", SEARCHES)
def test_a_page_is_shown_without_it_and_says_why(client, path) -> None:
    response = client.get(path, query_string={"q": f"kari {SPACED}", "status": "aktiv"})
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/nordvik{path}?status=aktiv")
    page = client.get(f"{path}?status=aktiv")
    assert page.status_code == 200
    assert (
        "Et fødselsnummer skal ikke stå i en adresse"
        in page.text.split('id="toasts"')[1].split("data-toast")[-1]
    )
    for digits in (NUMBER, SPACED):
        assert digits not in page.text
    assert client.get(path, query_string={"q": "kari"}).status_code == 200


@pytest.mark.parametrize("path", SEARCHES)
def test_a_fragment_is_refused_and_the_address_stays(client, path) -> None:
    response = client.htmx(path, query_string={"q": NUMBER})
    assert response.status_code == 422
    assert response.data == b""
    assert response.headers["HX-Push-Url"] == response.headers["HX-Replace-Url"] == "false"
    assert response.headers["HX-Reswap"] == "none"
    assert "fødselsnummer" in json.loads(response.headers["HX-Trigger"])["toast"]["text"]
    assert "HX-Push-Url" not in client.htmx(path, query_string={"q": "kari"}).headers


def test_the_way_to_the_sign_in_page_does_not_carry_it(client) -> None:
    outside = client.as_("ingen")
    asked = outside.get("/kandidater", query_string={"q": NUMBER})
    assert NUMBER not in asked.headers["Location"]
    onwards = outside.get("/logg-inn", query_string={"neste": f"/nordvik/kandidater?q={SPACED}"})
    assert onwards.status_code == 303
    assert onwards.headers["Location"].endswith("/nordvik/logg-inn")


@pytest.mark.parametrize(
    "text", [NUMBER, SPACED, f"fnr.{NUMBER}", f"{NUMBER[:6]}-{NUMBER[6:]}", " ".join(NUMBER), f"«{NUMBER}»"]
)
def test_however_it_is_written(text) -> None:
    assert holds_number(text)


def test_what_is_no_number_is_left_alone() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    for text in (
        wrong,
        NUMBER + "1",
        "1" + NUMBER,
        "12345678903",
        "91 23 45 67",
        "920304515",
        "",
        f"a{NUMBER}-",
        "kari",
    ):
        assert not holds_number(text), text
    assert not any(holds_number(str(uuid7())) for _ in range(2000))
    spelt_out = "01919010-1301-7000-8000-000000000000"
    assert not holds_number(spelt_out)
