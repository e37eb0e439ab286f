"""Checks before an oppdrag starts (funksjoner.md §3.9, norge.md §3.1–3.2). Each says its rule, source and way out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.errors import Refused
from portal.i18n import _
from portal.oppdrag.models import Innleiegrunnlag
from portal.oppdrag.rules.arbeidstid import Periode, heaviest_week, shared_span, tightest
from portal.web.formats import dato, timetall


class Utfall(StrEnum):
    """How a check came out."""

    OK = "ok"
    ADVARSEL = "advarsel"
    STOPP = "stopp"


@dataclass(frozen=True)
class Kontroll:
    """One line of the list: what was found, by which rule, and who may do what about it."""

    kode: str
    utfall: Utfall
    tekst: str
    kilde: str = ""
    utvei: str = ""
    #: Address inside the agency of the page that shows it, and what the link says.
    lenke: str = ""
    lenke_tekst: str = ""
    #: Address where an admin decides a single exception; "" when nobody may, or elsewhere.
    unntaksvei: str = ""


@dataclass(frozen=True)
class Grense:
    """A dated threshold from the register, with its source."""

    verdi: int
    kilde: str


@dataclass(frozen=True)
class Grenser:
    """Thresholds on the first day of the oppdrag; None when the register has no row, and then nothing is claimed."""

    uke_min: Grense | None = None
    hvile_min: Grense | None = None
    innleie_mnd: Grense | None = None
    #: County numbers where building work may not be hired in, comma-separated in the register.
    byggforbud_fylker: frozenset[str] = frozenset()
    byggforbud_kilde: str = ""


@dataclass(frozen=True)
class AnnetOppdrag:
    """Another oppdrag of the same person."""

    nummer: str
    kunde: str
    samme_kunde: bool
    periode: Periode


@dataclass(frozen=True)
class Sertifikat:
    """A competence by folded name; `til` is the first day it no longer counts."""

    noekkel: str
    navn: str
    fra: date | None
    til: date | None


@dataclass(frozen=True)
class Fravaer:
    """A period the person has said no to; half-open."""

    ferie: bool
    fra: date
    til: date | None


@dataclass(frozen=True)
class Sperret:
    """A bar that holds on some day of the period. `siste_dag` is inclusive; why is told only on its own page."""

    id: UUID
    kunde_id: UUID
    kunde: str
    fra: date
    siste_dag: date | None
    satt_av: str
    #: An admin has decided an exception that is not used yet.
    unntak: bool = False


@dataclass(frozen=True)
class Krav:
    """A required competence: as written, and folded."""

    navn: str
    noekkel: str


@dataclass(frozen=True)
class Grunnlag:
    """All the checks need, read by queries.get_grunnlag."""

    periode: Periode
    innleiegrunnlag: Innleiegrunnlag | None
    grunn: str
    bygningsarbeid: bool
    arbeidssted_fylke: str | None
    kandidat_navn: str = ""
    kandidat_inaktiv: bool = False
    andre: Sequence[AnnetOppdrag] = ()
    sertifikater: Sequence[Sertifikat] = ()
    fravaer: Sequence[Fravaer] = ()
    sperrer: Sequence[Sperret] = ()
    krav: Sequence[Krav] = ()
    grenser: Grenser = field(default_factory=Grenser)


#: Grounds that are worth nothing without saying whom or what they concern.
KREVER_GRUNN = frozenset(
    {Innleiegrunnlag.VIKARIAT, Innleiegrunnlag.AVTALE_TILLITSVALGTE, Innleiegrunnlag.SPESIALKOMPETANSE}
)


def kontroller(g: Grunnlag) -> list[Kontroll]:
    """Every check in the order people read them; no database."""
    found = [*check_ground(g), *check_building_ban(g)]
    if g.kandidat_navn:
        found += [
            *check_person(g),
            *check_bars(g.sperrer, navn=g.kandidat_navn),
            *check_skills(g),
            *check_overlap(g),
            *check_week(g),
            *check_three_years(g),
        ]
    return found


def stops(kontroller: Sequence[Kontroll]) -> list[Kontroll]:
    """Those that stop."""
    return [k for k in kontroller if k.utfall is Utfall.STOPP]


#: Fields of the dialog that a stop belongs to.
_FIELDS = {
    "innleiegrunn": "grunn",
    "overlapp": "kandidat_id",
    "sperre": "kandidat_id",
    "papir": "kandidat_id",
}


def as_refused(stop: Kontroll) -> Refused:
    """The stop's sentence, source and way out, at the field it belongs to, with its link."""
    sentence = " ".join(part for part in (stop.tekst, stop.kilde and f"({stop.kilde})", stop.utvei) if part)
    links = [(stop.lenke_tekst, stop.lenke)] if stop.lenke else []
    return Refused(sentence, field=_FIELDS.get(stop.kode), links=links)


