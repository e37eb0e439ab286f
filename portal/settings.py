"""Every setting of the installation, read from `PORTAL_*` once.

The only reader of the environment. Each variable may also be given as `PORTAL_X_FILE`, the path of a
file that holds the value; that is the form for secrets. A variable this file does not know is an error:
a misspelt name would otherwise be a setting that silently does nothing.
"""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, cast
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32
PREFIX = "PORTAL_"

SmtpSecurity = Literal["starttls", "tls", "ingen"]
ImapSecurity = Literal["tls", "ingen"]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(ValueError):
    """A setting is wrong. The text is a Norwegian sentence for the person who starts the portal."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation. Secrets are left out of `repr`, so that they do not end in a log."""

    root: Path
    data_dir: Path
    host: str
    port: int
    base_url: str
    database_url: str | None = field(repr=False)
    """An address that may create roles and schema. None means the embedded PostgreSQL."""
    database_app_url: str | None = field(repr=False)
    database_worker_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    context_key: bytes = field(repr=False)
    """Signs the tenant context that PostgreSQL's wall reads."""
    field_key: bytes = field(repr=False)
    """32 bytes; encrypts fødselsnummer."""
    smtp_host: str | None
    """None means that mail stays in the local outbox."""
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None = field(repr=False)
    smtp_from: str
    smtp_security: SmtpSecurity
    mail_domains: tuple[tuple[str, str], ...]
    """(agency's slug, domain): the agency's own domains whose DNS lets this installation send for them."""
    mail_in_address: str | None
    """Base of the agencies' log addresses (messaging/innboks/adresse.py). None: mail that comes in is not read."""
    imap_host: str | None
    """The mail box that gets what is sent there. None means the folder `data_dir/innboks`."""
    imap_port: int
    imap_user: str | None
    imap_password: str | None = field(repr=False)
    imap_security: ImapSecurity
    sms_user: str | None
    """Account at Sveve. None means that text messages stay in the local outbox."""
    sms_password: str | None = field(repr=False)
    sms_from: str | None
    """Name they come from. None means the name of each agency."""
    sms_url: str
    s3_endpoint: str | None
    s3_bucket: str | None
    """None means that files are kept under `data_dir`."""
    s3_key: str | None
    s3_secret: str | None = field(repr=False)
    s3_region: str
    brreg_url: str
    kartverket_url: str
    demo: bool
    metrics_token: str | None = field(repr=False)
    """What Prometheus shows to read /metrics. None: only this machine itself may."""
    proxy_hops: int
    """Proxies of ours in front, each of which adds to X-Forwarded-For. 0 trusts no header."""
    web_workers: int
    web_threads: int
    log_level: str

    def mail_domains_of(self, slug: str) -> tuple[str, ...]:
        """The agency's own domains: an office of it may use an address there as sender."""
        return tuple(domain for whose, domain in self.mail_domains if whose == slug)

    @property
    def shared_dir(self) -> Path:
        """Reference material beside the project: register data and the official EHF rules."""
        return self.root.parent / "shared"

    @property
    def secrets_dir(self) -> Path:
        return self.data_dir / "secrets"

    @property
    def embedded(self) -> bool:
        """True when the portal runs its own PostgreSQL."""
        return self.database_url is None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read `PORTAL_*`; keys that are not given are made once and kept under `data_dir/secrets`.

        Raises:
            SettingsError: an unknown variable, a bad value, or a file that cannot be read.
        """
        read = _Reader(os.environ if environ is None else environ)  # noqa: TID251
        data_dir = read.path("DATA_DIR", ROOT / ".data")
        port = read.number("PORT", 8080, low=1, high=65_535)
        settings = cls(
            root=ROOT,
            data_dir=data_dir,
            host=read.text("HOST", "127.0.0.1"),
            port=port,
            base_url=read.web_address("BASE_URL", f"http://localhost:{port}"),
            database_url=read.database_address("DATABASE_URL"),
            database_app_url=read.database_address("DATABASE_APP_URL"),
            database_worker_url=read.database_address("DATABASE_WORKER_URL"),
            secret_key=read.secret_text("SECRET_KEY", data_dir),
            context_key=read.secret_bytes("CONTEXT_KEY", data_dir),
            field_key=read.secret_bytes("FIELD_KEY", data_dir),
            smtp_host=read.optional("SMTP_HOST"),
            smtp_port=read.number("SMTP_PORT", 587, low=1, high=65_535),
            smtp_user=read.optional("SMTP_USER"),
            smtp_password=read.optional("SMTP_PASSWORD"),
            smtp_from=read.text("SMTP_FROM", "ikke-svar@localhost"),
            smtp_security=cast(
                "SmtpSecurity", read.choice("SMTP_SECURITY", "starttls", {"starttls", "tls", "ingen"})
            ),
            mail_domains=_mail_domains(read.text("MAIL_DOMAINS", "")),
            mail_in_address=read.optional("MAIL_IN_ADDRESS"),
            imap_host=read.optional("IMAP_HOST"),
            imap_port=read.number("IMAP_PORT", 993, low=1, high=65_535),
            imap_user=read.optional("IMAP_USER"),
            imap_password=read.optional("IMAP_PASSWORD"),
            imap_security=cast("ImapSecurity", read.choice("IMAP_SECURITY", "tls", {"tls", "ingen"})),
            sms_user=read.optional("SMS_USER"),
            sms_password=read.optional("SMS_PASSWORD"),
            sms_from=read.optional("SMS_FROM"),
            sms_url=read.web_address("SMS_URL", "https://api.sveve.no"),
            s3_endpoint=read.web_address("S3_ENDPOINT", "") or None,
            s3_bucket=read.optional("S3_BUCKET"),
            s3_key=read.optional("S3_KEY"),
            s3_secret=read.optional("S3_SECRET"),
            s3_region=read.text("S3_REGION", "eu-north-1"),
            brreg_url=read.web_address("BRREG_URL", "https://data.brreg.no"),
            kartverket_url=read.web_address("KARTVERKET_URL", "https://ws.geonorge.no"),
            demo=read.truth("DEMO", default=False),
            metrics_token=read.optional("METRICS_TOKEN"),
            proxy_hops=read.number("PROXY_HOPS", 0, low=0, high=5),
            web_workers=read.number("WEB_WORKERS", 2, low=1, high=64),
            web_threads=read.number("WEB_THREADS", 4, low=1, high=64),
            log_level=read.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
        )
        read.refuse_unknown()
        _refuse_halves(settings)
        return settings


class _Reader:
    """Reads one variable at a time and remembers which names are known."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: set[str] = set()

    def optional(self, name: str) -> str | None:
        """The value, None when it is missing or empty."""
        variable, file_variable = f"{PREFIX}{name}", f"{PREFIX}{name}_FILE"
        self._known |= {variable, file_variable}
        value, path = self._environ.get(variable), self._environ.get(file_variable)
        if value and path:
            raise SettingsError(f"Sett enten {variable} eller {file_variable}, ikke begge.")
        if path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{file_variable} peker på {path}, som ikke kan leses.") from error
            if not value:
                raise SettingsError(f"{file_variable} peker på {path}, som er tom.")
        return value or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def path(self, name: str, default: Path) -> Path:
        value = self.optional(name)
        return Path(value).expanduser().absolute() if value else default

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.optional(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise SettingsError(f"{PREFIX}{name} må være et helt tall fra {low} til {high}, ikke «{value}».")
        return int(value)

    def truth(self, name: str, *, default: bool) -> bool:
        value = self.optional(name)
        if value is None:
            return default
        if value.lower() in {"1", "ja", "true"}:
            return True
        if value.lower() in {"0", "nei", "false"}:
            return False
        raise SettingsError(f"{PREFIX}{name} må være ja eller nei, ikke «{value}».")

    def choice(self, name: str, default: str, choices: set[str]) -> str:
        value = self.optional(name)
        if value is None:
            return default
        for choice in choices:
            if value.lower() == choice.lower():
                return choice
        raise SettingsError(f"{PREFIX}{name} må være en av {', '.join(sorted(choices))}, ikke «{value}».")

    def web_address(self, name: str, default: str) -> str:
        """An http(s) address without a slash at its end."""
        value = self.optional(name)
        if value is None:
            return default
        try:
            parts = urlsplit(value)
            well_formed = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            well_formed = False
        if not well_formed:
            raise SettingsError(
                f"{PREFIX}{name} må være en adresse som begynner med http:// eller https://, ikke «{value}»."
            )
        return value.rstrip("/")

    def database_address(self, name: str) -> str | None:
        """A PostgreSQL address as SQLAlchemy takes it. Never repeated in a sentence: it holds a password."""
        value = self.optional(name)
        if value is None:
            return None
        found = re.fullmatch(r"(postgres|postgresql|postgresql\+psycopg)://(.+)", value)
        if found is None:
            raise SettingsError(
                f"{PREFIX}{name} må være en adresse som begynner med postgresql://. "
                "Portalen bruker PostgreSQL 16 eller nyere og ingen annen database."
            )
        return f"postgresql+psycopg://{found[2]}"

    def secret_text(self, name: str, data_dir: Path) -> str:
        value = self.optional(name)
        if value is None:
            return kept_secret(data_dir / "secrets" / name.lower(), make=lambda: secrets.token_hex(KEY_BYTES))
        if len(value) < KEY_BYTES:
            raise SettingsError(f"{PREFIX}{name} må ha minst {KEY_BYTES} tegn.")
        return value

    def secret_bytes(self, name: str, data_dir: Path) -> bytes:
        """32 bytes, written as 64 hexadecimal digits."""
        value = self.optional(name)
        source = f"{PREFIX}{name}"
        if value is None:
            file = data_dir / "secrets" / name.lower()
            value = kept_secret(file, make=lambda: secrets.token_hex(KEY_BYTES))
            source = str(file)
        if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}", value):
            raise SettingsError(f"{source} må være {2 * KEY_BYTES} heksadesimale siffer ({KEY_BYTES} byte).")
        return bytes.fromhex(value)

    def refuse_unknown(self) -> None:
        unknown = sorted(
            name for name in self._environ if name.startswith(PREFIX) and name not in self._known
        )
        if unknown:
            known = ", ".join(sorted(name for name in self._known if not name.endswith("_FILE")))
            raise SettingsError(f"Ukjent innstilling: {', '.join(unknown)}. Portalen kjenner {known}.")


