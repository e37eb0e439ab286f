"""The Oppdrag tab on the customer's card."""

from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.kundekort.rules import Handling
from portal.oppdrag.lister import Utvalg, list_oppdrag, list_stillinger
from portal.oppdrag.lister_rekruttering import list_rekrutteringer
from portal.oppdrag.ord import REKRUTTERING, TILSTAND, UTVALG
from portal.oppdrag.rules.rekruttering import fee_oere
from portal.oppdrag.unntak import exception_way, find_stop
from portal.web.current import signed_in
from portal.web.pages import show
from portal.web.room import Room

room = Room("kundefane", __name__, url_prefix="/kunder/<uuid:kunde_id>/oppdrag")


@room.get("", needs=Permission.OPPDRAG_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Running and coming oppdrag, open requests and recruitments; or what is over."""
    who = signed_in()
    soek, valgt = request.args.get("q", "").strip(), request.args.get("vis", "")
    utvalg = Utvalg(valgt) if valgt in set(Utvalg) else Utvalg.AKTIVE
    over = utvalg is Utvalg.AVSLUTTET
    kort = get_kort(session, kunde_id=kunde_id, permissions=who.permissions if who else frozenset())
    return show(
        "oppdrag/kundefane/liste.html",
        kort=kort,
        oppdrag=list_oppdrag(
            session, utvalg=utvalg, kunde_id=kunde_id, soek=soek, etter=request.args.get("etter")
        ),
        stillinger=list_stillinger(session, aapne=not over, kunde_id=kunde_id, soek=soek),
        rekrutteringer=list_rekrutteringer(session, kunde_id=kunde_id, aapne=not over, soek=soek),
        rekrutteringsord=REKRUTTERING,
        honorar=fee_oere,
        stopp=find_stop(session, kunde_id=kunde_id, handling=Handling.NY_STILLING, flagg=kort.flagg),
        soek=soek,
        utvalg=utvalg,
        utvalgsord=UTVALG,
        tilstander=TILSTAND,
        i_dag=today(),
        unntaksvei=exception_way,
    )
