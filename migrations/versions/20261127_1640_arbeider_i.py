"""Which offices an employee may work in, and versions of what the agency changes about its own structure."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261127_1640_arbeider_i"
down_revision = "20261127_1630_kalendersak"
branch_labels = None
depends_on = None

TABLE = "brukeravdeling"


def upgrade() -> None:
    for table in ("selskap", "avdeling"):
        op.add_column(table, sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False))
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f(f"fk_{TABLE}__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f(f"fk_{TABLE}__tenant_id_avdeling_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "tenant_id",
            "bruker_id",
            "avdeling_id",
            name=op.f(f"uq_{TABLE}__tenant_id_bruker_id_avdeling_id"),
        ),
    )
    # The wall is down for this statement alone: no tenant is in the context of a migration.
    op.execute("ALTER TABLE bruker DISABLE ROW LEVEL SECURITY")
    op.execute(
        f"INSERT INTO {TABLE} (tenant_id, id, bruker_id, avdeling_id)"
        " SELECT tenant_id, gen_random_uuid(), id, avdeling_id FROM bruker WHERE avdeling_id IS NOT NULL"
    )
    op.execute("ALTER TABLE bruker ENABLE ROW LEVEL SECURITY")
    enable_rls(op, TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
    for table in ("avdeling", "selskap"):
        op.drop_column(table, "versjon")