def _refuse_halves(settings: Settings) -> None:
    if (settings.s3_key is None) != (settings.s3_secret is None):
        raise SettingsError("PORTAL_S3_KEY og PORTAL_S3_SECRET må settes sammen.")
    if settings.s3_endpoint and not settings.s3_bucket:
        raise SettingsError("PORTAL_S3_ENDPOINT er satt, men ikke PORTAL_S3_BUCKET.")
    if settings.metrics_token is not None and len(settings.metrics_token) < KEY_BYTES:
        raise SettingsError(f"PORTAL_METRICS_TOKEN må ha minst {KEY_BYTES} tegn.")
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        raise SettingsError("PORTAL_SMTP_USER og PORTAL_SMTP_PASSWORD må settes sammen.")
    if (settings.sms_user is None) != (settings.sms_password is None):
        raise SettingsError("PORTAL_SMS_USER og PORTAL_SMS_PASSWORD må settes sammen.")
    if settings.mail_in_address is not None and not re.fullmatch(
        r"[a-z0-9._-]+@[a-z0-9.-]+", settings.mail_in_address
    ):
        raise SettingsError(
            "PORTAL_MAIL_IN_ADDRESS må være en adresse med små bokstaver, uten pluss: logg@firma.no."
        )
    if settings.imap_host and not (settings.imap_user and settings.imap_password):
        raise SettingsError("PORTAL_IMAP_HOST er satt, men ikke PORTAL_IMAP_USER og PORTAL_IMAP_PASSWORD.")
    if settings.imap_host and settings.imap_security == "ingen" and settings.imap_host not in LOOPBACK:
        raise SettingsError(
            "PORTAL_IMAP_SECURITY=ingen går bare til denne maskinen: passordet ville gått åpent."
        )
    if settings.sms_from is not None and not re.fullmatch(r"[A-Za-z0-9 ]{3,11}", settings.sms_from):
        raise SettingsError(
            "PORTAL_SMS_FROM må ha 3 til 11 tegn, bare bokstaver uten æøå, sifre og mellomrom."
        )
    if settings.sms_user is not None and not _private(settings.sms_url):
        raise SettingsError("PORTAL_SMS_URL må begynne med https://: passordet følger hver melding.")


