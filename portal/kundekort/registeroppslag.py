"""Asking Enhetsregisteret while somebody waits: outside the transaction, with what is remembered when it is silent."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from portal.errors import Unavailable
from portal.i18n import _
from portal.registers.base import Registerenhet
from portal.registers.lookup import Lookup
from portal.registers.sources.brreg.source import BrregSource
from portal.registers.sources.bundled.source import BundledSource


@dataclass(frozen=True)
class Registersvar:
    """What was found, and the sentence to show when the register itself did not answer."""

    enheter: list[Registerenhet]
    taus: str = ""

    @property
    def enhet(self) -> Registerenhet | None:
        """The one that was asked for."""
        return self.enheter[0] if self.enheter else None


def ask_register(session: Session, question: Callable[[Lookup], list[Registerenhet]]) -> Registersvar:
    """What the question finds, at the register or among what the tenant has used before. Ends the transaction."""
    session.rollback()  # nobody is waited for with a transaction open
    lookup = Lookup(register_source(), BundledSource(session))
    try:
        found = question(lookup)
    except Unavailable as silent:
        return Registersvar([], taus=str(silent.sentence))
    remembered = lookup.answered_by != BrregSource.name
    return Registersvar(
        found,
        taus=str(_("Enhetsregisteret svarer ikke nå. Dette er hentet tidligere.")) if remembered else "",
    )


def register_source() -> BrregSource:
    """The register itself, at the address of the settings."""
    return BrregSource(current_app.extensions["settings"].brreg_url)
