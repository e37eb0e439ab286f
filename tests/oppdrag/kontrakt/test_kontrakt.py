"""From an opportunity to an agreement: looked at, kept as it read, made by the worker once, ready to be signed."""

import json
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.dev.ci import in_ci
from portal.errors import NotFound, Refused, Unavailable
from portal.filestore import pdf
from portal.filestore.gateway import open_file
from portal.filestore.models import Dokument
from portal.identity.actor import Actor
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort.models import Kunde, Mulighet
from portal.oppdrag.kontrakt.actions import lag_dokument, lag_kontrakt, skriv_kontrakt
from portal.oppdrag.kontrakt.content import Kontraktdata
from portal.oppdrag.kontrakt.pdf import make_pdf
from portal.oppdrag.models_kontrakt import Kontrakt, Kontrakttilstand
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.queries import list_faktorer
from portal.oppdrag.paaslag.rules import factor, price
from tests.support.forms import fields, form_of

needs_fonts = pytest.mark.skipif(
    not pdf.FONTS.is_dir() and not in_ci(), reason="the npm packages are not installed"
)


@pytest.fixture
def mulighet(session, make, cast) -> Mulighet:
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte Solheim", frozenset())
    return make.mulighet(cast.id("fjordtre"), tittel="Kveldsskift", kontakt_id=cast.id("terje"))


def first(session, mulighet: Mulighet) -> Paaslagsfaktor:
    return list_faktorer(session, kunde_id=mulighet.kunde_id, dag=today())[1][0]


def data(**changes) -> Kontraktdata:
    return Kontraktdata(
        **{
            "tittel": "Rammeavtale",
            "stilling": "Lager",
            "gyldig_fra": today(),
            "loenn_oere": 250_00,
            **changes,
        }
    )


def make_one(session, mulighet: Mulighet, **changes) -> Kontrakt:
    row = lag_kontrakt(
        session,
        kunde_id=mulighet.kunde_id,
        mulighet_id=mulighet.id,
        data=data(**changes),
        faktor_id=first(session, mulighet).id,
    )
    session.flush()
    return row


def words_of(innhold) -> str:
    return json.dumps(innhold, ensure_ascii=False, sort_keys=True).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("loenn", "bp", "expected"),
    [(250_00, 16_200, 405_00), (1, 15_000, 2), (333_33, 10_000, 333_33), (0, 20_000, 0)],
)
def test_the_price_is_pay_times_factor(loenn, bp, expected) -> None:
    assert price(loenn, bp) == expected


def test_a_factor_is_written_with_two_decimals() -> None:
    assert [factor(bp) for bp in (16_200, 10_000, 15_050)] == ["1,62", "1,00", "1,50"]


def test_the_words_name_both_sides_the_prices_and_the_law(session, mulighet) -> None:
    chosen = first(session, mulighet)
    words = words_of(
        skriv_kontrakt(
            session,
            kunde_id=mulighet.kunde_id,
            mulighet_id=mulighet.id,
            data=data(vilkaar="Egen parkering."),
            faktor_id=chosen.id,
        )
    )
    for part in (
        "Nordvik Bemanning AS",
        "Fjordtre AS",
        "Terje Fjordtun",
        "310889105",
        "1,62",
        "405,00 kr",
        "§ 14-12 a",
        "§ 14-12 b",
        "30 dager",
        "Egen parkering.",
    ):
        assert part in words, part


def test_it_is_in_the_customer_s_language(session, mulighet) -> None:
    session.get_one(Kunde, (session.info["tenant"], mulighet.kunde_id)).sprak = "nn"
    session.flush()
    words = skriv_kontrakt(
        session,
        kunde_id=mulighet.kunde_id,
        mulighet_id=mulighet.id,
        data=data(),
        faktor_id=first(session, mulighet).id,
    )
    assert words["ord"]["innleier"] == "Innleigar"
    assert words["sprak"] == "nn"


def test_a_price_of_its_own_needs_no_factor_and_none_asks_for_one(session, mulighet) -> None:
    def write(faktor_id=None, **changes):
        return skriv_kontrakt(
            session,
            kunde_id=mulighet.kunde_id,
            mulighet_id=mulighet.id,
            data=data(**changes),
            faktor_id=faktor_id,
        )

    assert "410,50 kr" in words_of(write(pris_oere=410_50))
    none = session.scalars(select(Paaslagsfaktor).where(Paaslagsfaktor.ordinaer_bp.is_(None))).first()
    assert "avtales for hvert oppdrag" in words_of(write(none.id))
    assert "410,50 kr" in words_of(write(none.id, pris_oere=410_50))  # it leaves the price to be written
    for wrong, field in (
        ({}, "pris"),
        ({"pris_oere": 1, "gyldig_til": today() - timedelta(days=1)}, "gyldig_til"),
        ({"faktor_id": mulighet.id}, "faktor_id"),
        ({"faktor_id": first(session, mulighet).id, "pris_oere": 410_50}, "pris"),
    ):
        with pytest.raises(Refused) as refused:
            write(**wrong)
        assert refused.value.field == field


