"""The agency's own fields with their values; groups of contacts, and what is known of a person's no to mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1800_egne_felt"
down_revision = "20261127_1600_nye_rettigheter"
branch_labels = None
depends_on = None

KINDS = ("tekst", "heltall", "desimal", "beloep", "dato", "klokkeslett", "janei", "valg", "flervalg")


def upgrade() -> None:
    op.create_table(
        "egetfelt",
        *_keys(),
        _enum("gjelder", "feltgjelder", ("kunde", "kontakt")),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("hjelp", sa.Text(), server_default="", nullable=False),
        _enum("slag", "feltslag", KINDS),
        sa.Column("valg", JSONB(), server_default="[]", nullable=False),
        sa.Column("paakrevd", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("rekkefoelge", sa.BigInteger(), nullable=False),
        sa.Column("i_bruk", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("soekbar", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("er_noekkel", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_egetfelt__navn")),
        sa.CheckConstraint("NOT soekbar OR slag = 'tekst'", name=op.f("ck_egetfelt__soekbar")),
        sa.CheckConstraint(
            "NOT er_noekkel OR slag IN ('tekst', 'heltall')", name=op.f("ck_egetfelt__noekkel")
        ),
        sa.UniqueConstraint(
            "tenant_id", "gjelder", "navn", name=op.f("uq_egetfelt__tenant_id_gjelder_navn")
        ),
        *_primary("egetfelt"),
    )
    op.create_table(
        "feltverdier",
        *_keys(),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("verdier", JSONB(), server_default="{}", nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(kunde_id IS NULL) <> (engasjement_id IS NULL)", name=op.f("ck_feltverdier__one_owner")
        ),
        _link("feltverdier", "kunde_id", "kunde"),
        _link("feltverdier", "engasjement_id", "engasjement"),
        sa.UniqueConstraint("tenant_id", "kunde_id", name=op.f("uq_feltverdier__tenant_id_kunde_id")),
        sa.UniqueConstraint(
            "tenant_id", "engasjement_id", name=op.f("uq_feltverdier__tenant_id_engasjement_id")
        ),
        *_primary("feltverdier"),
    )
    for table in ("egetfelt", "feltverdier"):
        enable_rls(op, table)
    _groups()
    op.add_column(
        "kundesammenslaaing", sa.Column("egne_felt", JSONB(), server_default="{}", nullable=False)
    )


def downgrade() -> None:
    for column in ("reservert_kilde", "reservert_av_navn", "reservert_tid"):
        op.drop_column("person", column)
    op.drop_column("kundesammenslaaing", "egne_felt")
    for table in ("gruppemedlem", "kontaktgruppe", "feltverdier", "egetfelt"):
        op.drop_table(table)


def _groups() -> None:
    op.create_table(
        "kontaktgruppe",
        *_keys(),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        _enum("deling", "deling", ("meg", "avdeling", "alle")),
        sa.Column("avdeling_id", sa.Uuid(), nullable=True),
        _enum("slag", "gruppeslag", ("fast", "regel")),
        sa.Column("vilkaar", JSONB(), server_default="{}", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_kontaktgruppe__navn")),
        sa.CheckConstraint(
            "(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name=op.f("ck_kontaktgruppe__delt_med")
        ),
        _link("kontaktgruppe", "bruker_id", "bruker"),
        _link("kontaktgruppe", "avdeling_id", "avdeling"),
        sa.UniqueConstraint(
            "tenant_id", "bruker_id", "navn", name=op.f("uq_kontaktgruppe__tenant_id_bruker_id_navn")
        ),
        *_primary("kontaktgruppe"),
    )
    op.create_index("ix_kontaktgruppe__deling", "kontaktgruppe", ["tenant_id", "deling", "avdeling_id"])
    op.create_table(
        "gruppemedlem",
        *_keys(),
        sa.Column("gruppe_id", sa.Uuid(), nullable=False),
        sa.Column("engasjement_id", sa.Uuid(), nullable=False),
        sa.Column("lagt_til_tid", UtcDateTime(), nullable=False),
        sa.Column("lagt_til_av_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "gruppe_id"],
            ["kontaktgruppe.tenant_id", "kontaktgruppe.id"],
            name=op.f("fk_gruppemedlem__tenant_id_gruppe_id"),
            ondelete="CASCADE",
        ),
        _link("gruppemedlem", "engasjement_id", "engasjement"),
        _link("gruppemedlem", "lagt_til_av_id", "bruker"),
        sa.UniqueConstraint(
            "tenant_id",
            "gruppe_id",
            "engasjement_id",
            name=op.f("uq_gruppemedlem__tenant_id_gruppe_id_engasjement_id"),
        ),
        *_primary("gruppemedlem"),
    )
    op.create_index("ix_gruppemedlem__engasjement", "gruppemedlem", ["tenant_id", "engasjement_id"])
    for table in ("kontaktgruppe", "gruppemedlem"):
        enable_rls(op, table)
    op.add_column("person", sa.Column("reservert_tid", UtcDateTime(), nullable=True))
    for column in ("reservert_av_navn", "reservert_kilde"):
        op.add_column("person", sa.Column(column, sa.Text(), server_default="", nullable=False))


def _keys() -> list[sa.Column]:
    return [
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    ]


def _enum(column: str, name: str, values: tuple[str, ...]) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=False)


def _primary(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _link(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], name=op.f(f"fk_{table}__tenant_id_{column}")
    )
