"""Where every database engine is made: an error never carries the values that were bound (CWE-532)."""

from typing import Any

from sqlalchemy import Engine, create_engine


def open_engine(url: str, **options: Any) -> Engine:
    """An engine whose errors name the statement and never its values: they are people's names and numbers."""
    return create_engine(url, hide_parameters=True, **options)
