"""Lists of customers, and acts on many customers at once."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1535_lister"
down_revision = "20261127_1530_visninger"
branch_labels = None
depends_on = None


def _keys(table: str, links: Iterable[tuple[str, str, str | None]]) -> list[sa.Constraint]:
    """Primary key, the tenant, and (column, table, ondelete) of each link inside it."""
    return [
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}__tenant_id")),
        *[
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{to}.tenant_id", f"{to}.id"],
                name=op.f(f"fk_{table}__tenant_id_{column}"),
                ondelete=ondelete,
            )
            for column, to, ondelete in links
        ],
    ]


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "tenant_id", *columns, name=op.f(f"uq_{table}__tenant_id_{'_'.join(columns)}")
    )


def upgrade() -> None:
    op.create_table(
        "liste",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("deling", _one_of("deling", "meg", "avdeling", "alle"), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=True),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_liste__navn")),
        sa.CheckConstraint(
            "(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name=op.f("ck_liste__delt_med")
        ),
        _unique("liste", "bruker_id", "navn"),
        *_keys("liste", [("bruker_id", "bruker", None), ("avdeling_id", "avdeling", None)]),
    )
    op.create_index("ix_liste__deling", "liste", ["tenant_id", "deling", "avdeling_id"])
    op.create_table(
        "massehandling",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slag", _one_of("masseslag", "ansvarlig", "liste"), nullable=False),
        sa.Column(
            "tilstand", _one_of("massetilstand", "koe", "ferdig", "angrer", "angret"), nullable=False
        ),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("ansvarlig_id", sa.Uuid(), nullable=True),
        sa.Column("liste_id", sa.Uuid(), nullable=True),
        sa.Column("antall", sa.BigInteger(), nullable=False),
        sa.Column("behandlet", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("endret", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("ferdig_tid", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(slag = 'ansvarlig') = (ansvarlig_id IS NOT NULL)", name=op.f("ck_massehandling__ansvarlig")
        ),
        sa.CheckConstraint("(slag = 'liste') = (liste_id IS NOT NULL)", name=op.f("ck_massehandling__liste")),
        *_keys(
            "massehandling",
            [
                ("bruker_id", "bruker", None),
                ("ansvarlig_id", "bruker", None),
                ("liste_id", "liste", "CASCADE"),
            ],
        ),
    )
    op.create_index(
        "ix_massehandling__bruker", "massehandling", ["tenant_id", "bruker_id", sa.text("opprettet_tid DESC")]
    )
    op.create_table(
        "massekunde",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("masse_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("gjort", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("endret", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("foer_ansvarlig_id", sa.Uuid(), nullable=True),
        _unique("massekunde", "masse_id", "kunde_id"),
        *_keys(
            "massekunde",
            [
                ("masse_id", "massehandling", "CASCADE"),
                ("kunde_id", "kunde", None),
                ("foer_ansvarlig_id", "bruker", None),
            ],
        ),
    )
    op.create_table(
        "listemedlem",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("liste_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("lagt_til_tid", UtcDateTime(), nullable=False),
        sa.Column("lagt_til_av_id", sa.Uuid(), nullable=True),
        sa.Column("masse_id", sa.Uuid(), nullable=True),
        _unique("listemedlem", "liste_id", "kunde_id"),
        *_keys(
            "listemedlem",
            [
                ("liste_id", "liste", "CASCADE"),
                ("kunde_id", "kunde", None),
                ("lagt_til_av_id", "bruker", None),
                ("masse_id", "massehandling", None),
            ],
        ),
    )
    op.create_index("ix_listemedlem__kunde", "listemedlem", ["tenant_id", "kunde_id"])
    for table in ("liste", "massehandling", "massekunde", "listemedlem"):
        enable_rls(op, table)


def downgrade() -> None:
    for table in ("listemedlem", "massekunde", "massehandling", "liste"):
        op.drop_table(table)
