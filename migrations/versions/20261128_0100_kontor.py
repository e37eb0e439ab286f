"""Who works in the agency, and its roles: versions of both, the last log-in, roles out of use, the right to set them up."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime

revision = "20261128_0100_kontor"
down_revision = "20261128_0060_salgsfelt"
branch_labels = None
depends_on = None

#: The shipped role that shall have it; no page could rename a role before this.
RIGHT, ROLE = "bruker:endre", "Admin"


def upgrade() -> None:
    op.add_column("bruker", sa.Column("sist_innlogget_tid", UtcDateTime(), nullable=True))
    op.add_column("bruker", sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("rolle", sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("rolle", sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False))
    # The walls are down for these statements alone: no tenant is in the context of a migration.
    for table in ("rolle", "bruker", "oekt"):
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE rolle SET rettigheter = rettigheter || '[\"{RIGHT}\"]'::jsonb"
        f" WHERE navn = '{ROLE}' AND NOT rettigheter ? '{RIGHT}'"
    )
    op.execute(
        "UPDATE bruker b SET sist_innlogget_tid = o.sist FROM"
        " (SELECT tenant_id, bruker_id, max(opprettet_tid) AS sist FROM oekt GROUP BY tenant_id, bruker_id) o"
        " WHERE o.tenant_id = b.tenant_id AND o.bruker_id = b.id"
    )
    for table in ("rolle", "bruker", "oekt"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    """A right that nobody asks for does no harm: the roles keep it."""
    op.drop_column("rolle", "versjon")
    op.drop_column("rolle", "er_aktiv")
    op.drop_column("bruker", "versjon")
    op.drop_column("bruker", "sist_innlogget_tid")
