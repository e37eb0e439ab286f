"""Command → module, loaded by name. Standard library only: `portal.__main__` asks it before anything is installed."""

import importlib
import sys
from collections.abc import Callable
from typing import Any

from portal.errors import PortalError
from portal.settings import SettingsError

#: Command → (module:function, what it does). The function takes the arguments after the command's name and answers
#: an exit code, None for 0. One line per command; the module must exist.
COMMANDS: dict[str, tuple[str, str]] = {
    "start": ("portal.dev.start:main", "setter opp og starter alt: database, nettside og arbeider"),
    "web": ("portal.serve:main", "nettsiden alene, som i produksjon"),
    "worker": ("portal.worker:main", "arbeideren alene: e-post, PDF, EHF"),
    "register": ("portal.registers.commands:main", "satser, lovregler, kommuner og postnumre"),
    "import": ("portal.kundekort.commands:main", "kunder fra en CSV- eller Excel-fil"),
    "migrate": ("portal.database:migrate", "databaseskjemaet til siste versjon"),
    "db": (
        "portal.database:main",
        "adresse, sikkerhetskopi, tilbakelegging, oppgradering, kontroll av veggene",
    ),
    "demo": ("portal.dev.volume:main", "mange oppdiktede kunder i demoen, for å prøve farten"),
    "bench": ("portal.dev.bench:main", "farten på demoen, hver side mot sitt gulv"),
    "new": ("portal.dev.new_feature:main", "legger ut filene til et nytt rom eller en ny del"),
    "i18n": ("portal.dev.i18n:main", "oppdaterer språkkatalogene fra kildekoden"),
    "filer": ("portal.filestore.commands:main", "sammenligner fillageret med dokumentene, og rydder"),
    "faktura": ("portal.faktura.commands:main", "EHF-filene til utstedte fakturaer, og kontroll av dem"),
    "routes": ("portal.dev.routes:main", "alle adresser og rettigheten hver av dem krever"),
    "test": ("portal.dev.test_command:main", "alle kontroller og prøver"),
    "drill": ("portal.dev.drill:main", "matrisen i fire løp, mange drap, lange prøver"),
    "check": ("portal.dev.check:main", "form, feilmønstre, typer, lag, maler og kataloger"),
}
#: Commands that need what is in requirements-dev.lock.
DEV_COMMANDS = frozenset({"test", "check", "drill", "bench"})


def main(arguments: list[str]) -> int:
    """Run one command. What a person can mend is a sentence and exit code 1; a bug keeps its stack."""
    if not arguments or arguments[0] in {"-h", "--help", "hjelp"}:
        sys.stdout.write(_overview() + "\n")
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        sys.stderr.write(f"Ukjent kommando: {name}.\n\n{_overview()}\n")
        return 2
    try:
        return int(load(COMMANDS[name][0])(rest) or 0)
    except (PortalError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def load(target: str) -> Callable[..., Any]:
    """The function that `module:function` names."""
    module, _colon, function = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, (_target, what) in COMMANDS.items()]
    return "\n".join(
        ["python3 -m portal KOMMANDO", "", *lines, "", "Hver kommando forklarer seg selv med --help."]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
