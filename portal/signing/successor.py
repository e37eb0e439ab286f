"""Another one signs instead, when a contact leaves the customer or an employee the agency."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.i18n import _, in_language
from portal.identity.sessions import digest
from portal.signing import post
from portal.signing.ending import end
from portal.signing.lenker import make_token
from portal.signing.models import Signatar, Signatarslag, Tilstand
from portal.signing.queries import get_forespoersel, list_signatarer
from portal.signing.rules import ALLOWED, WAITS
from portal.signing.sending import is_address
from portal.signing.tilstand import begynn_igjen, fortell, skriv


class Arving(NamedTuple):
    """Who signs instead: a contact for a contact, an employee for an employee."""

    id: UUID
    navn: str
    epost: str
    #: His number, for a code that goes by text message.
    mobil: str = ""


def replace_signer(session: Session, *, signatar_id: UUID, heir: Arving | None) -> None:
    """Give the place to `heir`, whose link is a new one; without him the request ends. Locks the request.

    One who signs already, or without an address, cannot take it: the request ends too.
    """
    found = get_one(session, Signatar, Signatar.id == signatar_id)
    foresp = get_forespoersel(session, forespoersel_id=found.forespoersel_id, lock=True)
    parties = list_signatarer(session, forespoersel_id=foresp.id)
    signatar = next(each for each in parties if each.id == signatar_id)
    contact = signatar.slag is Signatarslag.KONTAKT
    taken = heir is not None and heir.id in {each.engasjement_id or each.bruker_id for each in parties}
    if heir is None or not is_address(heir.epost) or taken:
        if Tilstand.TRUKKET in ALLOWED[foresp.tilstand]:
            with in_language(foresp.sprak):
                grunn = (
                    _("%(navn)s har sluttet hos kunden", navn=signatar.navn)
                    if contact
                    else _("%(navn)s har sluttet hos oss", navn=signatar.navn)
                )
            end(session, foresp, parties, Tilstand.TRUKKET, grunn=grunn)
        return
    before = signatar.navn
    if contact:
        signatar.engasjement_id = heir.id
    else:
        signatar.bruker_id = heir.id
    signatar.navn, signatar.epost = " ".join(heir.navn.split()), heir.epost
    if signatar.mobil:  # the sender wanted two ways; without a number it is one
        signatar.mobil = heir.mobil
    signatar.lenke_nr += 1
    signatar.lenke_hash = digest(
        make_token(tenant_id=session.info["tenant"], signatar_id=signatar.id, nr=signatar.lenke_nr)
    )
    begynn_igjen(signatar)
    foresp.versjon += 1
    skriv(session, foresp, "signatar.overfoert", signatar=signatar, fra=before, til=signatar.navn)
    fortell(session, foresp, "signering.overfoert", navn=signatar.navn)
    if signatar.tilstand in WAITS:
        post.invite(session, foresp, signatar)
