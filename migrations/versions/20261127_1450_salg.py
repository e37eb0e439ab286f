"""Sales: teams, codes, competitors, the agency's own funnel, and opportunities."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1450_salg"
down_revision = "20261127_1445_statusregler"
branch_labels = None
depends_on = None

TABLES = (
    "salgskode",
    "salgsteam",
    "salgsteammedlem",
    "kundesalg",
    "konkurrent",
    "salgstrinn",
    "mulighet",
)


def _kind(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), server_default=default, nullable=default is None)


def _active() -> sa.Column[Any]:
    return sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False)


def _table(name: str, *parts: Any, links: dict[str, str] | None = None) -> None:
    """A tenant table: key, wall, links inside the tenant, and a version that moves with each change."""
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *parts,
        _whole("versjon", "1"),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{to}.tenant_id", f"{to}.id"],
                name=op.f(f"fk_{name}__tenant_id_{column}"),
            )
            for column, to in (links or {}).items()
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{name}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )
    enable_rls(op, name)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}__{name}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "tenant_id", *columns, name=op.f(f"uq_{table}__tenant_id_{'_'.join(columns)}")
    )


def upgrade() -> None:
    _table(
        "salgskode",
        sa.Column("slag", _kind("salgskodeslag", "kilde", "segment"), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        _whole("rekkefoelge", "100"),
        _active(),
        _check("salgskode", "navn", "navn <> ''"),
        _unique("salgskode", "slag", "navn"),
    )
    _table(
        "salgsteam",
        sa.Column("navn", sa.Text(), nullable=False),
        _active(),
        _check("salgsteam", "navn", "navn <> ''"),
        _unique("salgsteam", "navn"),
    )
    _table(
        "salgsteammedlem",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        _check("salgsteammedlem", "period", "gyldig_til IS NULL OR gyldig_til > gyldig_fra"),
        links={"team_id": "salgsteam", "bruker_id": "bruker"},
    )
    op.create_index(
        "ix_salgsteammedlem__team", "salgsteammedlem", ["tenant_id", "team_id", "gyldig_fra"]
    )
    op.create_index("ix_salgsteammedlem__bruker", "salgsteammedlem", ["tenant_id", "bruker_id"])
    _table(
        "kundesalg",
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("vara_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("kilde_id", sa.Uuid(), nullable=True),
        _text("kampanje"),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        _whole("potensial_oere"),
        _whole("aarsverk"),
        _check("kundesalg", "potensial", "potensial_oere >= 0 AND aarsverk >= 0"),
        _unique("kundesalg", "kunde_id"),
        links={
            "kunde_id": "kunde",
            "vara_id": "bruker",
            "team_id": "salgsteam",
            "kilde_id": "salgskode",
            "segment_id": "salgskode",
        },
    )
    _table(
        "konkurrent",
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("andel_bp", sa.Integer(), nullable=True),
        _text("pris"),
        sa.Column("avtaleslutt", sa.Date(), nullable=True),
        _whole("varsel_dager", "90"),
        _text("merknad"),
        sa.Column("oppgave_id", sa.Uuid(), nullable=True),
        _active(),
        _check("konkurrent", "navn", "navn <> ''"),
        _check("konkurrent", "andel", "andel_bp BETWEEN 0 AND 10000"),
        _check("konkurrent", "varsel", "varsel_dager BETWEEN 0 AND 730"),
        links={"kunde_id": "kunde", "oppgave_id": "oppgave"},
    )
    op.create_index("ix_konkurrent__kunde", "konkurrent", ["tenant_id", "kunde_id", "id"])
    _table(
        "salgstrinn",
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("slag", _kind("trinnslag", "aapen", "vunnet", "tapt"), nullable=False),
        _whole("rekkefoelge", "100"),
        sa.Column("sannsynlighet_bp", sa.Integer(), nullable=False),
        _whole("maks_dager"),
        sa.Column("krav", JSONB(), server_default="[]", nullable=False),
        _active(),
        _check("salgstrinn", "navn", "navn <> ''"),
        _check("salgstrinn", "sannsynlighet", "sannsynlighet_bp BETWEEN 0 AND 10000"),
        _check("salgstrinn", "maks_dager", "maks_dager > 0"),
        _unique("salgstrinn", "navn"),
    )
    _table(
        "mulighet",
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("tittel", sa.Text(), nullable=False),
        _text("beskrivelse"),
        sa.Column("trinn_id", sa.Uuid(), nullable=False),
        sa.Column("trinn_tid", UtcDateTime(), nullable=False),
        _whole("verdi_oere"),
        _whole("aarsverk"),
        sa.Column("forventet_dato", sa.Date(), nullable=True),
        sa.Column("sortering", sa.Text(collation="C"), nullable=False),
        sa.Column("ansvarlig_id", sa.Uuid(), nullable=False),
        sa.Column("kontakt_id", sa.Uuid(), nullable=True),
        sa.Column("avsluttet_tid", UtcDateTime(), nullable=True),
        _text("grunn"),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        _check("mulighet", "tittel", "tittel <> ''"),
        _check("mulighet", "verdi", "verdi_oere >= 0 AND aarsverk >= 0"),
        links={
            "kunde_id": "kunde",
            "trinn_id": "salgstrinn",
            "ansvarlig_id": "bruker",
            "kontakt_id": "engasjement",
            "opprettet_av_id": "bruker",
        },
    )
    op.create_index("ix_mulighet__kunde", "mulighet", ["tenant_id", "kunde_id", "id"])
    op.create_index("ix_mulighet__trinn", "mulighet", ["tenant_id", "trinn_id", "trinn_tid", "id"])
    op.create_index("ix_mulighet__forventet", "mulighet", ["tenant_id", "sortering", "id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
