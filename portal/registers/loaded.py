"""Which version of the bundled facts is in the database. Light: `start` asks at every start, before anything else."""

import hashlib
from pathlib import Path

import psycopg

DATA = Path(__file__).parent / "data"
PACKAGE = Path("node_modules/norwegian-postalcodes-mapper/dist/index.js")


def bundled_digest(root: Path) -> str:
    """sha256 of the files that come with the portal, and of the package of post codes under `root` if installed."""
    digest = hashlib.sha256()
    for path in (*sorted(DATA.glob("*.csv")), root / PACKAGE):
        digest.update(path.name.encode() + b"\0")
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def is_loaded(owner_url: str, *, root: Path) -> bool:
    """True when the database holds this version. The version stands in the comment of the table `sats`."""
    with psycopg.connect(owner_url.replace("+psycopg", "", 1)) as connection:
        row = connection.execute("SELECT obj_description(to_regclass('sats'))").fetchone()
    return row is not None and row[0] == bundled_digest(root)
