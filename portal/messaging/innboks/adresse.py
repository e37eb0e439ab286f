"""The agency's address for logging: what is sent or copied to it lands in the dialog of the contact it is about.

It has a part that cannot be guessed, because whoever knows it can write in the agency's dialog.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

#: Signs of the secret part: 80 bits in base 16.
SIGNS = 20


def log_address(base: str, *, slug: str, secret: str) -> str:
    """`logg@inn.example` for the agency `nordvik`: `logg+nordvik-3f…@inn.example`. Empty without a base."""
    local, at, domain = base.partition("@")
    return f"{local}+{slug}-{_sign(slug, secret)}@{domain}" if at else ""


def find_slug(addresses: Iterable[str], *, base: str, secret: str) -> str | None:
    """Which agency a mail is for, by the first address of ours whose secret part is right; None for none of them."""
    local, _at, domain = base.partition("@")
    ours = re.compile(
        rf"{re.escape(local)}\+([a-z0-9-]+)-([0-9a-f]{{{SIGNS}}})@{re.escape(domain)}", re.IGNORECASE
    )
    for address in addresses:
        found = ours.fullmatch(address.strip())
        if found and hmac.compare_digest(found[2].lower(), _sign(found[1].lower(), secret)):
            return found[1].lower()
    return None


def _sign(slug: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"innboks {slug}".encode(), hashlib.sha256).hexdigest()[:SIGNS]
