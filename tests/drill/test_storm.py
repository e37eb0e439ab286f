"""R1: sixty kills of web, worker and database at seeded moments, while invoices are issued, credited and sent."""

import random
import sys
import threading
import time
from collections import Counter
from uuid import UUID

import pytest

from tests.drill.account import whole_account
from tests.drill.checker import faults
from tests.drill.clerk import Clerk, GaveUp
from tests.drill.house import TARGETS, House

pytestmark = [pytest.mark.kills, pytest.mark.drill]
SEED = 20_261_127
KILLS, CLERKS = 60, 3
#: How often a clerk leaves without knowing, when she may.
GIVES_UP = 0.1
#: Posts between two kills; then up to so many seconds, so that a kill may fall anywhere in one.
POSTS, INTO_S = (1, 9), 0.08
#: The mail server takes this long at most to answer.
ANSWER_S = 0.06


class Desk(threading.Thread):
    """One clerk with two customers of her own: drafts, issues and credits until the door is closed."""

    def __init__(self, house: House, number: int, closed: threading.Event) -> None:
        super().__init__(name=f"desk-{number}")
        self.clerk: Clerk = house.clerk(seed=SEED + number, gives_up=GIVES_UP)
        self.chance = random.Random(SEED - number)
        self.hours = house.customer(f"Timer {number} AS", hours=True)
        self.manual = house.customer(f"Manuell {number} AS", mail=number != 0)
        self.closed = closed
        self.died: BaseException | None = None
        self.rounds = 0

    def run(self) -> None:
        try:
            while not self.closed.is_set():
                self.rounds += 1
                if self.chance.random() < 0.5:
                    self._round_of_hours()
                else:
                    self._manual(self.manual)
            self.clerk.credit(self._bill(), part="2:15")  # the last ones stay billed in part
        except BaseException as error:
            self.died = error
            raise

    def _round_of_hours(self) -> None:
        """Hours out and back, sometimes in two credit notes, so that they can go out again."""
        invoice = self._bill()
        if self.chance.random() < 0.5:
            self.clerk.credit(invoice, part="2:15")
        self.clerk.credit(invoice)

    def _bill(self) -> str:
        self.clerk.patient = True
        told = self.clerk.issue(self.clerk.draft_of_hours(self.hours))
        return self._address(told.document_id)

    def _manual(self, kunde_id: UUID) -> None:
        self.clerk.patient = False
        try:
            told = self.clerk.issue(self.clerk.manual_draft(kunde_id))
            if self.chance.random() < 0.4:
                self.clerk.credit(self._address(told.document_id), part="1")
        except GaveUp:
            pass

    @staticmethod
    def _address(document_id: UUID) -> str:
        return f"/nordvik/fakturaer/{document_id}"


def test_nothing_is_lost_doubled_or_hidden_in_a_storm_of_kills(house: House) -> None:
    chance, closed, breath = random.Random(SEED), threading.Event(), threading.Event()
    order = [TARGETS[n % len(TARGETS)] for n in range(KILLS)]
    chance.shuffle(order)
    before = len(house.kills)
    letters = len(house.started.mail.received)
    house.started.mail.before_answer = lambda: breath.wait(chance.uniform(0, ANSWER_S))
    desks = [Desk(house, number, closed) for number in range(CLERKS)]
    begun, longest = time.monotonic(), 0.0
    for desk in desks:
        desk.start()
    try:
        for target in order:
            house.log.wait_for(house.log.begun + chance.randint(*POSTS))
            breath.wait(chance.uniform(0, INTO_S))
            struck = time.monotonic()
            house.kill(target)
            longest = max(longest, time.monotonic() - struck)
    finally:
        closed.set()
        for desk in desks:
            desk.join()
        house.started.mail.before_answer = None
    assert [desk.died for desk in desks if desk.died] == []
    stormed = time.monotonic() - begun
    house.quiet()
    seen = whole_account(house)
    states = Counter(letter.state for letter in seen.letters)
    sys.stdout.write(
        f"{len(house.kills) - before} kills {dict(Counter(house.kills[before:]))}, {house.log.begun} posts, "
        f"{house.log.asked_again} asked again, {house.log.undecided} told as undecided, {len(house.log.denied)} left "
        f"with «ingenting ble lagret»; {len(seen.told)} numbers told, {len(seen.documents)} documents, "
        f"{len(seen.received) - letters} mails taken, {dict(states)}; longest recovery {longest:.1f} s, "
        f"storm {stormed:.0f} s, then quiet after {time.monotonic() - begun - stormed:.0f} s\n"
    )
    assert faults(seen) == []
    assert len(house.kills) - before >= 50
    assert house.log.asked_again > KILLS / 4, "the control: kills must have cut answers off"
    assert sum(held > 0 for held, _billed in seen.hours.values()) == CLERKS, "the control: hours stay billed"
