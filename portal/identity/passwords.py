"""argon2id hashes. The hasher's cost is a setting of the process, so that tests can be quick."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_dummy: str | None = None


def use_cheap_hashing() -> None:
    """For test processes only: the same algorithm at its lowest cost."""
    global _hasher, _dummy
    _hasher, _dummy = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), None


def hash_password(password: str) -> str:
    """argon2id with the library's current parameters."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """True when it fits. An unknown user costs the same time: a dummy hash is checked (CWE-208)."""
    global _dummy  # noqa: PLW0603 - made once, on first use
    if stored is None:
        _dummy = _dummy or _hasher.hash("nobody has this password")
        stored, known = _dummy, False
    else:
        known = True
    try:
        return _hasher.verify(stored, password) and known
    except (VerificationError, InvalidHashError):
        return False
