"""Defaults of agency, customer and enhet, and the factor between price and pay."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.tenancy.rls import enable_rls

revision = "20261127_1500_standardverdier"
down_revision = "20261127_1450_salg"
branch_labels = None
depends_on = None

KINDS = ("dokumentkrav", "skift", "stillingsmal", "kompetanse", "risikoklasse", "opptjening")
FACTORS = ("ordinaer_bp", "overtid50_bp", "overtid100_bp", "helg_bp")


def _table(name: str, *parts: Any, kunde: bool) -> None:
    """A table of rows that stand at the agency (`kunde` None) or at one customer."""
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=not kunde),
        *parts,
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f(f"fk_{name}__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{name}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )
    enable_rls(op, name)


def _row(name: str) -> list[Any]:
    return [
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("rekkefoelge", sa.BigInteger(), server_default="10", nullable=False),
        sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f(f"ck_{name}__navn")),
    ]


def upgrade() -> None:
    _table(
        "standardverdi",
        *_row("standardverdi"),
        sa.Column(
            "slag",
            sa.Enum(*KINDS, name="standardslag", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("data", JSONB(), nullable=False),
        kunde=False,
    )
    op.create_index(
        "ix_standardverdi__kunde", "standardverdi", ["tenant_id", "kunde_id", "slag", "rekkefoelge"]
    )
    _table(
        "standardbruk",
        sa.Column("slag", sa.Text(collation="C"), nullable=False),
        sa.Column("bruk_egne", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("gjelder_underenheter", sa.Boolean(), server_default="true", nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "kunde_id", "slag", name=op.f("uq_standardbruk__tenant_id_kunde_id_slag")
        ),
        kunde=True,
    )
    _table(
        "paaslagsfaktor",
        *_row("paaslagsfaktor"),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in FACTORS),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(ordinaer_bp IS NULL) = (overtid50_bp IS NULL) AND (ordinaer_bp IS NULL) = (overtid100_bp IS NULL)"
            " AND (ordinaer_bp IS NULL) = (helg_bp IS NULL)",
            name=op.f("ck_paaslagsfaktor__all_or_none"),
        ),
        sa.CheckConstraint(
            f"least({', '.join(FACTORS)}) >= 10000", name=op.f("ck_paaslagsfaktor__never_below_pay")
        ),
        kunde=False,
    )
    op.create_index("ix_paaslagsfaktor__kunde", "paaslagsfaktor", ["tenant_id", "kunde_id", "rekkefoelge"])


def downgrade() -> None:
    for table in ("paaslagsfaktor", "standardbruk", "standardverdi"):
        op.drop_table(table)
