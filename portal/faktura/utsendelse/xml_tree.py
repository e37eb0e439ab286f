"""XML as plain data: what is empty is left out while it is built, because EHF refuses empty elements (R008)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
#: Signs XML 1.0 cannot carry.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class El:
    """An element: a text or children, never neither."""

    name: str
    text: str = ""
    children: tuple["El", ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def value(name: str, text: object, **attributes: str) -> El | None:
    """`cbc:name` with a text; None when there is none."""
    words = _FORBIDDEN.sub("", "" if text is None else str(text)).strip()
    return El(f"{{{CBC}}}{name}", words, (), attributes) if words else None


def group(name: str, *children: El | None) -> El | None:
    """`cac:name` with the children that hold something; None when none does."""
    kept = held(children)
    return El(f"{{{CAC}}}{name}", children=kept) if kept else None


def held(children: Iterable[El | None]) -> tuple[El, ...]:
    """Those that hold something."""
    return tuple(child for child in children if child is not None)


def to_bytes(root: El, *, namespace: str) -> bytes:
    """The document as UTF-8, the same bytes for the same tree."""
    from lxml import etree

    nsmap = {None: namespace, "cac": CAC, "cbc": CBC}
    top = etree.Element(f"{{{namespace}}}{root.name}", nsmap=nsmap)
    _append(etree, top, root.children)
    written: bytes = etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _append(etree: Any, parent: Any, children: tuple[El, ...]) -> None:
    for child in children:
        element = etree.SubElement(parent, child.name, child.attributes)
        if child.text:
            element.text = child.text
        _append(etree, element, child.children)
