"""Reading a signed file back before it counts: the validator's word, whoever made it (signering-dokumenter.md §2.4)."""

from io import BytesIO
from typing import Any

from portal.signing.base import Signed


class Invalid(RuntimeError):
    """The file does not stand the check; the text says where. A person decides what then."""


def check_file(signed: Signed, *, original: bytes, parties: int) -> list[dict[str, Any]]:
    """One row per signature: field, whole, valid, trusted. An exception in the validator means invalid (§3.3).

    Raises:
        Invalid: too few signatures, one that does not hold, something after the last one, or another document.
    """
    if signed.incremental and not signed.document.startswith(original):
        raise Invalid("the sent document is not what the file begins with")
    try:
        rows = _read(signed)
    except Exception as error:  # a file that frightens the validator is not a good file
        raise Invalid(f"{type(error).__name__}: {error}") from error
    if len(rows) < parties:
        raise Invalid(f"{len(rows)} signatures for {parties} signers")
    for row in rows:
        if not row["ok"]:
            raise Invalid(f"{row['field']}: {row['why']}")
    if not rows[-1]["to_the_end"]:
        raise Invalid("something stands after the last signature")
    return rows


def _read(signed: Signed) -> list[dict[str, Any]]:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    roots = [certificate for der in signed.roots for certificate in load_certs_from_pemder_data(der)]
    rows = []
    for embedded in PdfFileReader(BytesIO(signed.document), strict=False).embedded_regular_signatures:
        # A context remembers what it has seen; each signature gets its own.
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = validate_pdf_signature(embedded, signer_validation_context=context)
        rows.append(
            {
                "field": embedded.field_name,
                "ok": bool(status.bottom_line),
                "why": f"intact={status.intact} valid={status.valid} trusted={status.trusted}"
                f" changes={status.modification_level.name if status.modification_level else '-'}",
                "to_the_end": status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
                "signer": embedded.signer_cert.subject.human_friendly,
            }
        )
    return rows
