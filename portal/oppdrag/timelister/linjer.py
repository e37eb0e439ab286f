"""A day as rows of the timesheet, and the sentences for days that cannot be right."""

from uuid import UUID

from portal.db.types import uuid7
from portal.i18n import _
from portal.oppdrag.models import Timekategori, Timelinje, Timeliste, Timelisteversjon
from portal.oppdrag.rules.timer import Dag, ends_at, starts_at

#: Code of portal/oppdrag/rules/timer.faults → the sentence at the day.
FAULTS = {
    "utenfor": lambda: _("Dagen ligger utenfor oppdraget."),
    "klokke": lambda: _("Skriv både start og slutt."),
    "pause": lambda: _("Pausen er lengre enn dagen."),
    "lang": lambda: _("En dag kan ikke være lengre enn 16 timer."),
    "overtid": lambda: _("Overtiden er lengre enn dagen."),
    "overlapp": lambda: _("Dagen begynner før den forrige er slutt."),
}


def lines_of(
    liste: Timeliste, draft: Timelisteversjon, dag: Dag, erstatter_id: UUID | None
) -> list[Timelinje]:
    if not dag.minutter:
        return []
    common = {
        "timeliste_id": liste.id,
        "versjon_id": draft.id,
        "dato": dag.dato,
        "erstatter_id": erstatter_id,
    }
    start = starts_at(dag.dato, dag.start) if dag.start is not None else None
    slutt = (
        ends_at(dag.dato, dag.start, dag.slutt) if dag.start is not None and dag.slutt is not None else None
    )
    rows = [
        Timelinje(
            id=uuid7(),
            start_tid=start,
            slutt_tid=slutt,
            pause_min=dag.pause_min,
            minutter=dag.ordinaer_min,
            kategori=Timekategori.NORMAL,
            kommentar=dag.kommentar,
            **common,
        )
    ]
    if dag.overtid_min:
        rows.append(
            Timelinje(id=uuid7(), minutter=dag.overtid_min, kategori=Timekategori.OVERTID_50, **common)
        )
    return rows


def copy_line(linje: Timelinje, versjon_id: UUID) -> Timelinje:
    same = (
        "timeliste_id",
        "dato",
        "start_tid",
        "slutt_tid",
        "pause_min",
        "minutter",
        "kategori",
        "kommentar",
    )
    return Timelinje(
        id=uuid7(),
        versjon_id=versjon_id,
        erstatter_id=linje.erstatter_id,
        **{name: getattr(linje, name) for name in same},
    )
