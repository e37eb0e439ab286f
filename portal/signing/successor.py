"""Another one signs instead, when a contact leaves the customer."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.i18n import _, in_language
from portal.identity.sessions import digest
from portal.signing import post
from portal.signing.ending import end
from portal.signing.lenker import make_token
from portal.signing.models import Signatar, Tilstand
from portal.signing.queries import get_forespoersel, list_signatarer
from portal.signing.rules import ALLOWED, WAITS
from portal.signing.tilstand import fortell, skriv


def replace_signer(session: Session, *, signatar_id: UUID, heir: tuple[UUID, str, str] | None) -> None:
    """Give the place to `heir` (contact, name, address), whose link is a new one; without him the request ends.

    One who signs already, or without an address, cannot take it: the request ends too. Locks it.
    """
    found = get_one(session, Signatar, Signatar.id == signatar_id)
    foresp = get_forespoersel(session, forespoersel_id=found.forespoersel_id, lock=True)
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    signatar = next(each for each in parties if each.id == signatar_id)
    taken = heir is not None and any(each.engasjement_id == heir[0] for each in parties)
    if heir is None or not heir[2] or taken:
        if Tilstand.TRUKKET in ALLOWED[foresp.tilstand]:
            with in_language(foresp.sprak):
                grunn = _("%(navn)s har sluttet hos kunden", navn=signatar.navn)
            end(session, foresp, parties, Tilstand.TRUKKET, grunn=grunn)
        return
    before = signatar.navn
    signatar.engasjement_id, signatar.navn, signatar.epost = heir
    signatar.lenke_nr += 1
    signatar.lenke_hash = digest(
        make_token(tenant_id=session.info["tenant"], signatar_id=signatar.id, nr=signatar.lenke_nr)
    )
    # What the one before was given is worth nothing any longer.
    signatar.kode_hash = signatar.bekreftet_hash = signatar.bekreftet_til_tid = None
    signatar.aapnet_tid = signatar.purret_tid = None
    foresp.versjon += 1
    skriv(session, foresp, "signatar.overfoert", signatar=signatar, fra=before, til=signatar.navn)
    fortell(session, foresp, "signering.overfoert", navn=signatar.navn)
    if signatar.tilstand in WAITS:
        post.invite(session, foresp, signatar)
