"""The room: mounts its features under /kunder and fills the registries of others."""

from flask import Flask

from portal.kundekort.files import connect_files
from portal.kundekort.hendelser import register_sentences
from portal.web.room import Room

room = Room("kundekort", __name__, url_prefix="/kunder", template_folder="templates")


def setup(app: Flask) -> None:
    """Sentences, menu entry, job handlers and boxes."""
    connect_files(app.extensions["settings"])
    register_sentences()
