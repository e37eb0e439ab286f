"""The person behind a request, as Flask-Login's `current_user`. Rights are read per request, never kept in a cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.identity.actor import Actor
from portal.identity.models import Oektslag


@dataclass(frozen=True)
class SignedIn:
    """One signed-in person. `id` is the Bruker's or Portalkonto's; `oekt_id` the server-side session's."""

    id: UUID
    oekt_id: UUID
    slag: Oektslag
    navn: str
    epost: str
    permissions: frozenset[str]
    sprak: str | None = None
    tema: str = "system"
    tetthet: str = "standard"
    avdeling_id: UUID | None = None
    avdeling: str | None = None
    #: A contact's chosen access: portaltilgang columns (kunde_id, engasjement_id, omfang, enheter, tak_oere).
    tilgang: Any = None
    kandidat_id: UUID | None = None
    sist_sett_tid: datetime | None = None
    #: Who really sits there, when an administrator sees the portal as this person; nothing is written then.
    bak: Actor | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Flask-Login's name for the session; not used as a cookie."""
        return str(self.oekt_id)

    @property
    def actor(self) -> Actor:
        """The same person, as audit knows him."""
        return Actor(str(self.slag), self.id, self.navn, self.permissions)

    @property
    def person(self) -> Actor:
        """Who reads and answers for it: never the one the portal is seen as."""
        return self.bak or self.actor

    def may(self, permission: str) -> bool:
        """True when the permission is held now."""
        return permission in self.permissions
