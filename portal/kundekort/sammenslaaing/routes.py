"""Finding the other card, deciding field by field, merging, and parting again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.duplikater import Kjennetegn, list_like
from portal.kundekort.models import Statusflagg
from portal.kundekort.queries import Kort, get_kort, get_kunde, search_kunder
from portal.kundekort.registry import sammenslaaingsmerknader
from portal.kundekort.rules import Handling, Statusledd
from portal.kundekort.sammenslaaing.actions import angre_sammenslaaing, slaa_sammen_kunder
from portal.kundekort.sammenslaaing.flytting import count_rows
from portal.kundekort.sammenslaaing.forms import SammenslaaingForm, form_for
from portal.kundekort.sammenslaaing.queries import list_sammenslaainger
from portal.kundekort.sammenslaaing.rules import Side, Ulikhet, can_undo, differences
from portal.kundekort.sammenslaaing.words import FieldNames, load_names
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("sammenslaaing", __name__, url_prefix="/<uuid:kunde_id>/slaa-sammen")


@room.get("", needs=Permission.KUNDE_STATUS)
def velg(session: Session, kunde_id: UUID) -> Response:
    """Cards that may be the same customer, a search for another, and what has been merged before."""
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    q = request.args.get("q", "").strip()
    known = Kjennetegn(kort.navn, kort.orgnr, kort.telefon, kort.epost, kort.poststed)
    return show(
        "kundekort/sammenslaaing/velg.html",
        kort=kort,
        like=list_like(session, kjennetegn=known, unntatt=kunde_id),
        treff=[hit for hit in search_kunder(session, q=q) if hit[0] != kunde_id],
        q=q,
        tidligere=[
            (row, can_undo(row.tid, now=now())) for row in list_sammenslaainger(session, kunde_id=kunde_id)
        ],
        angre=WriteForm(None),
    )


@room.get("/<uuid:andre_id>", needs=Permission.KUNDE_STATUS)
def sammenlign(session: Session, kunde_id: UUID, andre_id: UUID) -> Response:
    """The two cards beside each other."""
    sides = _load(session, kunde_id, andre_id)
    return _page(session, sides, form_for(sides.ulikheter, behold=sides.proposed))


@room.post("/<uuid:andre_id>", needs=Permission.KUNDE_STATUS)
def slaa_sammen(session: Session, kunde_id: UUID, andre_id: UUID) -> Response:
    """One customer of two."""
    sides = _load(session, kunde_id, andre_id)
    form = form_for(sides.ulikheter, behold=sides.proposed)
    if form.validate():
        with form.attempt(session):
            merge = slaa_sammen_kunder(
                session,
                denne_id=kunde_id,
                andre_id=andre_id,
                valg=form.valg(sides.ulikheter),
                versjoner=(form.versjon_denne.data, form.versjon_andre.data),
            )
        if not form.errors:
            return done(
                url_for("kundekort.oversikt.vis", kunde_id=merge.kunde_id),
                toast=_("Kundene er slått sammen. Det kan angres i 30 dager."),
            )
    return _page(session, _load(session, kunde_id, andre_id), form)


@room.post("/angre/<uuid:sammenslaaing_id>", needs=Permission.KUNDE_STATUS)
def angre(session: Session, kunde_id: UUID, sammenslaaing_id: UUID) -> Response:
    """Two customers again."""
    inn = angre_sammenslaaing(session, kunde_id=kunde_id, sammenslaaing_id=sammenslaaing_id)
    return done(
        url_for("kundekort.oversikt.vis", kunde_id=inn.id),
        toast=_("Sammenslåingen er angret. %(navn)s er en egen kunde igjen.", navn=inn.navn),
    )


@dataclass(frozen=True)
class _Sides:
    denne: Kort
    andre: Kort
    ulikheter: list[Ulikhet]
    names: FieldNames

    @property
    def proposed(self) -> Side:
        """The card that is in use, else the older one."""
        in_use = [_in_use(kort.flagg.ledd[0]) for kort in (self.denne, self.andre)]
        if in_use[0] != in_use[1]:
            return Side.DENNE if in_use[0] else Side.ANDRE
        return Side.DENNE if self.denne.kundenr < self.andre.kundenr else Side.ANDRE


def _in_use(status: Statusledd) -> bool:
    """The agency delivers to it, or is stopped from it for the moment."""
    may = status.flagg[Handling.NYTT_OPPDRAG] in {Statusflagg.JA, Statusflagg.ADVARSEL}
    return may or status.er_sperre


def _load(session: Session, kunde_id: UUID, andre_id: UUID) -> _Sides:
    ulikheter = differences(get_kunde(session, kunde_id=kunde_id), get_kunde(session, kunde_id=andre_id))
    return _Sides(
        get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        get_kort(session, kunde_id=andre_id, permissions=current_user.permissions),
        ulikheter,
        load_names(session, ulikheter=ulikheter),
    )


def _page(session: Session, sides: _Sides, form: SammenslaaingForm) -> Response:
    rows: dict[str, Any] = {
        side.value: [
            (peker.label, flytter, blir)
            for peker, flytter, blir in count_rows(session, kunde_id=kort.id)
            if peker.label and (flytter or blir)
        ]
        for side, kort in ((Side.DENNE, sides.denne), (Side.ANDRE, sides.andre))
    }
    both = {Side.DENNE.value: (sides.denne, sides.andre), Side.ANDRE.value: (sides.andre, sides.denne)}
    notes = {
        side: [text for each in sammenslaaingsmerknader.all() for text in each.les(session, inn.id, kunde.id)]
        for side, (inn, kunde) in both.items()
    }
    return show(
        "kundekort/sammenslaaing/sammenlign.html",
        status=422 if form.errors else 200,
        kort=sides.denne,
        andre=sides.andre,
        ulikheter=sides.ulikheter,
        navn=sides.names,
        rader=rows,
        merknader=notes,
        form=form,
    )
