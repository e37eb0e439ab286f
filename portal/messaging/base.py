"""What a channel of mail and one of text messages promise."""

from typing import Protocol

from portal.messaging.mail import Mail
from portal.messaging.sms import Sms


class Channel(Protocol):
    """One way out of the house. The contract is `tests/messaging/test_channel_contract.py`."""

    name: str

    def send(self, mail: Mail) -> None:
        """Hand the mail over. Returning means that it has been taken.

        Raises:
            Refused: the receiver's side said no for good; it did not leave.
            Unavailable: it did not leave; another try later may go better.
            Uncertain: it may or may not have left. Never try again by machine.
        """
        ...


class SmsChannel(Protocol):
    """One way to a telephone. The contract is `tests/messaging/test_sms_contract.py`."""

    name: str

    def send(self, sms: Sms) -> None:
        """Hand the message over. Raises what a Channel of mail raises, meaning the same."""
        ...
