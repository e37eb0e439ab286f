"""Tasks get a type, repetition, links to several records, and an order that pages by index."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261127_1540_oppgaver"
down_revision = "20261127_1535_lister"
branch_labels = None
depends_on = None

DONE = {"postgresql_where": sa.text("tilstand = 'utfoert'")}


def upgrade() -> None:
    op.create_table(
        "oppgavekobling",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oppgave_id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(collation="C"), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_oppgavekobling__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppgave_id"],
            ["oppgave.tenant_id", "oppgave.id"],
            name=op.f("fk_oppgavekobling__tenant_id_oppgave_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_oppgavekobling")),
        sa.UniqueConstraint(
            "tenant_id",
            "oppgave_id",
            "slag",
            "post_id",
            name=op.f("uq_oppgavekobling__tenant_id_oppgave_id_slag_post_id"),
        ),
    )
    op.create_index("ix_oppgavekobling__post", "oppgavekobling", ["tenant_id", "slag", "post_id"])
    enable_rls(op, "oppgavekobling")

    op.drop_constraint(op.f("ck_oppgave__kobling"), "oppgave", type_="check")
    op.drop_column("oppgave", "kobling_slag")
    op.drop_column("oppgave", "kobling_id")
    op.add_column("oppgave", sa.Column("type_id", sa.Uuid(), nullable=True))
    op.add_column("oppgave", sa.Column("gjentas_fra", sa.Date(), nullable=True))
    op.add_column("oppgave", sa.Column("forrige_id", sa.Uuid(), nullable=True))
    op.add_column(
        "oppgave",
        sa.Column(
            "gjentakelse",
            sa.Enum(
                "ingen",
                "daglig",
                "ukentlig",
                "maanedlig",
                name="gjentakelse",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            server_default="ingen",
            nullable=False,
        ),
    )
    op.add_column(
        "oppgave", sa.Column("frist_sort", sa.Date(), server_default="9999-12-31", nullable=False)
    )
    op.execute("ALTER TABLE oppgave NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE oppgave SET frist_sort = frist_dato WHERE frist_dato IS NOT NULL")
    op.execute("ALTER TABLE oppgave FORCE ROW LEVEL SECURITY")
    op.create_check_constraint(
        op.f("ck_oppgave__gjentakelse"),
        "oppgave",
        "gjentakelse IN ('ingen', 'daglig', 'ukentlig', 'maanedlig')",
    )
    op.create_check_constraint(
        op.f("ck_oppgave__gjentas"),
        "oppgave",
        "(gjentakelse = 'ingen') = (gjentas_fra IS NULL)"
        " AND (gjentakelse = 'ingen' OR frist_dato IS NOT NULL)",
    )
    op.create_check_constraint(
        op.f("ck_oppgave__frist_sort"), "oppgave", "frist_sort = coalesce(frist_dato, DATE '9999-12-31')"
    )
    op.create_foreign_key(
        op.f("fk_oppgave__tenant_id_type_id"),
        "oppgave",
        "aktivitetstype",
        ["tenant_id", "type_id"],
        ["tenant_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_oppgave__tenant_id_forrige_id"),
        "oppgave",
        "oppgave",
        ["tenant_id", "forrige_id"],
        ["tenant_id", "id"],
    )
    for name, columns in (
        ("ansvarlig", ["ansvarlig_id", "tilstand", "frist_sort", "id"]),
        ("kunde", ["kunde_id", "tilstand", "frist_sort", "id"]),
    ):
        op.drop_index(f"ix_oppgave__{name}", "oppgave")
        op.create_index(f"ix_oppgave__{name}", "oppgave", ["tenant_id", *columns])
    op.create_index("ix_oppgave__frist", "oppgave", ["tenant_id", "tilstand", "frist_sort", "id"])
    op.create_index("ix_oppgave__engasjement", "oppgave", ["tenant_id", "engasjement_id", "tilstand"])
    op.create_index("ix_oppgave__forrige", "oppgave", ["tenant_id", "forrige_id"])
    newest = [sa.text("utfoert_tid DESC"), sa.text("id DESC")]
    op.create_index("ix_oppgave__utfoert", "oppgave", ["tenant_id", *newest], **DONE)
    op.create_index(
        "ix_oppgave__utfoert_av_ansvarlig", "oppgave", ["tenant_id", "ansvarlig_id", *newest], **DONE
    )


def downgrade() -> None:
    for name in ("utfoert_av_ansvarlig", "utfoert", "forrige", "engasjement", "frist", "kunde", "ansvarlig"):
        op.drop_index(f"ix_oppgave__{name}", "oppgave")
    op.drop_constraint("fk_oppgave__tenant_id_forrige_id", "oppgave", type_="foreignkey")
    op.drop_constraint("fk_oppgave__tenant_id_type_id", "oppgave", type_="foreignkey")
    for column in ("frist_sort", "gjentakelse", "forrige_id", "gjentas_fra", "type_id"):
        op.drop_column("oppgave", column)
    op.create_index(
        "ix_oppgave__ansvarlig", "oppgave", ["tenant_id", "ansvarlig_id", "tilstand", "frist_dato", "id"]
    )
    op.create_index(
        "ix_oppgave__kunde", "oppgave", ["tenant_id", "kunde_id", "tilstand", "frist_dato", "id"]
    )
    op.add_column("oppgave", sa.Column("kobling_slag", sa.Text(collation="C"), nullable=True))
    op.add_column("oppgave", sa.Column("kobling_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_oppgave__kobling"), "oppgave", "(kobling_slag IS NULL) = (kobling_id IS NULL)"
    )
    op.drop_table("oppgavekobling")
