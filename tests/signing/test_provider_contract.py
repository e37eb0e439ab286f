"""What every provider promises, run against each that is registered; and that the check sees what is wrong."""

import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from portal.db.clock import now
from portal.signing import registry
from portal.signing.base import Cap, Config, Level, Party, Rejected, RemoteState, Request, Snapshot
from portal.signing.check import Invalid, check_file
from portal.signing.providers.local.seal import seal_bytes
from portal.signing.segl import ensure_seal

providers = pytest.mark.parametrize("key", sorted(registry.PROVIDERS))


@pytest.fixture
def state() -> dict[str, Snapshot]:
    """How the rows stand, by request id."""
    return {"f1": Snapshot(RemoteState.OPEN)}


@pytest.fixture
def cfg(session, state) -> Config:
    return Config(seal=ensure_seal(session), rows=state.__getitem__)


@pytest.fixture
def ask(kontrakt_pdf) -> Request:
    moment = now()
    parties = [
        Party("p1", "Terje Fjordtun", "terje@fjordtre.example", "Fjordtre AS", 1, moment),
        Party("p2", "Åse Øvrebø", "aase@nordvik.example", "Nordvik", 2, moment + timedelta(minutes=3)),
    ]
    return Request(
        "f1",
        "Rammeavtale «Æ»",
        "Nordvik Bemanning AS",
        "nb",
        moment + timedelta(days=14),
        kontrakt_pdf,
        parties,
    )


def all_signed(state) -> None:
    state["f1"] = Snapshot(RemoteState.ALL_SIGNED, ["p1", "p2"])


@providers
class TestEvery:
    def test_it_says_what_it_can(self, key) -> None:
        held = registry.provider(key)
        assert held.key == key
        assert held.levels <= frozenset(Level)
        assert Cap.READ in held.caps

    def test_the_same_request_twice_is_one(self, key, cfg, ask) -> None:
        held = registry.provider(key)
        assert held.create(cfg, ask) == held.create(cfg, ask)

    def test_it_is_read_as_it_stands(self, key, cfg, ask, state) -> None:
        held = registry.provider(key)
        remote = held.create(cfg, ask)
        assert held.read(cfg, remote).state is RemoteState.OPEN
        all_signed(state)
        assert held.read(cfg, remote).state is RemoteState.ALL_SIGNED

    def test_what_cannot_be_signed_is_refused_at_once(self, key, cfg, ask) -> None:
        with pytest.raises(Rejected):
            registry.provider(key).create(cfg, replace(ask, document=b"%PDF-1.7\nnothing\n%%EOF\n"))

    def test_no_file_before_all_have_signed(self, key, cfg, ask) -> None:
        held = registry.provider(key)
        remote = held.create(cfg, ask)
        with pytest.raises(Rejected):
            held.fetch(cfg, remote, ask)

    def test_the_file_stands_the_check(self, key, cfg, ask, state) -> None:
        held = registry.provider(key)
        remote = held.create(cfg, ask)
        all_signed(state)
        signed = held.fetch(cfg, remote, ask)
        rows = check_file(signed, original=ask.document, parties=2)
        assert len(rows) >= 2
        assert signed.evidence is not None

    def test_ending_it_twice_is_harmless(self, key, cfg, ask) -> None:
        held = registry.provider(key)
        remote = held.create(cfg, ask)
        for _ in range(2):
            held.cancel(cfg, remote, "Feil")
        later = ask.deadline + timedelta(days=1)
        assert held.extend(cfg, remote, later) <= later


@pytest.fixture
def signed(cfg, ask, state):
    held = registry.provider("local")
    remote = held.create(cfg, ask)
    all_signed(state)
    return held.fetch(cfg, remote, ask)


class TestLocal:
    def test_names_and_label_are_on_the_page_of_signatures(self, signed) -> None:
        pages = pypdf.PdfReader(BytesIO(signed.document)).pages
        assert len(pages) == 2
        fields = pypdf.PdfReader(BytesIO(signed.document)).get_fields() or {}
        assert sorted(fields) == ["Signatar1", "Signatar2"]
        stamps = "".join(
            str(annotation.get_object()["/AP"]["/N"].get_object()) for annotation in pages[-1]["/Annots"]
        )
        assert stamps

    def test_the_report_says_who_when_and_which_bytes(self, signed, ask) -> None:
        import hashlib

        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(signed.evidence)).pages)
        plain = text.replace("\u200b", "").replace("\n", "").replace(" ", "")
        for words in (
            "TerjeFjordtun",
            "ÅseØvrebø",
            "ikkeBankID",
            hashlib.sha256(signed.document).hexdigest(),
        ):
            assert words in plain, words

    def test_bits_changed_anywhere_are_seen(self, signed, ask) -> None:
        rng = random.Random(7)
        size = len(signed.document)
        for _ in range(12):
            spoilt = bytearray(signed.document)
            # Outside the hexadecimal signature itself, where letters' case does not matter.
            place = rng.randrange(size // 2)
            spoilt[place] ^= 1 << rng.randrange(8)
            with pytest.raises(Invalid):
                check_file(replace(signed, document=bytes(spoilt)), original=ask.document, parties=2)

    def test_the_unchanged_one_is_good(self, signed, ask) -> None:
        assert all(row["ok"] for row in check_file(signed, original=ask.document, parties=2))

    @pytest.mark.parametrize("what", ["added", "short", "other", "stranger"])
    def test_the_check_sees(self, session, signed, ask, what) -> None:
        changed = {
            "added": lambda: (replace(signed, document=signed.document + b"\n% more"), ask.document, 2),
            "short": lambda: (signed, ask.document, 3),
            "other": lambda: (signed, ask.document + b" ", 2),
            "stranger": lambda: (replace(signed, roots=[_stranger()]), ask.document, 2),
        }[what]()
        with pytest.raises(Invalid):
            check_file(changed[0], original=changed[1], parties=changed[2])

    def test_one_more_signature_by_the_seal_is_not_the_end_of_the_first_two(self, cfg, signed, ask) -> None:
        more = seal_bytes(cfg.seal, signed.document, "Nordvik")
        rows = check_file(replace(signed, document=more), original=ask.document, parties=2)
        assert [row["to_the_end"] for row in rows] == [False, False, True]


class TestSeal:
    def test_it_is_made_once_and_its_key_is_not_readable(self, session) -> None:
        from sqlalchemy import text

        first, again = ensure_seal(session), ensure_seal(session)
        assert first == again
        stored = session.execute(text("SELECT noekkel FROM signeringssegl")).scalar_one()
        assert b"PRIVATE" in first[0]
        assert b"PRIVATE" not in bytes(stored)

    def test_it_names_the_agency(self, session) -> None:
        from cryptography import x509

        names = x509.load_der_x509_certificate(ensure_seal(session)[1]).subject.rfc4514_string()
        assert "Nordvik Bemanning AS" in names
        assert "NTRNO-" in names


def _stranger() -> bytes:
    """The certificate of somebody else's seal."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "En annen")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=3650))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
