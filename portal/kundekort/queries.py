"""Reads that the features of the card share, and that upper rooms use: the card's head, the tree, the flags."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import String

from portal.audit.record import actor_of
from portal.db.clock import today
from portal.errors import NotFound, Replaced
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Adresse,
    Adresseslag,
    Fakturakanal,
    Favoritt,
    Kunde,
    KundeForelder,
    Kundestatus,
    KundestatusLogg,
    Regelslag,
    Statusflagg,
    Statusregel,
)
from portal.kundekort.registry import Fanetall, fanetall
from portal.kundekort.rules import Handling, Kundeflagg, Statusledd, merge
from portal.kundekort.search import SCAN, find_words
from portal.kundekort.tree import ancestors, holds_on, subtree, with_merged
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Kort:
    """The head of the card: what stands on every tab."""

    id: UUID
    kundenr: int
    navn: str
    orgnr: str | None
    organisasjonsform: str
    versjon: int
    status_id: UUID
    status_kode: str
    status_navn: str
    status_tone: str
    flagg: Kundeflagg
    ansvarlig_id: UUID | None
    ansvarlig: str | None
    avdeling: str | None
    telefon: str
    epost: str
    nettside: str
    sprak: str
    adresse: str
    poststed: str
    naeringskode: str
    antall_ansatte: int | None
    betalingsdager: int
    kredittgrense_oere: int | None
    fakturakanal: Fakturakanal | None
    ehf_adresse: str
    faktura_epost: str
    po_paakrevd: bool
    kommunenr: str | None
    kilde: str
    #: slag → (line, post code, place)
    adresser: dict[str, tuple[str, str, str]]
    antall_enheter: int
    #: Customers that were merged into this one; what was logged on them is this one's too.
    innslaatte: tuple[UUID, ...]
    #: Messages the agency shows as long as the customer has this status.
    statusvarsler: tuple[str, ...]
    er_konkurs: bool
    er_under_avvikling: bool
    register_tid: datetime | None
    register_slettet_dato: date | None
    #: Another name that the register has told of; "" when there is nothing to decide.
    register_navn: str
    #: the reader has given it a star
    favoritt: bool
    #: key of the Fane → count
    tall: dict[str, int]

    @property
    def forfedre(self) -> tuple[Statusledd, ...]:
        """The customers above, nearest first."""
        return self.flagg.ledd[1:]


def get_kort(session: Session, *, kunde_id: UUID, permissions: frozenset[str] | None = None) -> Kort:
    """The head of one customer's card, its chain of parents and the counts on its tabs. One statement.

    `permissions` leaves out counts the reader may not see; None is everything. Raises NotFound.
    """
    counts = fanetall.all() if permissions is None else fanetall.allowed(permissions)
    stmt = _select_kort(tuple(counts), today())
    row = session.execute(stmt, {"kunde_id": kunde_id, "leser_id": actor_of(session).id}).one_or_none()
    if row is None:
        raise NotFound(f"kunde {kunde_id}")
    _refuse_replaced(row.slaatt_sammen_med_id)
    flagg = _read_chain(row.ledd)
    addresses = {part[0]: (part[1], part[2], part[3]) for part in row.adresser or ()}
    return Kort(
        id=row.id,
        kundenr=row.kundenr,
        navn=row.navn,
        orgnr=row.orgnr,
        organisasjonsform=row.organisasjonsform,
        versjon=row.versjon,
        status_id=row.status_id,
        status_kode=flagg.ledd[0].kode,
        status_navn=flagg.ledd[0].status_navn,
        status_tone=row.ledd[0]["tone"],
        flagg=flagg,
        ansvarlig_id=row.kundeansvarlig_id,
        ansvarlig=row.ansvarlig,
        avdeling=row.avdeling,
        telefon=row.telefon,
        epost=row.epost,
        nettside=row.nettside,
        sprak=row.sprak,
        adresse=_place(addresses, row.poststed),
        adresser=addresses,
        antall_enheter=row.antall_enheter,
        innslaatte=tuple(row.innslaatte or ()),
        statusvarsler=_read_messages(row, status=flagg.ledd[0].status_navn),
        **{name: getattr(row, name) for name in _FACTS},
        poststed=row.poststed,
        er_konkurs=row.er_konkurs,
        er_under_avvikling=row.er_under_avvikling,
        register_tid=row.register_tid,
        favoritt=row.favoritt,
        tall={entry.key: getattr(row, f"tall_{entry.key}") or 0 for entry in counts},
    )


_FACTS = (
    "naeringskode",
    "antall_ansatte",
    "betalingsdager",
    "kredittgrense_oere",
    "fakturakanal",
    "ehf_adresse",
    "faktura_epost",
    "po_paakrevd",
    "kommunenr",
    "kilde",
    "register_slettet_dato",
    "register_navn",
)


@lru_cache(maxsize=64)
def _select_kort(counts: tuple[Fanetall, ...], _dag: date) -> Select[*tuple[Any, ...]]:
    """The card's statement for one set of counts, made once a day: it is on every tab, and long to put together."""
    kunde_id: Any = bindparam("kunde_id", type_=Uuid)
    return (
        select(
            Kunde.id,
            Kunde.kundenr,
            Kunde.navn,
            Kunde.orgnr,
            Kunde.organisasjonsform,
            Kunde.versjon,
            Kunde.status_id,
            Kunde.kundeansvarlig_id,
            Kunde.telefon,
            Kunde.epost,
            Kunde.nettside,
            Kunde.sprak,
            Kunde.poststed,
            *[getattr(Kunde, name) for name in _FACTS],
            Kunde.er_konkurs,
            Kunde.er_under_avvikling,
            Kunde.register_tid,
            Kunde.slaatt_sammen_med_id,
            _merged(kunde_id).label("innslaatte"),
            Bruker.navn.label("ansvarlig"),
            Avdeling.navn.label("avdeling"),
            _addresses(kunde_id).label("adresser"),
            _enheter(kunde_id).label("antall_enheter"),
            _messages().label("statusvarsler"),
            _chain(kunde_id).label("ledd"),
            exists()
            .where(Favoritt.kunde_id == Kunde.id, Favoritt.bruker_id == bindparam("leser_id", type_=Uuid))
            .label("favoritt"),
            *[entry.antall(kunde_id).label(f"tall_{entry.key}") for entry in counts],
        )
        .outerjoin(Bruker, Bruker.id == Kunde.kundeansvarlig_id)
        .outerjoin(Avdeling, Avdeling.id == Kunde.avdeling_id)
        .where(Kunde.id == kunde_id)
    )


