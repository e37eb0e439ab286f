"""How far a contact sees, from his access: egne, enhet (and below), or the whole customer (modell.md §5)."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.identity.models import Tilgangsomfang
from portal.identity.scope import Scope, bind_scope
from portal.identity.signed_in import SignedIn
from portal.kundekort.queries import list_subtree_ids, list_tree_ids


def narrow(session: Session, who: SignedIn) -> None:
    """Bind the session to what this contact may see; one statement."""
    access = who.tilgang
    if access.omfang is Tilgangsomfang.ENHET:
        ids = set(list_subtree_ids(session, kunde_id=access.kunde_id))
        ids |= {UUID(chosen) for chosen in access.enheter or []}
        bind_scope(session, Scope(kunde_ids=tuple(ids)))
        return
    ids = set(list_tree_ids(session, kunde_id=access.kunde_id))
    own = access.engasjement_id if access.omfang is Tilgangsomfang.EGNE else None
    bind_scope(session, Scope(kunde_ids=tuple(ids), egne=own))
