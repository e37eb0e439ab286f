"""Payments, their allocations, and the running totals beside issued invoices that only triggers move."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261128_0400_innbetaling"
down_revision = "20261128_0360_signering_sms"
branch_labels = None
depends_on = None

TRIGGERS = """
-- Only the triggers below may move the totals: they run inside another statement, so their depth is above one.
CREATE FUNCTION fakturasaldo_vern() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the totals follow the rows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON fakturasaldo
    FOR EACH ROW EXECUTE FUNCTION fakturasaldo_vern();

-- An invoice that is issued gets its row; a credit note raises what is credited.
CREATE FUNCTION salgsdokument_saldo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fakturasaldo (tenant_id, id, kunde_id, utstedt_dato, forfall_dato, sum_oere, kreditert_oere, fordelt_oere)
    VALUES (NEW.tenant_id, NEW.id, NEW.kunde_id, NEW.utstedt_dato, coalesce(NEW.forfall_dato, NEW.utstedt_dato),
            NEW.sum_oere, NEW.kreditert_oere, 0)
    ON CONFLICT (tenant_id, id) DO UPDATE SET kreditert_oere = excluded.kreditert_oere;
    RETURN NULL;
END $$;
CREATE TRIGGER saldo_ny AFTER INSERT ON salgsdokument FOR EACH ROW
    WHEN (NEW.kind = 'faktura' AND NEW.tilstand = 'utstedt') EXECUTE FUNCTION salgsdokument_saldo();
CREATE TRIGGER saldo AFTER UPDATE ON salgsdokument FOR EACH ROW
    WHEN (NEW.kind = 'faktura' AND NEW.tilstand = 'utstedt'
          AND (OLD.tilstand IS DISTINCT FROM NEW.tilstand OR OLD.kreditert_oere <> NEW.kreditert_oere))
    EXECUTE FUNCTION salgsdokument_saldo();

CREATE FUNCTION innbetaling_vern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    av innbetaling%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.slag = 'innbetaling' THEN
            NEW.rest_oere := NEW.beloep_oere;
            RETURN NEW;
        END IF;
        NEW.rest_oere := 0;
        UPDATE innbetaling SET rest_oere = rest_oere + NEW.beloep_oere
        WHERE tenant_id = NEW.tenant_id AND id = NEW.gjelder_id AND slag = 'innbetaling' RETURNING * INTO av;
        IF av.id IS NULL OR av.kunde_id <> NEW.kunde_id OR av.selskap_id <> NEW.selskap_id
            OR (NEW.slag = 'reversering' AND av.beloep_oere <> -NEW.beloep_oere) THEN
            RAISE EXCEPTION 'undoes another payment than it says' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 OR to_jsonb(OLD) - 'rest_oere' <> to_jsonb(NEW) - 'rest_oere' THEN
        RAISE EXCEPTION 'a payment is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON innbetaling
    FOR EACH ROW EXECUTE FUNCTION innbetaling_vern();

-- The invoice's total is the first lock and the payment's the second; their checks say no to a sum below nothing.
CREATE FUNCTION innbetaling_fordeling_vern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holdt bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'an allocation is never changed' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE fakturasaldo SET fordelt_oere = fordelt_oere + NEW.beloep_oere
    WHERE tenant_id = NEW.tenant_id AND id = NEW.dokument_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only an issued invoice is paid' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE innbetaling SET rest_oere = rest_oere - NEW.beloep_oere
    WHERE tenant_id = NEW.tenant_id AND id = NEW.innbetaling_id AND slag = 'innbetaling';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only money that came in is allocated' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(beloep_oere), 0) INTO holdt FROM innbetaling_fordeling
    WHERE tenant_id = NEW.tenant_id AND innbetaling_id = NEW.innbetaling_id AND dokument_id = NEW.dokument_id;
    IF holdt + NEW.beloep_oere < 0 THEN
        RAISE EXCEPTION 'takes back more than was given' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON innbetaling_fordeling
    FOR EACH ROW EXECUTE FUNCTION innbetaling_fordeling_vern();

