"""The sender hears how it went, once, and nobody else is told what is his; answers to our mails go to him."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from portal.db.clock import frozen
from portal.errors import Refused
from portal.identity.actor import Actor
from portal.identity.models import Bruker
from portal.jobs.models import Utboks, Utbokstilstand
from portal.messaging.models import Dialogmelding
from portal.signing import jobs
from portal.signing.actions import forsegl_igjen, gi_opp, send_kopi, trekk
from portal.signing.models import Tilstand
from portal.signing.signer.actions import avslaa
from tests.signing.conftest import KILDE, contact, mails, send, signers, staff, work
from tests.signing.test_clock import night
from tests.signing.test_signing import MARTE, SIV, TERJE, confirm, sign


def letters(session, til: str = MARTE) -> list[str]:
    """Subjects of the mails to the sender, oldest first; those with links of his own left out."""
    session.flush()
    told = select(Dialogmelding.emne).where(Dialogmelding.til == til, Dialogmelding.hemmelig.is_(False))
    return list(session.scalars(told.order_by(Dialogmelding.id)))


def newest(session) -> str:
    told = select(Dialogmelding.tekst).where(Dialogmelding.til == MARTE, Dialogmelding.hemmelig.is_(False))
    return session.scalars(told.order_by(Dialogmelding.id.desc())).first() or ""


def test_finished(client, session, aapen) -> None:
    sign(session, TERJE)
    assert letters(session) == []  # the control: half is nothing to tell
    sign(session, SIV)
    work(session, "signering.segl")
    assert letters(session) == ["Ferdig signert: Rammeavtale 2027"]
    link = newest(session).splitlines()[-1].strip()
    session.commit()
    assert link.startswith("https://localhost/nordvik/")
    assert client.get(link.removeprefix("https://localhost/nordvik")).status_code == 200


def test_declined_with_who_and_why(session, aapen) -> None:
    avslaa(session, token=confirm(session, TERJE), browser="b", grunn="Feil pris", kilde=KILDE)
    assert letters(session) == ["Avslått: Rammeavtale 2027"]
    assert "Terje ville ikke signere «Rammeavtale 2027»: Feil pris" in newest(session)


def test_run_out_with_who_had_not_signed(session, aapen) -> None:
    sign(session, TERJE)
    with frozen(aapen.frist_tid + timedelta(hours=2)):
        night(session)
        night(session)
    assert letters(session) == ["Fristen gikk ut: Rammeavtale 2027"]
    assert "Ikke signert: Siv." in newest(session)


def test_held_each_time_it_is(session, aapen, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "check_file", lambda *_a, **_k: (_ for _ in ()).throw(jobs.Invalid("x")))
    sign(session, TERJE)
    sign(session, SIV)
    work(session, "signering.segl")
    forsegl_igjen(session, forespoersel_id=aapen.id)
    work(session, "signering.segl")
    assert letters(session) == ["Forseglingen må sees på: Rammeavtale 2027"] * 2
    session.info["actor"] = Actor("ansatt", None, "Jon", frozenset())
    gi_opp(session, forespoersel_id=aapen.id, grunn="Tas på papir")
    assert letters(session)[2:] == ["Ikke signert: Rammeavtale 2027"]


def test_what_he_does_himself_he_is_not_told(session, cast, dokument) -> None:
    foresp = send(session, dokument, [contact(cast, "terje")])
    work(session, "signering.opprett")
    trekk(session, forespoersel_id=foresp.id, grunn="Feil vedlegg")
    assert letters(session) == []
    other = send(session, dokument, [contact(cast, "terje")])
    work(session, "signering.opprett")
    session.info["actor"] = Actor("ansatt", cast.id("jon"), "Jon", frozenset())
    trekk(session, forespoersel_id=other.id, grunn="Feil vedlegg")  # the control: a colleague did it
    assert letters(session) == ["Trukket: Rammeavtale 2027"]


def test_one_who_signs_too_hears_once(session, cast, dokument) -> None:
    send(session, dokument, [contact(cast, "terje"), staff(cast, "marte")])
    work(session, "signering.opprett")
    sign(session, MARTE)
    before = len(mails(session, MARTE))
    sign(session, TERJE)
    work(session, "signering.segl")
    assert letters(session) == ["Ferdig signert: Rammeavtale 2027"]
    assert len(mails(session, MARTE)) == before
    assert "Last ned det signerte" in mails(session, TERJE)[-1].tekst


def test_nobody_is_written_to_who_does_not_work_here(session, cast, aapen) -> None:
    session.execute(update(Bruker).where(Bruker.id == cast.id("marte")).values(er_aktiv=False))
    avslaa(session, token=confirm(session, TERJE), browser="b", grunn="Feil pris", kilde=KILDE)
    assert aapen.tilstand is Tilstand.AVSLAATT
    assert letters(session) == []


@pytest.mark.parametrize("til", [TERJE, SIV])
def test_an_answer_goes_to_the_sender(session, aapen, til) -> None:
    assert {mail.svar_til for mail in mails(session, til)} == {MARTE}


def undeliver(session, til: str) -> None:
    row = session.scalars(select(Utboks).where(Utboks.id == mails(session, til)[-1].utboks_id)).one()
    row.tilstand = Utbokstilstand.FEILET
    session.flush()


def test_the_way_to_the_signed_file_that_went_nowhere_is_seen_and_sent_again(client, session, aapen) -> None:
    sign(session, TERJE)
    sign(session, SIV)
    page = f"/kunder/{aapen.kunde_id}/dokumenter/signering/{aapen.id}"
    terje = signers(session, aapen)["Terje"]
    with pytest.raises(Refused, match="ikke ferdig"):
        send_kopi(session, forespoersel_id=aapen.id, signatar_id=terje.id)
    work(session, "signering.segl")
    session.commit()
    assert "E-posten gikk ikke" not in client.get(page).text
    kopi = f"{page}/signatarer/{terje.id}/kopi"
    assert client.post(kopi, {"idempotens": str(uuid4())}).status_code == 409  # he was just written to
    undeliver(session, TERJE)
    session.commit()
    assert "E-posten gikk ikke" in client.get(page).text
    before = len(mails(session, TERJE))
    assert client.post(kopi, {"idempotens": str(uuid4())}).status_code == 303
    session.expire_all()
    assert len(mails(session, TERJE)) == before + 1
    assert "Last ned det signerte" in mails(session, TERJE)[-1].tekst
    shown = client.get(page).text
    assert "E-posten gikk ikke" not in shown
    assert "Lenken til det signerte sendt på nytt" in shown
