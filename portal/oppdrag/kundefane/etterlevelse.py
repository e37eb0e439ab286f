"""The box «Etterlevelse»: what the law and the agreement want to be in place while people are out at a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.filestore.models import Dokument
from portal.i18n import _, ngettext
from portal.kandidater.models import Kandidat, Kompetanse
from portal.kundekort.dokumenter.rules import last_day
from portal.kundekort.models import Engasjement, Kontaktrolle, Rolle
from portal.kundekort.rammeavtaler import agreed_on, written_for
from portal.kundekort.tree import ancestors, holds_on
from portal.oppdrag.models import Innleiegrunnlag, Utleieoppdrag
from portal.oppdrag.papirkrav import find_mangler
from portal.web import formats

#: Proof of competence that ends within so many days is told.
ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Sjekk:
    """One line: in place or not, the sentence, a detail, and where it is mended ("" is nowhere)."""

    ok: bool
    tekst: str
    detalj: str = ""
    lenke: str = ""


def load_etterlevelse(session: Session, kunde_id: UUID) -> list[Sjekk]:
    """Agreement, approver, employees' representatives, proof of competence and demanded papers of those out today.

    One statement, and two more when somebody is out and papers are demanded.
    """
    dag = today()
    out = (
        Utleieoppdrag.kunde_id == kunde_id,
        Utleieoppdrag.fra_dato <= dag,
        or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
    )

    def count(*more: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count(Utleieoppdrag.id)).where(*out, *more).scalar_subquery()

    above = ancestors(kunde_id)
    here = select(above.c.id)  # the customer and those above it: what they have counts below
    people = select(Utleieoppdrag.kandidat_id).where(*out)
    agreements = select(func.count(Dokument.id)).where(*agreed_on(dag, here)).scalar_subquery()
    no_end = func.bool_or(Dokument.gyldig_til.is_(None))  # max() would pass over one without an end
    last_end = case((no_end, None), else_=func.max(Dokument.gyldig_til))
    until = select(last_end).where(*agreed_on(dag, here)).scalar_subquery()
    written = select(func.count(Dokument.id)).where(*written_for(dag, here)).scalar_subquery()
    newer = aliased(Kompetanse)
    replaced = exists().where(
        newer.kandidat_id == Kompetanse.kandidat_id,
        newer.noekkel == Kompetanse.noekkel,
        or_(newer.gyldig_til.is_(None), newer.gyldig_til > Kompetanse.gyldig_til),
    )
    proof = select(func.count(Kompetanse.id)).where(Kompetanse.kandidat_id.in_(people), ~replaced)
    by_agreement = Utleieoppdrag.innleiegrunnlag == Innleiegrunnlag.AVTALE_TILLITSVALGTE
    row = session.execute(
        select(
            count().label("ute"),
            count(Utleieoppdrag.godkjenner_id.is_(None)).label("uten_godkjenner"),
            count(by_agreement).label("etter_avtale"),
            agreements.label("avtaler"),
            until.label("avtale_til"),
            written.label("usignerte"),
            _with_role(here, Rolle.TILLITSVALGT).label("tillitsvalgte"),
            _with_role(here, Rolle.VERNEOMBUD).label("verneombud"),
            proof.where(Kompetanse.gyldig_til <= dag).scalar_subquery().label("utloept"),
            proof.where(Kompetanse.gyldig_til > dag, Kompetanse.gyldig_til <= dag + ENDS_SOON)
            .scalar_subquery()
            .label("utloeper"),
            _names(people).label("folk"),
        )
    ).one()
    documents = url_for("kundekort.dokumenter.liste", kunde_id=kunde_id)
    contacts = url_for("kundekort.kontakter.liste", kunde_id=kunde_id)
    oppdrag = url_for("oppdrag.kundefane.liste", kunde_id=kunde_id)
    if row.avtaler:
        last = _("til og med %(dato)s", dato=formats.dato(last_day(row.avtale_til))) if row.avtale_til else ""
        checks = [_fine(_("Rammeavtale gjelder"), last)]
    elif row.usignerte:
        checks = [_lacks(_("Rammeavtalen er skrevet, men ikke signert"), documents)]
    else:
        checks = [_lacks(_("Ingen rammeavtale ligger blant dokumentene"), documents)]
    if not row.ute:
        return checks
    missing, ending = row.uten_godkjenner, row.utloeper
    checks.append(
        _fine(_("Alle som er ute, har en timegodkjenner"))
        if not missing
        else _lacks(
            ngettext(
                "%(num)d oppdrag mangler timegodkjenner", "%(num)d oppdrag mangler timegodkjenner", missing
            ),
            oppdrag,
        )
    )
    if row.etter_avtale:
        checks.append(
            _fine(_("Tillitsvalgt er ført som kontakt"), _("innleie etter avtale"))
            if row.tillitsvalgte
            else _lacks(_("Innleie etter avtale, men ingen tillitsvalgt er ført"), contacts)
        )
    checks.append(
        _fine(_("Verneombud eller HMS-ansvarlig er ført som kontakt"))
        if row.verneombud
        else _lacks(_("Verneombud eller HMS-ansvarlig mangler"), contacts)
    )
    if row.utloept:
        expired = ngettext("%(num)d bevis er utløpt", "%(num)d bevis er utløpt", row.utloept)
        checks.append(_lacks(expired, oppdrag))
    checks.append(
        _fine(_("Ingen bevis utløper innen 30 dager"))
        if not ending
        else _lacks(
            ngettext("%(num)d bevis utløper innen 30 dager", "%(num)d bevis utløper innen 30 dager", ending),
            oppdrag,
        )
    )
    checks += _papers(session, kunde_id, row.folk or [])
    return checks


def _names(people: Any) -> ColumnElement[Any]:
    """JSON list of [id, first name, last name] in Norwegian order."""
    one = func.json_build_array(Kandidat.id, Kandidat.fornavn, Kandidat.etternavn)
    every = func.json_agg(aggregate_order_by(one, Kandidat.sortering, Kandidat.id))
    return select(every).where(Kandidat.id.in_(people)).scalar_subquery()


def _papers(session: Session, kunde_id: UUID, people: Sequence[Sequence[str]]) -> list[Sjekk]:
    """One line for each worker out who lacks a paper today; what runs out later has its tasks."""
    folk = {UUID(kandidat_id): f"{fornavn} {etternavn}" for kandidat_id, fornavn, etternavn in people}
    dag = today()
    krav, lacking = find_mangler(session, kunde_id=kunde_id, folk=folk, fra=dag, til=dag + ENDS_SOON)
    if not krav:
        return []
    if not lacking:
        return [_fine(_("Alle som er ute, har papirene som kreves"))]
    return [
        _lacks(
            " ".join(check.tekst for check in found),
            url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id, _anchor="papirer"),
        )
        for kandidat_id, found in lacking.items()
    ]


def _fine(tekst: str, detalj: str = "") -> Sjekk:
    return Sjekk(ok=True, tekst=tekst, detalj=detalj)


def _lacks(tekst: str, lenke: str) -> Sjekk:
    return Sjekk(ok=False, tekst=tekst, lenke=lenke)


def _with_role(here: Any, rolle: Rolle) -> ColumnElement[int]:
    """How many contacts of the customer and those above it have the role today."""
    return (
        select(func.count(Kontaktrolle.id))
        .join(Engasjement, Engasjement.id == Kontaktrolle.engasjement_id)
        .where(
            Engasjement.kunde_id.in_(here),
            Kontaktrolle.rolle == rolle,
            holds_on(Engasjement, today()),
            holds_on(Kontaktrolle, today()),
        )
        .scalar_subquery()
    )
