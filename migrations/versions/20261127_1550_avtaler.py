"""Appointments with participants, mail that carries an invitation, and secret calendar addresses."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1550_avtaler"
down_revision = "20261127_1545_ringeliste"
branch_labels = None
depends_on = None


def _keys(table: str, **links: str) -> list[sa.Constraint]:
    """The tenant, the primary key, and links inside the tenant: column → table."""
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{table}__tenant_id_{column}"),
            )
            for column, target in links.items()
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "avtale",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("sted", sa.Text(), server_default="", nullable=False),
        sa.Column("beskrivelse", sa.Text(), server_default="", nullable=False),
        sa.Column("start_tid", UtcDateTime(), nullable=False),
        sa.Column("slutt_tid", UtcDateTime(), nullable=False),
        sa.Column("sekvens", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "planlagt",
                "avlyst",
                name="avtaletilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("tittel <> ''", name=op.f("ck_avtale__tittel")),
        sa.CheckConstraint("slutt_tid > start_tid", name=op.f("ck_avtale__periode")),
        *_keys("avtale", bruker_id="bruker", kunde_id="kunde"),
    )
    op.create_index("ix_avtale__bruker", "avtale", ["tenant_id", "bruker_id", "start_tid"])
    op.create_index("ix_avtale__kunde", "avtale", ["tenant_id", "kunde_id", sa.text("start_tid DESC")])
    op.create_table(
        "avtaledeltaker",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("avtale_id", sa.Uuid(), nullable=False),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("bruker_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(engasjement_id IS NULL) <> (bruker_id IS NULL)", name=op.f("ck_avtaledeltaker__one")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "avtale_id",
            "engasjement_id",
            name=op.f("uq_avtaledeltaker__tenant_id_avtale_id_engasjement_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "avtale_id", "bruker_id", name=op.f("uq_avtaledeltaker__tenant_id_avtale_id_bruker_id")
        ),
        *_keys("avtaledeltaker", avtale_id="avtale", engasjement_id="engasjement", bruker_id="bruker"),
    )
    op.create_index("ix_avtaledeltaker__bruker", "avtaledeltaker", ["tenant_id", "bruker_id"])
    op.create_index("ix_avtaledeltaker__engasjement", "avtaledeltaker", ["tenant_id", "engasjement_id"])
    op.create_table(
        "kalenderadresse",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("hemmelig_hash", sa.LargeBinary(), nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("trukket_tid", UtcDateTime(), nullable=True),
        sa.UniqueConstraint(
            "tenant_id", "hemmelig_hash", name=op.f("uq_kalenderadresse__tenant_id_hemmelig_hash")
        ),
        *_keys("kalenderadresse", bruker_id="bruker", kunde_id="kunde"),
    )
    op.create_index("ix_kalenderadresse__bruker", "kalenderadresse", ["tenant_id", "bruker_id"])
    for table in ("avtale", "avtaledeltaker", "kalenderadresse"):
        enable_rls(op, table)
    op.add_column("dialogmelding", sa.Column("kalender", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("dialogmelding", "kalender")
    for table in ("kalenderadresse", "avtaledeltaker", "avtale"):
        op.drop_table(table)
