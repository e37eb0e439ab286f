"""Text messages beside mail, secret ones too, and those that rest at night."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0340_sms"
down_revision = "20261128_0330_vis_som"
branch_labels = None
depends_on = None

TABLE = "dialogmelding"
KANAL, HEMMELIG = "ck_dialogmelding__kanal", "ck_dialogmelding__hemmelig"


def _checks(kanal: str, hemmelig: str) -> None:
    for name, rule in ((HEMMELIG, hemmelig), (KANAL, kanal)):
        op.drop_constraint(op.f(name), TABLE, type_="check")
        op.create_check_constraint(op.f(name), TABLE, rule)


def upgrade() -> None:
    _checks("kanal IN ('epost', 'sms')", "NOT hemmelig OR kanal IN ('epost', 'sms')")
    op.add_column(
        TABLE, sa.Column("bare_dagtid", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )


def downgrade() -> None:
    # The walls hide every row from the owner as well; a text message cannot be told from a mail afterwards.
    op.execute("ALTER TABLE dialogmelding DISABLE ROW LEVEL SECURITY")
    op.execute("DELETE FROM dialogmelding WHERE kanal = 'sms'")
    op.execute("ALTER TABLE dialogmelding ENABLE ROW LEVEL SECURITY")
    op.drop_column(TABLE, "bare_dagtid")
    _checks("kanal IN ('epost')", "NOT hemmelig OR kanal = 'epost'")
