"""What the web server calls once per process."""

from flask import Flask

from portal.app import create_app
from portal.settings import Settings


def create() -> Flask:
    """The application with the settings of the environment."""
    return create_app(Settings.from_env())
