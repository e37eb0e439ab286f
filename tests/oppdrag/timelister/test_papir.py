"""A customer who signs on paper, and one whose approved hours are processed by themselves."""

from io import BytesIO

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.faktura.grunnlag.queries import list_billable
from portal.filestore.models import Dokument, Dokumentslag
from portal.kundekort.models import Kunde
from portal.oppdrag.models import Timelistetilstand, Utleieoppdrag
from portal.oppdrag.queries_timer import list_linjer, list_versjoner
from tests.support.forms import form_of, theirs
from tests.support.make_kort import PDF
from tests.support.weeks import answer, deliver, this_monday, timeliste_of, week_worked


@pytest.fixture(autouse=True)
def _week_worked():
    with week_worked():
        yield


@pytest.fixture
def oppdrag_id(cast):
    return cast.id("op.truck.piotr")


@pytest.fixture
def week(client, session, oppdrag_id):
    assert deliver(client.as_("piotr"), oppdrag_id).status_code == 303
    return timeliste_of(session, oppdrag_id)


def on_paper(client, week, *, fil: bytes | None = PDF, **changed):
    path = f"/timer/{week.id}"
    data = {**form_of(client, path, action="/papir"), "grunn": "Har ikke tilgang til portalen", **changed}
    data.pop("fil", None)
    if fil is not None:
        data["fil"] = (BytesIO(fil), "signert.pdf")
    return client.post(f"{path}/papir", data, content_type="multipart/form-data")


def set_automatic(session, week, *, on: bool) -> None:
    session.scalars(select(Kunde).where(Kunde.id == week.kunde_id)).one().auto_behandling = on
    session.commit()


def codes(session, week) -> list[str]:
    stmt = select(Hendelse.kode).where(Hendelse.subjekt_id == week.id).order_by(Hendelse.id)
    return [kode for kode in session.scalars(stmt) if kode.startswith("timeliste.")]


def test_the_paper_approves_and_stays_with_the_delivery(client, week, session, oppdrag_id) -> None:
    assert on_paper(client, week).status_code == 303
    liste = timeliste_of(session, oppdrag_id)
    assert liste.tilstand is Timelistetilstand.GODKJENT
    assert all(linje.godkjent_tid for linje in list_linjer(session, timeliste_id=liste.id))
    versjon = list_versjoner(session, timeliste_id=liste.id)[0]
    assert (versjon.besvart_av, versjon.besvart_av_slag) == ("Marte Solheim", "ansatt")
    assert versjon.svar_kommentar == "Har ikke tilgang til portalen"
    dokument = session.scalars(select(Dokument).where(Dokument.id == versjon.besvart_dokument_id)).one()
    assert (dokument.slag, dokument.kunde_id, dokument.uforanderlig) == (
        Dokumentslag.TIMELISTE,
        week.kunde_id,
        True,
    )
    assert codes(session, week)[-1] == "timeliste.papirgodkjent"
    page = client.get(f"/timer/{week.id}").text
    assert "Signert timeliste" in page
    fetched = client.get(f"/kunder/{week.kunde_id}/dokumenter/{dokument.id}/fil")
    assert fetched.get_data() == PDF
    fetched.close()


def test_hours_approved_on_paper_can_be_processed_and_invoiced(client, week, session) -> None:
    """An oppdrag whose customer has nobody in the portal would otherwise stand as delivered for ever."""
    session.scalars(
        select(Utleieoppdrag).where(Utleieoppdrag.id == week.oppdrag_id)
    ).one().godkjenner_id = None
    session.commit()
    waiting = {row.timeliste_id for row in list_billable(session, kunde_id=week.kunde_id)}
    assert week.id not in waiting
    on_paper(client, week)
    form = form_of(client, f"/timer/{week.id}", action="/behandle")
    assert client.post(f"/timer/{week.id}/behandle", form).status_code == 303
    assert week.id in {row.timeliste_id for row in list_billable(session, kunde_id=week.kunde_id)}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fil": None}, "Velg en fil."),
        ({"fil": b""}, "Filen er tom"),
        ({"fil": b"MZ\x90\x00"}, "Filtypen kan ikke lagres"),
        ({"grunn": "  "}, "Skriv hvorfor kunden ikke godkjenner selv."),
    ],
)
def test_without_paper_or_reason_nothing_is_approved(
    client, week, session, oppdrag_id, changed, said
) -> None:
    refused = on_paper(client, week, **changed)
    assert refused.status_code == 422
    assert said in refused.text
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.LEVERT
    assert not session.scalars(select(Dokument.id).where(Dokument.slag == Dokumentslag.TIMELISTE)).all()


def test_it_is_a_right_of_its_own(client, week) -> None:
    berit = client.as_("berit")
    assert "Godkjenn på papir" not in berit.get(f"/timer/{week.id}").text
    assert berit.post(f"/timer/{week.id}/papir", {}).status_code == 403


def test_the_customer_was_first_and_the_second_sees_it(client, week) -> None:
    path = f"/timer/{week.id}"
    form = form_of(client, path, action="/papir")
    assert answer(client.as_("terje"), week, "returner", grunn="Feil dag").status_code == 303
    data = {**form, "grunn": "Har ikke tilgang", "fil": (BytesIO(PDF), "signert.pdf")}
    refused = client.post(f"{path}/papir", data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert theirs(refused.text) == {"Status nå": "I retur"}


@pytest.mark.parametrize(
    ("on", "tilstand", "last"),
    [
        (True, Timelistetilstand.BEHANDLET, "timeliste.behandlet_automatisk"),
        (False, Timelistetilstand.GODKJENT, "timeliste.godkjent"),
    ],
)
def test_approved_hours_are_processed_by_themselves_where_the_customer_has_it_so(
    client, week, session, oppdrag_id, on, tilstand, last
) -> None:
    set_automatic(session, week, on=on)
    assert answer(client.as_("terje"), week, "godkjenn").status_code == 303
    liste = timeliste_of(session, oppdrag_id)
    assert (liste.tilstand, liste.behandlet_tid is not None) == (tilstand, on)
    assert codes(session, week)[-1] == last


def test_days_sent_back_are_not_processed_by_themselves(client, week, session, oppdrag_id) -> None:
    set_automatic(session, week, on=True)
    monday = this_monday().isoformat()
    sent = answer(client.as_("terje"), week, "godkjenn", retur=[monday], grunn="Feil dag")
    assert sent.status_code == 303
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.RETURNERT


def test_the_flag_is_set_on_the_customer(client, week, session) -> None:
    path = f"/kunder/{week.kunde_id}/endre"
    assert client.post(path, {**form_of(client, path), "auto_behandling": "y"}).status_code == 303
    session.expire_all()
    assert session.scalar(select(Kunde.auto_behandling).where(Kunde.id == week.kunde_id))
