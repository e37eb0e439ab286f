"""`python3 -m portal start` as a person runs it: from an empty folder to a page, through kills, to a clean stop."""

import signal
import subprocess

import psutil
import pytest

from tests.support.started import DATABASE, WEB, WORKER, Started, eventually, lives

pytestmark = pytest.mark.kills


@pytest.fixture(scope="module")
def portal(installation: Started) -> Started:
    return installation.ensure()


def test_from_nothing_to_a_page(portal):
    assert f"http://localhost:{portal.port}/nordvik/" in portal.said
    assert "marte@nordvik.example" in portal.said
    assert portal.status("/nordvik/") == 200
    eventually(lambda: portal.status("/helse/klar") == 200)


def test_a_second_start_on_the_same_port_is_a_sentence(portal):
    second = portal.command("start", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _nothing = second.communicate()
    assert second.returncode == 1
    assert "opptatt" in said
    assert portal.status("/helse/live") == 200


@pytest.mark.parametrize("sign", [WEB, WORKER, DATABASE])
def test_what_is_killed_comes_back(portal, sign):
    """The web server, the worker, the database; each with its successor answering."""
    before = portal.child(sign)
    before.kill()
    eventually(lambda: (now := portal.child(sign)) and now.pid != before.pid)
    eventually(lambda: portal.status("/nordvik/") == 200)


def test_stopping_is_clean_and_leaves_nothing_behind(portal):
    family = psutil.Process(portal.process.pid).children(recursive=True)
    assert family
    portal.process.send_signal(signal.SIGTERM)
    portal.process.wait()
    assert portal.process.returncode == 0, portal.said
    eventually(lambda: not any(map(lives, family)))
    assert portal.status("/helse/live") == 0
