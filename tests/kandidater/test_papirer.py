"""A worker's papers: registered, asked for, received, ended; of a politiattest nothing but that it was shown."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.audit.models import Hendelse, Leselogg
from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.filestore.models import Dokument
from portal.kandidater.models import Kandidatpapir
from portal.kandidater.papirer.actions import (
    avslutt_papir,
    be_om_papir,
    endre_papir,
    motta_papir,
    registrer_papir,
)
from portal.kandidater.papirer.queries import list_gjeldende
from portal.kandidater.papirer.utfylling import Papirdata, Papirfil
from portal.registers.politiattest import is_police_certificate, list_attesthjemler
from tests.support.forms import form_of, theirs
from tests.support.make_kort import PDF

DAY = timedelta(days=1)
LAW = "barnehageloven § 30"


def told(session, kandidat):
    session.flush()  # history is read
    stmt = select(Hendelse.kode).where(Hendelse.subjekt_id == kandidat.id).order_by(Hendelse.id)
    return [kode.removeprefix("kandidat.papir-") for kode in session.scalars(stmt) if "papir" in kode]


def key(kandidat, papir):
    return {"kandidat_id": kandidat.id, "papir_id": papir.id}


def test_a_paper_is_asked_for_received_and_ended_and_stays(session, make):
    kandidat = make.kandidat()
    papir = make.papir(kandidat, mottatt=False, referanse="778")
    be_om_papir(session, **key(kandidat, papir), versjon=1)
    session.flush()  # locked and read anew
    motta_papir(session, **key(kandidat, papir), versjon=2)
    session.flush()  # as above
    assert (papir.bedt_dato, papir.mottatt_dato) == (today(), today())
    with pytest.raises(Refused, match="alt mottatt"):
        motta_papir(session, **key(kandidat, papir), versjon=3)
    avslutt_papir(session, **key(kandidat, papir), versjon=3)
    session.flush()  # as above
    assert papir.avsluttet_tid is not None
    assert told(session, kandidat) == ["registrert", "bedt", "mottatt", "avsluttet"]
    assert list_gjeldende(session, kandidat_ids=[kandidat.id]) == []
    with pytest.raises(Refused, match="Registrer et nytt"):
        be_om_papir(session, **key(kandidat, papir), versjon=4)


def test_the_same_key_again_answers_the_first(session, make):
    kandidat, idempotens = make.kandidat(), uuid4()
    data = Papirdata(navn="HMS-kort", mottatt_dato=today())
    first = registrer_papir(session, kandidat_id=kandidat.id, data=data, idempotens=idempotens)
    session.flush()
    assert registrer_papir(session, kandidat_id=kandidat.id, data=data, idempotens=idempotens) is first
    with pytest.raises(Refused, match="alt registrert"):
        make.papir(kandidat, "hms kort")
    make.papir(kandidat, "HMS-kort", siste_dag=today() + DAY)  # another end is another card


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"gyldig_fra": today(), "siste_dag": today() - DAY}, "siste_dag"),
        ({"mottatt_dato": today() + DAY}, "mottatt_dato"),
        ({"bedt_dato": today() + DAY}, "bedt_dato"),
    ],
)
def test_bad_days_are_refused_at_their_field(session, make, values, field):
    with pytest.raises(Refused) as refused:
        make.papir(make.kandidat(), **values)
    assert refused.value.field == field


def test_a_stale_copy_and_another_candidate_s_paper_are_refused(session, make):
    kandidat, other = make.kandidat(), make.kandidat()
    papir = make.papir(kandidat)
    data = Papirdata(navn="HMS-kort", mottatt_dato=today(), merknad="ny")
    endre_papir(session, **key(kandidat, papir), data=data, versjon=1)
    session.flush()  # locked and read anew
    for act in (be_om_papir, avslutt_papir):
        with pytest.raises(Stale):
            act(session, **key(kandidat, papir), versjon=1)
        with pytest.raises(NotFound):
            act(session, **key(other, papir), versjon=2)
    assert papir.merknad == "ny"


@pytest.mark.parametrize(
    ("navn", "is_one"),
    [
        ("Politiattest", True),
        ("Utvidet politi-attest", True),
        ("POLITIATTEST barnehage", True),
        ("Vandelsattest", True),
        ("Attest fra politikollegiet", False),
        ("HMS-kort", False),
    ],
)
def test_a_politiattest_is_known_by_its_name(navn, is_one):
    assert is_police_certificate(navn) is is_one


def test_a_politiattest_needs_a_law_and_keeps_nothing_else(session, make):
    kandidat = make.kandidat()
    for hjemmel in ("", "arbeidsmiljøloven § 9-1"):
        with pytest.raises(Refused, match="Velg loven"):
            make.papir(kandidat, "Politiattest", hjemmel=hjemmel)
    for more in ({"referanse": "1"}, {"merknad": "x"}, {"gyldig_fra": today()}, {"siste_dag": today()}):
        with pytest.raises(Refused, match="bare hjemmelen"):
            make.papir(kandidat, "Politiattest", hjemmel=LAW, **more)
    data = Papirdata(navn="Politiattest", hjemmel=LAW, mottatt_dato=today())
    with pytest.raises(Refused, match="bare hjemmelen"):
        registrer_papir(
            session, kandidat_id=kandidat.id, data=data, fil=Papirfil(PDF, "attest.pdf"), idempotens=uuid4()
        )
    shown = make.papir(kandidat, "Politiattest", hjemmel=LAW)
    assert (shown.politiattest, shown.mottatt_dato) == (True, today())
    data = Papirdata(navn="Kurs", mottatt_dato=today())
    with pytest.raises(Refused, match="kan ikke bli en politiattest"):
        endre_papir(session, **key(kandidat, shown), data=data, versjon=1)


@pytest.mark.parametrize("column", ["referanse = '1'", "merknad = 'x'", "hjemmel = ''", "gyldig_fra = now()"])
def test_the_table_itself_refuses_more_of_a_politiattest(session, make, column):
    papir = make.papir(make.kandidat(), "Politiattest", hjemmel=LAW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(f"UPDATE kandidatpapir SET {column} WHERE id = :id"),
            {"id": papir.id},
        )
    other = make.papir(make.kandidat())
    if "hjemmel" not in column:  # another paper may have it
        session.execute(text(f"UPDATE kandidatpapir SET {column} WHERE id = :id"), {"id": other.id})


def test_the_laws_are_dated_rows_that_nobody_has_confirmed(session):
    laws = list_attesthjemler(session, dato=today())
    assert LAW in {law.hjemmel for law in laws}
    assert not any(law.bekreftet for law in laws)


def test_the_file_is_stored_and_a_newer_one_stands_before_it(client, session, make):
    kandidat = make.kandidat("Tora Fil")
    session.commit()
    base = f"/kandidater/{kandidat.id}/papirer"
    form = form_of(client, f"{base}/ny?navn=HMS-kort", action="/papirer")
    assert form["navn"] == "HMS-kort"
    answer = client.post(base, {**form, "mottatt_dato": "01.11.2026", "fil": (BytesIO(PDF), "kort.pdf")})
    assert answer.status_code == 303
    papir = session.scalars(select(Kandidatpapir).where(Kandidatpapir.kandidat_id == kandidat.id)).one()
    page = client.get(f"/kandidater/{kandidat.id}").text
    assert f"{base}/{papir.id}/fil" in page
    sent = client.get(f"{base}/{papir.id}/fil")
    assert sent.data == PDF
    sent.close()
    assert "papir" in session.scalars(select(Leselogg.hva).where(Leselogg.subjekt_id == kandidat.id)).all()
    path = f"{base}/{papir.id}"
    form = form_of(client, path, action=path)
    assert client.post(path, {**form, "fil": (BytesIO(PDF + b"2"), "kort.pdf")}).status_code == 303
    assert session.scalars(select(Dokument.siste_nr).where(Dokument.kandidat_id == kandidat.id)).all() == [2]
    assert client.as_("carl").get(f"{base}/{papir.id}/fil").status_code == 404


def test_what_was_typed_is_kept_when_it_is_refused(client, session, make):
    kandidat = make.kandidat("Tora Feil")
    session.commit()
    base = f"/kandidater/{kandidat.id}/papirer"
    form = form_of(client, f"{base}/ny", action="/papirer")
    refused = client.post(base, {**form, "navn": "Politiattest", "merknad": "Skrevet merknad"})
    assert refused.status_code == 422
    assert "Skrevet merknad" in refused.text
    assert f'href="/nordvik{base}/politiattest"' in refused.text
    attest = form_of(client, f"{base}/ny?navn=Politiattest", action="/politiattest")
    refused = client.post(f"{base}/politiattest", {**attest, "mottatt_dato": "02.11.2026"})
    assert refused.status_code == 422
    assert "02.11.2026" in refused.text
    assert "(ikke bekreftet)" in refused.text
    done = client.post(f"{base}/politiattest", {**attest, "mottatt_dato": "02.11.2026", "hjemmel": LAW})
    assert done.status_code == 303
    assert "fremlagt 02.11.2026 for Marte Solheim" in client.get(f"/kandidater/{kandidat.id}").text


def test_it_is_changed_with_both_versions_before_one(client, session, make):
    kandidat = make.kandidat("Tora To")
    papir = make.papir(kandidat)
    session.commit()
    path = f"/kandidater/{kandidat.id}/papirer/{papir.id}"
    form = form_of(client, path, action=path)
    assert client.post(path, {**form, "referanse": "A-1"}).status_code == 303
    refused = client.post(path, {**form, "idempotens": str(uuid4()), "merknad": "Min tekst"})
    assert refused.status_code == 422
    assert theirs(refused.text)["Referanse eller kortnummer"] == "A-1"
    assert "Min tekst" in refused.text


def test_the_acts_of_the_page_and_who_may_do_them(client, session, make):
    kandidat = make.kandidat("Tora Steg")
    papir = make.papir(kandidat, mottatt=False)
    session.commit()
    path = f"/kandidater/{kandidat.id}/papirer/{papir.id}"
    for step, seen in (("bedt", "bedt om"), ("mottatt", "I orden"), ("avslutt", "Avsluttet")):
        form = form_of(client, path, action=f"/{step}")
        assert client.post(f"{path}/{step}", form).status_code == 303
        assert seen in client.get(f"/kandidater/{kandidat.id}").text
    again = client.post(f"{path}/bedt", {**form, "idempotens": str(uuid4())})
    assert again.status_code == 422
    assert "endret papiret mens du skrev" in again.text
    reader = client.as_("berit")
    assert "HMS-kort" in reader.get(f"/kandidater/{kandidat.id}").text
    for address in (path, f"/kandidater/{kandidat.id}/papirer/ny"):
        assert reader.get(address).status_code == 403
    assert client.as_("carl").get(path).status_code == 404
