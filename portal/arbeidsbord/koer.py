"""The queues of Min dag: which ones a person sees, in which order, and how a row reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from portal.arbeidsbord import queries
from portal.db.clock import OSLO, today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.signed_in import SignedIn
from portal.jobs.models import Utbokstilstand
from portal.kandidater.rules import last_day
from portal.oppdrag.models import Timelistetilstand
from portal.web import formats


@dataclass(frozen=True)
class Sak:
    """One thing that waits."""

    url: str
    tekst: str
    meta: str = ""
    merke: str = ""
    tone: str = ""
    ikon: str = "circle"


@dataclass(frozen=True)
class Koe:
    """A queue: its rows, how many there are in all, and where they all stand."""

    tittel: str
    ikon: str
    antall: int
    saker: Sequence[Sak]
    #: Where they all stand; empty when no page shows just these.
    alle: str


def _antall(rows: queries.Rows) -> int:
    return rows[0].antall if rows else 0


def has_own(who: SignedIn) -> bool:
    """Consultants have oppdrag of their own to choose between; finance sees everybody's."""
    return who.may(Permission.OPPDRAG_ENDRE)


def build(session: Session, who: SignedIn, *, alle: bool) -> list[Koe]:
    """What waits for this person, or for the whole agency; one statement per queue he may see, empty ones left out."""
    konsulent_id = who.id if has_own(who) and not alle else None
    found: list[Koe] = []
    if who.may(Permission.DIALOG_SEND):
        found.append(_usikre(session))
    if who.may(Permission.TIMELISTE_BEHANDLE):
        found += _timer(session, konsulent_id)
    if who.may(Permission.FAKTURA_UTSTED):
        found += [_til_fakturering(session), _utkast(session)]
    if who.may(Permission.DAGBOK_ENDRE):
        found += [_dagbok(session, who), _oppgaver(session, who), _ringeliste(session, who)]
    if who.may(Permission.OPPDRAG_ENDRE):
        found += [_stillinger(session, konsulent_id), _slutter(session, konsulent_id)]
    if who.may(Permission.OPPDRAG_ENDRE) and who.may(Permission.KANDIDAT_LES):
        found.append(_papirer(session, konsulent_id))
    return [koe for koe in found if koe.saker]


def _timer(session: Session, konsulent_id: UUID | None) -> list[Koe]:
    this_monday = today() - timedelta(days=today().weekday())
    wanted: list[tuple[Timelistetilstand, str, str, Any]] = [
        (Timelistetilstand.GODKJENT, _("Timer å behandle"), "clipboard-check", None),
        (Timelistetilstand.RETURNERT, _("Returnert av kunden"), "undo-2", None),
        (Timelistetilstand.LEVERT, _("Venter på kunden"), "hourglass", None),
        (Timelistetilstand.AAPEN, _("Ikke levert"), "clock", this_monday),
    ]
    asked = [queries.Timekoe(tilstand, until) for tilstand, _tittel, _ikon, until in wanted]
    waiting = queries.list_timelister(session, koer=asked, konsulent_id=konsulent_id)
    koer = []
    for tilstand, tittel, ikon, _until in wanted:
        if rows := waiting[tilstand]:
            koer.append(
                Koe(
                    tittel,
                    ikon,
                    _antall(rows),
                    [
                        Sak(
                            url_for("oppdrag.timelister.vis", timeliste_id=row.id),
                            row.vikar,
                            row.kunde,
                            formats.uke(row.fra_dato),
                            "bad" if tilstand is Timelistetilstand.RETURNERT else "",
                            ikon,
                        )
                        for row in rows
                    ],
                    url_for("oppdrag.timelister.liste", tilstand=tilstand.value),
                )
            )
    return koer


def _dagbok(session: Session, who: SignedIn) -> Koe:
    rows = queries.list_mine_aktiviteter(session, bruker_id=who.id)
    return Koe(
        _("I dagboken i dag"),
        "calendar-days",
        _antall(rows),
        [
            Sak(
                url_for("kundekort.dagbok.liste", kunde_id=row.kunde_id)
                if row.kunde_id
                else url_for("dagbok.vis"),
                row.emne or row.type,
                row.kunde or "",
                formats.tid(row.tid),
                "warn" if row.tid.astimezone(OSLO).date() < today() else "",
                row.ikon,
            )
            for row in rows
        ],
        url_for("dagbok.vis"),
    )


