"""Customers can be merged, and parted again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1440_sammenslaaing"
down_revision = "20261127_1430_kortoppsett"
branch_labels = None
depends_on = None

INTO = "fk_kunde__tenant_id_slaatt_sammen_med_id"


def upgrade() -> None:
    op.add_column("kunde", sa.Column("slaatt_sammen_med_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f(INTO), "kunde", "kunde", ["tenant_id", "slaatt_sammen_med_id"], ["tenant_id", "id"]
    )
    op.create_index(
        "ix_kunde__slaatt_sammen",
        "kunde",
        ["tenant_id", "slaatt_sammen_med_id"],
        postgresql_where=sa.text("slaatt_sammen_med_id IS NOT NULL"),
    )
    op.create_table(
        "kundesammenslaaing",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("inn_id", sa.Uuid(), nullable=False),
        sa.Column("tid", UtcDateTime(), nullable=False),
        sa.Column("aktoer_navn", sa.Text(), nullable=False),
        *(
            sa.Column(name, JSONB(), server_default="{}", nullable=False)
            for name in ("felter", "adresser", "flyttet", "foer")
        ),
        sa.Column("angret_tid", UtcDateTime(), nullable=True),
        sa.Column("angret_av_navn", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("kunde_id <> inn_id", name=op.f("ck_kundesammenslaaing__not_itself")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_kundesammenslaaing__tenant_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                ["kunde.tenant_id", "kunde.id"],
                name=op.f(f"fk_kundesammenslaaing__tenant_id_{column}"),
            )
            for column in ("kunde_id", "inn_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kundesammenslaaing")),
    )
    op.create_index(
        "ix_kundesammenslaaing__kunde", "kundesammenslaaing", ["tenant_id", "kunde_id", sa.text("tid DESC")]
    )
    op.create_index(
        "uq_kundesammenslaaing__standing",
        "kundesammenslaaing",
        ["tenant_id", "inn_id"],
        unique=True,
        postgresql_where=sa.text("angret_tid IS NULL"),
    )
    enable_rls(op, "kundesammenslaaing")


def downgrade() -> None:
    op.drop_table("kundesammenslaaing")
    op.drop_index("ix_kunde__slaatt_sammen", "kunde")
    op.drop_constraint(INTO, "kunde", type_="foreignkey")
    op.drop_column("kunde", "slaatt_sammen_med_id")
