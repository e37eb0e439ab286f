"""The box «Økonomi» on the front of the card: what is invoiced, owed, paid and left, for the unit and for the tree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.kundefane.margin import Margin, load_margin
from portal.faktura.kundefane.oekonomi_tall import load_tall
from portal.i18n import _
from portal.oppdrag.queries_margin import read_kostkilde
from portal.web.charts import bar_chart
from portal.web.formats import antall, kroner, maaned, prosent, timetall

#: Months in the chart, the running one among them.
MONTHS = 12
#: Where there is nothing to say.
NOTHING = "–"


@dataclass(frozen=True)
class Linje:
    """One line of the box: the sentence, and the figure of the unit and of the tree as shown."""

    tekst: str
    enhet: str
    hele: str


@dataclass(frozen=True)
class Oekonomi:
    """The whole box; `grupper` are (heading, lines)."""

    grupper: Sequence[tuple[str, Sequence[Linje]]]
    #: Net per month, oldest first; None when nothing was invoiced in any of them.
    graf: Markup | None
    #: What the margin is computed from, and what it lacks.
    merknader: Sequence[str]

    @property
    def linjer(self) -> list[Linje]:
        """Every line, in order."""
        return [linje for _heading, linjer in self.grupper for linje in linjer]


def load_oekonomi(session: Session, kunde_id: UUID) -> Oekonomi:
    """Figures with the months, and invoiced hours with their cost. Two statements, whatever the number of rows."""
    dag = today()
    months = [_months_before(dag, back) for back in reversed(range(MONTHS))]
    tall = load_tall(session, kunde_id=kunde_id, dag=dag, maaneder_fra=months[0])
    margins = load_margin(
        session,
        kilde=read_kostkilde(tall.kost),
        own=tall.own,
        tree=tall.tree,
        fra=date(dag.year, 1, 1),
    )
    grupper = [
        (_("Omsetning"), _sales(tall)),
        (_("Utestående og betaling"), _owed(tall)),
        (_("Timer og dekningsbidrag"), _work(tall, margins)),
    ]
    return Oekonomi(grupper, _graph(tall.maaneder, months), _notes(margins))


def _line(tall: Any, tekst: str, navn: str, show: Callable[[int], str]) -> Linje:
    return Linje(tekst, show(int(getattr(tall, f"{navn}_enhet"))), show(int(getattr(tall, f"{navn}_hele"))))


def _sales(tall: Any) -> list[Linje]:
    words = (
        (_("Fakturert siste 7 dager"), "uke"),
        (_("Fakturert siste 30 dager"), "maaned"),
        (_("Fakturert i år"), "i_aar"),
        (_("Fakturert i fjor"), "i_fjor"),
        (_("Kreditert i år"), "kreditert"),
    )
    return [_line(tall, tekst, navn, kroner) for tekst, navn in words]


def _owed(tall: Any) -> list[Linje]:
    words = (
        (_("Utestående"), "aapent"),
        (_("Forfalt 1–30 dager"), "forfalt1"),
        (_("Forfalt 31–60 dager"), "forfalt31"),
        (_("Forfalt 61–90 dager"), "forfalt61"),
        (_("Forfalt over 90 dager"), "forfalt91"),
        (_("Betalt, ikke fordelt"), "ufordelt"),
    )
    days = [_days(tall.dagoere_enhet, tall.betalt_enhet), _days(tall.dagoere_hele, tall.betalt_hele)]
    used = [_used(int(open_), tall.grense_oere) for open_ in (tall.aapent_enhet, tall.aapent_hele)]
    return [
        *[_line(tall, tekst, navn, kroner) for tekst, navn in words],
        Linje(_("Dager fra faktura til betaling, i snitt"), *days),
        Linje(_("Brukt av kredittgrensen"), *used),
    ]


def _work(tall: Any, margins: tuple[Margin, Margin]) -> list[Linje]:
    income = (int(tall.timesum_enhet), int(tall.timesum_hele))
    left = [oere - margin.kost_oere for oere, margin in zip(income, margins, strict=True)]
    share = [
        prosent((part * 10_000 + oere // 2) // oere) if oere > 0 else NOTHING
        for part, oere in zip(left, income, strict=True)
    ]
    return [
        _line(tall, _("Aktive oppdrag"), "oppdrag", antall),
        Linje(_("Timer fakturert i år"), *[timetall(margin.minutter) for margin in margins]),
        _line(tall, _("Timer som kan faktureres"), "venter", timetall),
        Linje(_("Fakturert for timer i år"), *map(kroner, income)),
        Linje(_("Dekningsbidrag i år, beregnet"), *map(kroner, left)),
        Linje(_("Dekningsgrad i år, beregnet"), *share),
    ]


def _days(dagoere: int, betalt: int) -> str:
    """Weighted by sum, over the last year."""
    return antall(round(dagoere / betalt)) if betalt > 0 else NOTHING


def _used(aapent: int, grense: int | None) -> str:
    if grense is None:
        return _("Ikke avtalt")
    return prosent(aapent * 10_000 // grense) if grense else kroner(aapent)


def _notes(margins: tuple[Margin, Margin]) -> list[str]:
    hele = margins[1]
    if not hele.minutter:
        return []
    notes = [
        _(
            "Dekningsbidraget er beregnet av fakturerte timer: pris minus lønn og sosiale kostnader etter kalkylen "
            "som gjaldt hver dag. Linjer uten timer er ikke med."
        )
    ]
    if hele.uten_sone:
        notes.append(
            _("%(timer)s mangler sone, så arbeidsgiveravgiften er ikke med.", timer=timetall(hele.uten_sone))
        )
    if hele.uten_loenn:
        notes.append(_("%(timer)s mangler lønn, så de står uten kostnad.", timer=timetall(hele.uten_loenn)))
    return notes


def _graph(held: Mapping[str, int] | None, months: Sequence[date]) -> Markup | None:
    if not held:
        return None
    points = [(maaned(first), round(held.get(first.isoformat(), 0) / 100_000)) for first in months]
    sentence = _(
        "Fakturert per måned i tusen kroner, til sammen %(sum)s det siste året.",
        sum=kroner(sum(held.values())),
    )
    return bar_chart(_("Fakturert, tusen kr"), points, sentence=sentence)


def _months_before(dag: date, back: int) -> date:
    """The first of the month so many months ago."""
    number = dag.year * 12 + dag.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
