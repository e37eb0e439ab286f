"""A merge fills the holes in the sales side of the card that remains, and takes out what it filled."""

import pytest

from portal.kundekort.models import Kunde, Salgskodeslag
from portal.kundekort.salg.actions import lagre_salg
from portal.kundekort.salg.queries import get_salg
from portal.kundekort.salg.rules import Salgsdata
from portal.kundekort.sammenslaaing.actions import angre_sammenslaaing, slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from tests.kundekort.salg.test_salg import code


@pytest.fixture
def pair(session, make, cast) -> tuple[Kunde, Kunde]:
    kunde, inn = make.kunde(navn="Nord AS"), make.kunde(navn="Nord Drift AS")
    kunde.kundeansvarlig_id, inn.kundeansvarlig_id = cast.id("marte"), cast.id("lise")
    session.flush()
    lagre_salg(session, kunde_id=kunde.id, data=Salgsdata(potensial_oere=100_00), versjon=0)
    return kunde, inn


def merge(session, kunde, inn):
    row = slaa_sammen_kunder(
        session,
        denne_id=kunde.id,
        andre_id=inn.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(kunde.versjon, inn.versjon),
    )
    session.flush()
    return row


def test_holes_are_filled_and_emptied_again_unless_somebody_has_written(session, pair, cast) -> None:
    kunde, inn = pair
    kilde = code(session, Salgskodeslag.KILDE)
    theirs = Salgsdata(
        potensial_oere=900_00, aarsverk=4, kampanje="Messe", kilde_id=kilde, vara_id=cast.id("jon")
    )
    lagre_salg(session, kunde_id=inn.id, data=theirs, versjon=0)
    session.flush()
    done = merge(session, kunde, inn)
    held = get_salg(session, kunde_id=kunde.id)
    assert (held.potensial_oere, held.aarsverk, held.kampanje) == (100_00, 4, "Messe")
    assert (held.kilde_id, held.vara_id) == (kilde, cast.id("jon"))
    held.aarsverk = 7  # written since
    session.flush()
    angre_sammenslaaing(session, kunde_id=kunde.id, sammenslaaing_id=done.id)
    session.flush()
    held = get_salg(session, kunde_id=kunde.id)
    assert (held.potensial_oere, held.aarsverk, held.kampanje) == (100_00, 7, "")
    assert (held.kilde_id, held.vara_id) == (None, None)
    assert get_salg(session, kunde_id=inn.id).aarsverk == 4


def test_nobody_becomes_his_own_deputy(session, pair, cast) -> None:
    kunde, inn = pair
    lagre_salg(session, kunde_id=inn.id, data=Salgsdata(vara_id=cast.id("marte"), aarsverk=2), versjon=0)
    session.flush()
    merge(session, kunde, inn)
    held = get_salg(session, kunde_id=kunde.id)
    assert (held.vara_id, held.aarsverk) == (None, 2)


def test_a_card_without_a_sales_side_gets_the_others_row(session, make, pair) -> None:
    _kunde, inn = pair
    bare = make.kunde(navn="Uten salg AS")
    lagre_salg(session, kunde_id=inn.id, data=Salgsdata(aarsverk=3), versjon=0)
    session.flush()
    done = merge(session, bare, inn)
    assert done.salgsfelt == {}
    assert get_salg(session, kunde_id=bare.id).aarsverk == 3
    assert get_salg(session, kunde_id=inn.id) is None


def test_a_row_that_comes_over_leaves_out_one_who_would_stand_in_for_himself(
    session, make, pair, cast
) -> None:
    _kunde, inn = pair
    bare = make.kunde(navn="Uten salg AS")
    bare.kundeansvarlig_id = cast.id("jon")
    session.flush()
    lagre_salg(session, kunde_id=inn.id, data=Salgsdata(vara_id=cast.id("jon"), aarsverk=3), versjon=0)
    session.flush()
    done = merge(session, bare, inn)
    assert get_salg(session, kunde_id=bare.id).vara_id is None
    angre_sammenslaaing(session, kunde_id=bare.id, sammenslaaing_id=done.id)
    session.flush()
    assert get_salg(session, kunde_id=inn.id).vara_id == cast.id("jon")
