"""Number series: chosen before the first document, history afterwards."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.dev.cast import SOLVIK
from portal.errors import Refused, Stale
from portal.faktura.actions import take_number
from portal.faktura.models import Dokumentkind, Nummerserie
from portal.faktura.serier import list_serier, sett_foerste
from portal.tenancy.models import Selskap
from tests.support.forms import form_of

FAKTURA, KREDITNOTA = Dokumentkind


@pytest.fixture
def selskap(session) -> Selskap:
    """A company nobody has invoiced from."""
    row = Selskap(id=uuid4(), navn="Nordvik Ny AS", orgnr="999888777", versjon=1)
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def here(selskap) -> str:
    return f"/innstillinger/organisasjon/selskap/{selskap.id}/serier"


def test_a_series_begins_where_the_old_system_ended(client, session, selskap, here):
    jon = client.as_("jon")
    form = form_of(jon, here)
    assert (form["faktura"], form["kreditnota"]) == ("10001", "90001")
    assert jon.post(here, {**form, "faktura": "20417"}).status_code == 303
    assert take_number(session, selskap_id=selskap.id, kind=FAKTURA)[0] == 20_417
    session.commit()
    series = list_serier(session, selskap_id=selskap.id)
    assert (series[FAKTURA].neste, series[FAKTURA].er_i_bruk) == (20_418, True)
    assert (series[KREDITNOTA].neste, series[KREDITNOTA].er_i_bruk) == (90_001, False)
    told = session.scalars(select(Hendelse.data).where(Hendelse.kode == "oppsett.serie")).all()
    assert [row["foerste"] for row in told] == [20_417], "the unchanged one is not told"

    page = jon.get(here).text
    assert 'name="faktura"' not in page
    assert 'name="kreditnota"' in page


def test_one_that_is_in_use_stays(session, selskap):
    take_number(session, selskap_id=selskap.id, kind=FAKTURA)
    with pytest.raises(Refused, match="i bruk fra 10001"):
        sett_foerste(session, selskap_id=selskap.id, numre={FAKTURA: 5}, versjon=1)
    sett_foerste(session, selskap_id=selskap.id, numre={FAKTURA: 10_001}, versjon=1)  # the same is no change
    assert (
        session.scalars(
            select(Nummerserie.neste).where(Nummerserie.selskap_id == selskap.id, Nummerserie.kind == FAKTURA)
        ).one()
        == 10_002
    )


def test_one_that_came_into_use_while_its_beginning_was_typed_is_refused_not_dropped(
    client, session, selskap, here
):
    jon = client.as_("jon")
    form = form_of(jon, here)
    take_number(session, selskap_id=selskap.id, kind=FAKTURA)
    session.commit()
    refused = jon.post(here, {**form, "faktura": "20417"})
    assert refused.status_code == 422
    assert "i bruk fra 10001" in refused.text
    assert 'value="20417"' in refused.text
    again = {**form, "faktura": "", "idempotens": str(uuid4())}
    del again["faktura"]
    assert jon.post(here, {**again, "kreditnota": "95001"}).status_code == 303  # the control: the other one


@pytest.mark.parametrize("number", ["0", "-3", "100000000", "ti"])
def test_numbers_outside_are_refused_with_what_was_written(client, here, number):
    jon = client.as_("jon")
    refused = jon.post(here, {**form_of(jon, here), "faktura": number})
    assert refused.status_code == 422
    assert f'value="{number}"' in refused.text


def test_two_at_once_and_another_agency(client, session, selskap, here):
    sett_foerste(session, selskap_id=selskap.id, numre={FAKTURA: 7}, versjon=1)
    with pytest.raises(Stale):
        sett_foerste(session, selskap_id=selskap.id, numre={FAKTURA: 8}, versjon=1)
    session.commit()
    assert client.as_("marte").get(here).status_code == 403
    foreign = here.replace(str(selskap.id), str(SOLVIK.id("selskap")))
    assert client.as_("jon").get(foreign).status_code == 404
