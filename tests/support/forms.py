"""What a browser would send: the values of the fields on a page's posting form."""

import html5lib

from tests.support.client import PortalClient


def fields(html: str, *, action: str | None = None) -> dict[str, str]:
    """Name → value of the first posting form of `html` (with that action), as it stands."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        inside_menu = form.get("class") == "plainform"
        if (form.get("method") or "").lower() != "post" or inside_menu:
            continue
        if action is not None and not (form.get("action") or "").endswith(action):
            continue
        return _values(form)
    raise AssertionError(f"no posting form{f' to {action}' if action else ''}")


def form_of(client: PortalClient, path: str, *, action: str | None = None) -> dict[str, str]:
    """The fields of the form at `path`."""
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return fields(response.text, action=action)


def theirs(html: str) -> dict[str, str]:
    """Label → stored text, as the page of a refused form shows what someone else stored meanwhile."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for box in tree.iter("div"):
        if "errsum" in (box.get("class") or "").split():
            terms, texts = ([_text(each) for each in box.iter(tag)] for tag in ("dt", "dd"))
            assert len(set(terms)) == len(terms), f"labels that cannot be told apart: {terms}"
            return dict(zip(terms, texts, strict=True))
    return {}


def _text(element) -> str:
    """Its text; the spaces inside numbers do not break, and are plain ones here."""
    return "".join(element.itertext()).replace("\u00a0", " ")


def _values(form) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "textarea":
            found[name] = (element.text or "").lstrip("\n").lstrip("\r\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            if chosen:
                found[name] = chosen[0].get("value") or ""
        elif element.tag == "input" and (
            element.get("type") not in {"checkbox", "radio"} or element.get("checked") is not None
        ):
            found[name] = element.get("value") or ""
    return found
