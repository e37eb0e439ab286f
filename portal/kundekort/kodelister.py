"""The lists of words this room lets an agency keep, for the page that gathers them all."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import true

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.models import (
    Aktivitetstype,
    EgetFelt,
    Feltgjelder,
    Kundestatus,
    Purreprofil,
    Rolleikon,
    Salgskode,
    Salgskodeslag,
    Salgsteam,
    Salgstrinn,
    Standardverdi,
    Statusregel,
)
from portal.kundekort.standardseksjoner import Seksjon, all_sections
from portal.web import innstillinger
from portal.web.innstillinger import Kodeliste

_SETS_UP = Permission.INNSTILLING_ENDRE
_KUNDER, _SALG, _STANDARD = _l("Kunder og kontakter"), _l("Salg"), _l("Standardverdier")
_OPPSETT = "salgstrakt.oppsett.vis"


def setup(app: Flask) -> None:
    """Called when the room is set up."""
    innstillinger.register_lister(app, _lists)


def _lists() -> Iterator[Kodeliste]:
    yield _list(_l("Kundestatuser"), _KUNDER, "kundekort.statuser.liste", Kundestatus, Kundestatus.kan_velges)
    yield _list(_l("Regler ved status"), _KUNDER, "kundekort.statuser.liste", Statusregel)
    yield _list(
        _l("Aktivitetstyper"), _KUNDER, "dagbok.typer.liste", Aktivitetstype, needs=Permission.DAGBOK_ENDRE
    )
    for gjelder, label in (
        (Feltgjelder.KUNDE, _l("Egne felt på kunder")),
        (Feltgjelder.KONTAKT, _l("Egne felt på kontakter")),
        (Feltgjelder.KANDIDAT, _l("Egne felt på kandidater")),
        (Feltgjelder.STILLING, _l("Egne felt på ledige stillinger")),
        (Feltgjelder.OPPDRAG, _l("Egne felt på oppdrag")),
    ):
        yield _list(
            label, _KUNDER, "kundekort.felt.liste", EgetFelt, EgetFelt.i_bruk, EgetFelt.gjelder == gjelder
        )
    yield _list(_l("Purreprofiler"), _KUNDER, "kundekort.purreprofiler.liste", Purreprofil)
    yield _list(_l("Egne rolleikoner"), _KUNDER, "kundekort.rolleikoner.vis", Rolleikon, true())
    yield _list(_l("Trinn i salgstrakten"), _SALG, _OPPSETT, Salgstrinn)
    for slag, label in ((Salgskodeslag.KILDE, _l("Kilder")), (Salgskodeslag.SEGMENT, _l("Segmenter"))):
        yield _list(label, _SALG, _OPPSETT, Salgskode, None, Salgskode.slag == slag)
    yield _list(_l("Salgsteam"), _SALG, _OPPSETT, Salgsteam)
    for seksjon in all_sections():
        yield _section(seksjon)


def _list(
    label: Any,
    gruppe: Any,
    endpoint: str,
    model: Any,
    i_bruk: Any = None,
    *av: Any,
    needs: Permission = _SETS_UP,
) -> Kodeliste:
    return Kodeliste(
        label, gruppe, endpoint, needs, model.id, model.er_aktiv if i_bruk is None else i_bruk, av
    )


def _section(seksjon: Seksjon) -> Kodeliste:
    """The agency's own level of one kind of default."""
    av = [seksjon.model.kunde_id.is_(None)]
    if seksjon.model is Standardverdi:
        av.append(Standardverdi.slag == seksjon.slag)
    return Kodeliste(
        seksjon.label,
        _STANDARD,
        "standardverdier.rader",
        _SETS_UP,
        seksjon.model.id,
        seksjon.model.er_aktiv,
        tuple(av),
        {"slag": seksjon.slag},
    )
