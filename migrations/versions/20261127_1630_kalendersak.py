"""Calendar addresses of one record beside those of a colleague and of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1630_kalendersak"
down_revision = "20261127_1620_neste_steg"
branch_labels = None
depends_on = None

TABLE = "kalenderadresse"
CHECKS = {"sak": "(sak_slag IS NULL) = (sak_id IS NULL)", "en_ting": "kunde_id IS NULL OR sak_id IS NULL"}


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("sak_slag", sa.Text(collation="C"), nullable=True))
    op.add_column(TABLE, sa.Column("sak_id", sa.Uuid(), nullable=True))
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_{TABLE}__{name}"), TABLE, condition)


def downgrade() -> None:
    """An address that showed a record would show its owner's calendar: it is taken away instead."""
    op.execute(f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY")
    op.execute(f"DELETE FROM {TABLE} WHERE sak_id IS NOT NULL")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_{TABLE}__{name}"), TABLE, type_="check")
    op.drop_column(TABLE, "sak_id")
    op.drop_column(TABLE, "sak_slag")
