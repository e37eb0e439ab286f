"""Every model of every room and machine, imported: links go by table name, so a process must know all tables.

Stands outside the stairs, like app.py and cli.py.
"""

import pkgutil
from importlib import import_module
from pathlib import Path

import portal

_FOLDER = Path(portal.__path__[0])


def import_all() -> None:
    """Import `models` of each package that has one."""
    for module in pkgutil.iter_modules(portal.__path__):
        has_models = (_FOLDER / module.name / "models.py").exists() or (
            _FOLDER / module.name / "models" / "__init__.py"
        ).exists()
        if module.ispkg and has_models:
            import_module(f"portal.{module.name}.models")
