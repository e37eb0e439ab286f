"""What the SMTP channel answers when the server does not say yes: left, did not leave, or nobody knows."""

import base64
import datetime as dt
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.errors import Refused, Unavailable
from portal.jobs.handlers import Uncertain
from portal.messaging.channels.smtp.channel import SmtpChannel
from tests.messaging.test_channel_contract import a_mail
from tests.support.smtp_server import Behaviour, smtp_server


def send(told: Behaviour, *, tls_from_start: bool = False, **options: object) -> None:
    chosen = {"security": "ingen", "timeout_s": 5, **options}
    with smtp_server(told, tls_from_start=tls_from_start) as port:
        SmtpChannel(host="localhost", port=port, **chosen).send(a_mail())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (Behaviour(rcpt="550 no such user"), Refused),
        (Behaviour(rcpt="451 try later"), Unavailable),
        (Behaviour(data="554 no"), Refused),
        (Behaviour(after_text="554 looks like spam"), Refused),
        (Behaviour(after_text="452 full"), Unavailable),
        (Behaviour(after_text=None), Uncertain),
    ],
    ids=["unknown receiver", "later", "data refused", "text refused", "full", "silent after the text"],
)
def test_what_the_answer_means(told: Behaviour, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        send(told)
    assert type(caught.value) is error


def test_no_server_means_it_did_not_leave() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        SmtpChannel(host="127.0.0.1", port=port, security="ingen", timeout_s=5).send(a_mail())


def test_without_starttls_on_offer_nothing_is_sent_in_the_clear() -> None:
    told = Behaviour(offers_starttls=False)
    with pytest.raises(Unavailable):
        send(told, security="starttls")
    assert told.received == []
    assert not [line for line in told.heard if line.upper().startswith(("MAIL", "AUTH", "DATA"))]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _server_side(authority: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_tls_with_a_password(authority: Path, security: str) -> None:
    plain = base64.b64encode(b"\0portal\0hemmelig").decode()
    told = Behaviour(tls=_server_side(authority), offers_starttls=security == "starttls", auth=plain)
    send(
        told,
        tls_from_start=security == "tls",
        security=security,
        user="portal",
        password="hemmelig",
        tls=ssl.create_default_context(cafile=str(authority)),
    )
    assert len(told.received) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_authority_gets_no_mail(authority: Path, security: str) -> None:
    told = Behaviour(tls=_server_side(authority), offers_starttls=security == "starttls")
    with pytest.raises(Unavailable):
        send(told, tls_from_start=security == "tls", security=security)
    assert told.received == []


def test_a_wrong_password_is_our_own_fault_and_is_tried_again(authority: Path) -> None:
    told = Behaviour(auth="noe annet")
    with pytest.raises(Unavailable, match="brukernavnet"):
        send(told, user="portal", password="feil")
    assert told.received == []
