"""What the web layer remembers: the first answer to each form post."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from portal.db.base import Base, TenantScoped


class Idempotens(TenantScoped, Base):
    """The answer to a form post, kept under the form's key: the second copy gets the first one's answer (law 11)."""

    __tablename__ = "idempotens"

    #: `id` is the form's own key.
    endepunkt: Mapped[str]
    aktoer_id: Mapped[UUID | None]
    #: SHA-256 of the posted body: the same key with another body is refused.
    avtrykk: Mapped[str]
    status: Mapped[int | None]
    #: Where the first answer sent the browser.
    maal: Mapped[str | None]
    opprettet_tid: Mapped[datetime]
