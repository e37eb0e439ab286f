"""Roles of agencies that exist get the rights that came after them, each beside the one it belongs to."""

from alembic import op

revision = "20261127_1600_nye_rettigheter"
down_revision = "20261127_1550_avtaler"
branch_labels = None
depends_on = None

#: new right → who has this one gets it: exporting is for those who change, paper approval for those who process.
BESIDE = {"kunde:eksporter": "kunde:endre", "timeliste:godkjenn": "timeliste:behandle"}


def upgrade() -> None:
    # The wall is down for these statements alone: no tenant is in the context of a migration.
    op.execute("ALTER TABLE rolle DISABLE ROW LEVEL SECURITY")
    for new, held in BESIDE.items():
        op.execute(
            f"UPDATE rolle SET rettigheter = rettigheter || '[\"{new}\"]'::jsonb"
            f" WHERE rettigheter ? '{held}' AND NOT rettigheter ? '{new}'"
        )
    op.execute("ALTER TABLE rolle ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    """A right that nobody asks for does no harm: the roles keep it."""
