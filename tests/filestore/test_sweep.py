"""The sweep finds what nobody needs and what somebody misses, and removes only the first."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from portal.db.clock import frozen
from portal.filestore import registry, sweep
from portal.filestore.actions import slett_dokument
from portal.filestore.base import make_key
from portal.filestore.gateway import open_file
from portal.filestore.stores.local.store import LocalStore
from tests.filestore.test_store_contract import sha


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, app) -> Path:
    registry.use(LocalStore(tmp_path))
    return tmp_path


def later(**time: int) -> datetime:
    return datetime.now(UTC) + timedelta(**time)


def orphan(tenant_id: int) -> str:
    key = make_key(tenant_id=tenant_id, year=2026, dokument_id=uuid4(), versjon_id=uuid4())
    registry.store().put(key, BytesIO(b"x"), size=1, sha256=sha(b"x"))
    return key


def test_a_file_without_row_goes_when_it_is_old_enough_and_is_ours(session, make) -> None:
    make.dokument()
    mine, theirs = orphan(session.info["tenant"]), orphan(999_999)
    assert sweep.find(session).foreldreloese == ()
    with frozen(later(hours=49)):
        funn = sweep.find(session)
        assert (funn.foreldreloese, funn.slettede, funn.mangler) == ((mine,), (), ())
        assert sweep.remove(funn) == 1
    assert not registry.store().exists(mine)
    assert registry.store().exists(theirs)


def test_a_deleted_document_keeps_its_bytes_for_a_month(session, make) -> None:
    kept, deleted = make.dokument(), make.dokument()
    slett_dokument(session, dokument_id=deleted.id)
    session.flush()
    with frozen(later(days=29)):
        assert sweep.find(session).slettede == ()
    with frozen(later(days=31)):
        funn = sweep.find(session)
        assert len(funn.slettede) == 1
        sweep.remove(funn)
        assert sweep.find(session) == sweep.Funn((), (), ())
    assert open_file(session, dokument_id=kept.id).read()


def test_lost_bytes_are_named_and_left_to_people(session, make, folder: Path) -> None:
    make.dokument()
    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    path.unlink()
    funn = sweep.find(session)
    assert funn.mangler == (path.relative_to(folder).as_posix(),)
    assert sweep.remove(funn) == 0