def _mail_domains(text: str) -> tuple[tuple[str, str], ...]:
    """Each domain is of one agency: with a list for all of them, one could send in another's name."""
    pairs = []
    for part in filter(None, (each.strip().lower() for each in text.split(","))):
        slug, given, domain = (piece.strip() for piece in part.partition("="))
        if not (given and slug and domain):
            raise SettingsError(
                f"PORTAL_MAIL_DOMAINS: skriv «byrå=domene» for hvert domene, ikke «{part}». Byrået er ordet det har "
                "i adressen."
            )
        pairs.append((slug, domain))
    return tuple(pairs)


def _private(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def web_environment(settings: Settings) -> dict[str, str]:
    """The environment of the web server: its processes count in one folder, emptied here before they begin."""
    folder = settings.data_dir / "maalinger"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}  # noqa: TID251


def kept_secret(path: Path, *, make: Callable[[], str]) -> str:
    """The secret in `path` (mode 0600), made the first time. Two processes at once get the same one."""
    try:
        if not path.exists():
            _write_once(path, make())
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"Hemmeligheten {path} kan ikke leses eller lages: {error.strerror}. "
            "PORTAL_DATA_DIR må være en mappe du kan skrive i."
        ) from error
    if not value:
        raise SettingsError(f"Hemmeligheten {path} er tom. Hent den tilbake fra sikkerhetskopien.")
    return value


def _write_once(path: Path, value: str) -> None:
    """Write beside and link into place: nobody sees half a secret, and the first writer wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
