"""Requests for signatures, who is to sign, and what happened: rows only added, each bound to the one before."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Tilstand(StrEnum):
    """Where a request stands (signering-dokumenter.md §2.3). Moves are in rules.ALLOWED, made by tilstand.flytt."""

    KOE = "koe"
    OPPRETTES = "opprettes"
    #: The provider was asked and did not answer: it may or may not know of the request.
    USIKKER = "usikker"
    AAPEN = "aapen"
    DELVIS = "delvis"
    #: Everyone has signed; the sealed file is still to be made or fetched.
    SIGNERT = "signert"
    HENTES = "hentes"
    KONTROLLERES = "kontrolleres"
    #: The file did not come, or did not stand the check: a person decides.
    HOLDT = "holdt"
    FULLFOERT = "fullfoert"
    AVSLAATT = "avslaatt"
    UTLOEPT = "utloept"
    TRUKKET = "trukket"
    FEILET = "feilet"


class Partstilstand(StrEnum):
    """Where one signer stands; rules.RANK orders them, and a state never goes back."""

    VENTER = "venter"
    INVITERT = "invitert"
    AAPNET = "aapnet"
    SIGNERT = "signert"
    AVSLAATT = "avslaatt"
    UTLOEPT = "utloept"
    TRUKKET = "trukket"
    #: Another one ended the request.
    BORTFALT = "bortfalt"


class Signatarslag(StrEnum):
    """Which side signs."""

    KONTAKT = "kontakt"
    BRUKER = "bruker"


class Signeringsforespoersel(TenantScoped, Base):
    """One version of a document, sent to people to be signed."""

    __tablename__ = "signeringsforespoersel"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("dokument_id", to="dokument"),
        tenant_fk("rapport_id", to="dokument"),
        tenant_fk("opprettet_av_id", to="bruker"),
        UniqueConstraint("tenant_id", "noekkel"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        CheckConstraint("(tilstand = 'fullfoert') = (signert_nr IS NOT NULL)", name="finished_has_file"),
        Index("ix_signeringsforespoersel__kunde", "tenant_id", "kunde_id", text("id DESC")),
        Index("ix_signeringsforespoersel__dokument", "tenant_id", "dokument_id", text("id DESC")),
        Index("ix_signeringsforespoersel__tilstand", "tenant_id", "tilstand", "frist_tid"),
    )

    #: The form's key: the same post again answers the first request.
    noekkel: Mapped[UUID]
    kunde_id: Mapped[UUID]
    dokument_id: Mapped[UUID]
    #: The version that is signed; newer ones change nothing here.
    dokument_nr: Mapped[int]
    #: Of the bytes that were sent.
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    tittel: Mapped[str]
    melding: Mapped[str] = mapped_column(server_default="", default="")
    #: Language of the mails, the page and the stamp.
    sprak: Mapped[str]
    frist_tid: Mapped[datetime]
    #: Which provider has it: a name in registry.
    leverandoer: Mapped[CText]
    #: What the provider calls it.
    fjernnavn: Mapped[CText | None]
    #: What stands before a signer's token in his link.
    adresse: Mapped[str]
    tilstand: Mapped[Tilstand] = mapped_column(text_enum(Tilstand), default=Tilstand.KOE)
    tilstand_tid: Mapped[datetime]
    #: Why it was declined, withdrawn, held or failed.
    grunn: Mapped[str] = mapped_column(server_default="", default="")
    #: How many times people have asked for the seal anew; names the key of the outbox row.
    segl_forsoek: Mapped[int] = mapped_column(server_default="0", default=0)
    #: Version of the document that holds the signatures.
    signert_nr: Mapped[int | None]
    signert_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: PAdES level of the sealed file: B-B without a timestamp authority.
    segl_nivaa: Mapped[CText] = mapped_column(server_default="", default="")
    #: What the validator said, one row per signature.
    kontroll: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]", default=list)
    #: The evidence report, a document of its own.
    rapport_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    opprettet_av_navn: Mapped[str]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Signatar(TenantScoped, Base):
    """One who is to sign. The link's token and the one-time code are kept as hashes only."""

    __tablename__ = "signatar"
    __table_args__ = (
        tenant_fk("forespoersel_id", to="signeringsforespoersel"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("bruker_id", to="bruker"),
        UniqueConstraint("tenant_id", "lenke_hash"),
        CheckConstraint("(engasjement_id IS NULL) <> (bruker_id IS NULL)", name="one_of_them"),
        CheckConstraint("(tilstand = 'signert') = (signert_tid IS NOT NULL)", name="signed_has_time"),
        Index("ix_signatar__forespoersel", "tenant_id", "forespoersel_id", "rekkefoelge", "id"),
        Index("ix_signatar__engasjement", "tenant_id", "engasjement_id"),
        Index("ix_signatar__bruker", "tenant_id", "bruker_id"),
    )

    forespoersel_id: Mapped[UUID]
    slag: Mapped[Signatarslag] = mapped_column(text_enum(Signatarslag))
    engasjement_id: Mapped[UUID | None]
    bruker_id: Mapped[UUID | None]
    #: Name and address as they were when it was sent.
    navn: Mapped[str]
    epost: Mapped[str]
    #: Where the one-time code goes as a text message (E.164); empty: by mail, as the link does.
    mobil: Mapped[str] = mapped_column(server_default="", default="")
    #: Whom he signs for: the customer or the agency.
    for_hvem: Mapped[str]
    #: Those of one number are asked together, after those of lower ones.
    rekkefoelge: Mapped[int]
    tilstand: Mapped[Partstilstand] = mapped_column(text_enum(Partstilstand), default=Partstilstand.VENTER)
    #: Rises when the link must not work any longer; part of what the token is made of.
    lenke_nr: Mapped[int] = mapped_column(server_default="1", default=1)
    lenke_hash: Mapped[bytes] = mapped_column(LargeBinary)
    invitert_tid: Mapped[datetime | None]
    aapnet_tid: Mapped[datetime | None]
    signert_tid: Mapped[datetime | None]
    avslaatt_tid: Mapped[datetime | None]
    purret_tid: Mapped[datetime | None]
    purringer: Mapped[int] = mapped_column(server_default="0", default=0)
    kode_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: SHA-256 of the browser's own secret: a code is good only where it was asked for.
    nettleser_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    kode_utloeper_tid: Mapped[datetime | None]
    kode_forsoek: Mapped[int] = mapped_column(server_default="0", default=0)
    #: Codes since `koder_fra_tid`, and when that hour began.
    koder: Mapped[int] = mapped_column(server_default="0", default=0)
    koder_fra_tid: Mapped[datetime | None]
    #: The browser that gave the right code, and how long that holds.
    bekreftet_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    bekreftet_til_tid: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(server_default="", default="")
    agent: Mapped[str] = mapped_column(server_default="", default="")


class Signeringshendelse(TenantScoped, Base):
    """One thing that happened to a request, bound to the one before by its hash. The app's role cannot change it."""

    __tablename__ = "signeringshendelse"
    __table_args__ = (
        tenant_fk("forespoersel_id", to="signeringsforespoersel"),
        tenant_fk("signatar_id", to="signatar"),
        UniqueConstraint("tenant_id", "forespoersel_id", "nr"),
        CheckConstraint("octet_length(hash) = 32 AND octet_length(forrige) = 32", name="hash"),
    )

    forespoersel_id: Mapped[UUID]
    signatar_id: Mapped[UUID | None]
    nr: Mapped[int]
    tid: Mapped[datetime]
    #: forespoersel.<state>, signatar.<state>, or an act that moves nothing: kode.sendt, purret …
    hva: Mapped[CText]
    #: user, signer, callback, poll or timer (§2.3)
    kilde: Mapped[CText]
    aktoer: Mapped[str]
    ip: Mapped[str]
    agent: Mapped[str]
    data: Mapped[dict[str, Any]]
    forrige: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Signeringssegl(TenantScoped, Base):
    """The agency's organisation seal: a certificate it has issued to itself, and its key, encrypted."""

    __tablename__ = "signeringssegl"
    __table_args__ = (UniqueConstraint("tenant_id", "nr"),)

    nr: Mapped[int]
    #: DER
    sertifikat: Mapped[bytes] = mapped_column(LargeBinary)
    #: PKCS #8 in PEM, sealed by db/crypto with this row as its place.
    noekkel: Mapped[bytes] = mapped_column(LargeBinary)
    gyldig_til_tid: Mapped[datetime]
    opprettet_tid: Mapped[datetime]
