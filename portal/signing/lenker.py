"""The secret in a signer's link: made of the installation's key, so that a reminder carries the same link.

256 bits. The database has its SHA-256 only; `lenke_nr` makes another one when the old must not work any longer.
"""

from base64 import urlsafe_b64encode
from uuid import UUID

from portal.db.crypto import cipher


def make_token(*, tenant_id: int, signatar_id: UUID, nr: int) -> str:
    """The token of a signer's link."""
    made = cipher().index(f"{signatar_id}:{nr}", context=f"signering-lenke:{tenant_id}")
    return urlsafe_b64encode(made).decode().rstrip("=")
