"""Assessments of customers' credit."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0050_kreditt"
down_revision = "20261127_1810_rolleikon"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kredittvurdering",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column(
            "kilde",
            sa.Enum(
                "byraa",
                "regnskap",
                "enhetsregisteret",
                "egen",
                name="kilde",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kilde_navn", sa.Text(), server_default="", nullable=False),
        sa.Column("score", sa.Text(), server_default="", nullable=False),
        sa.Column("anbefalt_oere", sa.BigInteger(), nullable=True),
        sa.Column("behov", sa.Text(), server_default="", nullable=False),
        sa.Column("merknad", sa.Text(), server_default="", nullable=False),
        sa.Column("neste_dato", sa.Date(), nullable=True),
        sa.Column("oppgave_id", sa.Uuid(), nullable=True),
        sa.Column("vurdert_av", sa.Text(), nullable=False),
        sa.Column("opprettet_tid", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("anbefalt_oere >= 0", name=op.f("ck_kredittvurdering__anbefalt")),
        sa.CheckConstraint("neste_dato > dato", name=op.f("ck_kredittvurdering__neste")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kredittvurdering__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kredittvurdering__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppgave_id"],
            ["oppgave.tenant_id", "oppgave.id"],
            name=op.f("fk_kredittvurdering__tenant_id_oppgave_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kredittvurdering")),
    )
    op.create_index(
        "ix_kredittvurdering__kunde", "kredittvurdering", ["tenant_id", "kunde_id", "dato", "id"]
    )
    enable_rls(op, "kredittvurdering")


def downgrade() -> None:
    op.drop_table("kredittvurdering")
