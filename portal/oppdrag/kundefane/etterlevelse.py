"""The box «Etterlevelse»: what the law and the agreement want to be in place while people are out at a customer."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.filestore.models import Dokument, Dokumentslag
from portal.i18n import _, ngettext
from portal.kandidater.models import Kompetanse
from portal.kundekort.models import Engasjement, Kontaktrolle, Rolle
from portal.kundekort.tree import holds_on
from portal.oppdrag.models import Innleiegrunnlag, Utleieoppdrag
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
    """Agreement, approver, employees' representatives and proof of competence, of those out today. One statement."""
    dag = today()
    out = (
        Utleieoppdrag.kunde_id == kunde_id,
        Utleieoppdrag.fra_dato <= dag,
        or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
    )

    def count(*more: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count(Utleieoppdrag.id)).where(*out, *more).scalar_subquery()

    people = select(Utleieoppdrag.kandidat_id).where(*out)
    agreement = (
        Dokument.kunde_id == kunde_id,
        Dokument.slag == Dokumentslag.RAMMEAVTALE,
        Dokument.slettet_tid.is_(None),
        or_(Dokument.gyldig_til.is_(None), Dokument.gyldig_til > dag),
    )
    by_agreement = Utleieoppdrag.innleiegrunnlag == Innleiegrunnlag.AVTALE_TILLITSVALGTE
    row = session.execute(
        select(
            count().label("ute"),
            count(Utleieoppdrag.godkjenner_id.is_(None)).label("uten_godkjenner"),
            count(by_agreement).label("etter_avtale"),
            select(func.count(Dokument.id)).where(*agreement).scalar_subquery().label("avtaler"),
            select(func.max(Dokument.gyldig_til)).where(*agreement).scalar_subquery().label("avtale_til"),
            _with_role(kunde_id, Rolle.TILLITSVALGT).label("tillitsvalgte"),
            _with_role(kunde_id, Rolle.VERNEOMBUD).label("verneombud"),
            select(func.count(Kompetanse.id))
            .where(Kompetanse.kandidat_id.in_(people), Kompetanse.gyldig_til.between(dag, dag + ENDS_SOON))
            .scalar_subquery()
            .label("utloeper"),
        )
    ).one()
    documents = url_for("kundekort.dokumenter.liste", kunde_id=kunde_id)
    contacts = url_for("kundekort.kontakter.liste", kunde_id=kunde_id)
    oppdrag = url_for("oppdrag.kundefane.liste", kunde_id=kunde_id)
    until = _("til %(dato)s", dato=formats.dato(row.avtale_til)) if row.avtale_til else ""
    checks = [
        _fine(_("Rammeavtale gjelder"), until)
        if row.avtaler
        else _lacks(_("Ingen rammeavtale ligger blant dokumentene"), documents)
    ]
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
    checks.append(
        _fine(_("Ingen bevis utløper innen 30 dager"))
        if not ending
        else _lacks(
            ngettext("%(num)d bevis utløper innen 30 dager", "%(num)d bevis utløper innen 30 dager", ending),
            oppdrag,
        )
    )
    return checks


def _fine(tekst: str, detalj: str = "") -> Sjekk:
    return Sjekk(ok=True, tekst=tekst, detalj=detalj)


def _lacks(tekst: str, lenke: str) -> Sjekk:
    return Sjekk(ok=False, tekst=tekst, lenke=lenke)


def _with_role(kunde_id: UUID, rolle: Rolle) -> ColumnElement[int]:
    """How many of the customer's contacts have the role today."""
    return (
        select(func.count(Kontaktrolle.id))
        .join(Engasjement, Engasjement.id == Kontaktrolle.engasjement_id)
        .where(
            Engasjement.kunde_id == kunde_id,
            Kontaktrolle.rolle == rolle,
            holds_on(Engasjement, today()),
            holds_on(Kontaktrolle, today()),
        )
        .scalar_subquery()
    )
