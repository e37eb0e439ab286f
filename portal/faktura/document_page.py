"""The page of one document, for every route that answers with it."""

from uuid import UUID

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.faktura.fordeling import get_rest
from portal.faktura.forms import UtkastForm, stored_utkast
from portal.faktura.innbetalinger.queries import list_betalt
from portal.faktura.listing import status_of
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument, Salgsfil
from portal.faktura.queries import get_faktura, list_kreditnotaer
from portal.faktura.rules import Mvagrunnlag, Mvarad, mva_rows
from portal.kundekort.queries import get_kunde
from portal.web.forms import WriteRowForm
from portal.web.pages import show


def show_document(
    session: Session,
    *,
    faktura_id: UUID,
    form: UtkastForm | None = None,
    knapp: WriteRowForm | None = None,
    status: int = 200,
) -> Response:
    """A draft with its form, or the issued document as it stands; at most ten statements with the identity."""
    faktura = get_faktura(session, faktura_id=faktura_id)
    draft = faktura.tilstand is Dokumenttilstand.UTKAST
    invoice = faktura.kind is Dokumentkind.FAKTURA and not draft
    rest = get_rest(session, faktura_id=faktura_id) if invoice else 0
    given = faktura.sum_oere - faktura.kreditert_oere - rest if invoice else 0
    filer = session.execute(
        select(Salgsfil.slag, Salgsfil.sha256).where(Salgsfil.dokument_id == faktura_id)
    ).all()
    return show(
        "faktura/fakturaer/vis.html",
        status=status,
        faktura=faktura,
        kunde=get_kunde(session, kunde_id=faktura.kunde_id, replaced=True),
        filer={fil.slag: fil.sha256 for fil in filer},
        krediterer=get_faktura(session, faktura_id=faktura.krediterer_id) if faktura.krediterer_id else None,
        kreditnotaer=list_kreditnotaer(session, faktura_id=faktura_id),
        stand=status_of(faktura, fordelt_oere=given),
        rest_oere=rest,
        betalinger=list_betalt(session, faktura_id=faktura_id) if given else [],
        form=form or (UtkastForm(None, stored=lambda: stored_utkast(faktura)) if draft else None),
        knapp=knapp or WriteRowForm(None, stored=lambda: stored_utkast(faktura)),
        er_faktura=faktura.kind is Dokumentkind.FAKTURA,
        er_utkast=draft,
        mva=_mva(faktura),
    )


def _mva(faktura: Salgsdokument) -> list[Mvarad]:
    """The rows to show: computed for a draft, stored for an issued one."""
    if faktura.tilstand is Dokumenttilstand.UTSTEDT:
        return [Mvarad(m.kategori, m.mva_bp, m.grunn, m.grunnlag_oere, m.mva_oere) for m in faktura.mva]
    return mva_rows(
        Mvagrunnlag(linje.mva_kategori, linje.mva_bp, linje.mva_grunn, linje.netto_oere)
        for linje in faktura.linjer
    )