CREATE TRIGGER toem BEFORE TRUNCATE ON innbetaling FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
CREATE TRIGGER toem BEFORE TRUNCATE ON innbetaling_fordeling FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
"""
FUNCTIONS = ("innbetaling_fordeling_vern", "innbetaling_vern", "salgsdokument_saldo", "fakturasaldo_vern")


def _base(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _link(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], name=op.f(f"fk_{table}__tenant_id_{column}")
    )


def _checks(table: str, rules: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}__{name}")) for name, rule in rules.items()]


def _kind(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _saldo()
    _innbetaling()
    op.create_table(
        "innbetaling_fordeling",
        *_base("innbetaling_fordeling"),
        sa.Column("innbetaling_id", sa.Uuid(), nullable=False),
        sa.Column("dokument_id", sa.Uuid(), nullable=False),
        sa.Column("beloep_oere", sa.BigInteger(), nullable=False),
        sa.Column("foert_av", sa.Text(), nullable=False),
        sa.Column("foert_tid", UtcDateTime(), nullable=False),
        *_checks("innbetaling_fordeling", {"something": "beloep_oere <> 0"}),
        _link("innbetaling_fordeling", "innbetaling_id", "innbetaling"),
        _link("innbetaling_fordeling", "dokument_id", "salgsdokument"),
    )
    for column in ("innbetaling", "dokument"):
        op.create_index(
            f"ix_innbetaling_fordeling__{column}", "innbetaling_fordeling", ["tenant_id", f"{column}_id"]
        )
    # What is issued already; the wall is down for this statement alone, for no tenant is in a migration's context.
    op.execute("ALTER TABLE salgsdokument DISABLE ROW LEVEL SECURITY")
    op.execute(
        "INSERT INTO fakturasaldo (tenant_id, id, kunde_id, utstedt_dato, forfall_dato, sum_oere, kreditert_oere,"
        " fordelt_oere) SELECT tenant_id, id, kunde_id, utstedt_dato, coalesce(forfall_dato, utstedt_dato), sum_oere,"
        " kreditert_oere, 0 FROM salgsdokument WHERE kind = 'faktura' AND tilstand = 'utstedt'"
    )
    op.execute("ALTER TABLE salgsdokument ENABLE ROW LEVEL SECURITY")
    op.execute(TRIGGERS)
    enable_rls(op, "fakturasaldo")
    enable_rls(op, "innbetaling", append_only=True)
    enable_rls(op, "innbetaling_fordeling", append_only=True)
    # Beside the triggers: rights that are never needed are not given. The total is also what a payment is locked by.
    op.execute("REVOKE UPDATE, DELETE ON fakturasaldo FROM portal_app, portal_worker")
    op.execute("GRANT UPDATE (kreditert_oere, fordelt_oere) ON fakturasaldo TO portal_app, portal_worker")
    op.execute("GRANT UPDATE (rest_oere) ON innbetaling TO portal_app, portal_worker")
    _right()


def _saldo() -> None:
    op.create_table(
        "fakturasaldo",
        *_base("fakturasaldo"),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("utstedt_dato", sa.Date(), nullable=False),
        sa.Column("forfall_dato", sa.Date(), nullable=False),
        sa.Column("sum_oere", sa.BigInteger(), nullable=False),
        sa.Column("kreditert_oere", sa.BigInteger(), nullable=False),
        sa.Column("fordelt_oere", sa.BigInteger(), nullable=False),
        sa.Column(
            "rest_oere",
            sa.BigInteger(),
            sa.Computed("sum_oere - kreditert_oere - fordelt_oere", persisted=True),
            nullable=False,
        ),
        *_checks(
            "fakturasaldo",
            {
                "positive": "kreditert_oere >= 0 AND fordelt_oere >= 0",
                "never_negative": "kreditert_oere + fordelt_oere <= sum_oere",
            },
        ),
        _link("fakturasaldo", "id", "salgsdokument"),
        _link("fakturasaldo", "kunde_id", "kunde"),
    )
    op.create_index("ix_fakturasaldo__kunde", "fakturasaldo", ["tenant_id", "kunde_id", "utstedt_dato"])
    opened = sa.text("rest_oere > 0")
    op.create_index(
        "ix_fakturasaldo__aapen", "fakturasaldo", ["tenant_id", "forfall_dato", "id"], postgresql_where=opened
    )
    op.create_index(
        "ix_fakturasaldo__kunde_aapen",
        "fakturasaldo",
        ["tenant_id", "kunde_id", "forfall_dato"],
        postgresql_where=opened,
    )


def _innbetaling() -> None:
    op.create_table(
        "innbetaling",
        *_base("innbetaling"),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("selskap_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            _kind("innbetalingsslag", "innbetaling", "reversering", "tilbakebetaling"),
            nullable=False,
        ),
        sa.Column("gjelder_id", sa.Uuid(), nullable=True),
        sa.Column("beloep_oere", sa.BigInteger(), nullable=False),
        sa.Column("rest_oere", sa.BigInteger(), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("kilde", _kind("betalingskilde", "manuell", "ocr", "camt"), nullable=False),
        sa.Column("fingeravtrykk", sa.Text(collation="C"), nullable=False),
        sa.Column("kid", sa.Text(collation="C"), nullable=False),
        sa.Column("referanse", sa.Text(), nullable=False),
        sa.Column("grunn", sa.Text(), nullable=False),
        sa.Column("foert_av", sa.Text(), nullable=False),
        sa.Column("foert_tid", UtcDateTime(), nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        *_checks(
            "innbetaling",
            {
                "names_its_payment": "(slag = 'innbetaling') = (gjelder_id IS NULL)",
                "sign": "beloep_oere <> 0 AND (slag = 'innbetaling') = (beloep_oere > 0)",
                "rest_within_sum": "rest_oere BETWEEN 0 AND greatest(beloep_oere, 0)",
                "undone_for_a_reason": "slag <> 'reversering' OR grunn <> ''",
            },
        ),
        _link("innbetaling", "kunde_id", "kunde"),
        _link("innbetaling", "selskap_id", "selskap"),
        _link("innbetaling", "gjelder_id", "innbetaling"),
        sa.UniqueConstraint("tenant_id", "fingeravtrykk", name=op.f("uq_innbetaling__tenant_id_fingeravtrykk")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_innbetaling__tenant_id_idempotens")),
    )
    newest = sa.literal_column("id DESC")
    op.create_index(
        "uq_innbetaling__reversert",
        "innbetaling",
        ["tenant_id", "gjelder_id"],
        unique=True,
        postgresql_where=sa.text("slag = 'reversering'"),
    )
    op.create_index("ix_innbetaling__gjelder", "innbetaling", ["tenant_id", "gjelder_id"])
    op.create_index("ix_innbetaling__kunde", "innbetaling", ["tenant_id", "kunde_id", newest])
    op.create_index("ix_innbetaling__liste", "innbetaling", ["tenant_id", newest])
    op.create_index(
        "ix_innbetaling__rest", "innbetaling", ["tenant_id", newest], postgresql_where=sa.text("rest_oere > 0")
    )


def _right() -> None:
    """Who may credit may register payments: the roles of agencies that exist get the right that came after them."""
    op.execute("ALTER TABLE rolle DISABLE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE rolle SET rettigheter = rettigheter || '[\"faktura:betaling\"]'::jsonb"
        " WHERE rettigheter ? 'faktura:krediter' AND NOT rettigheter ? 'faktura:betaling'"
    )
    op.execute("ALTER TABLE rolle ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    """A right that nobody asks for does no harm: the roles keep it."""
    op.execute("DROP TRIGGER saldo ON salgsdokument")
    op.execute("DROP TRIGGER saldo_ny ON salgsdokument")
    for table in ("innbetaling_fordeling", "innbetaling", "fakturasaldo"):
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
