"""Records of this room, and candidates, that may have the agency's own fields."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kandidater.actions import write_search_words as write_kandidatord
from portal.kandidater.models import Kandidat
from portal.kandidater.queries import get_kandidat
from portal.kandidater.registry import soekeord
from portal.kundekort.feltverdi import Post, list_med_verdier, list_postens_soeketekster
from portal.kundekort.models import Feltgjelder
from portal.kundekort.registry import Feltpost, feltposter
from portal.oppdrag.actions import write_search_words
from portal.oppdrag.models import LedigStilling, Utleieoppdrag
from portal.oppdrag.models_regler import Oppdragsslag
from portal.oppdrag.queries import get_oppdrag, get_stilling


def register() -> None:
    """Called in `setup`, and by the demo."""
    soekeord.register(
        "egne-felt", lambda session, kandidat_id: list_postens_soeketekster(session, post_id=kandidat_id)
    )
    feltposter.register(
        Feltpost(
            Feltgjelder.KANDIDAT,
            Permission.KANDIDAT_LES,
            _lock_kandidat,
            lambda kandidat: kandidat.navn,
            _index_kandidat,
            "kandidat.egne-felt",
            order=10,
        ),
        Feltpost(
            Feltgjelder.STILLING,
            Permission.OPPDRAG_LES,
            _lock_stilling,
            lambda stilling: stilling.nummer,
            _index_stilling,
            "stilling.egne-felt",
            order=20,
        ),
        Feltpost(
            Feltgjelder.OPPDRAG,
            Permission.OPPDRAG_LES,
            _lock_oppdrag,
            lambda oppdrag: oppdrag.nummer,
            _index_oppdrag,
            "oppdrag.egne-felt",
            order=30,
        ),
    )


def load_egne_felt(
    session: Session, slag: type[Kandidat | LedigStilling | Utleieoppdrag], post_id: UUID
) -> list[tuple[str, str, bool]] | None:
    """(name, value in words, required) of each field in use; None while the agency has none. One statement."""
    post = Post(Feltgjelder(slag.__tablename__), post_id)
    felter, held, _versjon = list_med_verdier(session, post=post)
    return [(felt.navn, felt.text(held.get(felt.key)), felt.paakrevd) for felt in felter] or None


def _lock_kandidat(session: Session, post_id: UUID) -> Kandidat:
    return get_kandidat(session, kandidat_id=post_id, lock=True)


def _lock_stilling(session: Session, post_id: UUID) -> LedigStilling:
    return get_stilling(session, stilling_id=post_id, lock=True)


def _lock_oppdrag(session: Session, post_id: UUID) -> Utleieoppdrag:
    return get_oppdrag(session, oppdrag_id=post_id, lock=True)


def _index_kandidat(session: Session, post_id: UUID) -> None:
    write_kandidatord(session, kandidat=get_kandidat(session, kandidat_id=post_id))


def _index_stilling(session: Session, post_id: UUID) -> None:
    row = get_stilling(session, stilling_id=post_id)
    write_search_words(
        session, slag=Oppdragsslag.STILLING, rad_id=row.id, nummer=row.nummer, tittel=row.tittel
    )


def _index_oppdrag(session: Session, post_id: UUID) -> None:
    row = get_oppdrag(session, oppdrag_id=post_id)
    write_search_words(
        session, slag=Oppdragsslag.OPPDRAG, rad_id=row.id, nummer=row.nummer, tittel=row.tittel
    )
