"""Forms of a role."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.administrasjon.roller.queries import get_rolle
from portal.i18n import _l
from portal.identity.rettighetsord import ALLTID, RETT_NAVN, grouped
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class NyRolleForm(WriteForm):
    """A role of one's own, begun as another one is."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    kopi_av = SelectField(_l("Begynn som"))

    def offer(self, roller: Iterable[Any]) -> "NyRolleForm":
        """The form with roles to copy; call it before validate."""
        self.kopi_av.choices = choices(((row.id, row.navn) for row in roller), none=_l("Uten retter"))
        return self


class RolleForm(WriteRowForm):
    """Its name, and what it lets people do."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    rettigheter = CheckboxesField(
        _l("Retter"), choices=choices((r, name) for r, name in RETT_NAVN.items() if r not in ALLTID)
    )

    def chosen(self) -> frozenset[str]:
        """What is ticked now, beside what everyone has."""
        return frozenset(self.rettigheter.data or ()) | {str(right) for right in ALLTID}

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """(name of the group, its checkboxes) in the order of the pages."""
        boxes = {str(box.data): box for box in self.rettigheter}
        return [(name, [boxes[str(right)] for right, _name in rights]) for name, rights in grouped()]


def rolle_reader(session: Session, *, rolle_id: UUID) -> Callable[[], Stored]:
    """Reads the role as the form holds it."""

    def stored() -> Stored:
        row = get_rolle(session, rolle_id=rolle_id)
        ticked = [right for right in row.rettigheter if right in set(map(str, RETT_NAVN)) - ALLTID]
        return Stored(row.versjon, {"navn": row.navn, "rettigheter": ticked})

    return stored
