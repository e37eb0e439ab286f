"""Candidates for tests, made by the room's own actions."""

from itertools import count
from uuid import uuid4

from portal.kandidater.kandidater.actions import Kandidatdata, opprett_kandidat
from portal.kandidater.kompetanse.actions import registrer_kompetanse
from portal.kandidater.models import Kandidatstatus, Kompetanseslag
from portal.kandidater.tilgjengelighet.actions import registrer_tilgjengelighet

_numbers = count(1)


def kandidat(session, navn=None, *, fnr=None, kompetanse=(), **values):
    """`kompetanse` holds names, or (name, last valid day)."""
    nr = next(_numbers)
    fornavn, _, etternavn = (navn or f"Kandidat Prøve{nr}").partition(" ")
    data = {
        "fornavn": fornavn,
        "etternavn": etternavn,
        "epost": f"kandidat{nr}.{uuid4().hex[:6]}@vikar.example",
        "telefon": "",
        "adresse": "",
        "postnr": "",
        "poststed": "",
        "status": Kandidatstatus.AKTIV,
        "yrke": "",
        "stilling_bp": 10_000,
        "tilgjengelig_fra": None,
        "fem_ukers_ferie": True,
        "kommentar": "",
        "avdeling_id": None,
        "konsulent_id": None,
        **values,
    }
    made = opprett_kandidat(session, data=Kandidatdata(**data), fnr=fnr, idempotens=uuid4())
    session.flush()  # later rows point at it
    for item in kompetanse:
        name, last = item if isinstance(item, tuple) else (item, None)
        registrer_kompetanse(
            session,
            kandidat_id=made.id,
            slag=Kompetanseslag.SERTIFIKAT,
            navn=name,
            gyldig_fra=None,
            siste_dag=last,
        )
    session.flush()  # as above
    return made


def periode(session, kandidat, slag, fra, siste_dag=None):
    made = registrer_tilgjengelighet(
        session, kandidat_id=kandidat.id, slag=slag, fra=fra, siste_dag=siste_dag
    )
    session.flush()  # read back by queries
    return made
