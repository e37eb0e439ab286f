"""argon2id hashes. The hasher's cost is a setting of the process, so that tests can be quick."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.i18n import _

#: ASVS 6.2.1 asks for eight; nobody is asked to mix signs.
LEAST_LENGTH = 12
#: Fewer different signs than this is a key held down.
LEAST_SIGNS = 5

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


def fault(password: str, *, epost: str, navn: str) -> str | None:
    """Why this may not be somebody's password, as a sentence; None when it may."""
    folded = password.casefold()
    if len(password) < LEAST_LENGTH:
        return str(_("Passordet må ha minst %(antall)s tegn.", antall=LEAST_LENGTH))
    if len(set(folded)) < LEAST_SIGNS:
        return str(_("Passordet har for få ulike tegn."))
    own = [epost.casefold().partition("@")[0], *navn.casefold().split()]
    rest = folded
    for word in own:
        rest = rest.replace(word, "") if len(word) >= 3 else rest
    if len(rest) < LEAST_LENGTH - 4:
        return str(_("Passordet er for likt navnet eller e-postadressen din."))
    return None
