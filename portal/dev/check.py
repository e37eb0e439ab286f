"""`python3 -m portal check`: format, lint, types, layers, templates, catalogues. Stops at the first failure."""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal.dev.catalogues import list_faults
from portal.settings import ROOT

LAYERS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True)
class Step:
    """`run` answers an exit code, and has printed what is wrong."""

    name: str
    run: Callable[[], int]


def main(arguments: list[str]) -> int:
    """Run the steps in order; the exit code is that of the first that fails."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal check",
        description="Form, feilmønstre, typer, lag, maler og kataloger. Stanser ved første feil.",
    )
    parser.add_argument(
        "--fast", action="store_true", help="bare endrede filer, uten typer, lag og kataloger"
    )
    parser.add_argument(
        "--fix", action="store_true", help="rett form og feilmønstre som kan rettes av seg selv"
    )
    chosen = parser.parse_args(arguments)
    if chosen.fix:
        return _fix()
    for step in _fast_steps() if chosen.fast else _steps():
        begun = time.monotonic()
        print(f"{step.name:<12}", end="", flush=True)
        code = step.run()
        if code:
            print(f"\ncheck: {step.name} feilet.")
            return code
        print(f"i orden ({time.monotonic() - begun:.1f} s)", flush=True)
    return 0


def _fix() -> int:
    """Let the tools write what they would ask for. What they cannot mend, the next `check` names."""
    for name, arguments in (
        ("ruff", ["check", "--fix", "--quiet", "--exit-zero", "."]),
        ("ruff", ["format", "--quiet", "."]),
        ("djlint", ["--reformat", "--quiet", "portal"]),
    ):
        subprocess.run(
            [sys.executable, "-m", name, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
        )
    print("Rettet det som kan rettes av seg selv. Se med git diff, og kjør check igjen.")
    return 0


def _steps() -> list[Step]:
    return [
        Step("form", lambda: _tool("ruff", "format", "--check", ".")),
        Step("feilmønstre", lambda: _tool("ruff", "check", ".")),
        Step("typer", lambda: _tool("mypy")),
        Step("lag", lambda: _python("-c", LAYERS)),
        Step("maler", lambda: _templates([Path("portal")])),
        Step("kataloger", _catalogues),
    ]


def _fast_steps() -> list[Step]:
    changed = _changed_files()
    sources = [str(path) for path in changed if path.suffix == ".py"]
    templates = [path for path in changed if path.suffix == ".html" and path.parts[0] == "portal"]
    steps = []
    if sources:
        steps.append(Step("form", lambda: _tool("ruff", "format", "--check", "--force-exclude", *sources)))
        steps.append(Step("feilmønstre", lambda: _tool("ruff", "check", "--force-exclude", *sources)))
    if templates:
        steps.append(Step("maler", lambda: _templates(templates)))
    return steps


def _changed_files() -> list[Path]:
    """Tracked files that differ from the last commit, and new ones; deleted ones left out."""
    listed = ""
    for command in (
        ["git", "diff", "--name-only", "--diff-filter=d", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    ):
        listed += subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({Path(line) for line in listed.splitlines()})


def _templates(paths: list[Path]) -> int:
    """Lint and format. Without a template there is nothing to say; djlint would call that an error."""
    found = [path for path in paths if path.suffix == ".html" or any((ROOT / path).rglob("*.html"))]
    if not found:
        return 0
    names = [str(path) for path in found]
    return _tool("djlint", "--lint", "--quiet", *names) or _tool("djlint", "--check", *names)


def _catalogues() -> int:
    faults = list_faults(ROOT)
    for fault in faults[:40]:
        print(f"\n  {fault}", end="")
    if len(faults) > 40:
        print(f"\n  … og {len(faults) - 40} til", end="")
    return 1 if faults else 0


def _tool(module: str, *arguments: str) -> int:
    return _python("-m", module, *arguments)


def _python(*arguments: str) -> int:
    """Run quietly; what it said is shown when it fails."""
    found = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if found.returncode:
        print(f"\n{found.stdout.strip()}", flush=True)
    return found.returncode
