"""The gallery's app: our own templates, stylesheet and script without a database.

`python -m tests.web.gallery.app` serves it for looking; `?tema=dark` and `?tetthet=compact` change the looks.
"""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.i18n import LANGUAGES, babel
from portal.web import assets, charts, fields, formats, headers, remembered_macros
from portal.web.forms import WriteForm, WriteRowForm, hidden_fields
from portal.web.hues import hue_class, initials
from portal.web.nav import groups
from portal.web.stored import Stored

ROOT = Path(__file__).resolve().parents[3]
NAV = [
    ("Min dag", "layout-dashboard", "", "d"),
    ("Kunder", "building-2", "Salg og bemanning", "k"),
    ("Oppdrag", "briefcase", "Salg og bemanning", "o"),
    ("Dagbok", "calendar-days", "Salg og bemanning", ""),
    ("Faktura", "receipt-text", "Økonomi", "f"),
]


def _choices(*labels: str) -> list[SelectChoice]:
    return [SelectChoice(label.casefold(), label) for label in labels]


class Linje(PlainForm):
    timer = StringField("Timer", [InputRequired("Skriv timene.")])


class Proeveskjema(WriteRowForm):
    orgnr = fields.OrgnrField("Org.nr", [fields.Required()])
    navn = StringField("Navn", render_kw={"autocomplete": "organization"})
    timeloenn = fields.BeloepField("Timelønn")
    dato = fields.DatoField("Fra dato")
    status = SelectField("Status", choices=_choices("Aktiv", "Inaktiv"))
    notat = fields.LangTekstField("Notat")
    hvor = RadioField("Timene", choices=_choices("Legg tilbake til retting", "Slett"))
    send = BooleanField("Send som EHF med en gang")
    kunde_id = fields.HiddenUuid("Kunde")
    linjer = FieldList(FormField(Linje), min_entries=1)


VALUES = ("orgnr", "navn", "timeloenn", "dato", "status", "notat", "hvor", "send", "kunde_id", "linjer")


class Skriv(WriteForm):
    navn = StringField("Navn", [fields.Required()])


def make_app() -> Flask:
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "portal" / "web" / "templates"))
    app.jinja_loader = _both(app)
    app.config.update(SECRET_KEY="bare for galleriet", TESTING=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    babel.init_app(app, locale_selector=lambda: "nb")
    headers.register(app)
    formats.register_filters(app)
    assets.register(app, ROOT)
    _names(app)
    _pages(app)
    return app


def _both(app: Flask) -> Any:
    return ChoiceLoader([app.jinja_loader, FileSystemLoader(Path(__file__).with_name("templates"))])  # type: ignore[list-item]


def _person() -> SimpleNamespace:
    return SimpleNamespace(
        is_authenticated=True,
        navn="Marte Nordvik",
        epost="marte@nordvik.example",
        avdeling="Bergen",
        slag="ansatt",
        # /liste is shown as an administrator sees it when he sees the portal as her.
        bak=SimpleNamespace(navn="Jon Nordvik") if request.path == "/liste" else None,
        tema=request.args.get("tema", "system"),
        tetthet=request.args.get("tetthet", "standard"),
    )


def _nav() -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": "/komponenter",
            "icon": icon,
            "current": label == "Kunder",
            "shortcut": shortcut,
            "key": icon,
            "group": group,
        }
        for label, icon, group, shortcut in NAV
    ]


def _names(app: Flask) -> None:
    remembered_macros.register(app)
    app.jinja_env.globals.update(
        kan=lambda _permission: True,
        hue_class=hue_class,
        initials=initials,
        hidden_fields=hidden_fields,
        languages=LANGUAGES,
        asset_url=assets.asset_url,
        icon_url=assets.icon_url,
        own_base=lambda: "meg",
        csrf=generate_csrf,
        nav=_nav,
        nav_groups=lambda: groups(_nav()),
        alt_handlinger=list,
        graf=charts,
    )

    @app.context_processor
    def known() -> dict[str, Any]:
        return {
            "tenant": SimpleNamespace(navn="Nordvik Bemanning AS", slug="nordvik"),
            "audience": "ansatt",
            "language": "nb",
            "current_user": _person(),
        }


