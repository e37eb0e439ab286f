"""Signing: the signer's own page; the agency's pages are on the customer's card."""

from typing import Any

from flask import Flask

from portal.signing import hendelser, jobs
from portal.signing.models import Tilstand
from portal.signing.rules import TILSTAND_FARGE, TILSTAND_NAVN
from portal.signing.signer.routes import room

__all__ = ["room", "setup"]


def setup(app: Flask) -> None:
    """Words; importing `jobs` registers the handlers."""
    hendelser.register_hendelser()
    app.jinja_env.globals.update(signeringstilstand=_shown)
    app.extensions.setdefault("portal_handlers", []).append(jobs.__name__)


def _shown(tilstand: Tilstand) -> tuple[Any, str]:
    """Words and colour of a state, for a tag."""
    return TILSTAND_NAVN[tilstand], TILSTAND_FARGE[tilstand]
