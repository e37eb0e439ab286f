"""What a page offers: its links and its forms, as a browser would send them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

LINKS = ("href", "hx-get", "data-href", "data-src", "src", "data-get")
POSTS = ("hx-post",)
#: The smallest file that is one.
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@dataclass
class Field:
    """One field of a form, with what it holds and what it may hold."""

    name: str
    kind: str
    value: str
    required: bool
    options: list[str] = field(default_factory=list)
    checked: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class PageForm:
    """One form: where it goes and what it holds."""

    action: str
    method: str
    fields: list[Field]

    def value(self, name: str) -> str | None:
        return next((f.value for f in self.fields if f.name == name), None)


def parse(text: str) -> Any:
    return lxml_html.document_fromstring(text) if text.strip() else None


def links(tree: Any, base: str) -> Iterator[str]:
    """Every address of this site a page fetches or leads to, query included."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"link", "script", "img", "use"}:
            continue
        for name in LINKS:
            if (target := element.get(name)) and not target.startswith(("#", "mailto:", "tel:", "data:")):
                yield local(target, base)


def local(target: str, base: str) -> str:
    """An address as path and query."""
    parts = urlsplit(urljoin(base, target))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def forms(tree: Any, base: str) -> list[PageForm]:
    """Every form of a page; htmx attributes go before plain ones, as in a browser with JavaScript."""
    found = []
    for form in tree.iter("form"):
        post = form.get("hx-post")
        method = "POST" if post else (form.get("method") or "get").upper()
        if not post and form.get("hx-get") and method == "GET":
            action = form.get("hx-get")
        else:
            action = post or form.get("action") or base
        found.append(PageForm(local(action, base), method, _fields_of(form, tree)))
    for element in tree.iter():  # a lone button with hx-post is a form of its own
        if isinstance(element.tag, str) and element.tag != "form" and element.get("hx-post"):
            inside = next((a for a in element.iterancestors("form")), None)
            fields = [f for e in inside.iter() if (f := _field(e))] if inside is not None else []
            found.append(PageForm(local(element.get("hx-post"), base), "POST", fields))
        elif element.tag in {"button", "input"} and element.get("formaction"):
            named = tree.xpath(f"//form[@id='{element.get('form')}']") if element.get("form") else []
            owner = next(iter(named or element.iterancestors("form")), None)
            fields = _fields_of(owner, tree) if owner is not None else []
            found.append(PageForm(local(element.get("formaction"), base), "POST", fields))
    return found


def _fields_of(form: Any, tree: Any) -> list[Field]:
    """The form's fields, those that stand elsewhere and name it included."""
    own = [element for element in form.iter() if element.tag in {"input", "select", "textarea", "button"}]
    if form_id := form.get("id"):
        own += tree.xpath(f"//*[@form='{form_id}']")
    return [f for e in own if (f := _field(e))]


def _field(element: Any) -> Field | None:
    name = element.get("name")
    if not name or element.get("disabled") is not None:
        return None
    kind = {"select": "select", "textarea": "textarea", "button": "submit"}.get(
        element.tag, element.get("type", "text")
    )
    if element.tag not in {"select", "textarea", "button", "input"}:
        return None
    if kind == "button" or element.get("type") == "button":
        return None
    required = element.get("required") is not None or element.get("aria-required") == "true"
    attributes = dict(element.attrib)
    if kind == "select":
        options = [
            option.get("value", (option.text or "").strip())
            for option in element.iter("option")
            if option.get("disabled") is None
        ]
        chosen = next(
            (
                option.get("value", (option.text or "").strip())
                for option in element.iter("option")
                if option.get("selected") is not None
            ),
            options[0] if options else "",
        )
        return Field(name, kind, chosen, required, options, attributes=attributes)
    if kind == "textarea":
        return Field(name, kind, (element.text or "").lstrip("\n"), required, attributes=attributes)
    return Field(
        name,
        kind,
        element.get("value", "on" if kind in {"checkbox", "radio"} else ""),
        required,
        checked=element.get("checked") is not None,
        attributes=attributes,
    )


def as_shown(form: PageForm) -> dict[str, list[str]]:
    """What a browser sends when the person changes nothing and presses the first button."""
    data: dict[str, list[str]] = {}
    pressed = False
    for held in form.fields:
        if held.kind in {"checkbox", "radio"} and not held.checked:
            continue
        if held.kind == "submit":
            if pressed:
                continue
            pressed = True
        if held.kind not in {"file", "reset", "image"}:
            data.setdefault(held.name, []).append(held.value)
    return data


def filled(form: PageForm, *, words: dict[str, str] | None = None) -> dict[str, Any]:
    """As shown, with every empty field given a fitting value. `words` are values by field name, or by its end."""
    data: dict[str, Any] = as_shown(form)
    words = words or {}
    radios: set[str] = {f.name for f in form.fields if f.kind == "radio" and f.checked}
    for held in form.fields:
        known = words.get(held.name) or next(
            (value for end, value in words.items() if held.name.endswith(f"-{end}")), None
        )
        if held.name in {"csrf_token", "idempotens", "versjon"} or held.kind == "submit":
            continue
        if known is not None:
            data[held.name] = [known]
        elif held.kind == "radio":
            if held.name not in radios:
                radios.add(held.name)
                data[held.name] = [held.value]
        elif held.kind == "checkbox":
            if held.required and not held.checked:
                data.setdefault(held.name, []).append(held.value)
        elif held.kind == "file":
            data[held.name] = [_file()]
        elif held.kind == "select":
            if not held.value:
                data[held.name] = [next((o for o in held.options if o), "")]
        elif held.kind == "hidden":
            continue
        elif not held.value:
            data[held.name] = [_value(held)]
    return data


def _file() -> tuple[Any, str]:
    from io import BytesIO

    return BytesIO(PDF), "proeve.pdf"


#: Field name (or part of it) → a value that means something to the product.
_NAMES = (
    ("orgnr", "974760673"),
    ("epost", "proeve@fjordtre.example"),
    ("telefon", "+4759900399"),
    ("postnr", "5013"),
    ("poststed", "Bergen"),
    ("klokkeslett", "08:00"),
    ("fra_kl", "07:00"),
    ("til_kl", "15:00"),
    ("dato", "2026-12-01"),
    ("fra", "2026-12-01"),
    ("start", "2026-12-01"),
    ("til", "2026-12-31"),
    ("slutt", "2026-12-31"),
    ("timer", "7,5"),
    ("pris", "450,00"),
    ("sats", "450,00"),
    ("beloep", "1000,00"),
    ("lonn", "250,00"),
    ("loenn", "250,00"),
    ("antall", "1"),
    ("prosent", "100"),
)


def _value(held: Field) -> str:
    kind = held.kind
    by_kind = {
        "email": "proeve@fjordtre.example",
        "tel": "+4759900399",
        "date": "2026-12-01",
        "time": "08:00",
        "month": "2026-12",
        "datetime-local": "2026-12-01T08:00",
        "url": "https://fjordtre.example/",
        "color": "#000000",
    }
    if kind in by_kind:
        return by_kind[kind]
    if kind == "number" or held.attributes.get("inputmode") == "numeric":
        return held.attributes.get("min") or "1"
    for part, value in _NAMES:
        if re.search(rf"(^|[-_]){part}", held.name):
            return value
    return "Prøvetekst"
