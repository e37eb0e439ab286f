"""Factories bound to the test's session: `make.kunde()`. Each room's factories live in `make_<room>.py`."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

_ROOMS = sorted(path.stem for path in Path(__file__).parent.glob("make_*.py"))


class Make:
    """Looks a factory up by its noun: `make.kunde(navn="X")` calls `kunde(session, navn="X")` of some make_*.py."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._modules = [import_module(f"tests.support.{name}") for name in _ROOMS]

    def __getattr__(self, noun: str) -> Any:
        for module in self._modules:
            if (factory := getattr(module, noun, None)) is not None:
                return lambda *args, **values: factory(self.session, *args, **values)
        raise AttributeError(f"no factory for {noun}")
