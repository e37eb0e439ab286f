"""What the worker does for the card's room."""

from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.identity.actor import Actor
from portal.identity.models import Bruker, Oektslag
from portal.jobs.handlers import handles
from portal.jobs.models import Utboks
from portal.jobs.outbox import enqueue
from portal.kundekort.actions import index_kunde, oppdater_fra_register
from portal.kundekort.felt.actions import INDEKSER
from portal.kundekort.felt.queries import get_felt, list_kunder_med, list_poster_med
from portal.kundekort.importer.queries import get_import
from portal.kundekort.importer.run import kjoer_del
from portal.kundekort.masse.koe import enqueue_masse
from portal.kundekort.masse.queries import get_masse
from portal.kundekort.masse.run import kjoer_masse
from portal.kundekort.queries import get_kunde
from portal.kundekort.registeroppslag import register_source
from portal.kundekort.registerstroem import FEEDS, les_side
from portal.kundekort.registry import feltposter
from portal.kundekort.steder import set_next_coordinates
from portal.web.read_ids import read_uuid


@handles("kunder.import", repeatable=True)
def run_import_part(session: Session, *, row: Utboks) -> None:
    """One part of an import, and the next part's row. In the importing employee's name.

    A killed part leaves nothing behind, so running it again is harmless.
    """
    import_id = UUID(row.data["import_id"])
    kjoering = get_import(session, import_id=import_id)
    if kjoering.bruker_id is not None and actor_of(session).id is None:
        bruker = session.get_one(Bruker, (session.info["tenant"], kjoering.bruker_id))
        session.info["actor"] = Actor(str(Oektslag.ANSATT), bruker.id, bruker.navn)
    after = kjoer_del(session, import_id=import_id)
    if not after.ferdig:
        enqueue(session, "kunder.import", key=uuid5(import_id, str(after.behandlet)), import_id=import_id)


@handles("kunder.masse", repeatable=True)
def run_masse_part(session: Session, *, row: Utboks) -> None:
    """One part of an act on many customers, or of its undo, and the next part's row. In its employee's name."""
    masse_id = UUID(row.data["masse_id"])
    masse = get_masse(session, masse_id=masse_id)
    if actor_of(session).id is None:
        bruker = session.get_one(Bruker, (session.info["tenant"], masse.bruker_id))
        session.info["actor"] = Actor(str(Oektslag.ANSATT), bruker.id, bruker.navn)
    enqueue_masse(session, kjoer_masse(session, masse_id=masse_id))


@handles("kunde.register", repeatable=True)
def ask_register(session: Session, *, row: Utboks) -> None:
    """Ask Enhetsregisteret about a customer. A silent register raises Unavailable: asked again later."""
    kunde_id = UUID(row.data["kunde_id"])
    kunde = get_kunde(session, kunde_id=kunde_id, replaced=True)
    if kunde.slaatt_sammen_med_id is not None:
        return  # the card it became asks for itself
    orgnr = kunde.orgnr
    found = register_source().get(orgnr) if orgnr else None
    if found is not None:
        oppdater_fra_register(session, kunde_id=kunde_id, enhet=found)


#: Records whose search words are made anew in one part.
INDEXED = 500


@handles(INDEKSER, repeatable=True)
def index_felt(session: Session, *, row: Utboks) -> None:
    """A field came into the search or left it: the words of those that have a value, a part at a time."""
    felt_id, after = UUID(row.data["felt_id"]), read_uuid(row.data.get("etter"))
    kind = feltposter.get(get_felt(session, felt_id=felt_id).gjelder)
    if kind is None:
        ids = list_kunder_med(session, felt_id=felt_id, etter=after, antall=INDEXED)
        for kunde_id in ids:
            index_kunde(session, kunde_id=kunde_id)
    else:
        ids = list_poster_med(session, felt_id=felt_id, etter=after, antall=INDEXED)
        for post_id in ids:
            kind.indekser(session, post_id)
    if len(ids) == INDEXED:
        enqueue(session, INDEKSER, key=uuid5(row.id, str(ids[-1])), felt_id=felt_id, etter=ids[-1])


@handles("kunde.registerstroem", repeatable=True, nightly=[{"kilde": feed} for feed in FEEDS])
def read_feed(session: Session, *, row: Utboks) -> None:
    """One page of what has changed in Enhetsregisteret, and the next page's row.

    A page that is killed or gets no answer has moved nothing: it is read again, or the next night reads it.
    """
    side = les_side(session, feed=row.data["kilde"], kilde=register_source())
    if not side.ferdig:
        key = uuid5(row.noekkel, str(side.posisjon))
        enqueue(session, "kunde.registerstroem", key=key, kilde=row.data["kilde"])


@handles("kunde.koordinater", repeatable=True, nightly=[{}])
def refresh_coordinates(session: Session, *, row: Utboks) -> None:
    """Coordinates follow post codes that have got better ones, and addresses that came by another way. A part."""
    last = set_next_coordinates(session, after=read_uuid(row.data.get("etter")))
    if last is not None:
        enqueue(session, "kunde.koordinater", key=uuid5(row.noekkel, str(last)), etter=last)