def get_statusflagg(session: Session, *, kunde_id: UUID) -> Kundeflagg:
    """What the statuses of the customer and everyone above it allow. One statement. Raises NotFound."""
    ledd = session.scalar(_select_flagg(today()), {"kunde_id": kunde_id})
    if not ledd:
        raise NotFound(f"kunde {kunde_id}")
    return _read_chain(ledd)


@lru_cache(maxsize=4)
def _select_flagg(_dag: date) -> Select[tuple[Any]]:
    """Made once a day, as `_select_kort`."""
    return select(_chain(bindparam("kunde_id", type_=Uuid)))  # type: ignore[arg-type]


def get_kunde(session: Session, *, kunde_id: UUID, lock: bool = False, replaced: bool = False) -> Kunde:
    """The customer as an entity, fresh, for a change. One statement. Raises NotFound.

    One that was merged into another raises Replaced, unless `replaced` asks for it.
    """
    stmt = select(Kunde).where(Kunde.id == kunde_id).execution_options(populate_existing=True)
    kunde = session.scalar(stmt.with_for_update() if lock else stmt)
    if kunde is None:
        raise NotFound(f"kunde {kunde_id}")
    if not replaced:
        _refuse_replaced(kunde.slaatt_sammen_med_id)
    return kunde


def _refuse_replaced(kunde_id: UUID | None) -> None:
    if kunde_id is not None:
        raise Replaced(_("Kunden er slått sammen med en annen."), parameter="kunde_id", by=kunde_id)


def search_kunder(session: Session, *, q: str, antall: int = 8) -> list[tuple[UUID, str, int, str]]:
    """Customers the standard search finds: (id, navn, kundenr, poststed), in Norwegian order. Two statements."""
    treff = find_words(session, q=q)
    if treff is None or treff.ids == []:
        return []
    kunde = aliased(Kunde, select(Kunde).order_by(Kunde.sortering, Kunde.id).limit(SCAN).subquery())
    if treff.ids is not None:
        kunde = aliased(Kunde)
    rows = session.execute(
        select(kunde.id, kunde.navn, kunde.kundenr, kunde.poststed)
        .join(Kundestatus, Kundestatus.id == kunde.status_id)
        .where(*treff.conditions(kunde), Kundestatus.i_soek.is_(True))
        .order_by(kunde.sortering, kunde.id)
        .limit(antall)
    )
    return [(row.id, row.navn, row.kundenr, row.poststed) for row in rows]


def list_subtree_ids(session: Session, *, kunde_id: UUID) -> list[UUID]:
    """The customer and every enhet below it today. One statement; what portal scopes *enhet* and *kunde* mean."""
    ned = subtree(kunde_id)
    return list(session.scalars(select(ned.c.id)))


def list_own_ids(session: Session, *, kunde_id: UUID) -> list[UUID]:
    """The customer alone, with the cards that have gone into it: documents of sale keep standing on those."""
    return list(session.scalars(with_merged(kunde_id)))


def get_root_id(session: Session, *, kunde_id: UUID) -> UUID:
    """The top of the customer's tree today; itself when it has no parent. One statement."""
    opp = ancestors(kunde_id)
    root: UUID | None = session.scalar(select(opp.c.id).order_by(opp.c.dybde.desc()).limit(1))
    return root or kunde_id


