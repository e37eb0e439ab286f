"""The agency's own statuses, and its rules for entering them."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261127_1445_statusregler"
down_revision = "20261127_1440_sammenslaaing"
branch_labels = None
depends_on = None

RIGHT = "innstilling:endre"


def _kind(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column("kundestatus", sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False))
    op.create_table(
        "statusregel",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status_id", sa.Uuid(), nullable=False),
        sa.Column("slag", _kind("regelslag", "felt", "varsel", "oppgave", "epost"), nullable=False),
        sa.Column("felter", sa.dialects.postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("tittel", sa.Text(), server_default="", nullable=False),
        sa.Column("tekst", sa.Text(), server_default="", nullable=False),
        sa.Column("dager", sa.BigInteger(), nullable=True),
        sa.Column(
            "mottaker",
            _kind("regelmottaker", "ansvarlig", "aktoer", "bruker", "kontakt", "adresse"),
            nullable=True,
        ),
        sa.Column("bruker_id", sa.Uuid(), nullable=True),
        sa.Column("epost", sa.Text(), server_default="", nullable=False),
        sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("dager BETWEEN 0 AND 730", name=op.f("ck_statusregel__dager")),
        sa.CheckConstraint(
            "slag <> 'oppgave' OR (tittel <> '' AND dager IS NOT NULL)", name=op.f("ck_statusregel__oppgave")
        ),
        sa.CheckConstraint(
            "slag NOT IN ('oppgave', 'epost') OR mottaker IS NOT NULL", name=op.f("ck_statusregel__mottaker")
        ),
        sa.CheckConstraint(
            "mottaker <> 'bruker' OR bruker_id IS NOT NULL", name=op.f("ck_statusregel__bruker")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_statusregel__tenant_id_{column}"),
            )
            for column, table in (("status_id", "kundestatus"), ("bruker_id", "bruker"))
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_statusregel__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statusregel")),
    )
    op.create_index("ix_statusregel__status", "statusregel", ["tenant_id", "status_id", "id"])
    enable_rls(op, "statusregel")
    _give_admins()


def _give_admins() -> None:
    """Administrators of agencies that exist get the right to set up; the wall is down for this one statement."""
    op.execute("ALTER TABLE rolle DISABLE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE rolle SET rettigheter = rettigheter || '[\"{RIGHT}\"]'::jsonb"
        f" WHERE navn = 'Admin' AND NOT rettigheter ? '{RIGHT}'"
    )
    op.execute("ALTER TABLE rolle ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_table("statusregel")
    op.drop_column("kundestatus", "versjon")
