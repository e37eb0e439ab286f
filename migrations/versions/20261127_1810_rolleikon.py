"""The icon an agency has chosen for each role a contact can have."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261127_1810_rolleikon"
down_revision = "20261127_1800_egne_felt"
branch_labels = None
depends_on = None

ROLES = (
    *("leder", "timegodkjenner", "bestiller", "bestillingsgodkjenner", "hr", "fakturamottaker"),
    *("verneombud", "tillitsvalgt", "innkjoep", "kundeadmin"),
)


def upgrade() -> None:
    op.create_table(
        "rolleikon",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "rolle",
            sa.Enum(*ROLES, name="rolle", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("ikon", sa.Text(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_rolleikon__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rolleikon")),
        sa.UniqueConstraint("tenant_id", "rolle", name=op.f("uq_rolleikon__tenant_id_rolle")),
    )
    enable_rls(op, "rolleikon")


def downgrade() -> None:
    op.drop_table("rolleikon")