def test_a_factor_that_begins_later_does_not_count_yet(session, mulighet) -> None:
    chosen = first(session, mulighet)
    chosen.gyldig_fra = today() + timedelta(days=30)
    session.flush()
    with pytest.raises(Refused):
        make_one_with(session, mulighet, chosen)
    assert make_one_with(session, mulighet, chosen, gyldig_fra=chosen.gyldig_fra).id


def make_one_with(session, mulighet: Mulighet, chosen: Paaslagsfaktor, **changes) -> Kontrakt:
    return lag_kontrakt(
        session,
        kunde_id=mulighet.kunde_id,
        mulighet_id=mulighet.id,
        data=data(**changes),
        faktor_id=chosen.id,
    )


def test_an_opportunity_of_another_customer_is_not_found(session, mulighet, cast) -> None:
    with pytest.raises(NotFound):
        skriv_kontrakt(
            session, kunde_id=cast.id("voss"), mulighet_id=mulighet.id, data=data(), faktor_id=None
        )


def test_what_changes_afterwards_changes_nothing_in_it(session, mulighet) -> None:
    row = make_one(session, mulighet)
    before = words_of(row.innhold)
    first(session, mulighet).ordinaer_bp = 20_000
    session.get_one(Kunde, (session.info["tenant"], mulighet.kunde_id)).navn = "Nytt navn AS"
    session.flush()
    session.expire_all()
    assert words_of(session.get_one(Kontrakt, (row.tenant_id, row.id)).innhold) == before


@needs_fonts
def test_the_worker_makes_the_document_once_ready_to_be_signed(session, mulighet) -> None:
    row = make_one(session, mulighet)
    assert row.tilstand is Kontrakttilstand.LAGES
    outbox = session.scalars(select(Utboks).where(Utboks.noekkel == row.id)).one()
    handlers.run(session, row=outbox)
    session.flush()
    handlers.run(session, row=outbox)  # killed after its work, and tried again
    session.flush()
    assert row.tilstand is Kontrakttilstand.KLAR
    dokument = session.scalars(select(Dokument).where(Dokument.kobling_id == row.id)).one()
    assert (dokument.kunde_id, dokument.tittel, dokument.id) == (
        mulighet.kunde_id,
        "Rammeavtale",
        row.dokument_id,
    )
    content = open_file(session, dokument_id=dokument.id).read()
    reader = pypdf.PdfReader(BytesIO(content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in ("Fjordtre AS", "Nordvik Bemanning AS", "1,62", "§ 14-12"):
        assert part in text, part
    assert reader.trailer["/Root"]["/Lang"].startswith("nb")


@needs_fonts
def test_the_bytes_do_not_vary(session, mulighet) -> None:
    row = make_one(session, mulighet)
    assert make_pdf(row) == make_pdf(row)


def test_without_fonts_it_is_tried_again(session, mulighet, monkeypatch, tmp_path) -> None:
    row = make_one(session, mulighet)
    monkeypatch.setattr(pdf, "FONTS", tmp_path / "none")
    with pytest.raises(Unavailable):
        lag_dokument(session, kontrakt_id=row.id)
    assert row.tilstand is Kontrakttilstand.LAGES


def test_the_pages_preview_keep_and_show(client, mulighet, session) -> None:
    home = f"/kunder/{mulighet.kunde_id}/muligheter/{mulighet.id}"
    path = f"{home}/kontrakter"
    typed = form_of(client, f"{path}/ny")
    assert typed["faktor_id"] == str(first(session, mulighet).id)  # the factor alone had to be chosen
    before = len(session.scalars(select(Kontrakt)).all())
    preview = client.post(f"{path}/forhaandsvis", {**typed, "loenn": "250"})
    assert preview.status_code == 200
    assert "405,00" in preview.text
    assert "Lag kontrakten som PDF" in preview.text
    assert len(session.scalars(select(Kontrakt)).all()) == before
    refused = client.post(f"{path}/forhaandsvis", {**typed, "faktor_id": "", "pris": ""})
    assert refused.status_code == 422
    assert "skriv prisen per time" in refused.text
    for where in (path, f"{path}/forhaandsvis"):
        both = client.post(where, {**typed, "pris": "410,50"})
        assert both.status_code == 422
        assert "tøm prisen" in both.text
        kept = fields(both.text, action="/forhaandsvis")
        assert (kept["faktor_id"], kept["pris"]) == (typed["faktor_id"], "410,50")
    assert client.post(path, {**typed, "loenn": "250"}).status_code == 303
    page = client.get(home).text
    assert "Rammeavtale om innleie, Fjordtre AS" in page
    assert "Lages" in page


def test_readers_make_none(client, mulighet) -> None:
    home = f"/kunder/{mulighet.kunde_id}/muligheter/{mulighet.id}"
    berit = client.as_("berit")
    assert "Lag kontrakt" not in berit.get(home).text
    assert berit.get(f"{home}/kontrakter/ny").status_code == 403


def test_the_last_day_is_the_last_that_counts(session, mulighet) -> None:
    day = today()
    row = lag_kontrakt(
        session,
        kunde_id=mulighet.kunde_id,
        mulighet_id=mulighet.id,
        data=data(pris_oere=410_50, gyldig_fra=day, gyldig_til=day),
        faktor_id=None,
    )
    assert row.gyldig_til == day + timedelta(days=1)  # half-open: today is in it
    assert f"til og med {day:%d.%m.%Y}" in words_of(row.innhold)
