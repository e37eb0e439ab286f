"""Structured logs: JSON lines on standard error, never personal data, never a body.

Our own lines and those of libraries pass through the same steps. What a database answers is left out, since
PostgreSQL repeats the value it did not like; fødselsnummer and e-mail addresses are covered wherever they stand.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from sqlalchemy.exc import DBAPIError

from portal.web.national_number import mask_numbers

_EPOST = re.compile(r"[^\s@<>()\[\]\"',;:=/]+@[^\s@<>()\[\]\"',;:/]+")
_HANDLER = "portal"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: str, stream: TextIO | None = None) -> None:
    """Once per process; safe to repeat. `stream` is standard error unless given."""
    stream = stream or sys.stderr
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(trace),
        cover,
    ]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*steps, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _libraries(stream, [structlog.stdlib.add_logger_name, *steps], as_json)


def _libraries(stream: TextIO, steps: list[Any], as_json: Any) -> None:
    """Lines of the standard library's logging: the job queue, the mail client, Flask itself."""
    handler = logging.StreamHandler(stream)
    handler.name = _HANDLER
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json],
        )
    )
    root = logging.getLogger()
    root.handlers = [held for held in root.handlers if held.name != _HANDLER]
    root.addHandler(handler)


def cover(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The last step before a line is written: no fødselsnummer and no address in any of its texts."""
    return {key: value if key.startswith("_") else _covered(value) for key, value in line.items()}


def _covered(value: Any) -> Any:
    if isinstance(value, str):
        return _EPOST.sub("•••", mask_numbers(value))
    if isinstance(value, Mapping):
        return {key: _covered(held) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_covered(held) for held in value]
    return value if isinstance(value, int | float | bool | None) else _covered(str(value))


def trace(exc_info: ExcInfo) -> str:
    """An error and what led to it, oldest first: files, lines and sentences, never values."""
    return "\n".join(_parts(exc_info[1], seen=set()))


def _parts(error: BaseException, *, seen: set[int]) -> list[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = _parts(before, seen=seen) if before is not None and id(before) not in seen else []
    frames = "".join(traceback.format_tb(error.__traceback__))
    parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}: {_said(error)}")
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            parts += _parts(inner, seen=seen)
    return parts


def _said(error: BaseException) -> str:
    """Its sentence; of a database error the state, the names and the statement instead."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    diag = getattr(orig, "diag", None)
    if diag is None:
        return type(orig).__name__ if orig is not error else str(error)
    names = {name: getattr(diag, f"{name}_name", None) for name in ("constraint", "table", "column")}
    known = [f"sqlstate={getattr(orig, 'sqlstate', None)}", *(f"{k}={v}" for k, v in names.items() if v)]
    if isinstance(error, DBAPIError) and error.statement:
        known.append(f"[SQL: {error.statement}]")
    return " ".join(known)
