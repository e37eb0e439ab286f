"""Invoices, credit notes, the ledger and the series, and the triggers that keep the issued as it was (laws 5–8)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1900_faktura"
down_revision = "20261121_1850_oppdrag"
branch_labels = None
depends_on = None

TABLES = ("nummerserie", "salgsdokument", "salgslinje", "salgsmva", "timefordeling", "salgsfil")
TRIGGERS = """
CREATE FUNCTION salgsdokument_vern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    foer jsonb;
    etter jsonb;
BEGIN
    IF OLD.tilstand = 'utstedt' THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'an issued document is never deleted' USING ERRCODE = 'check_violation';
        END IF;
        foer := to_jsonb(OLD) - 'versjon' - 'kreditert_oere';
        etter := to_jsonb(NEW) - 'versjon' - 'kreditert_oere';
        IF foer <> etter OR NEW.versjon < OLD.versjon OR NEW.kreditert_oere < OLD.kreditert_oere THEN
            RAISE EXCEPTION 'an issued document is never changed' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER vern BEFORE UPDATE OR DELETE ON salgsdokument FOR EACH ROW EXECUTE FUNCTION salgsdokument_vern();

CREATE FUNCTION salgsdel_vern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rad jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    utstedt boolean;
BEGIN
    SELECT d.tilstand = 'utstedt' INTO utstedt FROM salgsdokument d
    WHERE d.tenant_id = (rad->>'tenant_id')::bigint AND d.id = (rad->>'dokument_id')::uuid;
    IF TG_OP = 'UPDATE' AND OLD.dokument_id <> NEW.dokument_id THEN
        RAISE EXCEPTION 'a line stays in its document' USING ERRCODE = 'check_violation';
    END IF;
    IF utstedt THEN
        IF TG_OP <> 'UPDATE' OR TG_TABLE_NAME <> 'salgslinje' THEN
            RAISE EXCEPTION 'an issued document is never changed' USING ERRCODE = 'check_violation';
        END IF;
        IF to_jsonb(OLD) - 'kreditert_oere' - 'kreditert_mengde' <> to_jsonb(NEW) - 'kreditert_oere' - 'kreditert_mengde'
            OR (to_jsonb(NEW)->>'kreditert_oere')::bigint < (to_jsonb(OLD)->>'kreditert_oere')::bigint
            OR (to_jsonb(NEW)->>'kreditert_mengde')::bigint < (to_jsonb(OLD)->>'kreditert_mengde')::bigint THEN
            RAISE EXCEPTION 'an issued line is never changed' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON salgslinje FOR EACH ROW EXECUTE FUNCTION salgsdel_vern();
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON salgsmva FOR EACH ROW EXECUTE FUNCTION salgsdel_vern();

CREATE FUNCTION nummerserie_vern() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.neste < OLD.neste OR NEW.neste > OLD.neste + 1 OR NEW.foerste <> OLD.foerste
        OR NEW.selskap_id <> OLD.selskap_id OR NEW.kind <> OLD.kind THEN
        RAISE EXCEPTION 'a number series only counts up by one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vern BEFORE UPDATE OR DELETE ON nummerserie FOR EACH ROW EXECUTE FUNCTION nummerserie_vern();

CREATE FUNCTION timefordeling_vern() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ramme bigint;
    brukt bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.tilstand <> 'reservert' THEN
            RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'tilstand' <> to_jsonb(NEW) - 'tilstand'
            OR OLD.tilstand <> 'reservert' OR NEW.tilstand <> 'bundet' THEN
            RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    -- The hour line's row is the lock: two drafts that want the same hours wait for each other here.
    SELECT minutter INTO ramme FROM timelinje
    WHERE tenant_id = NEW.tenant_id AND id = NEW.timelinje_id FOR UPDATE;
    SELECT coalesce(sum(minutter), 0) INTO brukt FROM timefordeling
    WHERE tenant_id = NEW.tenant_id AND timelinje_id = NEW.timelinje_id;
    IF brukt + NEW.minutter > ramme OR brukt + NEW.minutter < 0 THEN
        RAISE EXCEPTION 'more hours than there are' USING ERRCODE = 'check_violation', CONSTRAINT = 'timefordeling_ramme';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vern BEFORE INSERT OR UPDATE OR DELETE ON timefordeling
    FOR EACH ROW EXECUTE FUNCTION timefordeling_vern();

