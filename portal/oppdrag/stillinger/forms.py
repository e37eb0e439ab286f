"""The form of a request."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.i18n import _l
from portal.kundekort.models import Rolle
from portal.oppdrag.models import Innleiegrunnlag, LedigStilling
from portal.oppdrag.ord import GRUNNLAG
from portal.oppdrag.queries import get_stilling
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.stillinger.data import Stillingsdata
from portal.oppdrag.stillinger.queries import Valg
from portal.oppdrag.ukeplan import Ukeplanfelt, plan_data
from portal.web.choices import choices
from portal.web.fields import BeloepField, DatoField, HeltallField, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class Stillingsfelt(Ukeplanfelt):
    """The fields both forms share."""

    tittel = TekstField(_l("Tittel"), [Required()], max_length=120)
    plasser = HeltallField(_l("Antall plasser"), [Required()], minimum=1, maximum=999, default=1)
    fra_dato = DatoField(_l("Fra dato"), [Required()])
    til_dato = DatoField(_l("Til og med"))
    arbeidssted_id = SelectField(_l("Arbeidssted"))
    oppmoete = TekstField(_l("Oppmøte"), max_length=400)
    bestiller_id = SelectField(_l("Bestiller"))
    godkjenner_id = SelectField(_l("Godkjenner timer"))
    loenn_oere = BeloepField(_l("Timelønn"), maximum=1_000_000)
    pris_oere = BeloepField(_l("Pris til kunde"), maximum=1_000_000)
    mva_bp = SelectField(_l("MVA"), coerce=int)
    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    referanse = TekstField(_l("Kundens referanse"), max_length=100)
    innleiegrunnlag = SelectField(_l("Grunnlag for innleie"))
    grunn = TekstField(_l("Hvem eller hva grunnlaget gjelder"), max_length=300)
    bygningsarbeid = BooleanField(_l("Bygningsarbeid på byggeplass"))
    krav = TekstField(_l("Krav til kompetanse"), max_length=400)
    avdeling_id = SelectField(_l("Vår avdeling"))
    konsulent_id = SelectField(_l("Konsulent"))
    annonsetekst = LangTekstField(_l("Annonsetekst"))
    soeknadsfrist = DatoField(_l("Søknadsfrist"))
    intern_kommentar = LangTekstField(_l("Intern kommentar"), max_length=2000)


class _Stillingsform:
    def choose(self, standard: Kundestandard, valg: Valg, *, stilling: LedigStilling | None = None) -> None:
        """Fill the selects. A contact or worksite the stilling already has stays choosable."""
        none = _l("Ikke valgt")
        contacts = [
            (str(k.id), f"{k.navn}, {k.stilling}" if k.stilling else k.navn) for k in standard.kontakter
        ]
        sites = [(str(s.id), s.navn) for s in standard.steder]
        if stilling is not None:
            known = {key for key, _name in contacts}
            for held in (stilling.bestiller_id, stilling.godkjenner_id):
                if held is not None and str(held) not in known:
                    contacts.append((str(held), valg.kontaktnavn.get(held, "–")))
                    known.add(str(held))
            if stilling.arbeidssted_id and str(stilling.arbeidssted_id) not in {k for k, _n in sites}:
                sites.append((str(stilling.arbeidssted_id), valg.stednavn.get(stilling.arbeidssted_id, "–")))
        fields: Any = self
        fields["arbeidssted_id"].choices = choices(sites, none=none)
        fields["bestiller_id"].choices = choices(contacts, none=none)
        fields["godkjenner_id"].choices = choices(contacts, none=none)
        fields["innleiegrunnlag"].choices = choices(((g, GRUNNLAG[g]) for g in valg.grunnlag), none=none)
        fields["mva_bp"].choices = choices(valg.mva)
        fields["avdeling_id"].choices = choices(valg.avdelinger)
        fields["konsulent_id"].choices = choices(valg.konsulenter, none=none)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then the weekly plan as a whole."""
        fine = super().validate(extra_validators)  # type: ignore[misc]
        return bool(self.check_plan() and fine)  # type: ignore[attr-defined]

    def verdier(self) -> Stillingsdata:
        """The typed values."""
        d: dict[str, Any] = self.data  # type: ignore[attr-defined]
        return Stillingsdata(
            tittel=d["tittel"],
            plasser=d["plasser"],
            fra_dato=d["fra_dato"],
            til_dato=d["til_dato"],
            arbeidstid=self.plan(),  # type: ignore[attr-defined]
            avdeling_id=UUID(d["avdeling_id"]),
            konsulent_id=_uuid(d["konsulent_id"]),
            arbeidssted_id=_uuid(d["arbeidssted_id"]),
            oppmoete=d["oppmoete"] or "",
            bestiller_id=_uuid(d["bestiller_id"]),
            godkjenner_id=_uuid(d["godkjenner_id"]),
            loenn_oere=d["loenn_oere"],
            pris_oere=d["pris_oere"],
            mva_bp=d["mva_bp"],
            po_nummer=d["po_nummer"] or "",
            referanse=d["referanse"] or "",
            innleiegrunnlag=Innleiegrunnlag(d["innleiegrunnlag"]) if d["innleiegrunnlag"] else None,
            grunn=d["grunn"] or "",
            bygningsarbeid=d["bygningsarbeid"],
            krav=tuple(part.strip() for part in (d["krav"] or "").split(",") if part.strip()),
            annonsetekst=d["annonsetekst"] or "",
            soeknadsfrist=d["soeknadsfrist"],
            intern_kommentar=d["intern_kommentar"] or "",
        )


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