def _oppgaver(session: Session, who: SignedIn) -> Koe:
    rows = queries.list_mine_oppgaver(session, bruker_id=who.id)
    return Koe(
        _("Oppgaver"),
        "list-checks",
        _antall(rows),
        [
            Sak(
                url_for("oppgaver.vis", oppgave_id=row.id),
                row.tittel,
                row.kunde or "",
                formats.dato_kort(row.frist_dato),
                "bad" if row.frist_dato < today() else "warn" if row.frist_dato == today() else "",
                "list-checks",
            )
            for row in rows
        ],
        url_for("oppgaver.liste"),
    )


def _ringeliste(session: Session, who: SignedIn) -> Koe:
    rows = queries.list_aa_ringe(session, bruker_id=who.id)
    return Koe(
        _("Å ringe"),
        "phone-outgoing",
        _antall(rows),
        [
            Sak(
                url_for("ringeliste.vis", ringelinje_id=row.id),
                row.navn,
                " · ".join(part for part in (row.kunde, formats.telefon(row.telefon)) if part),
                formats.dato_kort(row.neste_dato),
                "bad" if row.neste_dato < today() else "warn",
                "phone",
            )
            for row in rows
        ],
        url_for("ringeliste.liste"),
    )


def _stillinger(session: Session, konsulent_id: UUID | None) -> Koe:
    rows = queries.list_aapne_stillinger(session, konsulent_id=konsulent_id)
    return Koe(
        _("Ledige stillinger"),
        "megaphone",
        _antall(rows),
        [
            Sak(
                url_for("oppdrag.stillinger.vis", stilling_id=row.id),
                row.tittel,
                f"{row.kunde} · {row.nummer}",
                formats.dato_kort(row.fra_dato),
                "warn" if row.fra_dato <= today() else "",
                "megaphone",
            )
            for row in rows
        ],
        url_for("oppdrag.stillinger.liste"),
    )


def _slutter(session: Session, konsulent_id: UUID | None) -> Koe:
    rows = queries.list_slutter_snart(session, konsulent_id=konsulent_id)
    return Koe(
        _("Oppdrag som slutter snart"),
        "calendar-x",
        _antall(rows),
        [
            Sak(
                url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=row.id),
                row.vikar,
                f"{row.kunde} · {row.nummer}",
                formats.dato_kort(row.til_dato),
                ikon="briefcase",
            )
            for row in rows
        ],
        url_for("oppdrag.utleieoppdrag.liste", vis="slutter"),
    )


def _papirer(session: Session, konsulent_id: UUID | None) -> Koe:
    rows = queries.list_utloepte_papirer(session, konsulent_id=konsulent_id)
    return Koe(
        _("Utløpte papirer"),
        "shield-alert",
        _antall(rows),
        [
            Sak(
                url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=row.id),
                f"{row.vikar}: {row.navn}",
                f"{row.kunde} · {row.nummer}",
                formats.dato_kort(last_day(row.gyldig_til)),
                "bad",
                "shield-alert",
            )
            for row in rows
        ],
        "",
    )


def _utkast(session: Session) -> Koe:
    rows = queries.list_utkast(session)
    return Koe(
        _("Fakturautkast"),
        "receipt-text",
        _antall(rows),
        [
            Sak(
                url_for("faktura.fakturaer.vis", faktura_id=row.id),
                row.kunde,
                "",
                formats.dato_kort(row.opprettet_tid),
                ikon="receipt-text",
            )
            for row in rows
        ],
        url_for("faktura.fakturaer.liste", filter="utkast"),
    )


def _til_fakturering(session: Session) -> Koe:
    rows = queries.list_til_fakturering(session)
    return Koe(
        _("Til fakturering"),
        "list-checks",
        _antall(rows),
        [
            Sak(
                url_for("faktura.grunnlag.liste"),
                row.kunde,
                _("%(timer)s timer", timer=formats.timer(row.minutter)),
                _("fra %(dato)s", dato=formats.dato_kort(row.eldste)),
                ikon="list-checks",
            )
            for row in rows
        ],
        url_for("faktura.grunnlag.liste"),
    )


def _usikre(session: Session) -> Koe:
    rows = queries.list_usikre(session)
    return Koe(
        _("Sendinger som stoppet"),
        "triangle-alert",
        _antall(rows),
        [
            Sak(
                url_for("faktura.fakturaer.vis", faktura_id=row.faktura_id)
                if row.faktura_id
                else url_for("kundekort.dialog.liste", kunde_id=row.kunde_id),
                _("Faktura %(nr)s", nr=row.nummer) if row.faktura_id else row.emne,
                row.kunde,
                _("Usikker") if row.tilstand == Utbokstilstand.USIKKER else _("Feilet"),
                "bad",
                "triangle-alert",
            )
            for row in rows
        ],
        "",
    )
