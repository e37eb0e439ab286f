"""Agreements made from an opportunity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1520_kontrakt"
down_revision = "20261127_1500_standardverdier"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kontrakt",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("mulighet_id", sa.Uuid(), nullable=False),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("innhold", JSONB(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column(
            "tilstand",
            sa.Enum(
                "lages", "klar", name="kontrakttilstand", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("dokument_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_navn", sa.Text(), nullable=False),
        sa.CheckConstraint("tittel <> ''", name=op.f("ck_kontrakt__tittel")),
        sa.CheckConstraint("gyldig_til > gyldig_fra", name=op.f("ck_kontrakt__period")),
        sa.CheckConstraint(
            "(tilstand = 'klar') = (dokument_id IS NOT NULL)", name=op.f("ck_kontrakt__ready_has_document")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{table}_id"],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_kontrakt__tenant_id_{table}_id"),
            )
            for table in ("kunde", "mulighet", "dokument")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kontrakt__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kontrakt")),
    )
    op.create_index("ix_kontrakt__mulighet", "kontrakt", ["tenant_id", "mulighet_id", "id"])
    op.create_index("ix_kontrakt__kunde", "kontrakt", ["tenant_id", "kunde_id", "id"])
    enable_rls(op, "kontrakt")


def downgrade() -> None:
    op.drop_table("kontrakt")
