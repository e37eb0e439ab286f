"""The national number: sealed for its row, found by a keyed hash, shown as a hint."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db.crypto import cipher
from portal.kandidater.models import Idnummerslag
from portal.web.parse import foedselsdato, is_d_nummer


@dataclass(frozen=True)
class SealedNumber:
    """What is stored of a number."""

    kryptert: bytes
    indeks: bytes
    hint: str
    slag: Idnummerslag
    foedselsdato: date | None


def seal(number: str, *, tenant_id: int, kandidat_id: UUID) -> SealedNumber:
    """An eleven digit number that `parse_fodselsnummer` has read, ready to be stored on this row."""
    return SealedNumber(
        kryptert=cipher().seal(number, context=_place(tenant_id, kandidat_id)),
        indeks=find_key(number, tenant_id=tenant_id),
        hint=f"{number[:6]} •••••",
        slag=Idnummerslag.DNR if is_d_nummer(number) else Idnummerslag.FNR,
        foedselsdato=foedselsdato(number),
    )


def unseal(kryptert: bytes, *, tenant_id: int, kandidat_id: UUID) -> str:
    """The number in clear. Raises CannotOpen. The caller notes the reading."""
    return cipher().open(kryptert, context=_place(tenant_id, kandidat_id))


def find_key(number: str, *, tenant_id: int) -> bytes:
    """What `Kandidat.fnr_indeks` holds for this number in this agency."""
    return cipher().index(number, context=f"kandidat.{tenant_id}")


def _place(tenant_id: int, kandidat_id: UUID) -> str:
    return f"kandidat.fnr.{tenant_id}.{kandidat_id}"
