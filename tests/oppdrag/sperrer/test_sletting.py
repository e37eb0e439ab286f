"""The reason of a bar is erased on its day by the night's work, or at once; the bar stays."""

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import frozen, now, today
from portal.errors import Refused, Stale
from portal.jobs import handlers
from portal.kundekort.rules import Handling
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperrer.actions import (
    endre_sperre,
    opphev_sperre,
)
from portal.oppdrag.sperrer.sletting import slett_grunn, slett_grunner
from tests.oppdrag.sperrer.bars import DAY, as_user, codes, data, except_once, holds
from tests.support.make_oppdrag import END


def test_the_night_erases_the_reason_and_leaves_the_bar(session, make):
    kunde, kandidat, other = make.oppdragskunde(), make.kandidat(), make.kandidat()
    row = make.sperre(kandidat, kunde, slettes_dato=today() + DAY)
    kept = make.sperre(other, kunde, slettes_dato=today() + 2 * DAY)
    as_user(session, "jon")
    except_once(session, row, Handling.FORLENG, "Navngitt begrunnelse")
    assert slett_grunner(session) == 0
    with frozen(now() + DAY):
        assert slett_grunner(session) == 1
        session.flush()  # read back by statements
        assert slett_grunner(session) == 0
    session.expire_all()
    assert (row.grunn, row.grunn_slettet_tid is None) == ("", False)
    assert kept.grunn == "Uenighet med verksmesteren"
    assert session.scalars(select(Stoppunntak.grunn).where(Stoppunntak.sperre_id == row.id)).all() == ["–"]
    assert holds(session, kandidat, kunde) == [kunde.navn]
    assert codes(session, kunde_id=kunde.id)[-1] == "sperre.grunn-slettet"
    # Other days of a bar whose reason is erased: the reason need not be written again.
    changed = endre_sperre(
        session,
        sperre_id=row.id,
        data=data(grunn="", siste_dag=END, slettes_dato=row.grunn_slettes_dato),
        versjon=row.versjon,
    )
    assert (changed.gyldig_til, changed.grunn) == (END + DAY, "")


def test_the_night_erases_what_is_written_after_the_reason_was(session, make):
    kandidat, kunde = make.kandidat(), make.oppdragskunde()
    row = make.sperre(kandidat, kunde, slettes_dato=today() + DAY)
    kept = make.sperre(make.kandidat(), kunde, slettes_dato=today() + 9 * DAY)
    as_user(session, "jon")
    except_once(session, kept, grunn="Hører til en grunn som står")
    with frozen(now() + DAY):
        slett_grunner(session)
        session.flush()  # read back by statements
        except_once(session, row, grunn="Navngitt begrunnelse")
        assert slett_grunner(session) == 0
    session.expire_all()
    mine = Stoppunntak.sperre_id.in_([row.id, kept.id])
    given = dict(session.execute(select(Stoppunntak.sperre_id, Stoppunntak.grunn).where(mine)).all())
    assert given == {row.id: "–", kept.id: "Hører til en grunn som står"}


def test_the_reason_of_a_lifted_bar_is_erased_at_once(session, make):
    kandidat, kunde = make.kandidat(), make.oppdragskunde()
    row = make.sperre(kandidat, kunde, grunn="Hemmelig grunn")
    as_user(session, "jon")
    except_once(session, row, grunn="Navngitt begrunnelse")
    row = opphev_sperre(session, sperre_id=row.id, versjon=row.versjon)
    session.flush()  # locked by the next act
    with pytest.raises(Stale):
        slett_grunn(session, sperre_id=row.id, versjon=row.versjon - 1)
    row = slett_grunn(session, sperre_id=row.id, versjon=row.versjon)
    session.flush()  # read back
    assert (row.grunn, row.grunn_slettes_dato, row.grunn_slettet_tid is None) == ("", today(), False)
    assert session.scalars(select(Stoppunntak.grunn).where(Stoppunntak.sperre_id == row.id)).all() == ["–"]
    assert codes(session, kunde_id=kunde.id)[-1] == "sperre.grunn-slettet"
    assert codes(session, subjekt_id=kandidat.id)[-1] == "kandidat.sperre-grunn-slettet"
    told = [
        str(each.data) for each in session.scalars(select(Hendelse).where(Hendelse.kode.like("%sperre%")))
    ]
    assert not [each for each in told if "Hemmelig" in each or "Navngitt" in each]
    with pytest.raises(Refused, match="alt slettet"):
        slett_grunn(session, sperre_id=row.id, versjon=row.versjon)


def test_it_is_the_nights_work():
    assert ("sperre.grunner", {}) in list(handlers.each_night())


def test_nothing_but_the_row_holds_the_reason():
    holders = [column.key for column in Sperre.__table__.columns if "grunn" in column.key]
    assert holders == ["grunn", "grunn_slettes_dato", "grunn_slettet_tid"]
