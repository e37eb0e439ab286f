"""The official rules as their publishers run them: XSD by lxml, EN 16931 and Peppol by Saxon in its own process."""

import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from portal.dev.ci import in_ci
from portal.settings import ROOT

RULES = ROOT.parent / "shared" / "ehf"
XSLT = ("CEN-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL.xslt")
#: Prints `document, flag, rule` for every failed assertion of every document.
PROGRAM = """
import sys
import xml.etree.ElementTree as ET
from saxonche import PySaxonProcessor
with PySaxonProcessor(license=False) as saxon:
    for stylesheet in sys.argv[1].split("|"):
        rules = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        for path in sys.argv[2:]:
            report = ET.fromstring(rules.transform_to_string(source_file=path))
            fired = report.findall("{http://purl.oclc.org/dsdl/svrl}fired-rule")
            print(path, "ran", len(fired), sep="\\t")
            for hit in report.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert"):
                print(path, hit.get("flag"), hit.get("id"), sep="\\t")
"""


def need_rules() -> Path:
    """The folder of the official files. Skipped loudly where it is missing; with CI=true that is a failure."""
    if not (RULES / "schematron" / XSLT[0]).exists():
        assert not in_ci(), f"the official EHF rules are missing: {RULES}"
        pytest.skip(f"EHF NOT CHECKED: the official rules are not in {RULES}")
    return RULES


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(need_rules() / "ubl-2.1" / "maindoc" / f"UBL-{name}-2.1.xsd")))


def schema_faults(xml: bytes) -> list[str]:
    """What the UBL 2.1 schema says against the document."""
    root = etree.fromstring(xml)
    schema = _schema(etree.QName(root).localname)
    schema.validate(root)
    return [str(error.message) for error in schema.error_log]


def fired(documents: Mapping[str, bytes], folder: Path) -> dict[str, set[str]]:
    """Fatal and warning rules per document; one process for all of them."""
    rules = need_rules() / "schematron"
    paths = {str(folder / f"{name}.xml"): name for name in documents}
    for path, name in paths.items():
        Path(path).write_bytes(documents[name])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "|".join(str(rules / name) for name in XSLT), *paths],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    found: dict[str, set[str]] = {name: set() for name in documents}
    runs: dict[str, int] = dict.fromkeys(documents, 0)
    for line in done.stdout.splitlines():
        path, flag, rule = line.split("\t")
        if flag == "ran":
            runs[paths[path]] += int(rule) > 0
        else:
            found[paths[path]].add(rule)
    assert set(runs.values()) == {len(XSLT)}, f"a rule file looked at nothing: {runs}"
    return found
