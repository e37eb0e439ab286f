"""Field encryption: AES-256-GCM for the few columns nobody may read in a dump (fødselsnummer).

A stored value is one version byte, a 12-byte nonce, then the sealed text. It is sealed with its place
(`context`: table, tenant, row), so a value copied to another row does not open. Search is by a keyed hash.
"""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE = 12


class CannotOpen(ValueError):
    """The value was sealed with another key, for another row, or was changed."""


class FieldCipher:
    """Seals and opens single fields. Two keys are derived from one: sealing and hashing never share a key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the field key must be 32 bytes")
        self._aead = AESGCM(_derive(key, b"portal field seal"))
        self._index_key = _derive(key, b"portal field index")

    def seal(self, plain: str, *, context: str) -> bytes:
        """Encrypt; the same text twice gives two different values."""
        nonce = secrets.token_bytes(NONCE)
        return VERSION + nonce + self._aead.encrypt(nonce, plain.encode(), context.encode())

    def open(self, sealed: bytes, *, context: str) -> str:
        """Decrypt. Raises CannotOpen."""
        if sealed[:1] != VERSION:
            raise CannotOpen("unknown version")
        try:
            plain = self._aead.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], context.encode())
        except InvalidTag as error:
            raise CannotOpen("wrong key, wrong row or changed value") from error
        return plain.decode()

    def index(self, plain: str, *, context: str) -> bytes:
        """A keyed hash to find equal values by; `context` keeps tenants apart."""
        return hmac.new(self._index_key, f"{context}\x00{plain}".encode(), sha256).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)


_installed: FieldCipher | None = None


def install(key: bytes) -> None:
    """Give the process its field key; called once at start (web, worker, commands)."""
    global _installed  # noqa: PLW0603 - one key per process, like the engine
    _installed = FieldCipher(key)


def cipher() -> FieldCipher:
    """The process's cipher. Raises RuntimeError before `install`."""
    if _installed is None:
        raise RuntimeError("no field key installed")
    return _installed
