"""The product's own source, parsed once, for the gates that read it."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"


@dataclass(frozen=True)
class Module:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def parse(path: Path, text: str | None = None) -> Module:
    text = path.read_text(encoding="utf-8") if text is None else text
    return Module(path, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    return tuple(parse(path) for path in sorted(PORTAL.rglob("*.py")))


@cache
def templates() -> tuple[tuple[Path, str], ...]:
    return tuple((path, path.read_text(encoding="utf-8")) for path in sorted(PORTAL.rglob("*.html")))
