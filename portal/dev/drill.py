"""`python3 -m portal drill`: what is too long for `test`: the matrix in its four runs, many kills, long properties."""

import argparse
import subprocess
import sys
import time

from portal.dev.browser_setup import ensure_browser
from portal.dev.ci import clean_environment
from portal.settings import ROOT

PARTS = {
    "matrise": "matrix",
    "drap": "kills",
    "resten": "drill and not matrix and not kills",
}


def main(arguments: list[str]) -> int:
    """Run the chosen parts one after the other; exit code 1 when one of them fails."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal drill",
        description="Rettighetsmatrisen i fire løp, minst femti drap av prosesser og lange egenskapsprøver.",
    )
    parser.add_argument("del", nargs="*", metavar="DEL", help=f"bare disse: {', '.join(PARTS)}")
    chosen = getattr(parser.parse_args(arguments), "del") or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"ukjent del: {', '.join(unknown)}")
    ensure_browser(say=lambda sentence: print(sentence, flush=True))
    failed = []
    for name in chosen:
        print(f"\n{f' {name} '.center(100, '=')}", flush=True)
        begun = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-rs", "-s", "-m", PARTS[name]]
        code = subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode
        print(
            f"{name}: {'i orden' if code == 0 else f'kode {code}'}, {(time.monotonic() - begun) / 60:.1f} min"
        )
        if code:  # also when no test of this kind was found
            failed.append(name)
    if failed:
        print(f"FEILET: {', '.join(failed)}")
    return 1 if failed else 0
