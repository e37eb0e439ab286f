"""Sealing: a page for the signatures, then one incremental PAdES signature per person (signering-dokumenter.md §3.2).

The sent bytes stay as they are at the beginning of the file. Stamps are artwork set by Typst: pyHanko's own text
stamps come out with wrong spacing (§3.4). Without a timestamp authority the level is B-B, and is said to be.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from portal.db.clock import OSLO, now
from portal.filestore.pdf import typeset
from portal.i18n import _, in_language
from portal.signing.base import Party, Rejected, Request

PADES = "B-B"
HERE = Path(__file__).parent
#: Room for stamps on the page of signatures.
MOST = 8
_MM = 72 / 25.4
_PAGE_HEIGHT, _LEFT, _TOP, _WIDTH, _HEIGHT, _STEP = 297.0, 20.0, 78.0, 170.0, 22.0, 25.0


def seal_file(seal: tuple[bytes, bytes], request: Request) -> tuple[bytes, list[tuple[str, str]]]:
    """The file with every signature, and (what, SHA-256 in hex) of each of its revisions.

    Raises:
        Rejected: the file cannot be signed. Unavailable: the fonts are not installed.
    """
    if len(request.parties) > MOST:
        raise Rejected(f"more than {MOST} signers")
    page = _signature_page(request)
    stamps = [_stamp(request, party) for party in request.parties]
    try:
        return _sign_all(seal, request, page, stamps)
    except (
        Exception
    ) as error:  # pyHanko meets files of every making; whatever it says, this one cannot be signed
        raise Rejected(f"{type(error).__name__}: {error}") from error


def seal_bytes(seal: tuple[bytes, bytes], pdf: bytes, sender: str) -> bytes:
    """A file of our own with one signature nobody sees."""
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    meta = PdfSignatureMetadata(
        field_name="Segl", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=sender
    )
    return _written(PdfSigner(meta, signer=_signer(seal)).sign_pdf(_writer(pdf)))


def _sign_all(
    seal: tuple[bytes, bytes], request: Request, page: bytes, stamps: Sequence[bytes]
) -> tuple[bytes, list[tuple[str, str]]]:
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    # The artwork fills its box; what rounding leaves over is at the right and below.
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MAX, Margins(0, 0, 0, 0))
    signer, writer = _signer(seal), _writer(request.document)
    _add_page(writer, page)
    for index in range(len(stamps)):
        append_signature_field(writer, SigFieldSpec(_field(index), on_page=-1, box=_box(index)))
    prepared = BytesIO()
    writer.write(prepared)
    data = prepared.getvalue()
    revisions = [("original", _sha(request.document)), ("signature-page", _sha(data))]
    with in_language(request.language), tempfile.TemporaryDirectory() as folder:
        for index, (party, artwork) in enumerate(zip(request.parties, stamps, strict=True)):
            path = Path(folder) / f"{index}.pdf"
            path.write_bytes(artwork)
            meta = PdfSignatureMetadata(
                field_name=_field(index),
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                name=request.sender,
                reason=f"{party.name}: {_not_bankid()}",
            )
            style = StaticStampStyle.from_pdf_file(
                str(path), border_width=0, background_opacity=1, background_layout=layout
            )
            data = _written(PdfSigner(meta, signer=signer, stamp_style=style).sign_pdf(_writer(data)))
            revisions.append((party.name, _sha(data)))
    return data, revisions


def _field(index: int) -> str:
    return f"Signatar{index + 1}"


def _box(index: int) -> tuple[int, int, int, int]:
    top = _PAGE_HEIGHT - _TOP - _STEP * index
    corners = (_LEFT, top - _HEIGHT, _LEFT + _WIDTH, top)
    left, bottom, right, upper = (round(value * _MM) for value in corners)
    return left, bottom, right, upper


def _signer(seal: tuple[bytes, bytes]) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    (certificate,) = load_certs_from_pemder_data(seal[1])
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(certificate)
    key = load_private_key_from_pemder_data(seal[0], passphrase=None)
    return SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=store)


def _writer(data: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    return IncrementalPdfFileWriter(BytesIO(data), strict=False)


def _add_page(writer: Any, page: bytes) -> None:
    """A further last page that shows the first page of `page`."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.reader import PdfFileReader

    pdf: Any = generic  # its constructors have no types
    name = pdf.pdf_name
    drawn = writer.import_page_as_xobject(PdfFileReader(BytesIO(page)), 0)
    size = pdf.ArrayObject([pdf.FloatObject(round(value * _MM, 2)) for value in (0, 0, 210, 297)])
    shown = pdf.DictionaryObject({name("/Side"): drawn})
    writer.insert_page(
        pdf.DictionaryObject(
            {
                name("/Type"): name("/Page"),
                name("/MediaBox"): size,
                name("/Resources"): pdf.DictionaryObject({name("/XObject"): shown}),
                name("/Contents"): writer.add_object(pdf.StreamObject(stream_data=b"q /Side Do Q")),
            }
        )
    )


def _written(output: Any) -> bytes:
    data: bytes = output.getvalue()
    return data


def _signature_page(request: Request) -> bytes:
    with in_language(request.language):
        words = {
            "tittel": _("Signaturer"),
            "merke": _not_bankid(),
            "sprak": request.language,
            "fakta": [
                [_("Dokument"), request.title],
                [_("Avsender"), request.sender],
                [_("SHA-256 av dokumentet"), _sha(request.document)],
            ],
            "forklaring": _(
                "Hver person fikk en egen lenke på e-post, viste en engangskode og klikket selv på «Signer». "
                "%(byraa)s har forseglet filen med sitt eget sertifikat etter hver signatur.",
                byraa=request.sender,
            ),
        }
    return typeset(HERE / "side.typ", words, dato=now().astimezone(OSLO).date())


def _stamp(request: Request, party: Party) -> bytes:
    moment = party.signed_at or now()
    with in_language(request.language):
        words = {
            "tittel": party.name,
            "sprak": request.language,
            "navn": party.name,
            "for_hvem": _("for %(navn)s", navn=party.acting_for),
            "epost": reached_by(party),
            "tid": stamp_time(moment),
            "merke": _not_bankid(),
        }
    return typeset(HERE / "stempel.typ", words, dato=moment.astimezone(OSLO).date())


def reached_by(party: Party) -> str:
    """Where the link went, and the code where that was another place. In the language of the moment."""
    if not party.code_to:
        return party.email
    return str(_("%(epost)s, kode på SMS til %(nummer)s", epost=party.email, nummer=party.code_to))


def stamp_time(moment: datetime) -> str:
    """Day and second in Oslo, with the distance to UTC: a time to be proved must not need guessing."""
    here = moment.astimezone(OSLO)
    hours = int(here.utcoffset().total_seconds() // 3600)  # type: ignore[union-attr]
    return f"{here:%d.%m.%Y %H:%M:%S} UTC+{hours}"


def _not_bankid() -> str:
    return _("Elektronisk signert med engangskode – ikke BankID")


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
