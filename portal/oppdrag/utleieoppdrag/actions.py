"""Writes on an oppdrag: change and end."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kandidater.queries import get_kandidat
from portal.kundekort.rules import Handling
from portal.oppdrag.actions import write_search_words
from portal.oppdrag.models import Innleiegrunnlag, Timelinje, Timeliste, Utleieoppdrag
from portal.oppdrag.models_regler import Oppdragsslag
from portal.oppdrag.ord import AVSLUTNING
from portal.oppdrag.queries import get_oppdrag
from portal.oppdrag.queries_kontroll import get_grunnlag
from portal.oppdrag.queries_kunde import Kundestandard, get_kundestandard
from portal.oppdrag.rules.arbeidstid import Periode, Plan, write_plan
from portal.oppdrag.rules.kontroll import kontroller, stops
from portal.oppdrag.unntak import pass_stop
from portal.oppdrag.utleieoppdrag.forlengelse import refuse_new_days
from portal.web.formats import dato


@dataclass(frozen=True)
class Oppdragsdata:
    """What the form holds. `til_dato` is inclusive."""

    tittel: str
    fra_dato: date
    til_dato: date | None
    arbeidstid: Plan
    arbeidssted_id: UUID | None
    oppmoete: str
    bestiller_id: UUID | None
    godkjenner_id: UUID | None
    konsulent_id: UUID | None
    po_nummer: str
    referanse: str
    innleiegrunnlag: Innleiegrunnlag
    grunn: str
    intern_kommentar: str


def endre_oppdrag(session: Session, *, oppdrag_id: UUID, data: Oppdragsdata, versjon: int) -> Utleieoppdrag:
    """Change an oppdrag; a later end is an extension. Locks the oppdrag, then the candidate. Does not commit.

    Raises:
        NotFound: no such oppdrag here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: hours lie outside the new dates, a check stops it, or a bar, a paper or the status what is new.
    """
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id, lock=True)
    if oppdrag.versjon != versjon:
        raise Stale(_("Noen andre endret oppdraget mens du skrev. Se hva som er lagret, og lagre på nytt."))
    _refuse_dates(session, oppdrag_id=oppdrag_id, fra=data.fra_dato, til=data.til_dato)
    standard = get_kundestandard(session, kunde_id=oppdrag.kunde_id)
    _refuse_strangers(oppdrag, data, standard)
    if standard.po_paakrevd and not data.po_nummer:
        raise Refused(_("Kunden krever PO-nummer."), field="po_nummer")
    extended = oppdrag.til_dato is not None and (data.til_dato is None or data.til_dato > oppdrag.til_dato)
    if extended:
        pass_stop(session, kunde_id=oppdrag.kunde_id, handling=Handling.FORLENG, brukt_id=oppdrag.id)
    refuse_new_days(
        session,
        oppdrag=oppdrag,
        standard=standard,
        fra=data.fra_dato,
        til=data.til_dato,
        arbeidssted_id=data.arbeidssted_id,
    )
    values = {f.name: getattr(data, f.name) for f in fields(data)} | {
        "arbeidstid": write_plan(data.arbeidstid)
    }
    changed = [name for name, value in values.items() if getattr(oppdrag, name) != value]
    if not changed:
        return oppdrag
    if {"fra_dato", "til_dato", "arbeidstid", "innleiegrunnlag", "grunn", "arbeidssted_id"} & set(changed):
        _refuse_stopped(session, oppdrag, data, standard)
    for name, value in values.items():
        setattr(oppdrag, name, value)
    if extended:
        oppdrag.avsluttet_tid, oppdrag.avsluttet_grunn, oppdrag.avsluttet_kommentar = None, "", ""
    oppdrag.versjon += 1
    oppdrag.endret_tid = now()
    write_search_words(
        session, slag=Oppdragsslag.OPPDRAG, rad_id=oppdrag.id, nummer=oppdrag.nummer, tittel=oppdrag.tittel
    )
    _tell(session, oppdrag, "oppdrag.forlenget" if extended else "oppdrag.endret", felt=changed)
    return oppdrag


def avslutt_oppdrag(
    session: Session, *, oppdrag_id: UUID, siste_dag: date, grunn: str, kommentar: str, versjon: int
) -> Utleieoppdrag:
    """End it on a day, with a reason. The day before the first means that it never began. Locks it.

    Raises:
        NotFound: no such oppdrag here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: an unknown reason, a later day than agreed, or hours after the day.
    """
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id, lock=True)
    if oppdrag.versjon != versjon:
        raise Stale(_("Noen andre endret oppdraget mens du skrev. Se hva som er lagret, og avslutt på nytt."))
    if grunn not in AVSLUTNING:
        raise Refused(_("Velg en grunn."), field="grunn")
    if oppdrag.til_dato is not None and siste_dag > oppdrag.til_dato:
        raise Refused(
            _("Oppdraget slutter alt %(dato)s. Forleng det i stedet.", dato=dato(oppdrag.til_dato)),
            field="siste_dag",
        )
    if (oppdrag.fra_dato - siste_dag).days > 1:
        raise Refused(_("Siste dag kan tidligst være dagen før oppdraget begynner."), field="siste_dag")
    _refuse_dates(session, oppdrag_id=oppdrag_id, fra=None, til=siste_dag, field="siste_dag")
    oppdrag.til_dato, oppdrag.avsluttet_tid = siste_dag, now()
    oppdrag.avsluttet_grunn, oppdrag.avsluttet_kommentar = grunn, kommentar
    oppdrag.versjon += 1
    oppdrag.endret_tid = now()
    _tell(session, oppdrag, "oppdrag.avsluttet", grunn=grunn, siste_dag=siste_dag.isoformat())
    return oppdrag


def _refuse_dates(
    session: Session, *, oppdrag_id: UUID, fra: date | None, til: date | None, field: str = "til_dato"
) -> None:
    if fra is not None and til is not None and til < fra:
        raise Refused(_("Siste dag kan ikke være før første."), field=field)
    first, last = session.execute(
        select(func.min(Timelinje.dato), func.max(Timelinje.dato))
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .where(Timeliste.oppdrag_id == oppdrag_id)
    ).one()
    if last is not None and til is not None and last > til:
        raise Refused(_("Det er ført timer til %(dato)s.", dato=dato(last)), field=field)
    if first is not None and fra is not None and first < fra:
        raise Refused(_("Det er ført timer fra %(dato)s.", dato=dato(first)), field="fra_dato")


def _refuse_strangers(oppdrag: Utleieoppdrag, data: Oppdragsdata, standard: Kundestandard) -> None:
    """A worksite or contact of another customer; one that is already there may stay."""
    for name, known in (
        ("arbeidssted_id", {s.id for s in standard.steder}),
        ("godkjenner_id", {k.id for k in standard.kontakter}),
        ("bestiller_id", {k.id for k in standard.kontakter}),
    ):
        chosen = getattr(data, name)
        if chosen is not None and chosen != getattr(oppdrag, name) and chosen not in known:
            raise Refused(_("Velg noe som hører til kunden."), field=name)


def _refuse_stopped(
    session: Session, oppdrag: Utleieoppdrag, data: Oppdragsdata, standard: Kundestandard
) -> None:
    get_kandidat(
        session, kandidat_id=oppdrag.kandidat_id, lock=True
    )  # one change of a person's hours at a time
    sted = standard.sted(data.arbeidssted_id)
    grunnlag = get_grunnlag(
        session,
        periode=Periode(data.arbeidstid, data.fra_dato, data.til_dato),
        kunde_id=oppdrag.kunde_id,
        kandidat_id=oppdrag.kandidat_id,
        innleiegrunnlag=data.innleiegrunnlag,
        grunn=data.grunn,
        bygningsarbeid=oppdrag.bygningsarbeid,
        arbeidssted_id=data.arbeidssted_id,
        kommunenr=sted.kommunenr if sted else None,
        krav=[],
        uten_oppdrag_id=oppdrag.id,
    )
    grunnlag = replace(grunnlag, kandidat_inaktiv=False)  # running oppdrag go on
    for stop in stops(kontroller(grunnlag)):
        raise Refused(" ".join(part for part in (stop.tekst, stop.utvei) if part))


def _tell(session: Session, oppdrag: Utleieoppdrag, kode: str, **data: Any) -> None:
    record(session, kode, kunde_id=oppdrag.kunde_id, subject=oppdrag, nummer=oppdrag.nummer, **data)
