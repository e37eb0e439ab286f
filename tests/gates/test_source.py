"""Rules about the source itself (style.md §8); each is a function that finds faults, shown to find a planted one."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gates.source import PORTAL, ROOT, Module, modules, parse, templates

#: Vendor packages that may be imported inside the one adapter function that uses them (modell.md §8).
LATE_IMPORTS = {
    "typst",
    "pyhanko",
    "pyhanko_certvalidator",
    "lxml",
    "openpyxl",
    "boto3",
    "botocore",
    "authlib",
    "phonenumbers",
    "brreg",
    "holidays",
    "icalendar",
    "saxonche",
}
#: The only places that commit: the route wrapper, what is written apart, and processes without a page.
COMMITS = {
    "portal.web.room",
    "portal.web.afterwards",
    "portal.jobs.runner",
    "portal.messaging.innkommende",
}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
INTERFACES = {
    "portal.db.base",
    "portal.filestore.base",
    "portal.registers.base",
    "portal.messaging.base",
    "portal.signing.base",
}
SIZES = {"routes.py": 150, "actions.py": 200, "models.py": 350}
#: Longer than the rule allows, each with its reason.
LONGER: dict[str, str] = {}


def positional_and_keywords(module: Module) -> list[str]:
    """In actions and queries `session` is the only positional parameter; the rest are keyword-only and typed."""
    if module.path.name not in {"actions.py", "queries.py"}:
        return []
    faults = []
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if any(isinstance(d, ast.Name) and d.id in {"contextmanager", "cache"} for d in node.decorator_list):
            continue
        names = [arg.arg for arg in [*node.args.posonlyargs, *node.args.args]]
        if names != ["session"]:
            faults.append(f"{module.name}.{node.name}: positional {names}")
        faults += [
            f"{module.name}.{node.name}: {arg.arg} without a type"
            for arg in node.args.kwonlyargs
            if arg.annotation is None
        ]
        if node.args.kwarg is not None and node.name not in {"enqueue", "record"}:
            faults.append(f"{module.name}.{node.name}: **{node.args.kwarg.arg}")
    return faults


def commits(module: Module) -> list[str]:
    if module.name in COMMITS or module.name.startswith("portal.dev.") or module.path.name == "commands.py":
        return []
    return [
        f"{module.name}:{node.lineno} commits"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "savepoint")
    ]


def silent_flushes(module: Module) -> list[str]:
    return [
        f"{module.name}:{number} flushes without saying why"
        for number, line in enumerate(module.lines, 1)
        if re.search(r"\.flush\(\)", line) and "session" in line and "#" not in line
    ]


def late_imports(module: Module) -> list[str]:
    if module.name.startswith("portal.dev.") or module.name in {"portal.cli", "portal.__main__"}:
        return []
    faults = []
    for function in ast.walk(module.tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for node in ast.walk(function):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            faults += [
                f"{module.name}.{function.name} imports {name}"
                for name in names
                if name.split(".")[0] not in LATE_IMPORTS
            ]
    return faults


def drawers(module: Module) -> list[str]:
    stem = module.path.stem
    bad = stem in DRAWERS or (stem == "base" and module.name not in INTERFACES)
    return [module.name] if bad else []


def sizes(module: Module) -> list[str]:
    limit = SIZES.get(module.path.name, 500)
    name = str(module.path.relative_to(ROOT))
    return [] if len(module.lines) <= limit or name in LONGER else [f"{name}: {len(module.lines)} > {limit}"]


def environment(module: Module) -> list[str]:
    allowed = {"portal.settings", "portal.__main__"}
    if module.name in allowed or module.name.startswith("portal.dev."):
        return []
    return [module.name] if "os.environ" in module.text else []


def writable_relationships(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "relationship"
        and not {"viewonly", "lazy"} <= {keyword.arg for keyword in node.keywords}
    ]


def offsets(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.lineno} OFFSET"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "offset"
    ]


def engines(module: Module) -> list[str]:
    """One place makes engines, so that no error carries the values that were bound."""
    if module.name == "portal.db.engines":
        return []
    return [
        f"{module.name}:{node.lineno} makes an engine"
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id == "create_engine")
        or (isinstance(node, ast.Attribute) and node.attr == "create_engine")
    ]


def moved_versions(module: Module) -> list[str]:
    """Only `WriteRowForm` moves the version on, having shown what is stored; elsewhere it would hide a conflict."""
    if module.name == "portal.web.forms":
        return []
    return [
        f"{module.name}:{number} sets the version of a form"
        for number, line in enumerate(module.lines, 1)
        if re.search(r"\bversjon\.data\s*=[^=]", line)
    ]


def plain_forms(module: Module) -> list[str]:
    """Rows of a form are NestedForms: WTForms' own Form speaks English."""
    if module.name == "portal.web.forms":
        return []
    return [
        f"{module.name}:{node.lineno} uses the Form of wtforms"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in {"wtforms", "flask_wtf"}
        and {"Form", "FlaskForm"} & {alias.name for alias in node.names}
    ]


