"""Forms of the candidate."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField

from portal.i18n import _l
from portal.kandidater.kandidater.actions import Kandidatdata
from portal.kandidater.models import Kandidat, Kandidatstatus
from portal.kandidater.ord import STATUS
from portal.web.choices import choices
from portal.web.fields import (
    DatoField,
    EpostField,
    FodselsnummerField,
    LangTekstField,
    PostnrField,
    ProsentField,
    Required,
    TekstField,
    TelefonField,
)
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class Kandidatfelt:
    """The fields both forms share."""

    fornavn = TekstField(_l("Fornavn"), [Required()], max_length=100)
    etternavn = TekstField(_l("Etternavn"), [Required()], max_length=100)
    epost = EpostField(_l("E-post"))
    telefon = TelefonField(_l("Telefon"))
    adresse = TekstField(_l("Adresse"))
    postnr = PostnrField(_l("Postnummer"))
    poststed = TekstField(_l("Poststed"), max_length=60)
    yrke = TekstField(_l("Yrke"), max_length=100)
    status = SelectField(_l("Status"), choices=choices(STATUS), default=Kandidatstatus.SOEKER)
    stilling_bp = ProsentField(_l("Stillingsprosent"), maximum=10_000, default=10_000)
    tilgjengelig_fra = DatoField(_l("Ledig fra"))
    fem_ukers_ferie = BooleanField(_l("Fem ukers ferie etter tariff"), default=True)
    avdeling_id = SelectField(_l("Avdeling"))
    konsulent_id = SelectField(_l("Konsulent"))
    kommentar = LangTekstField(_l("Kommentar"), max_length=2000)


class _KandidatForm:
    def choose(self, avdelinger: list[tuple[str, str]], konsulenter: list[tuple[str, str]]) -> None:
        """Fill the selects; an empty choice is none."""
        self["avdeling_id"].choices = choices(avdelinger, none=_l("Ingen valgt"))  # type: ignore[index]
        self["konsulent_id"].choices = choices(konsulenter, none=_l("Ingen valgt"))  # type: ignore[index]

    def verdier(self) -> Kandidatdata:
        """The typed values."""
        d: dict[str, Any] = self.data  # type: ignore[attr-defined]
        return Kandidatdata(
            fornavn=d["fornavn"],
            etternavn=d["etternavn"],
            epost=(d["epost"] or "").lower(),
            telefon=d["telefon"] or "",
            adresse=d["adresse"] or "",
            postnr=d["postnr"] or "",
            poststed=d["poststed"] or "",
            status=Kandidatstatus(d["status"]),
            yrke=d["yrke"] or "",
            stilling_bp=10_000 if d["stilling_bp"] is None else d["stilling_bp"],
            tilgjengelig_fra=d["tilgjengelig_fra"],
            fem_ukers_ferie=d["fem_ukers_ferie"],
            kommentar=d["kommentar"] or "",
            avdeling_id=UUID(d["avdeling_id"]) if d["avdeling_id"] else None,
            konsulent_id=UUID(d["konsulent_id"]) if d["konsulent_id"] else None,
        )


class NyKandidatForm(_KandidatForm, Kandidatfelt, WriteForm):
    """A new candidate; the number may wait."""

    fnr = FodselsnummerField(_l("Fødselsnummer eller D-nummer"))


class EndreKandidatForm(_KandidatForm, Kandidatfelt, WriteRowForm):
    """Change a candidate. The number has its own form: it is never shown here."""


def stored_kandidat(kandidat: Kandidat) -> Stored:
    """A candidate as the form holds it."""
    return Stored(kandidat.versjon, {f.name: getattr(kandidat, f.name) for f in fields(Kandidatdata)})


class FnrForm(WriteForm):
    """Store or replace the national number; blank removes it."""

    fnr = FodselsnummerField(_l("Fødselsnummer eller D-nummer"))
