"""Roles: what each gives, what a change comes to, that nobody gives himself more, and that no right is lost."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.administrasjon.roller.rules import effects
from portal.audit.models import Hendelse
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK
from portal.identity.models import Brukerrolle, Rolle
from portal.identity.permissions import SHIPPED_ROLES, Permission
from portal.identity.rettighetsord import ALLTID, complete, named
from portal.tenancy.session import tenant_session
from tests.support.forms import form_of, theirs

HERE = "/innstillinger/roller"
MARTE = NORDVIK.id("marte")


@pytest.fixture
def jon(client):
    return client.as_("jon")


@pytest.fixture
def roles(session) -> dict[str, str]:
    return {row.navn: str(row.id) for row in session.execute(select(Rolle.id, Rolle.navn))}


def rights(session, rolle_id) -> set[str]:
    session.expire_all()
    return set(session.scalars(select(Rolle.rettigheter).where(Rolle.id == rolle_id)).one())


def ticked(session, rolle_id) -> list[str]:
    return sorted(rights(session, rolle_id) - set(map(str, ALLTID)))


def change(jon, session, rolle_id, *, add=(), take=(), to="", **more):
    path = f"{HERE}/{rolle_id}"
    wanted = [r for r in ticked(session, rolle_id) if r not in take] + [str(r) for r in add]
    return jon.post(path + to, {**form_of(jon, path, action=path), "rettigheter": wanted, **more})


def test_the_list_counts_and_every_right_stands_under_its_noun(jon, roles):
    page = jon.get(HERE).text
    assert "Konsulent" in page
    page = jon.get(f"{HERE}/{roles['Konsulent']}").text
    for words in ("Se kunder", "Stillinger og oppdrag", "Kreditere fakturaer"):
        assert words in page
    assert "Du har den ikke selv" not in page
    assert "Du har den ikke selv" in jon.get(f"{HERE}/{roles['Admin']}").text
    assert "Bruke portalen" not in page, "everyone has it: nobody ticks it"


def test_a_right_that_is_added_holds_at_the_next_request(client, jon, session, roles):
    marte, konsulent = client.as_("marte"), roles["Konsulent"]
    assert marte.get("/innstillinger").status_code == 403
    answer = change(jon, session, konsulent, add=[Permission.INNSTILLING_ENDRE])
    assert answer.status_code == 303, answer.text
    assert marte.get("/innstillinger").status_code == 200
    assert change(jon, session, konsulent, take=["innstilling:endre"]).status_code == 303
    assert marte.get("/innstillinger").status_code == 403, "still signed in, without the right"
    assert marte.get("/min-dag").status_code == 200
    told = session.scalars(
        select(Hendelse).where(Hendelse.kode == "rolle.endret").order_by(Hendelse.id)
    ).all()
    assert [len(t.data["etter"]["rettigheter"]) - len(t.data["foer"]["rettigheter"]) for t in told] == [1, -1]
    page = jon.get(f"{HERE}/{konsulent}").text
    assert "+ Endre byråets innstillinger" in page
    assert "− Endre byråets innstillinger" in page


def test_the_preview_says_who_gets_and_loses_what_and_changes_nothing(jon, session, roles):
    konsulent = roles["Konsulent"]
    session.add(Brukerrolle(id=uuid7(), bruker_id=NORDVIK.id("berit"), rolle_id=konsulent))
    session.commit()
    before = rights(session, konsulent)
    added, gone = Permission.INNSTILLING_ENDRE, ["timeliste:behandle", "oppdrag:les", "oppdrag:endre"]
    page = change(jon, session, konsulent, add=[added], take=gone, to="/virkning")
    assert page.status_code == 200
    text = " ".join(page.text.split())
    assert "Får den: Berit Aasen, Marte Solheim" in text
    assert "Mister den: Berit Aasen, Marte Solheim" in text
    assert "Mister den: Marte Solheim" in text
    assert "Har den uansett gjennom en annen rolle: Berit Aasen" in text
    assert rights(session, konsulent) == before
    part = jon.htmx_post(f"{HERE}/{konsulent}/virkning", {"navn": "x", "versjon": "1"})
    assert part.text.lstrip().startswith('<div id="virkning"')


def test_nobody_adds_a_right_he_does_not_have_to_a_role_of_his_own(jon, session, roles):
    before, fresh = rights(session, roles["Admin"]), [Permission.KUNDE_KREDITTSPERRE]
    answer = change(jon, session, roles["Admin"], add=fresh)
    assert answer.status_code == 422
    assert "Du kan ikke gi deg selv retter du ikke har: Sette og oppheve kredittsperre" in answer.text
    assert rights(session, roles["Admin"]) == before
    # The control: to a role of others he adds it, and then he cannot take that role himself.
    assert change(jon, session, roles["Leser"], add=fresh).status_code == 303
    there = f"/innstillinger/brukere/{NORDVIK.id('jon')}"
    mine = {**form_of(jon, there, action=there), "roller": [roles["Admin"], roles["Leser"]]}
    assert jon.post(there, mine).status_code == 422


def test_a_right_nobody_else_has_is_not_taken_out_of_a_role(jon, session, roles):
    taken = ["kunde:kredittsperre", "faktura:krediter"]
    answer = change(jon, session, roles["Økonomi"], take=taken)
    assert answer.status_code == 422
    assert "Da har ingen lenger disse rettene: Sette og oppheve kredittsperre." in answer.text
    assert set(taken) < rights(session, roles["Økonomi"])
    # The controls: what others have is taken, and so is this when another role gives it to one who signs in.
    assert change(jon, session, roles["Økonomi"], take=taken[1:]).status_code == 303
    assert change(jon, session, roles["Konsulent"], add=taken[:1]).status_code == 303
    assert change(jon, session, roles["Økonomi"], take=taken[:1]).status_code == 303


def test_the_last_role_that_administers_keeps_the_right(jon, session, roles):
    answer = change(jon, session, roles["Admin"], take=["bruker:endre"])
    assert answer.status_code == 422
    assert "Da kan ingen lenger administrere" in answer.text
    assert "bruker:endre" in rights(session, roles["Admin"])
    # The control: when another role gives it to one who signs in, this one may lose it.
    assert change(jon, session, roles["Konsulent"], add=[Permission.BRUKER_ENDRE]).status_code == 303
    assert change(jon, session, roles["Admin"], take=["bruker:endre"]).status_code == 303
    assert jon.get(HERE).status_code == 403


def test_a_copy_is_made_of_all_of_it_for_others(jon, session, roles, monkeypatch):
    path = f"{HERE}/ny"
    answer = jon.post(path, {**form_of(jon, path), "navn": "Lønn", "kopi_av": roles["Økonomi"]})
    assert answer.status_code == 303
    made = session.scalars(select(Rolle).where(Rolle.navn == "Lønn")).one()
    assert set(made.rettigheter) == set(map(str, SHIPPED_ROLES["Økonomi"]))
    assert "Velg hva den gir" in jon.get(answer.headers["Location"]).text
    again = jon.post(path, {**form_of(jon, path), "navn": "Lønn", "kopi_av": ""})
    assert again.status_code == 422
    assert "alt en rolle med dette navnet" in again.text
    with monkeypatch.context() as late:  # another took the name since it was looked for
        late.setattr("portal.administrasjon.roller.actions._check_name", lambda *_a, **_k: None)
        meanwhile = jon.post(path, {**form_of(jon, path), "navn": "Lønn", "kopi_av": ""})
        renamed = change(jon, session, roles["Leser"], navn="Lønn")
    for answer in (meanwhile, renamed):
        assert answer.status_code == 422
        assert "alt en rolle med dette navnet" in answer.text
    bare = jon.post(path, {**form_of(jon, path), "navn": "Tom", "kopi_av": ""})
    assert bare.status_code == 303
    empty = session.scalars(select(Rolle.rettigheter).where(Rolle.navn == "Tom")).one()
    assert set(empty) == set(map(str, ALLTID))


def test_a_role_goes_out_of_use_only_when_nobody_has_it(jon, session, roles):
    path = f"{HERE}/{roles['Konsulent']}/ut-av-bruk"
    refused = jon.post(path, {"idempotens": str(uuid4())})
    assert refused.status_code == 422
    assert "har rollen" in refused.text
    rolle = Rolle(id=uuid7(), navn="Ubrukt", rettigheter=["egen:bruk"])
    session.add(rolle)
    session.commit()
    path = f"{HERE}/{rolle.id}"
    assert jon.post(f"{path}/ut-av-bruk", {"idempotens": str(uuid4())}).status_code == 303
    there = f"/innstillinger/brukere/{MARTE}"
    give = {**form_of(jon, there, action=there), "roller": [roles["Konsulent"], str(rolle.id)]}
    assert str(rolle.id) not in jon.get(there).text
    assert jon.post(there, give).status_code == 422
    assert jon.post(f"{path}/i-bruk", {"idempotens": str(uuid4())}).status_code == 303
    give = {**form_of(jon, there, action=there), "roller": [roles["Konsulent"], str(rolle.id)]}
    assert jon.post(there, give).status_code == 303
    assert jon.post(f"{path}/ut-av-bruk", {"idempotens": str(uuid4())}).status_code == 422


def test_two_who_change_the_same_role_see_each_other(jon, session, roles):
    path = f"{HERE}/{roles['Leser']}"
    mine = {**form_of(jon, path, action=path), "rettigheter": ticked(session, roles["Leser"])}
    assert jon.post(path, {**mine, "navn": "Lesere"}).status_code == 303
    late = jon.post(path, {**mine, "navn": "Lesarar", "idempotens": str(uuid4())})
    assert late.status_code == 422
    assert theirs(late.text)["Navn"] == "Lesere"


def test_the_doors_are_for_those_who_may_and_one_agency_does_not_see_another(
    client, jon, connection, tenants
):
    assert client.get(HERE).status_code == 403
    with tenant_session(connection, tenant_id=tenants["solvik"]) as other:
        foreign = other.scalars(select(Rolle.id).limit(1)).one()
    assert jon.get(f"{HERE}/{foreign}").status_code == 404
    assert jon.post(f"{HERE}/{foreign}/ut-av-bruk", {"idempotens": str(uuid4())}).status_code == 404
    path = f"{HERE}/ny"
    assert jon.post(path, {**form_of(jon, path), "navn": "X", "kopi_av": str(foreign)}).status_code == 422
    assert client.as_("carl").get(HERE).status_code == 403


def test_effects_by_right():
    people = [("A", frozenset()), ("B", frozenset({"kunde:les"}))]
    found = effects(frozenset({"kunde:les", "ukjent:rett"}), frozenset({"dialog:send"}), people)
    assert [(each.rett, each.ny, each.beroert, each.uendret) for each in found] == [
        (Permission.KUNDE_LES, False, ["A"], ["B"]),
        (Permission.DIALOG_SEND, True, ["A", "B"], []),
    ]
    assert effects(frozenset({"kunde:les"}), frozenset({"kunde:les"}), people) == []


def test_a_right_brings_the_reading_it_builds_on():
    assert complete(frozenset({Permission.FAKTURA_UTSTED})) == ALLTID | {
        Permission.FAKTURA_UTSTED,
        Permission.FAKTURA_LES,
    }
    assert complete(frozenset({Permission.KANDIDAT_LES})) == ALLTID | {Permission.KANDIDAT_LES}  # the control


@pytest.mark.parametrize(
    "right",
    [Permission.DAGBOK_ENDRE, Permission.DIALOG_SEND, Permission.KONTAKT_ENDRE, Permission.DOKUMENT_ENDRE],
)
def test_whoever_calls_or_writes_to_customers_sees_them(right):
    """The call list, its report and mail to a group show customers: without this they did so past `kunde:les`."""
    assert Permission.KUNDE_LES in complete(frozenset({right}))


def test_names_of_rights():
    assert named(["faktura:les", "finnes:ikke", "kunde:les"]) == ["Se kunder", "Se fakturaer"]
