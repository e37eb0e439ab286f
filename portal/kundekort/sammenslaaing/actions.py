"""Making one customer of two, and parting them again (funksjoner.md A22)."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.actions import index_kunde, set_words
from portal.kundekort.models import Kunde, Kundesammenslaaing
from portal.kundekort.queries import get_kunde, get_statusflagg
from portal.kundekort.sammenslaaing.adresser import put_back, take_over
from portal.kundekort.sammenslaaing.egnefelt import fill_blanks, take_out
from portal.kundekort.sammenslaaing.flytting import move_back, move_rows
from portal.kundekort.sammenslaaing.gjemt import hide, show_again
from portal.kundekort.sammenslaaing.queries import get_sammenslaaing, is_sperret
from portal.kundekort.sammenslaaing.rules import (
    Side,
    Valg,
    can_undo,
    differences,
    from_json,
    to_json,
)
from portal.kundekort.sammenslaaing.salgsfelt import fill_sales, take_out_sales
from portal.kundekort.steder import ensure_standard, set_coordinates, yield_standard


def slaa_sammen_kunder(
    session: Session, *, denne_id: UUID, andre_id: UUID, valg: Valg, versjoner: tuple[int, int]
) -> Kundesammenslaaing:
    """Make one customer of two: `valg.behold` remains, all that can be moved of the other goes to it.

    What is issued or logged stays where it was written, and is shown on the remaining card: the one that went in is
    a hidden enhet below it, and its own address leads there. Locks both customers, lowest id first.

    Raises:
        NotFound: no such customer in this tenant.
        Stale: one of them changed after `versjoner` (this, the other) were shown.
        Refused: the same customer; one stands above the other; one is credit stopped and would go in.
    """
    if denne_id == andre_id:
        raise Refused(_("Velg en annen kunde. En kunde kan ikke slås sammen med seg selv."))
    rows = {each: get_kunde(session, kunde_id=each, lock=True) for each in sorted((denne_id, andre_id))}
    denne, andre = rows[denne_id], rows[andre_id]
    if (denne.versjon, andre.versjon) != versjoner:
        raise Stale(_("Noen andre har endret en av kundene mens du så på dem. Se verdiene på nytt."))
    kunde, inn = (denne, andre) if valg.behold is Side.DENNE else (andre, denne)
    _check(session, kunde=kunde, inn=inn)
    felter = _take_fields(denne, andre, kunde=kunde, valg=valg)
    yield_standard(session, fra=inn.id, til=kunde.id)
    moment, actor = now(), actor_of(session)
    merge = Kundesammenslaaing(
        id=uuid7(),
        kunde_id=kunde.id,
        inn_id=inn.id,
        tid=moment,
        aktoer_navn=actor.navn,
        felter=felter,
        adresser=take_over(session, kunde_id=kunde.id, fra_id=inn.id),
        egne_felt=fill_blanks(session, kunde_id=kunde.id, fra_id=inn.id),
        salgsfelt=fill_sales(session, kunde=kunde, fra_id=inn.id),
        flyttet=move_rows(session, fra=inn.id, til=kunde.id),
        foer=hide(session, inn=inn, kunde=kunde),
    )
    session.add(merge)
    kunde.sist_kontakt_tid = max(filter(None, (kunde.sist_kontakt_tid, inn.sist_kontakt_tid)), default=None)
    for row in (kunde, inn):
        row.versjon += 1
        row.endret_tid = moment
    record(session, "kunde.slaatt-sammen", kunde_id=kunde.id, subject=kunde, navn=inn.navn, nr=inn.kundenr)
    set_words(session, slag="kunde", subject_id=inn.id, words=())
    set_coordinates(session, kunde_ids=[kunde.id])
    index_kunde(session, kunde_id=kunde.id)
    return merge


def angre_sammenslaaing(session: Session, *, kunde_id: UUID, sammenslaaing_id: UUID) -> Kunde:
    """Part the two again; answers the one that comes back. Rows made since stay with the card that remained.

    A field is put back only where it still holds what the merge wrote. Locks the merge, then both customers.

    Raises:
        NotFound: no such merge.
        Refused: undone already, too late, or the remaining card has itself gone into another since.
    """
    merge = get_sammenslaaing(session, kunde_id=kunde_id, sammenslaaing_id=sammenslaaing_id, lock=True)
    if merge.angret_tid is not None:
        raise Refused(_("Sammenslåingen er angret fra før."))
    if not can_undo(merge.tid, now=now()):
        raise Refused(_("Det er mer enn 30 dager siden. Sammenslåingen kan ikke angres lenger."))
    rows = {
        each: get_kunde(session, kunde_id=each, lock=True, replaced=True)
        for each in sorted((merge.kunde_id, merge.inn_id))
    }
    kunde, inn = rows[merge.kunde_id], rows[merge.inn_id]
    if kunde.slaatt_sammen_med_id is not None:
        raise Refused(_("%(navn)s er selv slått sammen med en annen. Angre den først.", navn=kunde.navn))
    if is_sperret(session, kunde=kunde) and not actor_of(session).may(Permission.KUNDE_KREDITTSPERRE):
        raise Refused(
            _(
                "%(navn)s har kredittsperre, og %(inn)s ville komme tilbake uten. Be økonomi angre den.",
                navn=kunde.navn,
                inn=inn.navn,
            )
        )
    for felt, (before, after) in merge.felter.items():
        if to_json(getattr(kunde, felt)) == after:
            setattr(kunde, felt, from_json(felt, before))
    kunde.sortering = sort_key(kunde.navn)
    put_back(session, kunde_id=kunde.id, kept=merge.adresser)
    take_out(session, kunde_id=kunde.id, taken=merge.egne_felt)
    take_out_sales(session, kunde_id=kunde.id, taken=merge.salgsfelt)
    show_again(session, merge=merge, inn=inn)
    move_back(session, moved=merge.flyttet, fra=kunde.id, til=inn.id)
    ensure_standard(session, kunde_id=inn.id)
    set_coordinates(session, kunde_ids=[kunde.id])
    merge.angret_tid, merge.angret_av_navn = now(), actor_of(session).navn
    for row in (kunde, inn):
        row.versjon += 1
        row.endret_tid = merge.angret_tid
        record(
            session, "kunde.sammenslaaing-angret", kunde_id=row.id, subject=row, navn=inn.navn, nr=inn.kundenr
        )
        index_kunde(session, kunde_id=row.id)
    return inn


def _check(session: Session, *, kunde: Kunde, inn: Kunde) -> None:
    for low, high in ((kunde, inn), (inn, kunde)):
        above = get_statusflagg(session, kunde_id=low.id).ledd[1:]
        if high.id in {ledd.kunde_id for ledd in above}:
            sentence = _(
                "%(lav)s ligger under %(hoey)s i kundetreet. Flytt den ut først.",
                lav=low.navn,
                hoey=high.navn,
            )
            raise Refused(sentence, link=f"/kunder/{low.id}/enheter/flytt", link_text=_("Flytt"))
    if is_sperret(session, kunde=inn) and not is_sperret(session, kunde=kunde):
        raise Refused(
            _("%(navn)s har kredittsperre. Behold den, eller la økonomi løfte sperren først.", navn=inn.navn),
            field="behold",
        )


def _take_fields(denne: Kunde, andre: Kunde, *, kunde: Kunde, valg: Valg) -> dict[str, list[object]]:
    """Write the chosen values to the remaining card; answers field → [before, after]."""
    written: dict[str, list[object]] = {}
    for ulikhet in differences(denne, andre):
        side = valg.felter.get(ulikhet.felt, ulikhet.proposed(valg.behold))
        value = ulikhet.denne if side is Side.DENNE else ulikhet.andre
        before = getattr(kunde, ulikhet.felt)
        if before != value:
            written[ulikhet.felt] = [to_json(before), to_json(value)]
            setattr(kunde, ulikhet.felt, value)
    kunde.sortering = sort_key(kunde.navn)
    return written
