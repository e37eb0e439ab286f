"""An employee who is to sign for the agency, and goes; and one whose portal another looks at."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from portal.administrasjon.brukere.slutt.queries import count_henger
from portal.db.clock import now
from portal.errors import NotFound, Refused
from portal.identity.models import Bruker
from portal.signing.actions import purr
from portal.signing.models import Partstilstand, Signatar
from portal.signing.signer.actions import send_engangskode, signer
from tests.signing.conftest import KILDE, contact, mails, send, signers, staff, token_of, work
from tests.signing.test_signing import confirm
from tests.support.forms import form_of

MARTE, JON = "marte@nordvik.example", "jon@nordvik.example"


@pytest.fixture
def foresp(session, cast, dokument):
    sent = send(session, dokument, [contact(cast, "terje"), staff(cast, "marte")])
    work(session, "signering.opprett")
    return sent


def let_go(session, cast, *, active: bool = False) -> None:
    session.execute(update(Bruker).where(Bruker.id == cast.id("marte")).values(er_aktiv=active))


def test_one_who_was_let_go_signs_nothing(session, cast, foresp) -> None:
    token = confirm(session, MARTE)  # the right code was given, the signature is one click away
    let_go(session, cast)
    with pytest.raises(NotFound):
        signer(session, token=token, browser="b", samtykke=True, kilde=KILDE)
    with pytest.raises(NotFound):
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
    let_go(session, cast, active=True)  # the control: she is back, and it is the same link
    assert signer(session, token=token, browser="b", samtykke=True, kilde=KILDE).signert_tid


def test_nor_does_the_page_behind_the_link_show_the_paper(client, session, cast, foresp) -> None:
    token = token_of(session, MARTE)
    session.commit()
    visitor = client.as_("ingen")
    with visitor.get(f"/signer/{token}/fil") as paper:
        assert paper.status_code == 200
    let_go(session, cast)
    session.commit()
    assert visitor.get(f"/signer/{token}/fil").status_code == 404
    assert "Lenken virker ikke" in visitor.get(f"/signer/{token}").text


def test_nobody_reminds_one_who_was_let_go_and_the_page_says_why(client, session, cast, foresp) -> None:
    page = f"/kunder/{foresp.kunde_id}/dokumenter/signering/{foresp.id}"
    session.commit()
    jon = client.as_("jon")
    assert "Arbeider ikke her lenger" not in jon.get(page).text
    let_go(session, cast)
    session.commit()
    assert "Arbeider ikke her lenger" in jon.get(page).text
    with pytest.raises(Refused, match="arbeider ikke her lenger"):
        purr(session, forespoersel_id=foresp.id, signatar_id=signers(session, foresp)["Marte"].id)


def test_a_colleague_signs_instead_by_a_link_of_his_own(client, session, cast, foresp) -> None:
    old = confirm(session, MARTE)
    session.commit()
    jon, path = client.as_("jon"), f"/innstillinger/brukere/{cast.id('marte')}/deaktiver"
    assert count_henger(session, bruker_id=cast.id("marte")).signeringer == 1
    form = {**form_of(jon, path), "signeringer_til": str(cast.id("jon"))}
    assert jon.post(path, form).status_code == 303
    session.expire_all()
    assert count_henger(session, bruker_id=cast.id("marte")).signeringer == 0
    place = session.scalars(
        select(Signatar).where(Signatar.forespoersel_id == foresp.id, Signatar.bruker_id.is_not(None))
    ).one()
    assert (place.bruker_id, place.epost, place.tilstand) == (cast.id("jon"), JON, Partstilstand.INVITERT)
    assert (place.aapnet_tid, place.koder) == (None, 0)  # what she opened is not his
    assert now() - place.invitert_tid < now() - foresp.opprettet_tid
    assert token_of(session, JON) != old
    assert client.as_("ingen").get(f"/signer/{old}").status_code == 404


def test_it_may_stay_where_it_is(client, session, cast, foresp) -> None:
    session.commit()
    jon, path = client.as_("jon"), f"/innstillinger/brukere/{cast.id('marte')}/deaktiver"
    before = len(mails(session, JON))
    assert jon.post(path, form_of(jon, path)).status_code == 303
    session.expire_all()
    assert signers(session, foresp)["Marte"].bruker_id == cast.id("marte")
    assert len(mails(session, JON)) == before


def test_one_who_sees_the_portal_as_another_is_not_given_her_link(client, session, cast, foresp) -> None:
    token, page = token_of(session, MARTE), f"/kunder/{foresp.kunde_id}/dokumenter/signering/{foresp.id}"
    session.commit()
    assert token in client.get(page).text  # the control: Marte herself
    jon = client.as_("jon")
    assert jon.post(f"/innstillinger/brukere/{cast.id('marte')}/vis-som").status_code == 303
    seen = jon.get(page).text
    assert "Du ser portalen som" in seen
    assert token not in seen
