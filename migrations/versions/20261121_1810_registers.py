"""Municipalities, post codes, dated rates and legal thresholds of the platform; register answers per tenant."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1810_registers"
down_revision = "20261121_1800_foundation"
branch_labels = None
depends_on = None

PLATFORM = ("kommune", "postnummer", "sats", "lovregel")


def _c(name: str, *, default: str | None = None, null: bool = False, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(collation="C"), server_default=default, nullable=null, primary_key=key)


def _enhet(*, null: bool = False) -> sa.Column:
    values = ("bp", "oere", "min", "dager", "maaneder", "antall")
    kind = sa.Enum(*values, name="enhet", native_enum=False, create_constraint=True, length=40)
    return sa.Column("enhet", kind, nullable=null)


def upgrade() -> None:
    op.create_table(
        "kommune",
        _c("nr"),
        sa.Column("navn", sa.Text(), nullable=False),
        _c("sortering"),
        _c("fylkesnr"),
        sa.Column("fylke", sa.Text(), nullable=False),
        sa.Column("maalform", sa.Text(), nullable=False),
        sa.Column("breddegrad", sa.Double(), nullable=True),
        sa.Column("lengdegrad", sa.Double(), nullable=True),
        sa.Column("aga_sone", sa.Text(), nullable=True),
        sa.Column("aga_delt", sa.Text(), server_default="", nullable=False),
        sa.Column("aga_fra", sa.Date(), nullable=False),
        sa.Column("aga_kilde", sa.Text(), nullable=False),
        sa.Column("aga_bekreftet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("nr ~ '^[0-9]{4}$'", name="nr"),
        sa.CheckConstraint("fylkesnr = left(nr, 2)", name="fylkesnr"),
        sa.CheckConstraint("maalform IN ('bokmaal', 'nynorsk', 'noeytral')", name="maalform"),
        sa.CheckConstraint("aga_sone IN ('I', 'Ia', 'II', 'III', 'IV', 'IVa', 'V')", name="aga_sone"),
        sa.CheckConstraint("(breddegrad IS NULL) = (lengdegrad IS NULL)", name="centre"),
        sa.PrimaryKeyConstraint("nr"),
    )
    op.create_index("ix_kommune__fylkesnr", "kommune", ["fylkesnr", "sortering"])
    op.create_table(
        "postnummer",
        _c("nr"),
        sa.Column("poststed", sa.Text(), nullable=False),
        _c("sortering"),
        _c("kommunenr", null=True),
        sa.Column("breddegrad", sa.Double(), nullable=True),
        sa.Column("lengdegrad", sa.Double(), nullable=True),
        sa.Column("kilde", sa.Text(), nullable=False),
        sa.Column("oppdatert_dato", sa.Date(), nullable=False),
        sa.CheckConstraint("nr ~ '^[0-9]{4}$'", name="nr"),
        sa.CheckConstraint("(breddegrad IS NULL) = (lengdegrad IS NULL)", name="place"),
        sa.PrimaryKeyConstraint("nr"),
        sa.ForeignKeyConstraint(["kommunenr"], ["kommune.nr"]),
    )
    op.create_index("ix_postnummer__kommunenr", "postnummer", ["kommunenr"])
    op.create_index("ix_postnummer__sortering", "postnummer", ["sortering", "nr"])
    op.create_table(
        "sats",
        sa.Column("id", sa.Uuid(), nullable=False),
        _c("kode"),
        _c("variant", default=""),
        sa.Column("verdi", sa.BigInteger(), nullable=False),
        _enhet(),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("bekreftet", sa.Boolean(), nullable=False),
        sa.Column("kilde", sa.Text(), nullable=False),
        sa.Column("merknad", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        sa.CheckConstraint("kilde <> ''", name="has_source"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kode", "variant", "gyldig_fra"),
    )
    op.create_table(
        "lovregel",
        sa.Column("id", sa.Uuid(), nullable=False),
        _c("kode"),
        sa.Column("verdi", sa.BigInteger(), nullable=True),
        _enhet(null=True),
        sa.Column("liste", postgresql.JSONB(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column(
            "virkning",
            sa.Enum(
                "stopp",
                "varsel",
                "opplysning",
                name="virkning",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("overstyres_av", sa.Text(), server_default="", nullable=False),
        sa.Column("bekreftet", sa.Boolean(), nullable=False),
        sa.Column("hjemmel", sa.Text(), nullable=False),
        sa.Column("kilde", sa.Text(), nullable=False),
        sa.Column("merknad", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        sa.CheckConstraint("(verdi IS NULL) = (enhet IS NULL)", name="value_has_unit"),
        sa.CheckConstraint("hjemmel <> '' AND kilde <> ''", name="has_source"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kode", "gyldig_fra"),
    )
    op.create_table(
        "registersvar",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _c("kilde"),
        _c("noekkel"),
        _c("navn_soek"),
        _c("overordnet", default=""),
        sa.Column("svar", postgresql.JSONB(), nullable=False),
        sa.Column("hentet_tid", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.UniqueConstraint("tenant_id", "kilde", "noekkel"),
    )
    op.create_index("ix_registersvar__navn", "registersvar", ["tenant_id", "kilde", "navn_soek"])
    op.create_index("ix_registersvar__overordnet", "registersvar", ["tenant_id", "kilde", "overordnet"])
    for table in PLATFORM:
        op.execute(f"GRANT SELECT ON {table} TO portal_app, portal_worker, portal_backup")
    enable_rls(op, "registersvar")


def downgrade() -> None:
    for table in ("registersvar", *reversed(PLATFORM)):
        op.drop_table(table)
