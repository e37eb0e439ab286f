"""The web process: granian with our settings. `python3 -m portal web` runs it alone, as in production."""

import argparse
import signal
import subprocess
import sys

from portal.db.embedded import running
from portal.settings import Settings, web_environment


def web_command(settings: Settings) -> list[str]:
    """The command line of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.web_workers), "--blocking-threads", str(settings.web_threads)),
        *("--no-ws", "--http", "auto", "--respawn-failed-workers", "--workers-kill-timeout", "30"),
        *("--log-level", "warning", "--no-access-log"),
        "portal.wsgi:application",
    ]


def main(arguments: list[str]) -> int:
    """Serve until told to stop. The schema must be at head; `start` and `migrate` see to that."""
    parser = argparse.ArgumentParser(prog="python3 -m portal web", description="Nettsiden alene.")
    parser.parse_args(arguments)
    settings = Settings.from_env()
    with running(settings, say=_say):
        environment = web_environment(settings)
        server = subprocess.Popen(web_command(settings), cwd=settings.root, env=environment)  # noqa: S603
        for order in (signal.SIGTERM, signal.SIGINT):
            signal.signal(order, lambda number, _frame: server.send_signal(number))
        return server.wait()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