def check_ground(g: Grunnlag) -> list[Kontroll]:
    """Aml § 14-12: every hiring-out rests on one of the law's grounds."""
    kilde = _("arbeidsmiljøloven § 14-12")
    if g.innleiegrunnlag is None:
        text = _("Velg grunnlag for innleie. Midlertidig behov er ikke lenger et lovlig grunnlag.")
        return [Kontroll("innleiegrunnlag", Utfall.STOPP, text, kilde)]
    if g.innleiegrunnlag in KREVER_GRUNN and not g.grunn:
        text = {
            Innleiegrunnlag.VIKARIAT: _(
                "Skriv hvem vikaren går inn for, og hvorfor. Arbeidstilsynet spør om det."
            ),
            Innleiegrunnlag.AVTALE_TILLITSVALGTE: _(
                "Skriv hvilken avtale med de tillitsvalgte innleien bygger på."
            ),
            Innleiegrunnlag.SPESIALKOMPETANSE: _(
                "Skriv hvilket avgrenset prosjekt rådgiveren skal arbeide med."
            ),
        }[g.innleiegrunnlag]
        return [Kontroll("innleiegrunn", Utfall.STOPP, text, kilde)]
    return [Kontroll("innleiegrunnlag", Utfall.OK, _("Grunnlaget for innleie er oppgitt"), kilde)]


def check_building_ban(g: Grunnlag) -> list[Kontroll]:
    """The ban on hiring in for building work at a building site in some counties; nobody may lift it."""
    if not g.bygningsarbeid or not g.grenser.byggforbud_fylker:
        return []
    kilde = g.grenser.byggforbud_kilde
    if g.arbeidssted_fylke is None:
        text = _("Velg et arbeidssted med kommune: innleie til bygningsarbeid er forbudt i noen fylker.")
        return [Kontroll("byggforbud", Utfall.STOPP, text, kilde)]
    if g.arbeidssted_fylke in g.grenser.byggforbud_fylker:
        return [
            Kontroll(
                "byggforbud",
                Utfall.STOPP,
                _("Innleie til bygningsarbeid på byggeplass er forbudt i dette fylket."),
                kilde,
                _("Ingen kan gjøre unntak, heller ikke for vikariat eller etter avtale."),
            )
        ]
    return [
        Kontroll(
            "byggforbud", Utfall.OK, _("Arbeidsstedet ligger utenfor forbudet mot innleie til bygg"), kilde
        )
    ]


def check_person(g: Grunnlag) -> list[Kontroll]:
    """Active, and has not said no to the period."""
    if g.kandidat_inaktiv:
        text = _("%(navn)s er satt inaktiv.", navn=g.kandidat_navn)
        return [
            Kontroll(
                "kandidat", Utfall.STOPP, text, utvei=_("Gjør kandidaten aktiv igjen på kandidatkortet.")
            )
        ]
    til = g.periode.til or date.max
    away = [f for f in g.fravaer if f.fra <= til and (f.til is None or f.til > g.periode.fra)]
    if not away:
        return [Kontroll("ledig", Utfall.OK, _("Har ikke meldt fravær i perioden"))]
    return [
        Kontroll(
            "ledig",
            Utfall.ADVARSEL,
            _("Har ferie fra %(dato)s.", dato=dato(f.fra))
            if f.ferie
            else _("Har meldt seg opptatt fra %(dato)s.", dato=dato(f.fra)),
        )
        for f in away
    ]


def check_bars(sperrer: Sequence[Sperret], *, navn: str) -> list[Kontroll]:
    """The agency has decided that this person does not work at this customer; passed by a single exception only."""
    return [_check_bar(each, navn) for each in sperrer]


def _check_bar(sperret: Sperret, navn: str) -> Kontroll:
    values = {"navn": navn, "kunde": sperret.kunde, "fra": dato(sperret.fra), "hvem": sperret.satt_av}
    text = (
        _("%(navn)s er sperret hos %(kunde)s fra %(fra)s, satt av %(hvem)s.", **values)
        if sperret.siste_dag is None
        else _(
            "%(navn)s er sperret hos %(kunde)s fra %(fra)s til og med %(til)s, satt av %(hvem)s.",
            til=dato(sperret.siste_dag),
            **values,
        )
    )
    page, link = f"/kunder/{sperret.kunde_id}/oppdrag/sperrer", _("Se sperren")
    if sperret.unntak:
        way = _("Administrator har besluttet ett unntak, som brukes nå.")
        return Kontroll("sperre", Utfall.ADVARSEL, text, utvei=way, lenke=page, lenke_tekst=link)
    way = _(
        "Den som kan sperre vikarer, kan oppheve sperren. Administrator kan beslutte ett unntak med begrunnelse."
    )
    return Kontroll("sperre", Utfall.STOPP, text, utvei=way, lenke=page, lenke_tekst=link)


