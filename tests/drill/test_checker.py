"""The control of the kill drill: each fault planted in a sound account is seen, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.drill.checker import Document, Evidence, Letter, Series, Told, faults

SELSKAP = uuid4()


def sound() -> Evidence:
    """Three invoices and a credit note, all told, filed, mailed; one mail undecided and shown as such."""
    documents = [
        Document(uuid4(), kind, SELSKAP, nummer, frozenset({"pdf", "ehf"}), mailed=True)
        for kind, nummer in (("faktura", 1), ("faktura", 2), ("faktura", 3), ("kreditnota", 91))
    ]
    letters = [Letter(uuid4(), row.id, "sendt") for row in documents]
    letters[0] = replace(letters[0], state="usikker", shown="Usikker")
    return Evidence(
        told=[Told(row.kind, row.id, row.nummer) for row in documents[1:]],
        documents=documents,
        series=[Series("faktura", SELSKAP, 1, 4), Series("kreditnota", SELSKAP, 91, 92)],
        outbox=[("melding.send", letter.state) for letter in letters] + [("utsendelse.send", "sendt")] * 4,
        letters=letters,
        received=[letter.id for letter in letters],
        effects={uuid4(): 1},
        denied=[uuid4()],
        events=[
            ("faktura.utstedt" if row.kind == "faktura" else "faktura.kreditert", row.id) for row in documents
        ],
        hours={uuid4(): (1350, 1350)},
    )


def _gap(seen: Evidence) -> None:
    del seen.documents[0]


def _lost(seen: Evidence) -> None:
    seen.told.append(Told("faktura", uuid4(), 4))


def _other_number(seen: Evidence) -> None:
    seen.told[0] = replace(seen.told[0], nummer=3)


def _double(seen: Evidence) -> None:
    first = seen.documents[0]
    seen.documents.append(replace(first, id=uuid4(), mailed=False))
    seen.events.append(("faktura.utstedt", seen.documents[-1].id))


def _counter_behind(seen: Evidence) -> None:
    seen.series[0] = replace(seen.series[0], neste=3)


def _counter_ahead(seen: Evidence) -> None:
    seen.series[1] = replace(seen.series[1], neste=93)


def _no_series(seen: Evidence) -> None:
    del seen.series[1]


def _mail_twice(seen: Evidence) -> None:
    seen.received.append(seen.received[2])


def _never_left(seen: Evidence) -> None:
    seen.received.remove(seen.letters[1].id)


def _no_mail(seen: Evidence) -> None:
    del seen.letters[1]


def _hidden(seen: Evidence) -> None:
    seen.letters[0] = replace(seen.letters[0], shown="Sendt")


def _left_and_failed(seen: Evidence) -> None:
    seen.letters[1] = replace(seen.letters[1], state="feilet")


def _waiting(seen: Evidence) -> None:
    seen.outbox[1] = ("melding.send", "ny")


def _sending(seen: Evidence) -> None:
    seen.outbox[1] = ("melding.send", "sender")


def _given_up(seen: Evidence) -> None:
    seen.outbox[-1] = ("utsendelse.send", "usikker")


def _stuck(seen: Evidence) -> None:
    seen.doing = 1


def _no_pdf(seen: Evidence) -> None:
    seen.documents[0] = replace(seen.documents[0], files=frozenset({"ehf"}))


def _no_event(seen: Evidence) -> None:
    del seen.events[0]


def _event_twice(seen: Evidence) -> None:
    seen.events.append(seen.events[0])


def _two_effects(seen: Evidence) -> None:
    seen.effects = dict.fromkeys(seen.effects, 2)


def _no_effect(seen: Evidence) -> None:
    seen.effects = dict.fromkeys(seen.effects, 0)


def _kept_after_all(seen: Evidence) -> None:
    seen.denied_but_kept = list(seen.denied)


def _hours(seen: Evidence) -> None:
    seen.hours = dict.fromkeys(seen.hours, (1350, 900))


def _verified(seen: Evidence) -> None:
    seen.verified = ["nordvik: FEIL"]


def _surprise(seen: Evidence) -> None:
    seen.surprises = ["500"]


PLANTED: dict[Callable[[Evidence], None], str] = {
    _gap: "gap: faktura 1",
    _lost: "lost: a client was told faktura 4",
    _other_number: "lost: a client was told faktura 3",
    _double: "double: faktura 1",
    _counter_behind: "beyond the counter: faktura 3",
    _counter_ahead: "gap: kreditnota 92",
    _no_series: "kreditnota 91 is outside every series",
    _mail_twice: "mail twice",
    _never_left: "never left",
    _no_mail: "faktura 2 has 0 mails",
    _hidden: "undecided and shown as «Sendt»",
    _left_and_failed: "left and is feilet",
    _waiting: "a melding.send ended as ny",
    _sending: "a melding.send ended as sender",
    _given_up: "can be done again",
    _stuck: "being done by nobody",
    _no_pdf: "faktura 1 has no pdf",
    _no_event: "faktura 1 is told 0 times",
    _event_twice: "faktura 1 is told 2 times",
    _two_effects: "had 2 effects",
    _no_effect: "had 0 effects",
    _kept_after_all: "said not to be kept",
    _hours: "the ledger holds 1350 minutes, documents say 900",
    _verified: "verifiser: nordvik",
    _surprise: "surprise: 500",
}


def test_a_sound_account_has_no_fault() -> None:
    assert faults(sound()) == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_seen(plant: Callable[[Evidence], None]) -> None:
    seen = sound()
    plant(seen)
    found = faults(seen)
    assert any(PLANTED[plant] in line for line in found), found
    assert len(found) == 1, found
