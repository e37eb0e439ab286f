"""Each colleague's list of contacts to call at intervals."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1545_ringeliste"
down_revision = "20261127_1540_oppgaver"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ringelinje",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("engasjement_id", sa.Uuid(), nullable=False),
        sa.Column("hyppighet_dager", sa.Integer(), nullable=False),
        sa.Column("neste_dato", sa.Date(), nullable=False),
        sa.Column("sist_ringt_tid", UtcDateTime(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("hyppighet_dager BETWEEN 1 AND 730", name=op.f("ck_ringelinje__hyppighet")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ringelinje__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_ringelinje__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_ringelinje__tenant_id_engasjement_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ringelinje")),
        sa.UniqueConstraint(
            "tenant_id",
            "bruker_id",
            "engasjement_id",
            name=op.f("uq_ringelinje__tenant_id_bruker_id_engasjement_id"),
        ),
    )
    op.create_index("ix_ringelinje__bruker", "ringelinje", ["tenant_id", "bruker_id", "neste_dato", "id"])
    op.create_index("ix_ringelinje__engasjement", "ringelinje", ["tenant_id", "engasjement_id"])
    enable_rls(op, "ringelinje")


def downgrade() -> None:
    op.drop_table("ringelinje")
