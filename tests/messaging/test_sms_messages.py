"""From `send_sms` to the channel: one per key, refused where it cannot arrive, wiped, and nothing at night."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import frozen
from portal.errors import Refused, Unavailable
from portal.jobs.handlers import Uncertain
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import run_row
from portal.messaging import registry, rows
from portal.messaging.actions import send_epost, send_paa_nytt, send_sms, trekk_melding
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.channels.sveve.channel import SveveChannel
from portal.messaging.models import Dialogmelding, Kanal
from portal.messaging.sms import Sms
from portal.settings import Settings

MOBIL = "+4759902001"
#: Half past ten at night, and in the morning, in Oslo.
NIGHT, DAY = datetime(2026, 11, 19, 21, 30, tzinfo=UTC), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class Recorder:
    """A channel that keeps what it is given, or fails as told."""

    error: Exception | None = None
    sent: list[Sms] = field(default_factory=list)
    name: str = "recorder"

    def send(self, sms: Sms) -> None:
        self.sent.append(sms)
        if self.error is not None:
            raise self.error


@pytest.fixture
def channel(app) -> Recorder:
    recorder, held = Recorder(), (registry._chosen.sms, registry.sms_sender())
    registry.use_sms(recorder)
    yield recorder
    registry.use_sms(held[0], sender=held[1])


def write(session, **changed) -> Dialogmelding:
    values = {"til": MOBIL, "navn": "Terje", "tekst": "Hei Terje.", "sprak": "nb", "noekkel": uuid4()}
    return send_sms(session, **{**values, **changed})


def run(session, connection, melding: Dialogmelding) -> Utbokstilstand | None:
    session.flush()
    state = run_row(connection, tenant_id=session.info["tenant"], utboks_id=melding.utboks_id)
    session.expire_all()
    return state


def test_writing_sends_nothing_and_running_sends_once(session, connection, channel) -> None:
    melding = write(session, til="599 02 001")
    assert (melding.kanal, channel.sent) == (Kanal.SMS, [])
    assert run(session, connection, melding) is Utbokstilstand.SENDT
    assert run(session, connection, melding) is None
    [sms] = channel.sent
    assert (sms.id, sms.til, sms.fra, sms.tekst) == (melding.id, MOBIL, "Nordvik", "Hei Terje.")


def test_the_installation_may_have_one_sender_for_all(session, connection, channel) -> None:
    registry.use_sms(channel, sender="Vikar")
    run(session, connection, write(session))
    assert channel.sent[0].fra == "Vikar"


def test_the_same_key_is_the_same_message(session, channel) -> None:
    key = uuid4()
    first, second = write(session, noekkel=key), write(session, noekkel=key, tekst="Noe annet")
    assert first.id == second.id
    assert second.tekst == "Hei Terje."


@pytest.mark.parametrize(
    ("changed", "field_name"),
    [
        ({"til": "+4755900100"}, "til"),
        ({"til": "hallo"}, "til"),
        ({"til": "02770"}, "til"),
        ({"tekst": " \n "}, "tekst"),
        ({"tekst": "a" * 919}, "tekst"),
    ],
)
def test_what_cannot_arrive_is_refused(session, channel, changed, field_name) -> None:
    with pytest.raises(Refused) as caught:
        write(session, **changed)
    assert caught.value.field == field_name


def test_lists_call_it_by_its_first_words(session, channel) -> None:
    long = write(session, tekst="Første linje\nog så videre " + "med mange ord " * 9)
    assert long.emne.startswith("Første linje og så videre")
    assert "\n" not in long.emne
    assert len(long.emne) <= 60


def test_a_secret_has_no_first_words_is_wiped_and_never_told(session, connection, channel, make) -> None:
    melding = write(session, hemmelig=True, tekst="Koden er 123456", kunde_id=make.kunde().id)
    assert melding.emne == ""
    run(session, connection, melding)
    assert "123456" in channel.sent[0].tekst
    assert session.scalar(select(Dialogmelding.tekst).where(Dialogmelding.id == melding.id)) == ""
    assert session.scalars(select(Hendelse.kode).where(Hendelse.kode.like("%.sendt"))).all() == []


def test_a_sent_message_is_told_once_as_what_it_is(session, connection, channel, make) -> None:
    kunde = make.kunde()
    melding = write(session, kunde_id=kunde.id)
    run(session, connection, melding)
    run(session, connection, melding)
    told = session.scalars(
        select(Hendelse).where(Hendelse.kunde_id == kunde.id, Hendelse.kode.like("%.sendt"))
    ).all()
    assert [(row.kode, row.data["emne"]) for row in told] == [("sms.sendt", "Hei Terje.")]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Uncertain("?"), Utbokstilstand.USIKKER),
        (Refused("ukjent nummer"), Utbokstilstand.FEILET),
        (Unavailable("nede"), Utbokstilstand.NY),
    ],
)
def test_the_row_says_what_happened(session, connection, channel, error, state) -> None:
    channel.error = error
    assert run(session, connection, write(session)) is state


def test_it_is_taken_back_before_it_leaves(session, connection, channel) -> None:
    melding = write(session)
    trekk_melding(session, melding_id=melding.id)
    run(session, connection, melding)
    assert channel.sent == []


class TestNight:
    @pytest.fixture
    def delays(self, monkeypatch) -> list[int]:
        """What each message was told to wait."""
        seen, real = [], rows.enqueue

        def spy(session, slag, **given):
            seen.append(given["delay_s"])
            return real(session, slag, **given)

        monkeypatch.setattr(rows, "enqueue", spy)
        return seen

    def test_one_to_many_waits_till_eight_and_one_to_one_does_not(self, session, channel, delays) -> None:
        with frozen(NIGHT):
            write(session, bare_dagtid=True, vent_s=30)
            write(session, vent_s=30)
        with frozen(DAY):
            write(session, bare_dagtid=True, vent_s=30)
        assert delays == [9 * 3600 + 30 * 60, 30, 30]

    def test_the_last_half_minute_of_the_evening_is_too_late(self, session, channel, delays) -> None:
        with frozen(datetime(2026, 11, 19, 19, 59, 45, tzinfo=UTC)):
            write(session, bare_dagtid=True, vent_s=30)
        assert delays == [11 * 3600 + 15]

    def test_a_late_worker_wakes_nobody_and_it_counts_as_no_try(self, session, connection, channel) -> None:
        with frozen(NIGHT):
            melding = write(session, bare_dagtid=True)
            for _ in range(2):
                assert run(session, connection, melding) is Utbokstilstand.NY
        assert channel.sent == []
        row = session.scalars(select(Utboks).where(Utboks.id == melding.utboks_id)).one()
        assert (row.forsoek, row.feil) == (0, "")
        with frozen(DAY):
            assert run(session, connection, melding) is Utbokstilstand.SENDT
        assert len(channel.sent) == 1

    def test_a_person_who_sends_it_again_sends_it_now(self, session, connection, channel) -> None:
        channel.error = Refused("nei")
        with frozen(DAY):
            melding = write(session, bare_dagtid=True)
            run(session, connection, melding)
        channel.error = None
        with frozen(NIGHT):
            send_paa_nytt(session, melding_id=melding.id, noekkel=uuid4())
            assert run(session, connection, melding) is Utbokstilstand.SENDT


class TestChosen:
    """By the settings: a gateway, the local box beside a local mail, else none."""

    @pytest.fixture(autouse=True)
    def _kept(self, app):
        held = registry.channel(), registry.sender(), registry._chosen.sms, registry.sms_sender()
        yield
        registry.use(held[0], sender=held[1])
        registry.use_sms(held[2], sender=held[3])

    def configure(self, tmp_path, **given: str) -> None:
        registry.configure(
            Settings.from_env(
                {"PORTAL_DATA_DIR": str(tmp_path), **{f"PORTAL_{key}": value for key, value in given.items()}}
            )
        )

    def test_the_local_box_where_mail_is_local_too(self, tmp_path) -> None:
        self.configure(tmp_path)
        assert isinstance(registry.sms_channel(), LocalSmsChannel)

    def test_an_account_is_a_gateway(self, tmp_path) -> None:
        self.configure(tmp_path, SMS_USER="u", SMS_PASSWORD="p", SMS_FROM="Vikar")
        assert isinstance(registry.sms_channel(), SveveChannel)
        assert registry.sms_sender() == "Vikar"

    def test_real_mail_and_no_gateway_is_refused_and_not_kept_where_nobody_looks(
        self, tmp_path, session
    ) -> None:
        self.configure(tmp_path, SMTP_HOST="mail.example")
        with pytest.raises(Refused, match="ikke satt opp"):
            write(session)
        with pytest.raises(Unavailable, match="ikke satt opp"):
            registry.sms_channel()


def test_the_demos_letter_box_shows_both_newest_first(client, session, connection, tmp_path) -> None:
    mail, sender = registry.channel(), registry.sender()
    held = registry._chosen.sms, registry.sms_sender()
    registry.use(LocalChannel(tmp_path), sender="portal@nordvik.example")
    registry.use_sms(LocalSmsChannel(tmp_path))
    try:
        common = {"navn": "Terje", "sprak": "nb"}
        for number in range(2):
            for put in (
                write(session, tekst=f"Beskjed {number} <b>"),
                send_epost(
                    session, til="t@b.example", emne=f"Brev {number}", tekst="x", noekkel=uuid4(), **common
                ),
            ):
                run(session, connection, put)
        page = client.as_("ingen").get("/utboks").text
        other = client.as_("carl").get("/utboks").text
    finally:
        registry.use(mail, sender=sender)
        registry.use_sms(held[0], sender=held[1])
    places = [page.index(words) for words in ("Brev 1", "Beskjed 1", "Brev 0", "Beskjed 0")]
    assert places == sorted(places)
    assert "Beskjed 1 &lt;b&gt;" in page
    assert "SMS fra Nordvik" in page
    assert "Beskjed" not in other
