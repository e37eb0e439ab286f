"""The list's filters as they stand in the address, and the address of another choice."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_login import current_user

from portal.kundekort.models import Oppgavetilstand, Prioritet
from portal.kundekort.oppgaver.rules import Frist, Valg
from portal.web.read_ids import read_uuid

NAMES = ("ansvarlig", "frist", "tilstand", "prioritet", "type", "kunde")


def read_valg() -> Valg:
    """What the address asks for; nothing said is one's own open tasks due within seven days."""
    asked = request.args
    return Valg(
        ansvarlig_id=_ansvarlig(asked.get("ansvarlig", "")),
        frist=_one_of(Frist, asked.get("frist", "")) or Frist.SNART,
        tilstand=_one_of(Oppgavetilstand, asked.get("tilstand", "")) or Oppgavetilstand.AAPEN,
        prioritet=_one_of(Prioritet, asked.get("prioritet", "")),
        type_id=read_uuid(asked.get("type")),
        kunde_id=read_uuid(asked.get("kunde")),
    )


def address(**changes: Any) -> str:
    """The list with one thing changed; an empty value takes the filter away. The page begins anew."""
    kept = {name: request.args.get(name, "") for name in NAMES}
    return url_for("oppgaver.liste", **{name: value for name, value in (kept | changes).items() if value})


def _ansvarlig(text: str) -> UUID | None:
    if text == "alle":
        return None
    return read_uuid(text) or UUID(str(current_user.id))


def _one_of(kind: Any, text: str) -> Any:
    return kind(text) if text in set(kind) else None
