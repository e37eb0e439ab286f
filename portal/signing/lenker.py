"""The secret in a signer's link: made of the installation's key, so that a reminder carries the same link.

256 bits. The database has its SHA-256 only; `lenke_nr` makes another one when the old must not work any longer.
"""

from base64 import urlsafe_b64encode
from uuid import UUID, uuid5

from portal.db.crypto import cipher
from portal.signing.models import Signatar


def make_token(*, tenant_id: int, signatar_id: UUID, nr: int) -> str:
    """The token of a signer's link."""
    made = cipher().index(f"{signatar_id}:{nr}", context=f"signering-lenke:{tenant_id}")
    return urlsafe_b64encode(made).decode().rstrip("=")


def invitation_key(signatar: Signatar) -> UUID:
    """Key of the mail with his first link; one of a link that was replaced has another."""
    return uuid5(signatar.id, f"invitasjon {signatar.lenke_nr}")


def reminder_key(signatar: Signatar) -> UUID:
    """Key of the newest reminder."""
    return uuid5(signatar.id, f"purring {signatar.purringer}")


def finished_key(signatar: Signatar) -> UUID:
    """Key of the newest mail that says where the sealed file is."""
    return uuid5(signatar.id, f"ferdig {signatar.purringer}")


def newest_key(signatar: Signatar, *, finished: bool = False) -> UUID:
    """Key of the last mail he was to get: where the sealed file is, else the one that asked him to sign."""
    if finished:
        return finished_key(signatar)
    return reminder_key(signatar) if signatar.purret_tid is not None else invitation_key(signatar)
