"""Words people read for the codes of this room; lazy, so that they follow the reader's language."""

from typing import Any

from portal.i18n import _l
from portal.kandidater.models import Kandidatstatus, Kompetanseslag, Tilgjengelighetsslag

STATUS: dict[Kandidatstatus, Any] = {
    Kandidatstatus.SOEKER: _l("Søker"),
    Kandidatstatus.AKTIV: _l("Aktiv"),
    Kandidatstatus.INAKTIV: _l("Inaktiv"),
}
KOMPETANSE: dict[Kompetanseslag, Any] = {
    Kompetanseslag.SERTIFIKAT: _l("Sertifikat"),
    Kompetanseslag.FAGBREV: _l("Fagbrev"),
    Kompetanseslag.AUTORISASJON: _l("Autorisasjon"),
    Kompetanseslag.KURS: _l("Kurs"),
    Kompetanseslag.SPRAAK: _l("Språk"),
    Kompetanseslag.ERFARING: _l("Erfaring"),
}
TILGJENGELIGHET: dict[Tilgjengelighetsslag, Any] = {
    Tilgjengelighetsslag.LEDIG: _l("Ledig"),
    Tilgjengelighetsslag.OPPTATT: _l("Opptatt"),
    Tilgjengelighetsslag.FERIE: _l("Ferie"),
}
