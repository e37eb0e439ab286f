"""What an office has decided for itself: standard risk class, address of answers, and its dated zone."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0110_admin2"
down_revision = "20261128_0100_kontor"
branch_labels = None
depends_on = None

ZONES = ("I", "Ia", "II", "III", "IV", "IVa", "V")


def upgrade() -> None:
    op.create_table(
        "kontoroppsett",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.Column("risikoklasse_id", sa.Uuid(), nullable=True),
        sa.Column("svar_epost", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_kontoroppsett__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "risikoklasse_id"],
            ["standardverdi.tenant_id", "standardverdi.id"],
            name=op.f("fk_kontoroppsett__tenant_id_risikoklasse_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kontoroppsett__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kontoroppsett")),
        sa.UniqueConstraint("tenant_id", "avdeling_id", name=op.f("uq_kontoroppsett__tenant_id_avdeling_id")),
    )
    op.create_table(
        "kontorsone",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sone",
            sa.Enum(*ZONES, name="agasone", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_kontorsone__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kontorsone__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kontorsone")),
        sa.UniqueConstraint(
            "tenant_id",
            "avdeling_id",
            "gyldig_fra",
            name=op.f("uq_kontorsone__tenant_id_avdeling_id_gyldig_fra"),
        ),
    )
    enable_rls(op, "kontoroppsett")
    enable_rls(op, "kontorsone")


def downgrade() -> None:
    op.drop_table("kontorsone")
    op.drop_table("kontoroppsett")
