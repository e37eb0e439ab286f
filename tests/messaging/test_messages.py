"""From `send_epost` to the channel: nothing before commit, once per key, secrets wiped, told once on the timeline."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from portal.audit.models import Hendelse
from portal.errors import Refused, Unavailable
from portal.identity.actor import Actor
from portal.jobs.handlers import Uncertain
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import run_row
from portal.messaging import registry
from portal.messaging.actions import send_epost, send_paa_nytt, trekk_melding
from portal.messaging.mail import Mail, Vedlegg
from portal.messaging.models import Dialogmelding


@dataclass
class Recorder:
    """A channel that keeps what it is given, or fails as told."""

    error: Exception | None = None
    sent: list[Mail] = field(default_factory=list)
    name: str = "recorder"

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)
        if self.error is not None:
            raise self.error


@pytest.fixture
def channel(app) -> Recorder:
    recorder = Recorder()
    held = registry.channel(), registry.sender()
    registry.use(recorder, sender="portal@nordvik.example")
    yield recorder
    registry.use(held[0], sender=held[1])


def write(session, **changed) -> Dialogmelding:
    values = {
        "til": "terje@fjordtre.example",
        "navn": "Terje",
        "emne": "Hei",
        "tekst": "Hei Terje.",
        "sprak": "nb",
        "noekkel": uuid4(),
    }
    return send_epost(session, **{**values, **changed})


def run(session, connection, melding: Dialogmelding) -> Utbokstilstand | None:
    session.flush()
    state = run_row(connection, tenant_id=session.info["tenant"], utboks_id=melding.utboks_id)
    session.expire_all()
    return state


def test_writing_sends_nothing_and_running_sends_once(session, connection, channel) -> None:
    melding = write(session)
    assert channel.sent == []
    assert run(session, connection, melding) is Utbokstilstand.SENDT
    assert run(session, connection, melding) is None
    (mail,) = channel.sent
    assert (mail.til, mail.emne, mail.fra, mail.fra_navn) == (
        "terje@fjordtre.example",
        "Hei",
        "portal@nordvik.example",
        "Nordvik Bemanning AS",
    )
    assert mail.id == melding.id


def test_the_same_key_is_the_same_message(session) -> None:
    key = uuid4()
    first, second = write(session, noekkel=key), write(session, noekkel=key, emne="Noe annet")
    assert first.id == second.id
    assert second.emne == "Hei"
    assert session.scalar(select(func.count()).select_from(Utboks).where(Utboks.noekkel == key)) == 1
    assert write(session).id != first.id


def test_a_job_holds_no_personal_data(session) -> None:
    melding = write(session, tekst="hemmelig kanari")
    row = session.scalars(select(Utboks).where(Utboks.id == melding.utboks_id)).one()
    assert row.data == {"melding_id": str(melding.id)}


@pytest.mark.parametrize(
    ("changed", "field_name"),
    [
        ({"til": "ikke en adresse"}, "til"),
        ({"til": "a@b.example\r\nBcc: c@d.example"}, "til"),
        ({"til": "a@b.example, c@d.example"}, "til"),
        ({"emne": "Hei\r\nBcc: c@d.example"}, "emne"),
        ({"navn": "Terje\nBcc: c@d.example"}, "emne"),
        ({"svar_til": "x"}, "til"),
    ],
)
def test_an_address_or_header_that_would_become_two_is_refused(session, changed, field_name) -> None:
    with pytest.raises(Refused) as caught:
        write(session, **changed)
    assert caught.value.field == field_name


class TestTimeline:
    def sentences(self, session) -> list[Hendelse]:
        return list(session.scalars(select(Hendelse).where(Hendelse.kode == "melding.sendt")))

    def test_a_sent_message_is_told_once_as_its_writers(self, session, connection, channel, make) -> None:
        kunde = make.kunde()
        session.info["actor"] = Actor("ansatt", UUID(int=3), "Marte Solheim")
        melding = write(session, kunde_id=kunde.id)
        assert self.sentences(session) == []
        run(session, connection, melding)
        run(session, connection, melding)
        (told,) = self.sentences(session)
        assert (told.kunde_id, told.aktoer_navn, told.data["emne"]) == (kunde.id, "Marte Solheim", "Hei")

    def test_a_secret_is_wiped_and_never_told(self, session, connection, channel, make) -> None:
        melding = write(session, kunde_id=make.kunde().id, hemmelig=True, tekst="Koden er 123456")
        run(session, connection, melding)
        assert "123456" in channel.sent[0].tekst
        assert session.scalar(select(Dialogmelding.tekst).where(Dialogmelding.id == melding.id)) == ""
        assert self.sentences(session) == []

    @pytest.mark.parametrize("error", [Uncertain("?"), Refused("nei"), Unavailable("senere")])
    def test_what_did_not_surely_leave_is_not_told(self, session, connection, channel, make, error) -> None:
        channel.error = error
        run(session, connection, write(session, kunde_id=make.kunde().id))
        assert self.sentences(session) == []


class TestFailure:
    @pytest.mark.parametrize(
        ("error", "state"),
        [
            (Uncertain("?"), Utbokstilstand.USIKKER),
            (Refused("550 ukjent"), Utbokstilstand.FEILET),
            (Unavailable("nede"), Utbokstilstand.NY),
        ],
    )
    def test_the_row_says_what_happened(self, session, connection, channel, error, state) -> None:
        channel.error = error
        assert run(session, connection, write(session)) is state

    def test_a_message_left_in_the_middle_is_undecided_and_not_sent_again(
        self, session, connection, channel
    ) -> None:
        melding = write(session)
        session.execute(
            text("UPDATE utboks SET tilstand = 'sender' WHERE id = :id"), {"id": melding.utboks_id}
        )
        assert run(session, connection, melding) is Utbokstilstand.USIKKER
        assert channel.sent == []

    def test_a_person_may_try_again_and_the_id_stays(self, session, connection, channel) -> None:
        channel.error = Uncertain("?")
        melding = write(session)
        run(session, connection, melding)
        channel.error = None
        first_row = melding.utboks_id
        session.refresh(melding)
        send_paa_nytt(session, melding_id=melding.id, noekkel=uuid4())
        assert melding.utboks_id != first_row
        assert run(session, connection, melding) is Utbokstilstand.SENDT
        assert channel.sent[0].id == channel.sent[1].id

    def test_only_what_failed_is_tried_again(self, session, connection, channel) -> None:
        melding = write(session)
        with pytest.raises(Refused, match="venter"):
            send_paa_nytt(session, melding_id=melding.id, noekkel=uuid4())
        run(session, connection, melding)
        with pytest.raises(Refused, match="alt sendt"):
            send_paa_nytt(session, melding_id=melding.id, noekkel=uuid4())

    def test_a_secret_is_not_tried_again(self, session, connection, channel) -> None:
        channel.error = Refused("nei")
        melding = write(session, hemmelig=True)
        run(session, connection, melding)
        with pytest.raises(Refused, match="Lag en ny"):
            send_paa_nytt(session, melding_id=melding.id, noekkel=uuid4())


class TestTakingBack:
    def test_before_it_leaves(self, session, connection, channel) -> None:
        melding = write(session)
        trekk_melding(session, melding_id=melding.id)
        run(session, connection, melding)
        assert channel.sent == []

    def test_afterwards_it_is_too_late(self, session, connection, channel) -> None:
        melding = write(session)
        run(session, connection, melding)
        with pytest.raises(Refused, match="kan ikke trekkes"):
            trekk_melding(session, melding_id=melding.id)


def test_attachments_are_loaded_by_whoever_knows_files(session, connection, channel, monkeypatch) -> None:
    monkeypatch.setattr(
        registry._chosen, "load", lambda _s, ident: Vedlegg(f"{ident}.pdf", "application/pdf", b"x")
    )
    run(session, connection, write(session, vedlegg=[UUID(int=9)]))
    assert channel.sent[0].vedlegg[0].filnavn == f"{UUID(int=9)}.pdf"
