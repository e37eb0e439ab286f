"""What the dialog shows: proposals with their sources, the candidates, and the consequences while typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.kandidater.models import Kandidat
from portal.kundekort.rules import Handling
from portal.oppdrag.models import Innleiegrunnlag, Kandidatkobling, Koblingsstatus, LedigStilling
from portal.oppdrag.papirkrav import kontroller_papirer
from portal.oppdrag.queries_kalkyle import Kost, get_kost
from portal.oppdrag.queries_kontroll import get_grunnlag
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.arbeidstid import Periode, Plan, period_minutes, week_minutes
from portal.oppdrag.rules.kalkyle import Kalkyle
from portal.oppdrag.rules.kontroll import Kontroll, Utfall, kontroller
from portal.oppdrag.sperring import barred_at
from portal.oppdrag.unntak import find_stop, warning

#: From furthest to least far; the first is chosen beforehand.
RANK = {
    Koblingsstatus.AKSEPTERT: 0,
    Koblingsstatus.INTERVJU: 1,
    Koblingsstatus.PRESENTERT: 2,
    Koblingsstatus.INTERESSERT: 3,
    Koblingsstatus.KONTAKTET: 4,
    Koblingsstatus.FORESLAATT: 5,
}


@dataclass(frozen=True)
class Utkast:
    """The dialog as it stands; anything may be missing."""

    kandidat_id: UUID | None
    fra_dato: date | None
    til_dato: date | None
    arbeidstid: Plan
    arbeidssted_id: UUID | None
    loenn_oere: int | None
    pris_oere: int | None
    innleiegrunnlag: Innleiegrunnlag | None
    grunn: str


@dataclass(frozen=True)
class Foelger:
    """The consequences: money per hour and in the period, and the checks."""

    kost: Kost
    kalkyle: Kalkyle | None
    bidrag_perioden_oere: int | None
    uke_min: int
    kontroller: Sequence[Kontroll]


def list_valgbare(session: Session, *, stilling: LedigStilling) -> Sequence[Any]:
    """(kandidat_id, fornavn, etternavn, yrke, tilgjengelig_fra, status, sperret_hos), furthest first. One statement."""
    status = Kandidatkobling.status
    return session.execute(
        select(
            Kandidatkobling.kandidat_id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Kandidat.yrke,
            Kandidat.tilgjengelig_fra,
            status,
            barred_at(
                Kandidatkobling.kandidat_id,
                kunde_id=stilling.kunde_id,
                arbeidssted_id=stilling.arbeidssted_id,
                fra=stilling.fra_dato,
                til=stilling.til_dato,
            ).label("sperret_hos"),
        )
        .join(Kandidat, Kandidat.id == Kandidatkobling.kandidat_id)
        .where(Kandidatkobling.stilling_id == stilling.id, status.in_(list(RANK)))
        .order_by(case({str(s): rank for s, rank in RANK.items()}, value=status), Kandidat.sortering)
        .limit(50)
    ).all()


def get_foelger(
    session: Session, *, stilling: LedigStilling, standard: Kundestandard, utkast: Utkast
) -> Foelger:
    """Cost, margin and checks of the dialog as it stands. At most twenty-one statements, whatever is filled in."""
    dato = utkast.fra_dato or today()
    person = _person(session, utkast.kandidat_id)
    kost = get_kost(
        session,
        dato=dato,
        arbeidssted_id=utkast.arbeidssted_id,
        fem_ukers_ferie=person.fem_ukers_ferie if person else True,
        foedselsdato=person.foedselsdato if person else None,
        vilkaar=stilling.vilkaar,
    )
    sum_oere = None
    kalkyle = None
    if utkast.loenn_oere is not None and utkast.pris_oere is not None:
        kalkyle = kost.kalkyle(loenn_oere=utkast.loenn_oere, pris_oere=utkast.pris_oere)
    backwards = utkast.til_dato is not None and utkast.til_dato < dato
    periode = Periode(utkast.arbeidstid, dato, None if backwards else utkast.til_dato)
    if kalkyle is not None and (minutes := period_minutes(periode)) is not None:
        sum_oere = kalkyle.bidrag_for(minutes)
    site = standard.sted(utkast.arbeidssted_id)
    grunnlag = get_grunnlag(
        session,
        periode=periode,
        kunde_id=stilling.kunde_id,
        kandidat_id=person.id if person else None,
        innleiegrunnlag=utkast.innleiegrunnlag,
        grunn=utkast.grunn,
        bygningsarbeid=stilling.bygningsarbeid,
        arbeidssted_id=utkast.arbeidssted_id,
        kommunenr=site.kommunenr if site else None,
        krav=stilling.krav,
    )
    papers = (
        kontroller_papirer(
            session,
            kunde_id=stilling.kunde_id,
            kandidat_id=person.id,
            navn=grunnlag.kandidat_navn,
            fra=periode.fra,
            til=periode.til,
            handling=Handling.NYTT_OPPDRAG,
        )
        if person
        else []
    )
    checks = [
        *_status_checks(session, stilling.kunde_id),
        *kontroller(grunnlag),
        *papers,
        *_margin_check(kalkyle),
    ]
    if backwards:
        checks.insert(0, Kontroll("periode", Utfall.STOPP, _("Siste dag kan ikke være før første.")))
    return Foelger(kost, kalkyle, sum_oere, week_minutes(utkast.arbeidstid), checks)


def _person(session: Session, kandidat_id: UUID | None) -> Any:
    if kandidat_id is None:
        return None
    return session.execute(
        select(Kandidat.id, Kandidat.fem_ukers_ferie, Kandidat.foedselsdato).where(Kandidat.id == kandidat_id)
    ).one_or_none()


def _status_checks(session: Session, kunde_id: UUID) -> list[Kontroll]:
    found = find_stop(session, kunde_id=kunde_id, handling=Handling.NYTT_OPPDRAG)
    if found is None:
        told = warning(session, kunde_id=kunde_id, handling=Handling.NYTT_OPPDRAG)
        return [Kontroll("kundestatus", Utfall.ADVARSEL, told)] if told else []
    if found.unntak:
        text = _("Kunden er sperret, men administrator har besluttet ett unntak.")
        return [Kontroll("kundestatus", Utfall.ADVARSEL, text)]
    way = _("Kan oppheves av %(hvem)s.", hvem=found.stopp.kan_oppheve)
    return [Kontroll("kundestatus", Utfall.STOPP, found.stopp.regel, found.stopp.kilde, way)]


def _margin_check(kalkyle: Kalkyle | None) -> list[Kontroll]:
    if kalkyle is None or kalkyle.bidrag_oere >= 0:
        return []
    return [Kontroll("bidrag", Utfall.ADVARSEL, _("Prisen dekker ikke lønn og avgifter."))]