def forms() -> dict[str, Any]:
    """One form as shown first, one refused at every field, one stale."""
    stored = Stored(3, dict.fromkeys(VALUES) | {"orgnr": "974760673", "status": "aktiv"})
    blank = Proeveskjema(formdata=None, stored=lambda: stored)
    faulty = Proeveskjema(formdata=None, prefix="f", stored=lambda: Stored(3, dict.fromkeys(VALUES)))
    faulty.validate()
    for name in ("navn", "timeloenn", "dato", "status", "notat", "hvor", "send", "kunde_id"):
        faulty[name].errors = ["Rett dette feltet."]
    faulty.form_errors.append("Kunden har kredittsperre.")
    faulty.remedies = [("/komponenter", "Se kredittsperren")]
    stale = Skriv(formdata=None, prefix="s")
    stale.form_errors.append("Lise lagret kunden 10:42.")
    stale.theirs = {"Navn": "Fjordtre AS"}
    return {"skriv": Skriv(formdata=None, prefix="n"), "blank": blank, "faulty": faulty, "stale": stale}


def _pages(app: Flask) -> None:
    def page(template: str, rule: str) -> None:
        def view() -> str:
            return render_template(
                f"gallery/{template}.html", now=datetime(2026, 11, 19, 9, 42, tzinfo=UTC), **forms()
            )

        app.add_url_rule(rule, template, view)

    page("komponenter", "/komponenter")
    page("liste", "/liste")
    page("portal", "/portal")
    page("logg_inn", "/logg-inn")
    app.add_url_rule("/meg", "meg.vis", lambda: "")
    app.add_url_rule("/meg/oppsett", "meg.oppsett", lambda: Response(status=204), methods=["POST"])
    app.add_url_rule("/meg/logg-ut", "meg.logg_ut", lambda: "", methods=["POST"])
    app.add_url_rule("/slutt", "administrasjon.brukere.vis_som.slutt", lambda: "", methods=["POST"])
    app.add_url_rule("/meg/avdeling", "innlogging.avdeling.vis", lambda: "")
    app.add_url_rule("/tema.css", "plattform.tema", _tema)
    app.add_url_rule("/", "plattform.forside", lambda: "")
    app.add_url_rule("/sok", "arbeidsbord.sok", lambda: render_template("gallery/_treff.html"))
    app.add_url_rule("/valg", "valg", lambda: render_template("gallery/_valg.html"))
    app.add_url_rule("/dialog", "dialog", lambda: render_template("gallery/_dialog.html", **forms()))
    app.add_url_rule("/dialog", "dialog_svar", _answer, methods=["POST"])
    app.add_url_rule("/mer", "mer", lambda: render_template("gallery/_rader.html"))
    app.add_url_rule("/levende", "levende", _live)
    app.add_url_rule("/feil", "feil", _error)
    app.add_url_rule("/oppsett", "oppsett", lambda: Response(status=204), methods=["POST"])


def _tema() -> Response:
    return Response(":root{--brand-h:212}", content_type="text/css")


def _live() -> Response:
    """A live part: the same answer until something changes, then 304."""
    response = Response("23 venter")
    response.set_etag("v1")
    return response.make_conditional(request)


def _answer() -> Any:
    form = Skriv(prefix="n")
    if not form.validate():
        return render_template("gallery/_skjema.html", form=form), 422
    return Response(
        status=204,
        headers={"HX-Trigger": '{"dialog:close": true, "toast": {"text": "Lagret", "angre": "/oppsett"}}'},
    )


def _error() -> tuple[str, int]:
    page = render_template(
        "web/feil.html",
        status=404,
        title="Finner ikke siden",
        sentence="Adressen er feil, eller den peker på noe du ikke har tilgang til.",
    )
    return page, 404


if __name__ == "__main__":
    make_app().run(port=5055)