RULES: dict[Callable[[Module], list[str]], tuple[str, str]] = {
    positional_and_keywords: ("actions.py", "def godkjenn(session, timeliste_id):\n    pass\n"),
    commits: ("actions.py", "def f(session):\n    session.commit()\n"),
    silent_flushes: ("actions.py", "def f(session):\n    session.flush()\n"),
    late_imports: ("rules.py", "def f():\n    import json\n"),
    drawers: ("utils.py", ""),
    sizes: ("routes.py", "x = 1\n" * 151),
    environment: ("rules.py", "import os\nx = os.environ\n"),
    writable_relationships: ("models.py", "x = relationship('Y')\n"),
    engines: ("jobs.py", "engine = create_engine(url)\n"),
    moved_versions: ("routes.py", "def f(form, row):\n    form.versjon.data = row.versjon\n"),
    plain_forms: ("forms.py", "from wtforms import Form as PlainForm\n"),
    offsets: ("queries.py", "def f(session):\n    return select(X).offset(50)\n"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(rule: Callable[[Module], list[str]]) -> None:
    assert [fault for module in modules() for fault in rule(module)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_sees_a_planted_fault(rule: Callable[[Module], list[str]]) -> None:
    name, text = RULES[rule]
    assert rule(parse(PORTAL / "planted" / name, text))


#: Templates that show one form beside many rows; each row gives its own version.
MANY_ROWS = {"kundeportal/_kort.html", "salg/_tavle.html", "salg/team.html"}


def test_no_template_moves_the_version_of_a_form() -> None:
    found = [
        name
        for path, text in templates()
        if re.search(r"(hidden_fields|skjulte_felt)\([^)]*versjon=", text)
        and not (name := str(path.relative_to(PORTAL))).endswith(tuple(MANY_ROWS))
    ]
    assert found == []


TEMPLATE_FAULTS = {
    "style attribute": r"\sstyle=",
    "inline handler": r"\son[a-z]+=",
    "hx-on": r"hx-on",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "safe filter": r"\|\s*safe\b",
    "translated value": r"\b(_|n?gettext|pgettext)\((?!\s*[\"'])",
}


@pytest.mark.parametrize("name", TEMPLATE_FAULTS)
def test_no_template_holds(name: str) -> None:
    found = [str(path) for path, text in templates() if re.search(TEMPLATE_FAULTS[name], text)]
    assert found == []


def test_the_template_rules_see_planted_faults() -> None:
    planted = '<p style="x" onclick="y" hx-on:click="z"><script>1</script>{{ a | safe }}{{ _(a) }}'
    assert all(re.search(pattern, planted) for pattern in TEMPLATE_FAULTS.values())


def test_templates_are_short() -> None:
    long = [f"{path.name}: {text.count(chr(10))}" for path, text in templates() if text.count("\n") > 120]
    assert long == []


def test_fragments_do_not_extend_and_pages_do() -> None:
    wrong = [
        str(path.relative_to(PORTAL))
        for path, text in templates()
        if path.name.startswith("_") and "{% extends" in text and path.name != "_kort.html"
    ]
    assert wrong == []


def test_posted_forms_carry_the_token() -> None:
    wrong = []
    for path, text in templates():
        for form in re.findall(r"<form\b.*?</form>", text, re.S):
            posts = re.search(r'method="post"', form, re.I)
            if posts and not re.search(r"csrf_token|hidden_fields|skjulte_felt|hidden\(", form):
                wrong.append(str(path.relative_to(PORTAL)))
    assert wrong == []


def browser_checks(text: str) -> list[str]:
    """Forms with fields that leave the first word to the browser: its bubble is in its own language and hides ours."""
    fields = r"field\(|\binclude\b|caller\(\)|errsum|\brequired\b"
    return [
        form
        for form in re.findall(r"<form\b.*?</form>", text, re.S)
        if re.search(r'method="post"', form) and re.search(fields, form) and "novalidate" not in form
    ]


def test_forms_with_fields_answer_in_our_words() -> None:
    assert [str(path.relative_to(PORTAL)) for path, text in templates() if browser_checks(text)] == []
    assert browser_checks('<form method="post">{{ field(form.navn) }}</form>')
    assert not browser_checks('<form method="post" novalidate>{{ field(form.navn) }}</form>')


def test_no_machine_paths_in_the_repository() -> None:
    needles = re.compile(r"(^|[^a-zA-Z0-9_./-])/(work|farm)/")
    found = [
        str(path.relative_to(ROOT))
        for folder in ("portal", "tests", "migrations", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".md", ".js", ".css", ".toml"}
        and path != Path(__file__)
        and needles.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
