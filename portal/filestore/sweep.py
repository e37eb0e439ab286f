"""What the store holds and no document needs: files of rolled-back uploads, and documents deleted long ago."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.filestore import registry
from portal.filestore.base import tenant_prefix
from portal.filestore.models import Dokument, Dokumentversjon

#: A file without a row may belong to an upload that is not committed yet; after this it never will be.
ORPHAN_AGE = timedelta(hours=48)
#: A deleted document can be brought back by hand this long.
DELETED_AGE = timedelta(days=30)


@dataclass(frozen=True)
class Funn:
    """Keys to remove, and rows whose bytes are gone (a fault: the backup has them)."""

    foreldreloese: tuple[str, ...]
    slettede: tuple[str, ...]
    mangler: tuple[str, ...]


def find(session: Session) -> Funn:
    """Compare store and rows of the session's tenant. Two statements; changes nothing."""
    rows = session.execute(
        select(Dokumentversjon.noekkel, Dokument.slettet_tid).join(
            Dokument, Dokument.id == Dokumentversjon.dokument_id
        )
    ).all()
    deleted_before, orphan_before = now() - DELETED_AGE, now() - ORPHAN_AGE
    known = {row.noekkel for row in rows}
    stored = dict(registry.store().keys(tenant_prefix(session.info["tenant"])))
    gone = {row.noekkel for row in rows if row.slettet_tid and row.slettet_tid < deleted_before}
    return Funn(
        foreldreloese=tuple(
            sorted(key for key, written in stored.items() if key not in known and written < orphan_before)
        ),
        slettede=tuple(sorted(gone & stored.keys())),
        mangler=tuple(
            sorted(row.noekkel for row in rows if row.noekkel not in stored and row.noekkel not in gone)
        ),
    )


def remove(funn: Funn) -> int:
    """Remove the orphans and what was deleted long ago; answers how many. What is missing is left for people."""
    for key in (*funn.foreldreloese, *funn.slettede):
        registry.store().delete(key)
    return len(funn.foreldreloese) + len(funn.slettede)