def check_skills(g: Grunnlag) -> list[Kontroll]:
    """Each requirement is held, and stays valid to the end of the period."""
    return [_check_skill(krav, g) for krav in g.krav]


def _check_skill(krav: Krav, g: Grunnlag) -> Kontroll:
    held = [s for s in g.sertifikater if s.noekkel.startswith(krav.noekkel)]
    valid = [s for s in held if (s.fra is None or s.fra <= g.periode.fra)]
    valid = [s for s in valid if s.til is None or s.til > g.periode.fra]
    if not valid:
        text = (
            _("%(krav)s er utløpt eller gjelder ikke ennå.", krav=krav.navn)
            if held
            else _("%(krav)s er ikke registrert.", krav=krav.navn)
        )
        return Kontroll("kompetanse", Utfall.ADVARSEL, text)
    last = max(valid, key=lambda s: s.til or date.max)
    if last.til is not None and (g.periode.til is None or last.til <= g.periode.til):
        text = _("%(krav)s går ut %(dato)s, før oppdraget er slutt.", krav=krav.navn, dato=dato(last.til))
        return Kontroll("kompetanse", Utfall.ADVARSEL, text)
    text = (
        _("%(krav)s gyldig til %(dato)s", krav=krav.navn, dato=dato(last.til))
        if last.til is not None
        else _("%(krav)s er i orden", krav=krav.navn)
    )
    return Kontroll("kompetanse", Utfall.OK, text)


def check_overlap(g: Grunnlag) -> list[Kontroll]:
    """No hour twice, and the law's rest between shifts at different oppdrag."""
    found, kilde = [], g.grenser.hvile_min.kilde if g.grenser.hvile_min else ""
    for other in g.andre:
        closest = tightest(g.periode, other.periode)
        if closest is None:
            continue
        values = {"nummer": other.nummer, "kunde": other.kunde, "dato": dato(closest.dag)}
        if closest.hvile_min < 0:
            text = _("Arbeidstiden overlapper med %(nummer)s hos %(kunde)s, første gang %(dato)s.", **values)
            found.append(
                Kontroll(
                    "overlapp",
                    Utfall.STOPP,
                    text,
                    utvei=_("Endre datoer eller arbeidstid på ett av oppdragene."),
                )
            )
        elif g.grenser.hvile_min and closest.hvile_min < g.grenser.hvile_min.verdi:
            hours, minutes = divmod(closest.hvile_min, 60)
            text = _(
                "Bare %(timer)s t %(min)s min hvile mot %(nummer)s hos %(kunde)s %(dato)s.",
                timer=hours,
                min=minutes,
                **values,
            )
            found.append(Kontroll("hvile", Utfall.ADVARSEL, text, kilde))
    return found or [Kontroll("overlapp", Utfall.OK, _("Ingen andre oppdrag i samme tid"))]


def check_week(g: Grunnlag) -> list[Kontroll]:
    """Planned hours of the heaviest week over all oppdrag, against the law's ordinary week."""
    if g.grenser.uke_min is None or not g.periode.plan:
        return []
    near = [o.periode for o in g.andre if shared_span(g.periode, o.periode)]
    monday, minutes = heaviest_week([g.periode, *near], first=g.periode.fra, last=g.periode.til)
    week = monday.isocalendar().week
    if minutes > g.grenser.uke_min.verdi:
        text = _(
            "Uke %(uke)s blir %(timer)s i alt. Overtid fra %(grense)s.",
            uke=week,
            timer=timetall(minutes),
            grense=timetall(g.grenser.uke_min.verdi),
        )
        return [Kontroll("uketimer", Utfall.ADVARSEL, text, g.grenser.uke_min.kilde)]
    text = _("Høyst %(timer)s i uken", timer=timetall(minutes))
    return [Kontroll("uketimer", Utfall.OK, text, g.grenser.uke_min.kilde)]


def check_three_years(g: Grunnlag) -> list[Kontroll]:
    """Aml § 14-12 (4): three years of hire give a right to a post at the customer. Warned half a year before."""
    if g.grenser.innleie_mnd is None:
        return []
    til = g.periode.til or g.periode.fra
    spans = [(o.periode.fra, min(o.periode.til or til, til)) for o in g.andre if o.samme_kunde]
    days = sum((b - a).days + 1 for a, b in [*spans, (g.periode.fra, til)] if b >= a)
    months = days * 12 // 365
    if months < g.grenser.innleie_mnd.verdi - 6:
        return []
    text = _(
        "Har da vært hos kunden i %(antall)s måneder. Etter tre år følger rett til fast stilling der.",
        antall=months,
    )
    return [Kontroll("treaar", Utfall.ADVARSEL, text, g.grenser.innleie_mnd.kilde)]
