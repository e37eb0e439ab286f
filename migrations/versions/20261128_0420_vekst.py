"""Indexes for what grew with the number of customers: counties, and what one consultant has."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0420_vekst"
down_revision = "20261128_0410_purreprofil"
branch_labels = None
depends_on = None

TO_COUNT, OF_ONE = "ix_kunde__antall", "ix_utleieoppdrag__konsulent"


def upgrade() -> None:
    op.create_index(
        TO_COUNT,
        "kunde",
        ["tenant_id", "status_id", "fylkesnr", "avdeling_id"],
        postgresql_where=sa.text("slaatt_sammen_med_id IS NULL"),
    )
    op.create_index(OF_ONE, "utleieoppdrag", ["tenant_id", "konsulent_id", "til_dato"])


def downgrade() -> None:
    op.drop_index(OF_ONE, table_name="utleieoppdrag")
    op.drop_index(TO_COUNT, table_name="kunde")
