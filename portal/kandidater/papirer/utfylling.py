"""What is written on a paper, and what may not be: of a politiattest nothing but that it was shown."""

from dataclasses import dataclass
from datetime import date
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import today
from portal.errors import Refused
from portal.filestore.actions import ny_versjon, store_file
from portal.filestore.models import Dokumentslag
from portal.filestore.queries import get_dokument
from portal.i18n import _
from portal.kandidater.models import Kandidatpapir
from portal.kandidater.rules import first_day_after, skill_key
from portal.registers.politiattest import is_police_certificate, list_attesthjemler


@dataclass(frozen=True)
class Papirdata:
    """What the form holds. `siste_dag` is inclusive; `hjemmel` is a politiattest's, and nearly all it has."""

    navn: str
    hjemmel: str = ""
    referanse: str = ""
    bedt_dato: date | None = None
    mottatt_dato: date | None = None
    gyldig_fra: date | None = None
    siste_dag: date | None = None
    merknad: str = ""


@dataclass(frozen=True)
class Papirfil:
    """An uploaded file."""

    innhold: IO[bytes] | bytes
    filnavn: str


def fill(session: Session, papir: Kandidatpapir, data: Papirdata, *, fil: Papirfil | None) -> None:
    """Write the values on the paper. Raises Refused, Unavailable."""
    attest = is_police_certificate(data.navn)
    if papir.navn and attest != papir.politiattest:
        raise Refused(_("Et papir kan ikke bli en politiattest, eller omvendt."), field="navn")
    _refuse_bad(session, papir, data, attest=attest, fil=fil)
    til = first_day_after(data.siste_dag)
    _refuse_twice(session, papir, data, til)
    if til != papir.gyldig_til:
        papir.varslet_dager = None  # another end is told anew
    papir.navn, papir.noekkel, papir.politiattest = data.navn, skill_key(data.navn), attest
    papir.hjemmel, papir.referanse, papir.merknad = data.hjemmel, data.referanse, data.merknad
    papir.bedt_dato, papir.gyldig_fra, papir.gyldig_til = data.bedt_dato, data.gyldig_fra, til
    if data.mottatt_dato != papir.mottatt_dato:
        papir.mottatt_dato = data.mottatt_dato
        papir.mottatt_av_navn = actor_of(session).navn if data.mottatt_dato else ""
    if fil is not None:
        keep(session, papir, fil)


def _refuse_bad(
    session: Session, papir: Kandidatpapir, data: Papirdata, *, attest: bool, fil: Papirfil | None
) -> None:
    if data.gyldig_fra and data.siste_dag and data.siste_dag < data.gyldig_fra:
        raise Refused(_("Siste dag kan ikke være før første."), field="siste_dag")
    for name in ("bedt_dato", "mottatt_dato"):
        if (day := getattr(data, name)) is not None and day > today():
            raise Refused(_("Datoen kan ikke være fram i tid."), field=name)
    if not attest:
        return
    if fil or data.referanse or data.merknad or data.gyldig_fra or data.siste_dag:
        raise Refused(
            _("Av en politiattest lagres bare hjemmelen og datoen den ble fremlagt."),
            field="navn",
            link=f"/kandidater/{papir.kandidat_id}/papirer/politiattest",
            link_text=_("Registrer politiattest"),
        )
    known = {papir.hjemmel, *(rule.hjemmel for rule in list_attesthjemler(session, dato=today()))} - {""}
    if data.hjemmel not in known:
        raise Refused(_("Velg loven som gir rett til å kreve politiattest."), field="hjemmel")


def _refuse_twice(session: Session, papir: Kandidatpapir, data: Papirdata, til: date | None) -> None:
    waiting = Kandidatpapir.mottatt_dato.is_(None)
    with session.no_autoflush:
        same = session.scalar(
            select(Kandidatpapir.id).where(
                Kandidatpapir.kandidat_id == papir.kandidat_id,
                Kandidatpapir.noekkel == skill_key(data.navn),
                Kandidatpapir.hjemmel == data.hjemmel,
                Kandidatpapir.avsluttet_tid.is_(None),
                Kandidatpapir.gyldig_til.is_not_distinct_from(til),
                waiting if data.mottatt_dato is None else ~waiting,
                Kandidatpapir.id != papir.id,
            )
        )
    if same is not None:
        raise Refused(_("«%(navn)s» er alt registrert.", navn=data.navn), field="navn")


def keep(session: Session, papir: Kandidatpapir, fil: Papirfil) -> None:
    """Store the file: the paper's first, or a newer version of it. Raises Refused, Unavailable."""
    if papir.dokument_id is None:
        papir.dokument_id = store_file(
            session,
            innhold=fil.innhold,
            filnavn=fil.filnavn,
            slag=Dokumentslag.ATTEST,
            tittel=papir.navn,
            kandidat_id=papir.kandidat_id,
        ).id
    else:
        held = get_dokument(session, dokument_id=papir.dokument_id)
        ny_versjon(
            session, dokument_id=held.id, innhold=fil.innhold, filnavn=fil.filnavn, versjon=held.versjon
        )
