"""Own fields of candidates, open positions and assignments."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0312_felt_slag"
down_revision = "20261128_0310_lister_slag"
branch_labels = None
depends_on = None

KIND, OWNER, POST = (
    op.f("ck_egetfelt__feltgjelder"),
    op.f("ck_feltverdier__one_owner"),
    op.f("uq_feltverdier__tenant_id_post_id"),
)


def upgrade() -> None:
    _kinds("kunde", "kontakt", "kandidat", "ledig_stilling", "utleieoppdrag")
    op.add_column("feltverdier", sa.Column("post_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(POST, "feltverdier", ["tenant_id", "post_id"])
    _owner("num_nonnulls(kunde_id, engasjement_id, post_id) = 1")


def downgrade() -> None:
    _delete("feltverdier", "post_id IS NOT NULL")
    _delete("egetfelt", "gjelder NOT IN ('kunde', 'kontakt')")
    _owner("(kunde_id IS NULL) <> (engasjement_id IS NULL)")
    op.drop_constraint(POST, "feltverdier", type_="unique")
    op.drop_column("feltverdier", "post_id")
    _kinds("kunde", "kontakt")


def _delete(table: str, condition: str) -> None:
    """Of every tenant: the wall stands aside for the owner of the table."""
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"DELETE FROM {table} WHERE {condition}")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _kinds(*kinds: str) -> None:
    op.drop_constraint(KIND, "egetfelt", type_="check")
    named = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(KIND, "egetfelt", f"gjelder IN ({named})")


def _owner(condition: str) -> None:
    op.drop_constraint(OWNER, "feltverdier", type_="check")
    op.create_check_constraint(OWNER, "feltverdier", condition)
