"""Requests for signatures, who is to sign, what happened, and the agency's seal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.tenancy.rls import enable_rls

revision = "20261128_0300_signering"
down_revision = "20261128_0210_favoritter"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
C = sa.Text(collation="C")
STATES = (
    "koe", "opprettes", "usikker", "aapen", "delvis", "signert", "hentes", "kontrolleres", "holdt", "fullfoert",
    "avslaatt", "utloept", "trukket", "feilet",
)
PART_STATES = (
    "venter", "invitert", "aapnet", "signert", "avslaatt", "utloept", "trukket", "bortfalt",
)


def _enum(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _keys(table, **links):
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}__tenant_id")),
        *[
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{table}__tenant_id_{column}"),
            )
            for column, target in links.items()
        ],
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _id():
    return [sa.Column("tenant_id", sa.BigInteger(), nullable=False), sa.Column("id", sa.Uuid(), nullable=False)]


def upgrade() -> None:
    _request()
    _signer()
    _event()
    _seal()


def _request() -> None:
    table = "signeringsforespoersel"
    op.create_table(
        table,
        *_id(),
        sa.Column("noekkel", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("dokument_id", sa.Uuid(), nullable=False),
        sa.Column("dokument_nr", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("melding", sa.Text(), server_default="", nullable=False),
        sa.Column("sprak", sa.Text(), nullable=False),
        sa.Column("frist_tid", TIME, nullable=False),
        sa.Column("leverandoer", C, nullable=False),
        sa.Column("fjernnavn", C, nullable=True),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("tilstand", _enum(STATES, "tilstand"), nullable=False),
        sa.Column("tilstand_tid", TIME, nullable=False),
        sa.Column("grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("segl_forsoek", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("signert_nr", sa.BigInteger(), nullable=True),
        sa.Column("signert_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("segl_nivaa", C, server_default="", nullable=False),
        sa.Column("kontroll", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("rapport_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", TIME, nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_av_navn", sa.Text(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("tittel <> ''", name=op.f(f"ck_{table}__tittel")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f(f"ck_{table}__sha256")),
        sa.CheckConstraint(
            "(tilstand = 'fullfoert') = (signert_nr IS NOT NULL)", name=op.f(f"ck_{table}__finished_has_file")
        ),
        sa.UniqueConstraint("tenant_id", "noekkel", name=op.f(f"uq_{table}__tenant_id_noekkel")),
        *_keys(
            table, kunde_id="kunde", dokument_id="dokument", rapport_id="dokument", opprettet_av_id="bruker"
        ),
    )
    for column in ("kunde", "dokument"):
        op.create_index(f"ix_{table}__{column}", table, ["tenant_id", f"{column}_id", sa.text("id DESC")])
    op.create_index(f"ix_{table}__tilstand", table, ["tenant_id", "tilstand", "frist_tid"])
    enable_rls(op, table)


def _signer() -> None:
    table = "signatar"
    op.create_table(
        table,
        *_id(),
        sa.Column("forespoersel_id", sa.Uuid(), nullable=False),
        sa.Column("slag", _enum(("kontakt", "bruker"), "signatarslag"), nullable=False),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("bruker_id", sa.Uuid(), nullable=True),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("epost", sa.Text(), nullable=False),
        sa.Column("for_hvem", sa.Text(), nullable=False),
        sa.Column("rekkefoelge", sa.BigInteger(), nullable=False),
        sa.Column("tilstand", _enum(PART_STATES, "partstilstand"), nullable=False),
        sa.Column("lenke_nr", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("lenke_hash", sa.LargeBinary(), nullable=False),
        *[
            sa.Column(f"{name}_tid", TIME, nullable=True)
            for name in ("invitert", "aapnet", "signert", "avslaatt", "purret")
        ],
        sa.Column("purringer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("kode_hash", sa.LargeBinary(), nullable=True),
        sa.Column("nettleser_hash", sa.LargeBinary(), nullable=True),
        sa.Column("kode_utloeper_tid", TIME, nullable=True),
        sa.Column("kode_forsoek", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("koder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("koder_fra_tid", TIME, nullable=True),
        sa.Column("bekreftet_hash", sa.LargeBinary(), nullable=True),
        sa.Column("bekreftet_til_tid", TIME, nullable=True),
        sa.Column("ip", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(engasjement_id IS NULL) <> (bruker_id IS NULL)", name=op.f(f"ck_{table}__one_of_them")
        ),
        sa.CheckConstraint(
            "(tilstand = 'signert') = (signert_tid IS NOT NULL)", name=op.f(f"ck_{table}__signed_has_time")
        ),
        sa.UniqueConstraint("tenant_id", "lenke_hash", name=op.f(f"uq_{table}__tenant_id_lenke_hash")),
        *_keys(
            table, forespoersel_id="signeringsforespoersel", engasjement_id="engasjement", bruker_id="bruker"
        ),
    )
    op.create_index(f"ix_{table}__forespoersel", table, ["tenant_id", "forespoersel_id", "rekkefoelge", "id"])
    for column in ("engasjement", "bruker"):
        op.create_index(f"ix_{table}__{column}", table, ["tenant_id", f"{column}_id"])
    enable_rls(op, table)


def _event() -> None:
    table = "signeringshendelse"
    op.create_table(
        table,
        *_id(),
        sa.Column("forespoersel_id", sa.Uuid(), nullable=False),
        sa.Column("signatar_id", sa.Uuid(), nullable=True),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("tid", TIME, nullable=False),
        sa.Column("hva", C, nullable=False),
        sa.Column("kilde", C, nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("aktoer", "ip", "agent")],
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("forrige", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "octet_length(hash) = 32 AND octet_length(forrige) = 32", name=op.f(f"ck_{table}__hash")
        ),
        sa.UniqueConstraint(
            "tenant_id", "forespoersel_id", "nr", name=op.f(f"uq_{table}__tenant_id_forespoersel_id_nr")
        ),
        *_keys(table, forespoersel_id="signeringsforespoersel", signatar_id="signatar"),
    )
    enable_rls(op, table, append_only=True)


def _seal() -> None:
    table = "signeringssegl"
    op.create_table(
        table,
        *_id(),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("sertifikat", sa.LargeBinary(), nullable=False),
        sa.Column("noekkel", sa.LargeBinary(), nullable=False),
        sa.Column("gyldig_til_tid", TIME, nullable=False),
        sa.Column("opprettet_tid", TIME, nullable=False),
        sa.UniqueConstraint("tenant_id", "nr", name=op.f(f"uq_{table}__tenant_id_nr")),
        *_keys(table),
    )
    enable_rls(op, table, append_only=True)


def downgrade() -> None:
    for table in ("signeringssegl", "signeringshendelse", "signatar", "signeringsforespoersel"):
        op.drop_table(table)