class NyStillingForm(_Stillingsform, Stillingsfelt, WriteForm):
    """A new request, filled with what the card knows."""

    kladd = BooleanField(_l("Lagre som kladd"))

    @classmethod
    def proposed(
        cls, standard: Kundestandard, *, avdeling_id: UUID | None, values: dict[str, Any]
    ) -> "NyStillingForm":
        """A form with the customer's contacts and sites, and the values proposed."""
        site = standard.standardsted
        by_role = {
            "bestiller_id": standard.first_with(Rolle.BESTILLER),
            "godkjenner_id": standard.first_with(Rolle.TIMEGODKJENNER),
        }
        return cls(
            None,
            data={
                "arbeidssted_id": str(site.id) if site else "",
                "oppmoete": (site.oppmoete if site else "") or standard.oppmoete,
                "avdeling_id": str(standard.avdeling_id or avdeling_id or ""),
                "konsulent_id": str(standard.konsulent_id or ""),
                **{name: str(found.id) if found else "" for name, found in by_role.items()},
                **values,
            },
        )


class EndreStillingForm(_Stillingsform, Stillingsfelt, WriteRowForm):
    """Change a request."""


IDS = ("arbeidssted_id", "bestiller_id", "godkjenner_id", "avdeling_id", "konsulent_id", "innleiegrunnlag")


def reader(session: Session, *, stilling_id: UUID) -> Callable[[], Stored]:
    """Reads the request as the form holds it."""
    return lambda: _stored(get_stilling(session, stilling_id=stilling_id))


def _stored(stilling: LedigStilling) -> Stored:
    """The key of the form is its own, not the row's."""
    names: Sequence[str] = [n for n in LedigStilling.__table__.columns.keys() if n != "idempotens"]  # noqa: SIM118
    values = {name: getattr(stilling, name) for name in names}
    values |= {name: str(values[name] or "") for name in IDS}
    values |= {"krav": ", ".join(stilling.krav), **plan_data(read_plan(stilling.arbeidstid))}
    return Stored(stilling.versjon, values)


class LukkForm(WriteForm):
    """No more positions; oppdrag made from it go on."""

    avlyst = BooleanField(_l("Kunden avlyste"))
    lukkegrunn = TekstField(_l("Hvorfor"), max_length=200)

    @property
    def grunntekst(self) -> str:
        """Why, as the action takes it."""
        return self.lukkegrunn.data or ""
