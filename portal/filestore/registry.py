"""Which store this installation keeps its files in."""

from portal.filestore.base import Store
from portal.filestore.stores.local.store import LocalStore
from portal.filestore.stores.s3.store import S3Store
from portal.settings import Settings

_chosen: list[Store] = []


def configure(settings: Settings) -> None:
    """Choose by the settings: S3 when there is a bucket, else the file system."""
    use(S3Store.from_settings(settings) if settings.s3_bucket else LocalStore(settings.data_dir / "filer"))


def use(store: Store) -> None:
    """Keep files here from now on in this process."""
    _chosen[:] = [store]


def is_configured() -> bool:
    """Whether this process has a store."""
    return bool(_chosen)


def store() -> Store:
    """The store in use.

    Raises:
        RuntimeError: `configure` was not called.
    """
    if not _chosen:
        raise RuntimeError("no filestore: portal.filestore.registry.configure was not called")
    return _chosen[0]