CREATE FUNCTION salg_toem_vern() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'never emptied' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER toem BEFORE TRUNCATE ON salgsdokument FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
CREATE TRIGGER toem BEFORE TRUNCATE ON salgslinje FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
CREATE TRIGGER toem BEFORE TRUNCATE ON salgsmva FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
CREATE TRIGGER toem BEFORE TRUNCATE ON timefordeling FOR EACH STATEMENT EXECUTE FUNCTION salg_toem_vern();
"""
FUNCTIONS = ("salgsdokument_vern", "salgsdel_vern", "nummerserie_vern", "timefordeling_vern", "salg_toem_vern")


def upgrade() -> None:
    op.create_table('nummerserie',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('selskap_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('faktura', 'kreditnota', name='dokumentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('foerste', sa.BigInteger(), nullable=False),
    sa.Column('neste', sa.BigInteger(), nullable=False),
    sa.Column('siste_hash', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('neste > 0', name=op.f('ck_nummerserie__positive')),
    sa.ForeignKeyConstraint(['tenant_id', 'selskap_id'], ['selskap.tenant_id', 'selskap.id'], name=op.f('fk_nummerserie__tenant_id_selskap_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_nummerserie__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_nummerserie')),
    sa.UniqueConstraint('tenant_id', 'selskap_id', 'kind', name=op.f('uq_nummerserie__tenant_id_selskap_id_kind'))
    )
    op.create_table('salgsdokument',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('faktura', 'kreditnota', name='dokumentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tilstand', sa.Enum('utkast', 'utstedt', name='dokumenttilstand', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('selskap_id', sa.Uuid(), nullable=False),
    sa.Column('kunde_id', sa.Uuid(), nullable=False),
    sa.Column('krediterer_id', sa.Uuid(), nullable=True),
    sa.Column('nummer', sa.BigInteger(), nullable=True),
    sa.Column('utstedt_dato', sa.Date(), nullable=True),
    sa.Column('utstedt_tid', UtcDateTime(), nullable=True),
    sa.Column('utstedt_av', sa.Text(), nullable=False),
    sa.Column('forfall_dato', sa.Date(), nullable=True),
    sa.Column('levering_fra', sa.Date(), nullable=True),
    sa.Column('levering_til', sa.Date(), nullable=True),
    sa.Column('leveringssted', sa.Text(), nullable=False),
    sa.Column('selger', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('kjoeper', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('po_nummer', sa.Text(), nullable=False),
    sa.Column('deres_ref', sa.Text(), nullable=False),
    sa.Column('vaar_ref', sa.Text(), nullable=False),
    sa.Column('merknad', sa.Text(), nullable=False),
    sa.Column('sprak', sa.Text(), nullable=False),
    sa.Column('kid', sa.Text(collation='C'), nullable=False),
    sa.Column('netto_oere', sa.BigInteger(), nullable=False),
    sa.Column('mva_oere', sa.BigInteger(), nullable=False),
    sa.Column('sum_oere', sa.BigInteger(), nullable=False),
    sa.Column('kreditert_oere', sa.BigInteger(), nullable=False),
    sa.Column('grunn', sa.Enum('feil_sats', 'feil_timer', 'feil_referanse', 'dobbelt', 'avtale', name='kreditgrunn', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('grunn_tekst', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('forrige_hash', sa.Text(), nullable=False),
    sa.Column('opprettet_tid', UtcDateTime(), nullable=False),
    sa.Column('opprettet_av', sa.Text(), nullable=False),
    sa.Column('versjon', sa.BigInteger(), nullable=False),
    sa.Column('idempotens', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(kind = 'kreditnota') = (krediterer_id IS NOT NULL)", name=op.f('ck_salgsdokument__names_its_invoice')),
    sa.CheckConstraint("(nummer IS NOT NULL) = (tilstand = 'utstedt')", name=op.f('ck_salgsdokument__number_when_issued')),
    sa.CheckConstraint("kind = 'faktura' OR (forfall_dato IS NULL AND kid = '')", name=op.f('ck_salgsdokument__no_due_on_credit')),
    sa.CheckConstraint('(nummer IS NULL) = (utstedt_dato IS NULL)', name=op.f('ck_salgsdokument__number_at_issue')),
    sa.CheckConstraint('kreditert_oere BETWEEN 0 AND sum_oere', name=op.f('ck_salgsdokument__credited_within_sum')),
    sa.CheckConstraint('netto_oere >= 0 AND mva_oere >= 0', name=op.f('ck_salgsdokument__positive')),
    sa.CheckConstraint('sum_oere = netto_oere + mva_oere', name=op.f('ck_salgsdokument__sum')),
    sa.ForeignKeyConstraint(['tenant_id', 'krediterer_id'], ['salgsdokument.tenant_id', 'salgsdokument.id'], name=op.f('fk_salgsdokument__tenant_id_krediterer_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'kunde_id'], ['kunde.tenant_id', 'kunde.id'], name=op.f('fk_salgsdokument__tenant_id_kunde_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'selskap_id'], ['selskap.tenant_id', 'selskap.id'], name=op.f('fk_salgsdokument__tenant_id_selskap_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_salgsdokument__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_salgsdokument')),
    sa.UniqueConstraint('tenant_id', 'idempotens', name=op.f('uq_salgsdokument__tenant_id_idempotens')),
    sa.UniqueConstraint('tenant_id', 'selskap_id', 'kind', 'nummer', name=op.f('uq_salgsdokument__tenant_id_selskap_id_kind_nummer'))
    )
    op.create_table('salgsfil',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dokument_id', sa.Uuid(), nullable=False),
    sa.Column('slag', sa.Text(collation='C'), nullable=False),
    sa.Column('fil_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('laget_tid', UtcDateTime(), nullable=False),
    sa.CheckConstraint("slag IN ('pdf', 'ehf')", name=op.f('ck_salgsfil__slag')),
    sa.ForeignKeyConstraint(['tenant_id', 'dokument_id'], ['salgsdokument.tenant_id', 'salgsdokument.id'], name=op.f('fk_salgsfil__tenant_id_dokument_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'fil_id'], ['dokument.tenant_id', 'dokument.id'], name=op.f('fk_salgsfil__tenant_id_fil_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_salgsfil__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_salgsfil')),
    sa.UniqueConstraint('tenant_id', 'dokument_id', 'slag', name=op.f('uq_salgsfil__tenant_id_dokument_id_slag'))
    )
    op.create_table('salgsmva',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dokument_id', sa.Uuid(), nullable=False),
    sa.Column('kategori', sa.Enum('S', 'E', 'Z', name='mvakategori', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mva_bp', sa.Integer(), nullable=False),
    sa.Column('grunn', sa.Text(), nullable=False),
    sa.Column('grunnlag_oere', sa.BigInteger(), nullable=False),
    sa.Column('mva_oere', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('grunnlag_oere >= 0 AND mva_oere >= 0', name=op.f('ck_salgsmva__positive')),
    sa.ForeignKeyConstraint(['tenant_id', 'dokument_id'], ['salgsdokument.tenant_id', 'salgsdokument.id'], name=op.f('fk_salgsmva__tenant_id_dokument_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_salgsmva__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_salgsmva')),
    sa.UniqueConstraint('tenant_id', 'dokument_id', 'kategori', 'mva_bp', name=op.f('uq_salgsmva__tenant_id_dokument_id_kategori_mva_bp'))
    )
    op.create_table('salgslinje',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dokument_id', sa.Uuid(), nullable=False),
    sa.Column('krediterer_linje_id', sa.Uuid(), nullable=True),
    sa.Column('posisjon', sa.BigInteger(), nullable=False),
    sa.Column('tekst', sa.Text(), nullable=False),
    sa.Column('enhet', sa.Enum('HUR', 'C62', 'DAY', 'KMT', 'MON', name='enhet', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mengde', sa.BigInteger(), nullable=False),
    sa.Column('pris_oere', sa.BigInteger(), nullable=False),
    sa.Column('netto_oere', sa.BigInteger(), nullable=False),
    sa.Column('mva_kategori', sa.Enum('S', 'E', 'Z', name='mvakategori', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mva_bp', sa.Integer(), nullable=False),
    sa.Column('mva_grunn', sa.Text(), nullable=False),
    sa.Column('oppdrag_id', sa.Uuid(), nullable=True),
    sa.Column('vikar', sa.Text(), nullable=False),
    sa.Column('arbeidssted', sa.Text(), nullable=False),
    sa.Column('fra_dato', sa.Date(), nullable=True),
    sa.Column('til_dato', sa.Date(), nullable=True),
    sa.Column('kreditert_oere', sa.BigInteger(), nullable=False),
    sa.Column('kreditert_mengde', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("tekst <> ''", name=op.f('ck_salgslinje__tekst')),
    sa.CheckConstraint('kreditert_mengde BETWEEN 0 AND mengde', name=op.f('ck_salgslinje__credited_within_quantity')),
    sa.CheckConstraint('kreditert_oere BETWEEN 0 AND netto_oere', name=op.f('ck_salgslinje__credited_within_net')),
    sa.CheckConstraint('mengde > 0', name=op.f('ck_salgslinje__quantity')),
    sa.CheckConstraint('pris_oere >= 0 AND netto_oere >= 0', name=op.f('ck_salgslinje__positive')),
    sa.ForeignKeyConstraint(['tenant_id', 'dokument_id'], ['salgsdokument.tenant_id', 'salgsdokument.id'], name=op.f('fk_salgslinje__tenant_id_dokument_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'krediterer_linje_id'], ['salgslinje.tenant_id', 'salgslinje.id'], name=op.f('fk_salgslinje__tenant_id_krediterer_linje_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'oppdrag_id'], ['utleieoppdrag.tenant_id', 'utleieoppdrag.id'], name=op.f('fk_salgslinje__tenant_id_oppdrag_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_salgslinje__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_salgslinje')),
    sa.UniqueConstraint('tenant_id', 'dokument_id', 'posisjon', name=op.f('uq_salgslinje__tenant_id_dokument_id_posisjon'))
    )
    op.create_table('timefordeling',
    sa.Column('tenant_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('timelinje_id', sa.Uuid(), nullable=False),
    sa.Column('salgslinje_id', sa.Uuid(), nullable=False),
    sa.Column('minutter', sa.BigInteger(), nullable=False),
    sa.Column('tilstand', sa.Enum('reservert', 'bundet', 'frigitt', name='fordeling', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint("(tilstand = 'frigitt') = (minutter < 0)", name=op.f('ck_timefordeling__sign')),
    sa.CheckConstraint('minutter <> 0', name=op.f('ck_timefordeling__something')),
    sa.ForeignKeyConstraint(['tenant_id', 'salgslinje_id'], ['salgslinje.tenant_id', 'salgslinje.id'], name=op.f('fk_timefordeling__tenant_id_salgslinje_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'timelinje_id'], ['timelinje.tenant_id', 'timelinje.id'], name=op.f('fk_timefordeling__tenant_id_timelinje_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_timefordeling__tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_timefordeling'))
    )
    op.create_index('ix_salgsdokument__kunde', 'salgsdokument', ['tenant_id', 'kunde_id', sa.literal_column('opprettet_tid DESC'), sa.literal_column('id DESC')])
    op.create_index('ix_salgsdokument__liste', 'salgsdokument', ['tenant_id', sa.literal_column('utstedt_dato DESC'), sa.literal_column('id DESC')])
    op.create_index('ix_salgsdokument__tilstand', 'salgsdokument', ['tenant_id', 'tilstand', sa.literal_column('opprettet_tid DESC')])
    op.create_index('ix_salgsdokument__krediterer', 'salgsdokument', ['tenant_id', 'krediterer_id'])
    op.create_index('ix_salgslinje__krediterer', 'salgslinje', ['tenant_id', 'krediterer_linje_id'])
    op.create_index('ix_salgslinje__oppdrag', 'salgslinje', ['tenant_id', 'oppdrag_id'])
    op.create_index('ix_timefordeling__timelinje', 'timefordeling', ['tenant_id', 'timelinje_id'])
    op.create_index('ix_timefordeling__salgslinje', 'timefordeling', ['tenant_id', 'salgslinje_id'])
    op.execute(TRIGGERS)
    for table in TABLES:
        enable_rls(op, table, append_only=table == "salgsfil")
    # Beside the triggers: rights that are never needed are not given.
    op.execute("REVOKE UPDATE ON timefordeling FROM portal_app, portal_worker")
    op.execute("GRANT UPDATE (tilstand) ON timefordeling TO portal_app, portal_worker")
    op.execute("REVOKE DELETE ON nummerserie FROM portal_app, portal_worker")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
