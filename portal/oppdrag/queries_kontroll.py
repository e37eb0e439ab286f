"""What the checks before an oppdrag need to know, read in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kandidater.models import Kandidatstatus, Tilgjengelighetsslag
from portal.kandidater.queries import get_kandidat, list_kompetanser, list_tilgjengelighet
from portal.kandidater.rules import skill_key
from portal.kundekort.models import Kunde
from portal.kundekort.queries import get_root_id, list_subtree_ids
from portal.kundekort.rules import Handling
from portal.oppdrag.models import Innleiegrunnlag, Utleieoppdrag
from portal.oppdrag.rules.arbeidstid import Periode, read_plan
from portal.oppdrag.rules.kontroll import AnnetOppdrag, Fravaer, Grense, Grenser, Grunnlag, Krav, Sertifikat
from portal.oppdrag.sperring import list_sperrer
from portal.registers.queries import Regel, list_lovregler


def get_grunnlag(
    session: Session,
    *,
    periode: Periode,
    kunde_id: UUID,
    kandidat_id: UUID | None,
    innleiegrunnlag: Innleiegrunnlag | None,
    grunn: str,
    bygningsarbeid: bool,
    arbeidssted_id: UUID | None,
    kommunenr: str | None,
    krav: Sequence[str],
    uten_oppdrag_id: UUID | None = None,
) -> Grunnlag:
    """Eight statements with a candidate, one without.

    `uten_oppdrag_id` leaves out the oppdrag being changed: seven, for the days it had before stay its own though the
    worker is barred since; those it is given are asked about by `sperring.pass_bars`.
    """
    rules = list_lovregler(session, dato=periode.fra)
    common = Grunnlag(
        periode=periode,
        innleiegrunnlag=innleiegrunnlag,
        grunn=grunn,
        bygningsarbeid=bygningsarbeid,
        arbeidssted_fylke=kommunenr[:2] if kommunenr else None,
        krav=[Krav(navn, skill_key(navn)) for navn in krav],
        grenser=_limits(rules),
    )
    if kandidat_id is None:
        return common
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    skills = list_kompetanser(session, kandidat_id=kandidat_id)
    away = list_tilgjengelighet(session, kandidat_id=kandidat_id, fra=periode.fra)
    return replace(
        common,
        kandidat_navn=kandidat.navn,
        kandidat_inaktiv=kandidat.status is Kandidatstatus.INAKTIV,
        andre=_other_oppdrag(session, kandidat_id=kandidat_id, kunde_id=kunde_id, uten=uten_oppdrag_id),
        sertifikater=[Sertifikat(s.noekkel, s.navn, s.gyldig_fra, s.gyldig_til) for s in skills],
        fravaer=[
            Fravaer(f.slag is Tilgjengelighetsslag.FERIE, f.gyldig_fra, f.gyldig_til)
            for f in away
            if f.slag is not Tilgjengelighetsslag.LEDIG
        ],
        sperrer=list_sperrer(
            session,
            kandidat_id=kandidat_id,
            kunde_id=kunde_id,
            arbeidssted_id=arbeidssted_id,
            fra=periode.fra,
            til=periode.til,
            handling=Handling.NYTT_OPPDRAG,
        )
        if uten_oppdrag_id is None
        else [],
    )


def _other_oppdrag(
    session: Session, *, kandidat_id: UUID, kunde_id: UUID, uten: UUID | None
) -> list[AnnetOppdrag]:
    """Every oppdrag of the person; past ones count towards the three years. Bounded by a working life."""
    same = set(list_subtree_ids(session, kunde_id=get_root_id(session, kunde_id=kunde_id)))
    rows = session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.kunde_id,
            Kunde.navn,
            Utleieoppdrag.arbeidstid,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .where(Utleieoppdrag.kandidat_id == kandidat_id)
        .order_by(Utleieoppdrag.fra_dato.desc())
        .limit(500)
    ).all()
    return [
        AnnetOppdrag(
            r.nummer, r.navn, r.kunde_id in same, Periode(read_plan(r.arbeidstid), r.fra_dato, r.til_dato)
        )
        for r in rows
        if r.id != uten and (r.til_dato is None or r.til_dato >= r.fra_dato)
    ]


def _limits(rules: dict[str, Regel]) -> Grenser:
    ban = rules.get("innleie.byggeforbud")
    return Grenser(
        uke_min=_limit(rules, "arbeidstid.per_uke"),
        hvile_min=_limit(rules, "hvile.doegn"),
        innleie_mnd=_limit(rules, "innleie.fast_ansettelse"),
        byggforbud_fylker=frozenset(ban.liste) if ban else frozenset(),
        byggforbud_kilde=ban.hjemmel if ban else "",
    )


def _limit(rules: dict[str, Regel], kode: str) -> Grense | None:
    rule = rules.get(kode)
    return Grense(rule.verdi, rule.hjemmel) if rule is not None and rule.verdi is not None else None


def list_grounds(session: Session) -> list[Innleiegrunnlag]:
    """The lawful grounds today, in our order; all of them when the register has no rule. One statement."""
    rule = list_lovregler(session, dato=today(), prefiks="innleie.grunnlag").get("innleie.grunnlag")
    return [ground for ground in Innleiegrunnlag if rule is None or str(ground) in rule.liste]
