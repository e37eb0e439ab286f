"""What each process of the web server calls once; apart from `portal.serve`, which must not load the application."""

import signal

from flask import Flask

from portal.app import create_app
from portal.parent_death import when_parent_dies
from portal.settings import Settings


def application() -> Flask:
    """The application. Its process ends with the server's first process, however that ends."""
    if ask_kernel := when_parent_dies(signal.SIGKILL):
        ask_kernel()
    return create_app(Settings.from_env())
