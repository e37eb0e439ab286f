"""The signed-in employee as reader of lists."""

from flask_login import current_user

from portal.kundekort.utvalg import Leser


def current_leser() -> Leser:
    """Whose «mine», whose favourites, whose office."""
    return Leser(current_user.id, current_user.avdeling_id)
