"""Finds the browser that tests drive, and on Debian as root installs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
HOW = (
    "Nettleserprøvene trenger Chromium eller Chrome. Debian og Ubuntu: apt install chromium. "
    "macOS: brew install --cask chromium. Andre: sett chrome eller chromium på PATH."
)


def find_browser() -> Path | None:
    """A Chromium or Chrome of this machine; give it to Playwright as `executable_path`."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((app for app in MAC_APPS if sys.platform == "darwin" and app.exists()), None)


def ensure_browser(*, say: Callable[[str], None]) -> Path | None:
    """The browser; on Debian as root it is installed when missing. None when there is none to be had."""
    if found := find_browser():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get") and Path("/etc/debian_version").exists():
        say("Installerer Chromium med apt-get (bare første gang).")
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        if _quiet(install) and (_quiet(["apt-get", "update"]) or _quiet(install)):
            say("apt-get klarte ikke å installere chromium.")
    return find_browser()


def _quiet(command: list[str]) -> int:
    """The exit code; 0 is success."""
    found = subprocess.run(
        ["env", "DEBIAN_FRONTEND=noninteractive", *command], capture_output=True, text=True, check=False
    )
    return found.returncode
