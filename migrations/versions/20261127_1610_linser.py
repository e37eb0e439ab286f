"""Views of the timeline beside those of the list: what a view is a look at, and names by that."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1610_linser"
down_revision = "20261127_1600_nye_rettigheter"
branch_labels = None
depends_on = None

NAMES = op.f("uq_lagret_visning__tenant_id_bruker_id_navn")
NAMES_BY_KIND = op.f("uq_lagret_visning__tenant_id_bruker_id_slag_navn")


def upgrade() -> None:
    kinds = sa.Enum(
        "kunder", "tidslinje", name="visningsslag", native_enum=False, create_constraint=True, length=40
    )
    op.add_column("lagret_visning", sa.Column("slag", kinds, server_default="kunder", nullable=False))
    op.drop_constraint(NAMES, "lagret_visning", type_="unique")
    op.create_unique_constraint(
        NAMES_BY_KIND, "lagret_visning", ["tenant_id", "bruker_id", "slag", "navn"]
    )


def downgrade() -> None:
    """Views of the timeline have nowhere to go back to."""
    op.execute("ALTER TABLE lagret_visning DISABLE ROW LEVEL SECURITY")
    op.execute("DELETE FROM lagret_visning WHERE slag = 'tidslinje'")
    op.execute("ALTER TABLE lagret_visning ENABLE ROW LEVEL SECURITY")
    op.drop_constraint(NAMES_BY_KIND, "lagret_visning", type_="unique")
    op.create_unique_constraint(NAMES, "lagret_visning", ["tenant_id", "bruker_id", "navn"])
    op.drop_column("lagret_visning", "slag")
