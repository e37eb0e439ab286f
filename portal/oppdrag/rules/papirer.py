"""A worker's papers against the papers that are demanded where he is to work (funksjoner.md G4). No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from portal.i18n import _
from portal.kandidater.rules import last_day
from portal.oppdrag.rules.kontroll import Kontroll, Utfall
from portal.web.formats import dato


@dataclass(frozen=True)
class Papirkrav:
    """A demanded paper, and whose demand it is: `satt_av` in words."""

    id: UUID
    #: The customer it is demanded at; whose demand it is, is another thing.
    kunde_id: UUID
    navn: str
    noekkel: str
    #: Without it nobody is sent; else it is only told.
    stopper: bool
    hjemmel: str
    politiattest: bool
    satt_av: str
    #: An admin has decided an exception that is not used yet.
    unntak: bool = False

    @property
    def uten_lov(self) -> bool:
        """A politiattest without a law that lets us ask for it: not compared with anything, and nobody is stopped."""
        return self.politiattest and not self.hjemmel


@dataclass(frozen=True)
class Papir:
    """A paper that is not ended; `til` is the first day it no longer counts."""

    id: UUID
    noekkel: str
    hjemmel: str
    bedt: date | None
    mottatt: date | None
    fra: date | None
    til: date | None


def answers(papir: Papir, krav: Papirkrav) -> bool:
    """The paper is of that kind. A politiattest is shown for one purpose: it answers the demand of the same law."""
    same = papir.noekkel == krav.noekkel or papir.noekkel.startswith(f"{krav.noekkel} ")
    return same and (not krav.politiattest or papir.hjemmel == krav.hjemmel)


def check_papers(
    krav: Sequence[Papirkrav],
    papirer: Sequence[Papir],
    *,
    kandidat_id: UUID,
    navn: str,
    fra: date,
    til: date | None,
) -> list[Kontroll]:
    """Each demand: held on the first day, and to the last (inclusive). A demand stops or warns as it says itself."""
    return [
        _check(
            each,
            [p for p in papirer if answers(p, each)],
            kandidat_id=kandidat_id,
            navn=navn,
            fra=fra,
            til=til,
        )
        for each in krav
    ]


def _check(
    krav: Papirkrav, held: Sequence[Papir], *, kandidat_id: UUID, navn: str, fra: date, til: date | None
) -> Kontroll:
    kilde = _source(krav)
    if krav.uten_lov:
        text = _("Kravet «%(krav)s» mangler hjemmel, og kontrolleres ikke.", krav=krav.navn)
        page = f"/kunder/{krav.kunde_id}/standardverdier/rader?slag=dokumentkrav"
        return Kontroll(
            "papir", Utfall.ADVARSEL, text, kilde, lenke=page, lenke_tekst=_("Se dokumentkravene")
        )
    valid = [p for p in held if p.mottatt is not None and (p.fra is None or p.fra <= fra)]
    valid = [p for p in valid if p.til is None or p.til > fra]
    if not valid:
        return _lacking(krav, held, kandidat_id=kandidat_id, navn=navn, fra=fra)
    last = _goes_on(max(valid, key=_end), held)
    if last.til is not None and (til is None or last.til <= til):
        text = _(
            "%(krav)s går ut etter %(dato)s, før oppdraget er slutt.",
            krav=krav.navn,
            dato=dato(last_day(last.til)),
        )
        page = f"/kandidater/{kandidat_id}/papirer/{last.id}"
        return Kontroll("papir", Utfall.ADVARSEL, text, kilde, lenke=page, lenke_tekst=_("Åpne papiret"))
    return Kontroll("papir", Utfall.OK, _("%(krav)s er i orden", krav=krav.navn), kilde)


def _end(papir: Papir) -> date:
    return papir.til or date.max


def _goes_on(papir: Papir, held: Sequence[Papir]) -> Papir:
    """The last of those that follow without a day between: a renewed card begins where the old one ends."""
    while papir.til is not None:
        ends: date = papir.til
        follows = [
            p for p in held if p.mottatt is not None and (p.fra is None or p.fra <= ends) and _end(p) > ends
        ]
        if not follows:
            break
        papir = max(follows, key=_end)
    return papir


def _lacking(krav: Papirkrav, held: Sequence[Papir], *, kandidat_id: UUID, navn: str, fra: date) -> Kontroll:
    text, found = _what_lacks(krav, held, navn=navn, fra=fra)
    page = f"/kandidater/{kandidat_id}/papirer/" + (
        str(found.id) if found else f"ny?{urlencode({'navn': krav.navn})}"
    )
    link = _("Åpne papiret") if found else _("Registrer papiret")
    outcome, way, exception = Utfall.ADVARSEL, "", ""
    if krav.stopper and krav.unntak:
        way = _("Administrator har besluttet ett unntak, som brukes nå.")
    elif krav.stopper and krav.hjemmel:
        outcome, way = Utfall.STOPP, _("Kravet har hjemmel, så ingen kan gjøre unntak.")
    elif krav.stopper:
        outcome, way = Utfall.STOPP, _("Administrator kan beslutte ett unntak med begrunnelse.")
        exception = f"/kunder/{krav.kunde_id}/papirunntak/{kandidat_id}/{krav.id}"
    return Kontroll(
        "papir", outcome, text, _source(krav), way, lenke=page, lenke_tekst=link, unntaksvei=exception
    )


def _what_lacks(krav: Papirkrav, held: Sequence[Papir], *, navn: str, fra: date) -> tuple[str, Papir | None]:
    """The sentence, and the paper that would do if it were right; the one that is nearest to it."""
    values: dict[str, Any] = {"krav": krav.navn, "navn": navn}
    if waiting := [p for p in held if p.mottatt is None]:
        asked = waiting[0]
        if asked.bedt is None:
            return _("%(krav)s er ikke mottatt fra %(navn)s.", **values), asked
        values["dato"] = dato(asked.bedt)
        return _("%(krav)s er bedt om %(dato)s, men ikke mottatt fra %(navn)s.", **values), asked
    if later := [p for p in held if p.fra is not None and p.fra > fra]:
        values["dato"] = dato(later[0].fra)
        return _("%(krav)s for %(navn)s gjelder først fra %(dato)s.", **values), later[0]
    if held:
        last = max(held, key=lambda p: p.til or date.max)
        values["dato"] = dato(last_day(last.til))
        return _("%(krav)s for %(navn)s gikk ut %(dato)s.", **values), last
    return _("%(krav)s er ikke registrert på %(navn)s.", **values), None


def _source(krav: Papirkrav) -> str:
    told = (
        _("absolutt dokumentkrav, satt av %(hvem)s", hvem=krav.satt_av)
        if krav.stopper
        else _("dokumentkrav, satt av %(hvem)s", hvem=krav.satt_av)
    )
    return f"{told}; {krav.hjemmel}" if krav.hjemmel else told
