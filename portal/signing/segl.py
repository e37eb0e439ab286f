"""The agency's organisation seal: EC P-256, a certificate it has issued to itself, the key encrypted at rest.

Self-issued: Adobe says «unknown», and our own check and any validator that is given the certificate say valid
(signering-dokumenter.md §3.5). It proves that the file is unchanged since this portal sealed it, never who signed.
"""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.crypto import cipher
from portal.db.types import uuid7
from portal.signing.models import Signeringssegl
from portal.signing.queries import newest_seal
from portal.tenancy.models import Selskap, Tenant

LIFE = timedelta(days=5 * 365)
#: A new one is made when less is left: what is signed last must not meet an end a deadline away.
RENEW = timedelta(days=120)
#: ETSI EN 319 412-1 §5.1.4: legal person semantics, NTR + country + number of the national register.
ORGANIZATION_ID = ObjectIdentifier("2.5.4.97")


def ensure_seal(session: Session) -> tuple[bytes, bytes]:
    """Key (PKCS #8 PEM) and certificate (DER) of the agency's seal, made when there is none or it is soon too old.

    Two workers at once make one: the number of the row is unique, and the second takes what the first made.
    """
    held = newest_seal(session)
    if held is None or held.gyldig_til_tid < now() + RENEW:
        _make(session, nr=held.nr + 1 if held is not None else 1)
        held = newest_seal(session)
        if held is None:  # pragma: no cover - the row was just written
            raise LookupError("signeringssegl")
    return cipher().open(held.noekkel, context=_place(held.nr, session)).encode(), held.sertifikat


def seal_certificates(session: Session) -> list[bytes]:
    """Every certificate the agency's files were ever sealed with (DER); one statement."""
    return list(session.scalars(select(Signeringssegl.sertifikat).order_by(Signeringssegl.nr)))


def _place(nr: int, session: Session) -> str:
    return f"signeringssegl:{session.info['tenant']}:{nr}"


def _make(session: Session, *, nr: int) -> None:
    navn, orgnr = _owner(session)
    key = ec.generate_private_key(ec.SECP256R1())
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, navn[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, f"{navn[:50]}, segl {nr}"),
    ]
    if orgnr:
        parts.insert(2, x509.NameAttribute(ORGANIZATION_ID, f"NTRNO-{orgnr}"))
    name = x509.Name(parts)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(minutes=5))  # clocks differ a little
        .not_valid_after(now() + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    session.execute(
        insert(Signeringssegl)
        .values(
            tenant_id=session.info["tenant"],
            id=uuid7(),
            nr=nr,
            sertifikat=certificate.public_bytes(serialization.Encoding.DER),
            noekkel=cipher().seal(pem.decode(), context=_place(nr, session)),
            gyldig_til_tid=now() + LIFE,
            opprettet_tid=now(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "nr"])
    )


def _usage() -> x509.KeyUsage:
    """Signatures and nothing else; non-repudiation is what a PDF reader asks for."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _owner(session: Session) -> tuple[str, str]:
    """Name and number of the agency: its only company's, else the agency's own name."""
    companies = session.execute(select(Selskap.navn, Selskap.orgnr).order_by(Selskap.id).limit(2)).all()
    if len(companies) == 1:
        return companies[0].navn, companies[0].orgnr
    navn = session.scalar(select(Tenant.navn).where(Tenant.id == session.info["tenant"]))
    return navn or session.scalar(select(func.min(Selskap.navn))) or "Byrå", ""
