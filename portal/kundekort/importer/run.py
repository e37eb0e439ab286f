"""Running a tried import in parts, each a transaction of its own when a worker does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.importer.links import link_parents
from portal.kundekort.importer.matching import Radplan, plan_lines
from portal.kundekort.importer.queries import count_utfall, get_import, list_celler
from portal.kundekort.importer.rules import interpret
from portal.kundekort.importer.undo import set_status
from portal.kundekort.importer.writing import write_changes, write_history, write_new, write_results
from portal.kundekort.models import Import, Importtilstand, Kundestatus, Radutfall
from portal.tenancy.models import Avdeling, Selskap

#: Lines of one part of a run; each part is committed by itself when a worker does it.
PART = 1_000


@dataclass(frozen=True)
class Del:
    """How far a run has come: lines done of all, and whether more remains."""

    behandlet: int
    antall: int
    ferdig: bool


def kjoer_del(session: Session, *, import_id: UUID, storrelse: int = PART) -> Del:
    """Do the next part: customers made and changed; the last part links enheter to their parents.

    Running the same part again after a kill is harmless: what the first try did is gone with its transaction.
    Locks the import, then the tenant's customer numbering.
    """
    kjoering = get_import(session, import_id=import_id, lock=True)
    if kjoering.tilstand is not Importtilstand.KOE:
        return Del(kjoering.behandlet, kjoering.antall, ferdig=True)
    rows = list_celler(
        session, import_id=import_id, etter_linje=kjoering.behandlet, antall=storrelse, kun_gode=True
    )
    if rows:
        plans = plan_rows(session, kjoering, rows, whole_file=False)
        status_id, selskap_id, avdeling_id = _placement(session, kjoering)
        write_new(
            session,
            [plan for plan in plans if plan.utfall is Radutfall.NY and not plan.gjenopptatt],
            kjoering=kjoering,
            status_id=status_id,
            selskap_id=selskap_id,
            avdeling_id=avdeling_id,
        )
        _revive(session, kjoering, [plan for plan in plans if plan.gjenopptatt], status_id=status_id)
        write_changes(
            session, [plan for plan in plans if plan.utfall is Radutfall.OPPDATERT], kjoering=kjoering
        )
        write_results(session, import_id=import_id, plans=plans, done=True)
        #: The last line done; lines are numbered as in the file.
        kjoering.behandlet = rows[-1].linje
    done = len(rows) < storrelse
    if done:
        link_parents(session, kjoering=kjoering)
        kjoering.tilstand, kjoering.ferdig_tid = Importtilstand.FERDIG, now()
        record(session, "import.ferdig", subject=kjoering, fil=kjoering.filnavn)
    kjoering.versjon += 1
    count_outcomes(session, kjoering)
    return Del(kjoering.behandlet, kjoering.antall, ferdig=done)


def plan_rows(
    session: Session, kjoering: Import, rows: Sequence[Row[int, list[str]]], *, whole_file: bool
) -> list[Radplan]:
    """Read these rows as customers and decide what each does."""
    width = len(kjoering.overskrifter)
    lines = [(row.linje, interpret(row.celler, kjoering.kolonner, bredde=width)) for row in rows]
    return plan_lines(session, lines, kilde=kjoering.kilde, whole_file=whole_file)


def _revive(session: Session, kjoering: Import, plans: list[Radplan], *, status_id: UUID) -> None:
    """Customers of an import that was taken back come again under their old numbers."""
    if not plans:
        return
    write_changes(session, plans, kjoering=kjoering)
    set_status(
        session,
        kunde_ids=[plan.kunde_id for plan in plans if plan.kunde_id],
        status_id=status_id,
        import_id=kjoering.id,
        grunn=_("Importert på nytt fra %(fil)s", fil=kjoering.filnavn),
    )
    write_history(session, "kunde.importert", [plan.kunde_id for plan in plans], fil=kjoering.filnavn)


def _placement(session: Session, kjoering: Import) -> tuple[UUID, UUID, UUID | None]:
    """(status Potensiell, Selskap, the importing employee's office). Three statements at most."""
    status_id = session.scalar(select(Kundestatus.id).where(Kundestatus.kode == "P"))
    avdeling_id, selskap_id = None, None
    if kjoering.bruker_id is not None:
        row = session.execute(
            select(Avdeling.id, Avdeling.selskap_id)
            .join(Bruker, Bruker.avdeling_id == Avdeling.id)
            .where(Bruker.id == kjoering.bruker_id)
        ).one_or_none()
        if row is not None:
            avdeling_id, selskap_id = row.id, row.selskap_id
    selskap_id = selskap_id or session.scalar(select(Selskap.id).order_by(Selskap.id).limit(1))
    if status_id is None or selskap_id is None:
        raise Refused(_("Byrået mangler selskap eller kundestatuser."))
    return status_id, selskap_id, avdeling_id


def count_outcomes(session: Session, kjoering: Import) -> None:
    """Keep the sums of the lines on the import. One statement."""
    counts = count_utfall(session, import_id=kjoering.id)
    kjoering.nye = counts.get(Radutfall.NY, 0)
    kjoering.oppdatert = counts.get(Radutfall.OPPDATERT, 0)
    kjoering.uendret = counts.get(Radutfall.UENDRET, 0)
    kjoering.duplikat = counts.get(Radutfall.DUPLIKAT, 0)
    kjoering.feil = counts.get(Radutfall.FEIL, 0)
