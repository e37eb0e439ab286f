"""The pages of papers: the two forms of a new one, and the page of one with its acts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.kandidater.papirer.actions import registrer_papir
from portal.kandidater.papirer.forms import (
    EndreAttestForm,
    EndrePapirForm,
    NyAttestForm,
    NyttPapirForm,
    PapirhandlingForm,
    reader,
)
from portal.kandidater.papirer.queries import get_papir
from portal.kandidater.queries import get_kandidat
from portal.kandidater.registry import list_papirnavn
from portal.registers.politiattest import list_attesthjemler
from portal.web.forms import WriteForm
from portal.web.pages import done, show

NY, ATTEST, VIS = (f"kandidater/papirer/{name}.html" for name in ("ny", "attest", "vis"))


def new(session: Session, kandidat_id: UUID, form: NyttPapirForm, *, status: int = 200) -> Response:
    """The form of a new paper, with the names that requirements use."""
    return show(
        NY,
        status=status,
        form=form,
        kandidat=get_kandidat(session, kandidat_id=kandidat_id),
        papirnavn=list_papirnavn(session),
    )


def new_attest(session: Session, kandidat_id: UUID, form: NyAttestForm, *, status: int = 200) -> Response:
    """The form of a new politiattest."""
    form.choose(list_attesthjemler(session, dato=today()))
    return show(ATTEST, status=status, form=form, kandidat=get_kandidat(session, kandidat_id=kandidat_id))


def register(session: Session, kandidat_id: UUID, form: NyttPapirForm | NyAttestForm) -> Response | None:
    """Store what was posted; None when the form must be shown again."""
    if form.validate():
        with form.attempt(session):
            registrer_papir(
                session,
                kandidat_id=kandidat_id,
                data=form.verdier(),
                fil=form.opplastet(),
                idempotens=form.idempotens.data,
            )
    return None if form.errors else done(card(kandidat_id), toast=_("Papiret er registrert."))


def step(
    session: Session, kandidat_id: UUID, papir_id: UUID, act: Callable[..., Any], toast: str
) -> Response:
    """One of the acts that ask for nothing."""
    form = PapirhandlingForm(stored=reader(session, kandidat_id=kandidat_id, papir_id=papir_id))
    if form.validate():
        with form.attempt(session):
            act(session, kandidat_id=kandidat_id, papir_id=papir_id, versjon=form.versjon.data)
    if form.errors:
        return page(session, kandidat_id, papir_id, steg=form, status=422)
    return done(card(kandidat_id), toast=toast)


def page(
    session: Session,
    kandidat_id: UUID,
    papir_id: UUID,
    *,
    form: Any = None,
    steg: PapirhandlingForm | None = None,
    status: int = 200,
) -> Response:
    """One paper: its form and its acts."""
    stored = reader(session, kandidat_id=kandidat_id, papir_id=papir_id)
    return show(
        VIS,
        status=status,
        kandidat=get_kandidat(session, kandidat_id=kandidat_id),
        papir=get_papir(session, kandidat_id=kandidat_id, papir_id=papir_id),
        papirnavn=list_papirnavn(session),
        form=form or edit_form(session, kandidat_id, papir_id, blank=True),
        steg=steg or PapirhandlingForm(None, stored=stored),
    )


def edit_form(session: Session, kandidat_id: UUID, papir_id: UUID, *, blank: bool = False) -> Any:
    """The form of the paper's kind, as posted or `blank`: as stored."""
    papir = get_papir(session, kandidat_id=kandidat_id, papir_id=papir_id)
    kind: Any = EndreAttestForm if papir.politiattest else EndrePapirForm
    stored = reader(session, kandidat_id=kandidat_id, papir_id=papir_id)
    form: WriteForm = kind(None, stored=stored) if blank else kind(stored=stored)
    if isinstance(form, EndreAttestForm):
        form.choose(list_attesthjemler(session, dato=today()), held=papir.hjemmel)
    return form


def card(kandidat_id: UUID) -> str:
    """Where one is after an act."""
    return url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id, _anchor="papirer")
