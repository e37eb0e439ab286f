"""An import in the browser: file, trial, columns, run by the worker, undo."""

import io
import re

from sqlalchemy import select

from portal.jobs import handlers
from portal.jobs.models import Utboks, Utbokstilstand
from portal.kundekort.models import Kunde
from tests.support.forms import form_of

LISTE = "Id;Overordnet id;Navn;Organisasjonsnummer\n1;;Moder Opplastet AS;310889474\n2;1;Datter Opplastet AS;\n3;;;\n"


def upload(client, text: str = LISTE, name: str = "kunder.csv", **more: str):
    data = {**form_of(client, "/kunder/importer"), **more, "fil": (io.BytesIO(text.encode()), name)}
    return client.post("/kunder/importer", data, content_type="multipart/form-data")


def step(client, path: str, act: str, **more: str):
    return client.post(f"{path}/{act}", {**form_of(client, path, action=f"/{act}"), **more})


def work(session) -> int:
    """What the worker would do, until nothing waits."""
    done = 0
    while rows := session.scalars(
        select(Utboks).where(Utboks.slag == "kunder.import", Utboks.tilstand == Utbokstilstand.NY)
    ).all():
        for row in rows:
            handlers.run(session, row=row)
            row.tilstand = Utbokstilstand.SENDT
            done += 1
        session.flush()
    return done


def path_of(response) -> str:
    assert response.status_code == 303
    return re.sub(r"^https://localhost", "", response.location)


def test_a_file_is_tried_run_and_taken_back(client, session) -> None:
    path = path_of(upload(client))
    trial = client.get(path).text
    assert "Ingenting er endret" in trial
    assert "Importer 2 kunder" in trial
    assert "Navnet mangler." in client.get(f"{path}?utfall=feil").text
    assert "Opplastet" not in client.htmx("/kunder?q=opplastet").text.split("<table")[-1].split("q=")[0]

    assert step(client, path, "kjoer").status_code == 303
    assert 'hx-trigger="every 1s"' in client.get(path).text
    assert client.htmx(f"{path}/framdrift").headers.get("HX-Refresh") is None
    assert work(session) == 1
    assert client.htmx(f"{path}/framdrift").headers["HX-Refresh"] == "true"
    card = session.scalars(select(Kunde).where(Kunde.navn == "Datter Opplastet AS")).one()
    page = client.get(f"/kunder/{card.id}").text
    assert "Moder Opplastet AS" in page
    assert "importerte kunden fra kunder.csv" in page
    assert "Marte Solheim" in page

    step(client, path, "angre")
    assert "tatt ut igjen" in client.get(path).text
    assert "Moder Opplastet AS" not in client.htmx("/kunder?q=opplastet").text


def test_columns_are_chosen_by_hand_when_none_is_known(client, session) -> None:
    path = path_of(upload(client, "Hvem;Hvor i landet\nHåndvalgt AS;Voss\n"))
    assert "Importer" not in client.get(path).text.split("<h1")[1].split("form")[0].split("Import av")[0]
    refused = step(client, path, "proev")
    assert refused.status_code == 422
    assert "Fant ingen kolonne for navnet" in refused.text
    assert step(client, path, "proev", navn="0", post_poststed="1").status_code == 303
    assert "Importer 1 kunde" in client.get(path).text
    step(client, path, "kjoer")
    work(session)
    assert "Håndvalgt AS" in client.htmx("/kunder?q=voss").text


def test_a_broken_file_is_told_at_its_field_and_leaves_nothing(client, session) -> None:
    before = len(session.scalars(select(Kunde.id)).all())
    for text, says in (
        ("Navn;Sted\nAlfa;=cmd|'/C calc'!A0\n", "er en formel"),
        ("Alfa AS;310889474\nBeta AS;310889482\n", "overskrifter"),
        ("Navn\n", "ingen kunder"),
    ):
        response = upload(client, text)
        assert response.status_code == 422
        assert says in response.text
        assert 'aria-invalid="true"' in response.text
    assert client.get("/kunder/importer").text.count("rowlink") == 0
    assert len(session.scalars(select(Kunde.id)).all()) == before


def test_no_file_is_told(client) -> None:
    data = form_of(client, "/kunder/importer")
    response = client.post("/kunder/importer", data, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Velg en fil." in response.text


def test_a_huge_file_is_refused_by_the_door(client) -> None:
    body = b"x" * (31 * 1024 * 1024)
    response = client.post("/kunder/importer", body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "for stor" in response.text


def test_pressing_run_twice_runs_once(client, session) -> None:
    path = path_of(upload(client))
    step(client, path, "kjoer")
    client.post(f"{path}/kjoer", {})
    assert work(session) == 1


def test_the_credit_people_do_not_import(client) -> None:
    assert client.as_("lise").get("/kunder/importer").status_code == 403
    assert client.as_("berit").get("/kunder/importer").status_code == 403


def test_another_agencys_import_is_not_found(client) -> None:
    path = path_of(upload(client)).removeprefix("/nordvik")
    assert client.as_("carl").get(path).status_code == 404
