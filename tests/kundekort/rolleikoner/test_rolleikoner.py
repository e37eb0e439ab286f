"""Icons of roles: those that come with the product, and the agency's own choice; the word is always there."""

import pytest

from portal.errors import Refused, Stale
from portal.kundekort.kontakter.rules import ROLLE_IKON
from portal.kundekort.models import Rolle, Rolleikon
from portal.kundekort.rolleikoner.actions import velg_ikoner
from portal.kundekort.rolleikoner.queries import list_valgte
from portal.kundekort.rolleikoner.rules import IKONER, version_of
from portal.web.assets import icon_url
from tests.kundekort.kontakter.test_kontakter import address, register
from tests.support.forms import form_of, theirs

PATH = "/kunder/rolleikoner"


def test_every_icon_stands_in_the_sprite(app) -> None:
    assert set(ROLLE_IKON) == set(Rolle)
    assert set(ROLLE_IKON.values()) <= set(IKONER)
    with app.test_request_context("/nordvik/", base_url="https://localhost"):
        for name in IKONER:
            assert f"#i-{name}" in icon_url(name)


def test_a_role_has_its_icon_and_its_word(client, make) -> None:
    kunde = make.kunde(navn="Ikonkunden AS")
    register(client, kunde, navn="Leif Leder", roller=["leder"])

    def row() -> str:
        return client.get(address(kunde)).text.split("<tbody>")[1].split("</tbody>")[0]

    assert "#i-briefcase" in row()
    assert "Leder på stedet" in row()
    admin = client.as_("jon")
    assert admin.post(PATH, {**form_of(admin, PATH), "leder": "graduation-cap"}).status_code == 303
    assert "#i-graduation-cap" in row()
    assert "#i-briefcase" not in row()
    assert "Leder på stedet" in row()


def test_who_chooses_and_what_is_refused(client, session) -> None:
    for key, answer in (("jon", 200), ("marte", 403), ("lise", 403), ("berit", 403)):
        assert client.as_(key).get(PATH).status_code == answer
    admin = client.as_("jon")
    assert admin.post(PATH, {**form_of(admin, PATH), "hr": "finnes-ikke"}).status_code == 422
    with pytest.raises(Refused):
        velg_ikoner(session, ikoner={Rolle.HR: "finnes-ikke"}, versjon=version_of(list_valgte(session)))
    with pytest.raises(Stale):
        velg_ikoner(session, ikoner={Rolle.HR: "flag"}, versjon=99)
    mine, others = form_of(admin, PATH), form_of(admin, PATH)
    assert admin.post(PATH, {**others, "hr": "flag"}).status_code == 303
    stale = admin.post(PATH, {**mine, "leder": "flag"})
    assert theirs(stale.text)["HR"] == "Flagg"


def test_what_does_not_differ_is_not_written(session) -> None:
    before = [row.id for row in list_valgte(session)]
    velg_ikoner(
        session,
        ikoner={row.rolle: row.ikon for row in list_valgte(session)},
        versjon=version_of(list_valgte(session)),
    )
    session.flush()
    assert [row.id for row in list_valgte(session)] == before
    assert Rolleikon.__tablename__ == "rolleikon"