def list_tree_ids(session: Session, *, kunde_id: UUID) -> list[UUID]:
    """Everything in the customer's tree today, from its top down; itself when it stands alone. One statement."""
    opp = ancestors(kunde_id)
    root = select(opp.c.id).order_by(opp.c.dybde.desc()).limit(1).scalar_subquery()
    ned = subtree(root)
    return list(session.scalars(select(ned.c.id)))


def _addresses(kunde_id: UUID) -> ColumnElement[Any]:
    """Scalar subquery: JSON list of [slag, line, post code, place]."""
    parts = func.json_build_array(Adresse.slag, Adresse.linje1, Adresse.postnr, Adresse.poststed)
    return select(cast(func.json_agg(parts), JSONB)).where(Adresse.kunde_id == kunde_id).scalar_subquery()


def _enheter(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: how many stand just below today."""
    enhet = aliased(Kunde)
    return (
        select(func.count())
        .select_from(KundeForelder)
        .join(enhet, enhet.id == KundeForelder.kunde_id)
        .where(KundeForelder.forelder_id == kunde_id, holds_on(KundeForelder, today()))
        .where(enhet.slaatt_sammen_med_id.is_(None))
        .scalar_subquery()
    )


def _merged(kunde_id: UUID) -> ColumnElement[Any]:
    """Scalar subquery: ids of the customers that went into this one."""
    inn = aliased(Kunde)
    return select(func.array_agg(inn.id)).where(inn.slaatt_sammen_med_id == kunde_id).scalar_subquery()


def _messages() -> ColumnElement[Any]:
    """Scalar subquery: JSON list of what the agency says of the customer's own status, each with how it came there.

    The log is read for those only that have a message.
    """
    fra, til = aliased(Kundestatus), Kunde.status_id
    entered = (
        select(func.json_build_array(fra.navn, KundestatusLogg.grunn, KundestatusLogg.aktoer_navn))
        .select_from(KundestatusLogg)
        .outerjoin(fra, fra.id == KundestatusLogg.fra_status_id)
        .where(KundestatusLogg.kunde_id == Kunde.id, KundestatusLogg.til_status_id == til)
        .order_by(KundestatusLogg.tid.desc(), KundestatusLogg.id.desc())
        .limit(1)
        .correlate(Kunde)
        .scalar_subquery()
    )
    message = func.json_build_array(Statusregel.tekst, entered)
    return (
        select(cast(func.json_agg(aggregate_order_by(message, Statusregel.id)), JSONB))
        .where(
            Statusregel.status_id == Kunde.status_id,
            Statusregel.slag == Regelslag.VARSEL,
            Statusregel.er_aktiv,
        )
        .scalar_subquery()
    )


def _read_messages(row: Any, *, status: str) -> tuple[str, ...]:
    """The messages with the names in braces filled in, as when the status was entered."""
    found = []
    for tekst, entered in row.statusvarsler or ():
        fra, grunn, hvem = entered or (None, "", None)
        values = {
            "kunde": row.navn,
            "kundenr": str(row.kundenr),
            "status": _(status),
            "tidligere": _(fra) if fra else "–",
            "grunn": grunn,
            "hvem": hvem or "–",
        }
        found.append(merge(tekst, values))
    return tuple(found)


def _place(addresses: dict[str, tuple[str, str, str]], poststed: str) -> str:
    """One line for the head: street and place of the visiting address, else the place alone."""
    line, _postnr, place = addresses.get(Adresseslag.BESOEK, ("", "", ""))
    return ", ".join(part for part in (line, place or poststed) if part)


def _chain(kunde_id: UUID) -> ColumnElement[Any]:
    """Scalar subquery: JSON list of the customer and its ancestors with status and flags, own first."""
    opp = ancestors(kunde_id)
    ledd, status = aliased(Kunde), aliased(Kundestatus)
    pairs: list[Any] = []
    for name, column in (
        ("id", ledd.id),
        ("navn", ledd.navn),
        ("kode", status.kode),
        ("status", status.navn),
        ("tone", status.tone),
        ("er_sperre", status.er_sperre),
        *[(handling.value, getattr(status, handling.value)) for handling in Handling],
    ):
        pairs += [literal(name, String), column]
    return (
        select(cast(func.json_agg(aggregate_order_by(func.json_build_object(*pairs), opp.c.dybde)), JSONB))
        .select_from(opp)
        .join(ledd, ledd.id == opp.c.id)
        .join(status, status.id == ledd.status_id)
        .scalar_subquery()
    )


def _read_chain(ledd: list[dict[str, Any]]) -> Kundeflagg:
    return Kundeflagg(
        tuple(
            Statusledd(
                kunde_id=UUID(part["id"]),
                kunde_navn=part["navn"],
                status_navn=part["status"],
                kode=part["kode"],
                er_sperre=part["er_sperre"],
                flagg={handling: Statusflagg(part[handling.value]) for handling in Handling},
            )
            for part in ledd
        )
    )
