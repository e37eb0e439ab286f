"""Every page of the main menu, for each of the cast: no finding of axe, no sideways scroll, a silent console."""

import pytest
from sqlalchemy import select

from portal.identity.models import Portalkonto
from portal.tenancy.session import tenant_session
from tests.browser.site import Site
from tests.browser.visit import Visitor, slug_of
from tests.browser.watch import FULL, QUICK
from tests.support.client import PORTAL

pytestmark = pytest.mark.browser

HOME = {"kontakt": "/kundeportal", "vikar": "/vikar"}


@pytest.mark.parametrize(
    "key", ["marte", "lise", "jon", "berit", "carl", "terje", "siv", "anne", "piotr", "dina"]
)
def test_every_page_of_the_menu(visit: Visitor, site: Site, key: str) -> None:
    if key in PORTAL and not _has_account(site, key):
        pytest.skip(f"the demo has no account for {key}")
    page, slug = visit(key), slug_of(key)
    home = HOME[str(PORTAL[key][1])] if key in PORTAL else "/min-dag"
    page.goto(site.url(home, slug))
    targets = page.eval_on_selector_all(
        "nav a[href]", "found => [...new Set(found.map(a => a.href))].filter(h => !h.includes('#'))"
    )
    assert targets, page.content()[:500]
    for number, target in enumerate(targets):
        answer = page.goto(target)
        assert answer is not None
        assert answer.status == 200, target
        name = target.rsplit(f"/{slug}/", 1)[-1].strip("/").replace("/", "-")
        visit.look(page, f"meny-{key}-{name or number}", ways=QUICK)


def _has_account(site: Site, key: str) -> bool:
    slug, slag, epost = PORTAL[key]
    with tenant_session(site.engine, tenant_id=site.tenants[slug]) as session:
        found = select(Portalkonto.id).where(Portalkonto.epost == epost, Portalkonto.slag == str(slag))
        return session.scalar(found) is not None


@pytest.mark.parametrize("path", ["/logg-inn", "/kundeportal/logg-inn", "/vikar/logg-inn", "/finnes-ikke"])
def test_the_doors(visit: Visitor, site: Site, path: str) -> None:
    page = visit("ingen")
    visit.watcher(page).expected.add(404)
    page.goto(site.url(path))
    visit.look(page, f"doer{path.replace('/', '-')}", ways=FULL)


def test_the_watcher_sees_planted_faults(visit: Visitor, site: Site) -> None:
    page = visit("ingen")
    page.goto(site.url("/logg-inn"))
    for fault, word in (
        ("document.querySelectorAll('label').forEach(l => l.remove())", "label"),
        (
            "document.body.insertAdjacentHTML('beforeend', '<div class=\"x\">x</div>'); "
            "document.querySelector('.x').style.width = '3000px'",
            "sideways",
        ),
        ("console.error('planted')", "planted"),
    ):
        page.evaluate(fault)
        with pytest.raises(AssertionError, match=word):
            visit.look(page, "plantet", picture=False)
        page.reload()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://fremmed.example/x.png\">')"
    )
    page.wait_for_function("window.__csp.length > 0")
    with pytest.raises(AssertionError, match="CSP"):
        visit.look(page, "plantet", picture=False)
