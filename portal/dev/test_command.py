"""`python3 -m portal test [path]`: check, then the suite, the browser journeys, the short matrix and the kills."""

import argparse
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from portal.dev import check
from portal.dev.browser_setup import HOW, ensure_browser
from portal.dev.ci import clean_environment, in_ci
from portal.settings import ROOT

WIDTH = 100
NO_TESTS = 5  # pytest's exit code when nothing was collected
WORKERS = ("-n", "2", "--dist", "loadscope")
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Section:
    """One run of pytest: which marks, and whether its tests stand side by side."""

    name: str
    marks: str
    options: tuple[str, ...] = ()


SECTIONS = (
    Section("Suiten", "not browser and not matrix and not kills and not drill", WORKERS),
    Section("Nettleserreiser", "browser and not drill"),
    Section("Kort matrise", "matrix and not drill"),
    Section("Drap", "kills and not drill"),
)


@dataclass
class Report:
    """What has been seen so far."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Everything that must be green before a merge; with a path only the tests there."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal test",
        description="Alle kontroller og prøver. Med CI=true er manglende nettleser eller ../shared en feil.",
    )
    parser.add_argument("path", nargs="*", help="bare prøvene her, uten kontrollene")
    chosen = parser.parse_args(arguments)
    begun = time.monotonic()
    report = Report()
    _prepare(report)
    if report.failed:
        return _finish(report, begun=begun)
    if chosen.path:
        _pytest(Section("Prøver", "not drill"), report, paths=chosen.path)
        return _finish(report, begun=begun)
    _heading("Kontroller")
    if check.main([]):
        report.failed.append("kontrollene (python3 -m portal check)")
        return _finish(report, begun=begun)
    for section in SECTIONS:
        if section.name == "Nettleserreiser" and ensure_browser(say=_say) is None:
            continue  # said in _prepare
        _pytest(section, report)
    return _finish(report, begun=begun)


def _prepare(report: Report) -> None:
    """What the tests need from the machine; missing is a failure in CI, else it is said aloud at the end."""
    missing = []
    if ensure_browser(say=_say) is None:
        missing.append(f"Nettleserreisene ble ikke kjørt. {HOW}")
    if not SHARED.is_dir():
        missing.append(f"Prøvene mot registerdata og EHF-regler ble ikke kjørt: mappen {SHARED} finnes ikke.")
    (report.failed if in_ci() else report.not_run).extend(missing)


def _pytest(section: Section, report: Report, *, paths: list[str] | None = None) -> None:
    _heading(section.name)
    before = len(report.failed)
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "resultat.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-rs", "-m", section.marks, f"--junitxml={result}"]
        command += [*section.options, *(paths or [])]
        code = subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode
        seen = _read(result, report)
    if code == NO_TESTS or not seen:
        report.failed.append(f"{section.name}: ingen prøver ble funnet")
    elif code and len(report.failed) == before:
        report.failed.append(f"{section.name}: pytest endte med kode {code}")


def _read(result: Path, report: Report) -> int:
    """Add pytest's own account to ours; answers the number of tests."""
    if not result.exists():
        return 0
    cases = list(ET.parse(result).iter("testcase"))  # noqa: S314 – written by pytest a moment ago
    for case in cases:
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            report.failed.append(name)
        elif (skip := case.find("skipped")) is not None:
            report.skipped.append(f"{name}: {skip.get('message', '')}")
        else:
            report.passed += 1
    return len(cases)


def _finish(report: Report, *, begun: float) -> int:
    _heading("Sammendrag")
    for sentence in report.not_run:
        print(f"IKKE KJØRT: {sentence}")
    for name in report.skipped:
        print(f"HOPPET OVER {name}")
    for name in report.failed:
        print(f"FEILET {name}")
    parts = [f"{len(report.failed)} failed"] if report.failed else []
    parts.append(f"{report.passed} passed")
    if report.skipped:
        parts.append(f"{len(report.skipped)} skipped")
    if report.not_run:
        parts.append(f"{len(report.not_run)} not run")
    print(f" {', '.join(parts)} in {time.monotonic() - begun:.0f}s ".center(WIDTH, "="), flush=True)
    return 1 if report.failed else 0


def _heading(title: str) -> None:
    print(f"\n{f' {title} '.center(WIDTH, '=')}", flush=True)


def _say(sentence: str) -> None:
    print(sentence, flush=True)
