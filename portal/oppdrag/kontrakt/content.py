"""Every word of an agreement, in the customer's language. The preview and the PDF both show exactly this."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.i18n import _, ngettext
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.rules import factor, price
from portal.web.formats import dato, kr


@dataclass(frozen=True)
class Part:
    """One side of the agreement."""

    navn: str
    orgnr: str
    adresse: str
    kontakt: str = ""


@dataclass(frozen=True)
class Kontraktdata:
    """What was chosen: a factor, or a price per hour."""

    tittel: str
    stilling: str
    gyldig_fra: date
    #: The last day, as it is written in the agreement; stored half-open.
    gyldig_til: date | None = None
    oppsigelse_dager: int = 14
    loenn_oere: int | None = None
    pris_oere: int | None = None
    vilkaar: str = ""


def kontrakt_content(
    data: Kontraktdata,
    *,
    utleier: Part,
    innleier: Part,
    faktor: Paaslagsfaktor | None,
    betalingsdager: int,
    dag: date,
) -> dict[str, Any]:
    """Plain words and lists, ready to be kept and typeset."""
    return {
        "tittel": data.tittel,
        "dato": dato(dag),
        "ord": {
            "utleier": _("Utleier"),
            "innleier": _("Innleier"),
            "orgnr": _("Org.nr"),
            "kontakt": _("Kontakt"),
            "sted_dato": _("Sted og dato"),
            "underskrift": _("Underskrift"),
            "side": _("Side {side} av {av}"),
        },
        "utleier": _side(utleier),
        "innleier": _side(innleier),
        "priser": {
            "tittel": _("Stilling og pris"),
            "hode": [_("Slag time"), _("Påslag på lønn"), _("Pris per time uten mva.")],
            "stilling": data.stilling,
            "linjer": _prices(data, faktor),
        },
        "avsnitt": [
            {"tittel": title, "tekst": text} for title, text in _sections(data, betalingsdager) if text
        ],
    }


def _side(part: Part) -> dict[str, str]:
    return {"navn": part.navn, "orgnr": part.orgnr, "adresse": part.adresse, "kontakt": part.kontakt}


def _prices(data: Kontraktdata, faktor: Paaslagsfaktor | None) -> list[list[str]]:
    if faktor is None or faktor.ordinaer_bp is None:
        agreed = kr(data.pris_oere) if data.pris_oere is not None else _("avtales for hvert oppdrag")
        return [[_("Alle timer"), "–", agreed]]
    kinds = (
        (_("Ordinær tid"), faktor.ordinaer_bp),
        (_("Overtid 50 %"), faktor.overtid50_bp),
        (_("Overtid 100 %"), faktor.overtid100_bp),
        (_("Helg og natt"), faktor.helg_bp),
    )
    return [[name, factor(bp), _example(data.loenn_oere, bp)] for name, bp in kinds if bp is not None]


def _example(loenn_oere: int | None, bp: int) -> str:
    return kr(price(loenn_oere, bp)) if loenn_oere is not None else "–"


def _sections(data: Kontraktdata, betalingsdager: int) -> list[tuple[str, str]]:
    notice = ngettext("%(num)d dag", "%(num)d dager", data.oppsigelse_dager)
    until = (
        _(
            "Avtalen gjelder fra %(fra)s til og med %(til)s.",
            fra=dato(data.gyldig_fra),
            til=dato(data.gyldig_til),
        )
        if data.gyldig_til
        else _("Avtalen gjelder fra %(fra)s til den sies opp.", fra=dato(data.gyldig_fra))
    )
    return [
        (
            _("Avtalen"),
            _("Utleier leier ut arbeidstakere til innleier. Hvert oppdrag bekreftes skriftlig med person, "
              "varighet, arbeidssted og grunnlag."),
        ),
        (_("Varighet"), f"{until} {_('Den kan sies opp skriftlig med %(frist)s varsel.', frist=notice)}"),
        (
            _("Grunnlag for innleie"),
            _("Innleier svarer for at innleien har lovlig grunnlag etter arbeidsmiljøloven § 14-12 og oppgir "
              "grunnlaget for hvert oppdrag. Er innleier bundet av tariffavtale, inngås avtale med de "
              "tillitsvalgte der loven krever det."),
        ),
        (
            _("Likebehandling"),
            _("Arbeidstakerne skal ha minst de vilkårene de ville hatt som ansatt hos innleier, etter "
              "arbeidsmiljøloven § 14-12 a. Innleier gir utleier opplysningene som trengs, etter § 14-12 b, før "
              "oppdraget begynner og når noe endres."),
        ),
        (
            _("Helse, miljø og sikkerhet"),
            _("Innleier gir opplæring, verneutstyr og sikkerhetsinformasjon på arbeidsstedet som til egne "
              "ansatte, og melder skader til utleier med en gang."),
        ),
        (
            _("Timer og betaling"),
            ngettext(
                "Innleier godkjenner timene hver uke. Faktura betales innen %(num)d dag. Mva. kommer i tillegg.",
                "Innleier godkjenner timene hver uke. Faktura betales innen %(num)d dager. Mva. kommer i tillegg.",
                betalingsdager,
            ),
        ),
        (_("Særlige vilkår"), data.vilkaar),
    ]  # fmt: skip
