"""Requests and oppdrag for tests, made by the room's own actions."""

from datetime import date, time, timedelta
from uuid import uuid4

from sqlalchemy import select

from portal.db.clock import now, today
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.kundekort.models import Arbeidssted, Arbeidsstedslag, Kontaktrolle, Kunde, Kundestatus, Rolle
from portal.oppdrag.koblinger.actions import koble_kandidat
from portal.oppdrag.konvertering.actions import gjoer_om_til_oppdrag
from portal.oppdrag.konvertering.avtalt import Avtalt
from portal.oppdrag.models import (
    Innleiegrunnlag,
    Linjetilstand,
    Timelinje,
    Timeliste,
    Timelisteversjon,
)
from portal.oppdrag.rules.arbeidstid import Vakt
from portal.oppdrag.sperrer.actions import Sperredata, sperr_vikar
from portal.oppdrag.stillinger.actions import opprett_stilling
from portal.oppdrag.stillinger.data import Stillingsdata
from portal.tenancy.models import Avdeling
from tests.support.make_kandidater import kandidat as make_kandidat
from tests.support.make_kort import kontakt as make_kontakt
from tests.support.make_kort import kunde as make_kunde

DAY = Vakt(time(7), time(15), 30)
WEEKDAYS = dict.fromkeys(range(1, 6), DAY)
START, END = date(2026, 11, 23), date(2026, 12, 18)


def set_status(session, kunde, kode):
    """Give a customer a status without its gate: what stops is tested, not how one comes there."""
    status = session.scalars(select(Kundestatus).where(Kundestatus.kode == kode)).one()
    row = session.scalars(select(Kunde).where(Kunde.id == kunde.id)).one()
    row.status_id = status.id
    session.flush()  # read back by statements


def oppdragskunde(session, navn="Fjordtre Prøve AS", *, status="A", kommunenr="4601", po_paakrevd=False):
    """A customer with a worksite, an approver and a status that lets things through. Answers the Kunde."""
    kunde = make_kunde(session, navn=navn)
    kunde.po_paakrevd = po_paakrevd
    sted = Arbeidssted(
        id=uuid7(),
        kunde_id=kunde.id,
        navn="Hovedlageret",
        sortering=sort_key("Hovedlageret"),
        slag=Arbeidsstedslag.FAST,
        kommunenr=kommunenr,
        oppmoete="Port 3",
        er_standard=True,
    )
    session.add(sted)
    session.flush()  # read by the defaults
    terje = make_kontakt(session, kunde_id=kunde.id, navn="Terje Godkjenner")
    rolle(session, kunde, terje, Rolle.TIMEGODKJENNER)
    set_status(session, kunde, status)
    return kunde


def rolle(session, kunde, engasjement, navn):
    session.add(
        Kontaktrolle(
            id=uuid7(),
            engasjement_id=engasjement.id,
            kunde_id=kunde.id,
            rolle=navn,
            gyldig_fra=date(2026, 1, 1),
        )
    )
    session.flush()  # read by the defaults


def sted_of(session, kunde):
    return session.scalars(select(Arbeidssted.id).where(Arbeidssted.kunde_id == kunde.id)).first()


def godkjenner_of(session, kunde):
    stmt = select(Kontaktrolle.engasjement_id).where(
        Kontaktrolle.kunde_id == kunde.id, Kontaktrolle.rolle == Rolle.TIMEGODKJENNER
    )
    return session.scalars(stmt).first()


def stillingsdata(session, kunde=None, **changes):
    values = {
        "tittel": "Truckfører T4",
        "plasser": 2,
        "fra_dato": START,
        "til_dato": END,
        "arbeidstid": WEEKDAYS,
        "avdeling_id": session.scalars(select(Avdeling.id).order_by(Avdeling.navn)).first(),
        "konsulent_id": None,
        "arbeidssted_id": sted_of(session, kunde) if kunde else None,
        "oppmoete": "Luke 4",
        "bestiller_id": None,
        "godkjenner_id": godkjenner_of(session, kunde) if kunde else None,
        "loenn_oere": 25_000,
        "pris_oere": 41_250,
        "mva_bp": 2500,
        "po_nummer": "",
        "referanse": "Avd. 12",
        "innleiegrunnlag": Innleiegrunnlag.VIKARIAT,
        "grunn": "Vikar for truckfører i permisjon",
        "bygningsarbeid": False,
        "krav": (),
        "annonsetekst": "Vi søker",
        "soeknadsfrist": None,
        "intern_kommentar": "Hemmelig vurdering",
        **changes,
    }
    return Stillingsdata(**values)


def stilling(session, *, kunde=None, aapen=True, **changes):
    kunde = kunde or oppdragskunde(session)
    made = opprett_stilling(
        session,
        kunde_id=kunde.id,
        data=stillingsdata(session, kunde, **changes),
        aapen=aapen,
        idempotens=uuid4(),
    )
    session.flush()  # locked and read by the next action
    return made


def kobling(session, stilling, kandidat=None):
    kandidat = kandidat or make_kandidat(session)
    made = koble_kandidat(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    session.flush()  # read back by statements
    return made


def avtalt_of(stilling, kandidat, **changes):
    values = {
        "kandidat_id": kandidat.id,
        "arbeidstid": WEEKDAYS,
        **{
            name: getattr(stilling, name)
            for name in Avtalt.__dataclass_fields__
            if name not in {"kandidat_id", "arbeidstid"}
        },
        **changes,
    }
    return Avtalt(**values)


def oppdrag(session, *, stilling=None, kandidat=None, kunde=None, **changes):
    """Converted from a stilling, as people make them."""
    made = stilling or globals()["stilling"](session, kunde=kunde)
    kandidat = kandidat or make_kandidat(session)
    result = gjoer_om_til_oppdrag(
        session,
        stilling_id=made.id,
        avtalt=avtalt_of(made, kandidat, **changes),
        behold_aapen=True,
        versjon=made.versjon,
        idempotens=uuid4(),
    )
    session.flush()  # read back by statements
    return result


def timer(session, oppdrag, dato, *, minutter=450, levert=False):
    """A timeliste with one line, the version delivered or not."""
    liste = Timeliste(
        id=uuid7(),
        oppdrag_id=oppdrag.id,
        kunde_id=oppdrag.kunde_id,
        kandidat_id=oppdrag.kandidat_id,
        fra_dato=dato,
        til_dato=dato,
        opprettet_tid=now(),
        endret_tid=now(),
    )
    versjon = Timelisteversjon(id=uuid7(), timeliste_id=liste.id, nr=1, opprettet_tid=now())
    linje = Timelinje(
        id=uuid7(),
        timeliste_id=liste.id,
        versjon_id=versjon.id,
        dato=dato,
        minutter=minutter,
        tilstand=Linjetilstand.OK,
    )
    for row in (liste, versjon, linje):
        session.add(row)
        session.flush()  # the next points at it
    if levert:
        versjon.levert_tid = now()
        session.flush()  # the trigger looks at it
    return linje


def sperre(session, kandidat, kunde, *, fra=date(2026, 1, 1), siste_dag=None, under=False, **values):
    made = sperr_vikar(
        session,
        kunde_id=kunde.id,
        kandidat_id=kandidat.id,
        data=Sperredata(
            fra=fra,
            siste_dag=siste_dag,
            med_underenheter=under,
            grunn=values.pop("grunn", "Uenighet med verksmesteren"),
            slettes_dato=values.pop("slettes_dato", today() + timedelta(days=30)),
        ),
        idempotens=uuid4(),
        **values,
    )
    session.flush()  # read back by statements
    return made
