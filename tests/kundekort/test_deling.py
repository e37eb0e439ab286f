"""Views, lists and groups that are shared with an office stay there when their owner works in another one."""

import pytest

from portal.dev.cast import NORDVIK
from portal.errors import Refused
from portal.identity.actor import Actor
from portal.kundekort.grupper.actions import endre_gruppe, lag_gruppe
from portal.kundekort.hotlister import lag_liste
from portal.kundekort.lister.actions import endre_liste
from portal.kundekort.models import Deling, Gruppeslag
from portal.kundekort.utvalg import Leser
from portal.kundekort.visninger.actions import endre_visning, lagre_visning

MARTE, BERGEN, OSLO = (NORDVIK.id(name) for name in ("marte", "Bergen", "Oslo"))


class Liste:
    def make(self, session, avdeling_id):
        return lag_liste(session, navn="Delt", deling=Deling.AVDELING, leser=Leser(MARTE, avdeling_id))

    def change(self, session, row, deling, avdeling_id):
        endre_liste(
            session,
            liste_id=row.id,
            navn="Delt igjen",
            deling=deling,
            siste_dag=None,
            versjon=row.versjon,
            leser=Leser(MARTE, avdeling_id),
        )


class Gruppe:
    def make(self, session, avdeling_id):
        leser = Leser(MARTE, avdeling_id)
        return lag_gruppe(session, navn="Delt", deling=Deling.AVDELING, slag=Gruppeslag.FAST, leser=leser)

    def change(self, session, row, deling, avdeling_id):
        endre_gruppe(
            session,
            gruppe_id=row.id,
            navn="Delt igjen",
            deling=deling,
            versjon=row.versjon,
            leser=Leser(MARTE, avdeling_id),
        )


class Visning:
    def make(self, session, avdeling_id):
        row = lagre_visning(
            session, navn="Delt", filtertekst="q=fjord", deling=Deling.AVDELING, avdeling_id=avdeling_id
        )
        session.flush()
        return row

    def change(self, session, row, deling, avdeling_id):
        endre_visning(
            session,
            visning_id=row.id,
            navn="Delt igjen",
            deling=deling,
            avdeling_id=avdeling_id,
            filtertekst=None,
            versjon=row.versjon,
        )


@pytest.mark.parametrize("kind", [Liste(), Gruppe(), Visning()], ids=lambda kind: type(kind).__name__)
def test_it_stays_with_its_office_until_it_is_shared_anew(session, kind) -> None:
    session.info["actor"] = Actor("ansatt", MARTE, "Marte", frozenset())
    row = kind.make(session, BERGEN)
    assert row.avdeling_id == BERGEN
    kind.change(session, row, Deling.AVDELING, OSLO)
    session.flush()
    assert (row.navn, row.avdeling_id) == ("Delt igjen", BERGEN)
    kind.change(session, row, Deling.AVDELING, None)  # he belongs to no office; those who use it do
    session.flush()
    assert row.avdeling_id == BERGEN
    kind.change(session, row, Deling.MEG, OSLO)
    session.flush()
    assert row.avdeling_id is None
    with pytest.raises(Refused, match="avdeling"):
        kind.change(session, row, Deling.AVDELING, None)
    kind.change(session, row, Deling.AVDELING, OSLO)
    session.flush()
    assert row.avdeling_id == OSLO
