"""The page and the form of a recruitment, put together for first sight and for a refused post alike."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.kundekort.rules import Handling
from portal.oppdrag.models_rekruttering import Rekruttering
from portal.oppdrag.ord import REKRUTTERING
from portal.oppdrag.queries_kunde import Kundestandard, get_kundestandard
from portal.oppdrag.rekruttering.forms import AvsluttForm, EndreRekrutteringForm, NyRekrutteringForm
from portal.oppdrag.rekruttering.queries import get_navn, get_rekruttering, get_valg
from portal.oppdrag.rules.rekruttering import fee_oere
from portal.oppdrag.unntak import exception_way, find_stop, warning
from portal.web.forms import WriteForm
from portal.web.pages import show

SKJEMA, VIS = "oppdrag/rekruttering/skjema.html", "oppdrag/rekruttering/vis.html"


def show_page(session: Session, rekruttering_id: UUID, form: AvsluttForm, *, status: int = 200) -> Response:
    """The recruitment, with the form that ends it."""
    row = get_rekruttering(session, rekruttering_id=rekruttering_id)
    return show(
        VIS,
        status=status,
        rekruttering=row,
        navn=get_navn(session, rekruttering=row),
        honorar_oere=fee_oere(
            aarsloenn_oere=row.aarsloenn_oere, honorar_bp=row.honorar_bp, honorar_oere=row.honorar_oere
        ),
        tilstander=REKRUTTERING,
        avslutt=form,
        blank=WriteForm(None),
    )


def show_form(
    session: Session,
    form: NyRekrutteringForm | EndreRekrutteringForm,
    *,
    kunde_id: UUID,
    row: Rekruttering | None = None,
    status: int = 200,
) -> Response:
    """The form; the stop instead of a new one's when the customer's status says no."""
    standard = fill_choices(session, form, kunde_id, row)
    act = Handling.NY_STILLING
    return show(
        SKJEMA,
        status=status,
        form=form,
        standard=standard,
        rekruttering=row,
        stopp=find_stop(session, kunde_id=kunde_id, handling=act) if row is None else None,
        advarsel=warning(session, kunde_id=kunde_id, handling=act) if row is None else None,
        unntaksvei=exception_way,
    )


def fill_choices(
    session: Session,
    form: NyRekrutteringForm | EndreRekrutteringForm,
    kunde_id: UUID,
    row: Rekruttering | None,
) -> Kundestandard:
    standard = get_kundestandard(session, kunde_id=kunde_id)
    held = row.kontakt_id if row is not None else None
    name = get_navn(session, rekruttering=row).kontakt if row is not None and held else None
    form.choose(standard, get_valg(session), kontakt=(held, name or "–") if held else None)
    return standard
