"""Who acts in this session. The wrapper puts it in `session.info["actor"]`; audit reads it, nobody else."""

from dataclasses import dataclass, field
from uuid import UUID

from portal.identity.models import Oektslag


@dataclass(frozen=True)
class Actor:
    """An employee, a contact, a worker, or the system itself (slag 'system', id None)."""

    slag: str
    id: UUID | None
    navn: str
    permissions: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        """True when the permission is among those held now."""
        return permission in self.permissions


SYSTEM = Actor("system", None, "Bemanningsportalen")
AUDIENCES = tuple(Oektslag)
