"""An office's logo, and whom its mail is from; a number series may begin elsewhere until its first number is taken."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0350_avsender"
down_revision = "20261128_0340_sms"
branch_labels = None
depends_on = None

TABLE = "kontoroppsett"
COUNTS_UP = """
CREATE OR REPLACE FUNCTION nummerserie_vern() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {unused}
    IF TG_OP = 'DELETE' OR NEW.neste < OLD.neste OR NEW.neste > OLD.neste + 1 OR NEW.foerste <> OLD.foerste
        OR NEW.selskap_id <> OLD.selskap_id OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'a number series only counts up by one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
UNUSED = """IF TG_OP = 'UPDATE' AND OLD.neste = OLD.foerste AND OLD.siste_hash = '' AND NEW.neste = NEW.foerste
        AND NEW.siste_hash = '' AND NEW.selskap_id = OLD.selskap_id AND NEW.kind = OLD.kind THEN
        RETURN NEW;
    END IF;"""


def upgrade() -> None:
    for name in ("avsender_navn", "avsender_epost"):
        op.add_column(TABLE, sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column(TABLE, sa.Column("logo", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(op.f("ck_kontoroppsett__logo_size"), TABLE, "octet_length(logo) <= 204800")
    op.execute(COUNTS_UP.format(unused=UNUSED))


def downgrade() -> None:
    op.execute(COUNTS_UP.format(unused=""))
    for name in ("logo", "avsender_epost", "avsender_navn"):
        op.drop_column(TABLE, name)
