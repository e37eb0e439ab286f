"""What stands in an address, read without fuss: anybody may have written it."""

from uuid import UUID


def read_uuid(text: str | None) -> UUID | None:
    """An id from an address; None when it is not one."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
