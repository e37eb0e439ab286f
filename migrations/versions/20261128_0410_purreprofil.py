"""Profiles of reminders, and which one a customer has."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0410_purreprofil"
down_revision = "20261128_0400_innbetaling"
branch_labels = None
depends_on = None

TABLE = "purreprofil"
CHECKS = {
    "navn": "navn <> ''",
    "after_due": "purring_dager >= 1",
    "reminded_before": "paaminnelse_dager BETWEEN 1 AND purring_dager - 1",
    "warned_after": "inkassovarsel_dager > purring_dager",
    "warned_with_deadline": "(inkassovarsel_dager IS NULL) = (inkassofrist_dager IS NULL)",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("rekkefoelge", sa.BigInteger(), server_default="10", nullable=False),
        sa.Column("paaminnelse_dager", sa.BigInteger(), nullable=True),
        sa.Column("purring_dager", sa.BigInteger(), nullable=False),
        sa.Column("gebyr", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("inkassovarsel_dager", sa.BigInteger(), nullable=True),
        sa.Column("inkassofrist_dager", sa.BigInteger(), nullable=True),
        sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        *[sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}__{name}")) for name, rule in CHECKS.items()],
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}__rekkefoelge", TABLE, ["tenant_id", "rekkefoelge", "navn"])
    # Every agency that exists begins with one, as those that come after do; none is chosen for a customer.
    op.execute(
        f"INSERT INTO {TABLE} (tenant_id, id, navn, paaminnelse_dager, purring_dager, gebyr, inkassovarsel_dager,"
        " inkassofrist_dager) SELECT id, gen_random_uuid(), 'Vanlig', 3, 14, true, 28, 14 FROM tenant"
    )
    enable_rls(op, TABLE)
    op.add_column("kunde", sa.Column("purreprofil_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_kunde__tenant_id_purreprofil_id"),
        "kunde",
        TABLE,
        ["tenant_id", "purreprofil_id"],
        ["tenant_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_kunde__tenant_id_purreprofil_id"), "kunde", type_="foreignkey")
    op.drop_column("kunde", "purreprofil_id")
    op.drop_table(TABLE)
