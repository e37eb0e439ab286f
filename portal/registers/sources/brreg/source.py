"""Enhetsregisteret over its open interface, by the package `brreg`.

The register is asked while somebody waits, so it gets three seconds; after that the page says that it did not
answer and goes on without. Nothing is asked inside a database transaction.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from portal.errors import Unavailable
from portal.i18n import _l as _
from portal.registers.base import Registeradresse, Registerendring, Registerenhet, Registerrolle, Unreadable

TIMEOUT_S = 3.0
FEED_TIMEOUT_S = 30.0
API = "/enhetsregisteret/api"
_NONSENSE = _("Enhetsregisteret svarte noe vi ikke forstår.")


class BrregSource:
    """`address` is where the register answers, without path (settings.brreg_url)."""

    name = "enhetsregisteret"

    def __init__(self, address: str = "https://data.brreg.no", *, timeout_s: float = TIMEOUT_S) -> None:
        self._base_url = address.rstrip("/") + API
        self._timeout_s = timeout_s

    def search(self, text: str, *, limit: int = 10) -> list[Registerenhet]:
        from brreg.enhetsregisteret import EnhetQuery

        typed = text.strip()
        digits = re.sub(r"[\s.]", "", typed)
        if re.fullmatch(r"\d{9}", digits, re.ASCII):
            found = self.get(digits)
            return [found] if found else []
        if len(typed) < 2:
            return []
        with self._client() as client:
            page = client.search_enhet(EnhetQuery(navn=typed, size=limit)).get_page(0)
        return [_enhet(item) for item in page.items[:limit]] if page else []

    def get(self, orgnr: str) -> Registerenhet | None:
        with self._client() as client:
            found = client.get_enhet(orgnr) or client.get_underenhet(orgnr)
        try:
            return _enhet(found) if found else None
        except (AttributeError, TypeError, ValueError) as error:
            raise Unreadable(_NONSENSE) from error

    def underenheter(self, orgnr: str, *, limit: int = 100) -> list[Registerenhet]:
        from brreg.enhetsregisteret import UnderenhetQuery

        with self._client() as client:
            page = client.search_underenhet(UnderenhetQuery(overordnet_enhet=orgnr, size=limit)).get_page(0)
        units = [_enhet(item) for item in page.items] if page else []
        return [unit for unit in units if unit.slettet_dato is None]

    def roller(self, orgnr: str) -> list[Registerrolle]:
        # Read by ourselves: the package demands a field that the register has under two names.
        with self._client() as client:
            answer = client._client.get(f"/enheter/{orgnr}/roller")
            if answer.status_code in {404, 410}:
                return []
            answer.raise_for_status()
            groups = answer.json().get("rollegrupper", [])
        return [_rolle(group, role) for group in groups for role in group.get("roller", []) if _holds(role)]

    def endringer(self, feed: str, *, etter: int, fra: datetime, limit: int) -> list[Registerendring]:
        # Read by ourselves: the package does not know the feed. Nobody waits for it, so it gets longer.
        begins = (
            {"oppdateringsid": etter + 1}
            if etter
            else {"dato": f"{fra.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"}
        )
        with self._client() as client:
            answer = client._client.get(
                f"/oppdateringer/{feed}", params={**begins, "size": limit}, timeout=FEED_TIMEOUT_S
            )
            answer.raise_for_status()
            try:
                lines = _lines(answer.json())
                found = [_endring(line) for line in lines]
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise Unavailable(_NONSENSE) from error
        return sorted(found, key=lambda change: change.nr)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """A client of the package with our address and our patience.

        Raises Unavailable; Unreadable: JSON came, but no enhet as the package knows them.
        """
        from brreg import BrregError
        from brreg.enhetsregisteret import Client
        from brreg.enhetsregisteret._client import error_handler

        with Client() as client:
            inner = client._client  # the package has no setting for address or timeout
            inner.base_url, inner.timeout = self._base_url, self._timeout_s
            try:
                with error_handler():
                    yield client
            except BrregError as error:
                if _is_unreadable(error):
                    raise Unreadable(_NONSENSE) from error
                raise Unavailable(
                    _("Enhetsregisteret svarer ikke nå. Fyll ut selv, eller prøv igjen om litt.")
                ) from error


def _is_unreadable(error: BaseException | None) -> bool:
    """Whether a model of the package refused what came. What is no JSON at all comes from a page of a closed shop."""
    while error is not None:
        faults = getattr(error, "errors", None)  # the models are pydantic's; that is the package's own affair
        if isinstance(error, ValueError) and callable(faults):
            return all(fault["type"] != "json_invalid" for fault in faults())
        error = error.__cause__
    return False


def _lines(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a page; a page without any has no `_embedded`, but it says so."""
    held = body.get("_embedded")
    if held is None:
        if int(body["page"]["totalElements"]) != 0:
            raise ValueError("lines are missing")
        return []
    (lines,) = held.values()
    return list(lines)


def _endring(line: dict[str, Any]) -> Registerendring:
    return Registerendring(
        nr=int(line["oppdateringsid"]),
        orgnr=str(line["organisasjonsnummer"]),
        slag=str(line.get("endringstype", "")),
        tid=datetime.fromisoformat(line["dato"]),
    )


def _enhet(unit: Any) -> Registerenhet:
    """From the package's models of enhet and underenhet, which share most fields."""
    visit = getattr(unit, "forretningsadresse", None) or getattr(unit, "beliggenhetsadresse", None)
    closed: date | None = unit.slettedato or getattr(unit, "nedleggelsesdato", None)
    forced = getattr(unit, "under_tvangsavvikling_eller_tvangsopplosning", None)
    return Registerenhet(
        orgnr=unit.organisasjonsnummer,
        navn=unit.navn,
        orgform=unit.organisasjonsform.kode,
        overordnet=unit.overordnet_enhet or "",
        postadresse=_adresse(getattr(unit, "postadresse", None)),
        besoeksadresse=_adresse(visit),
        nettsted=unit.hjemmeside or "",
        naeringskode=(unit.naeringskode1.kode or "") if unit.naeringskode1 else "",
        naering=(unit.naeringskode1.beskrivelse or "") if unit.naeringskode1 else "",
        ansatte=unit.antall_ansatte,
        i_mvaregisteret=bool(unit.registrert_i_mvaregisteret),
        i_foretaksregisteret=bool(getattr(unit, "registrert_i_foretaksregisteret", None)),
        maalform={"Bokmål": "bokmaal", "Nynorsk": "nynorsk"}.get(getattr(unit, "maalform", None) or "", ""),
        stiftet_dato=getattr(unit, "stiftelsesdato", None),
        konkurs=bool(getattr(unit, "konkurs", None)),
        under_avvikling=bool(getattr(unit, "under_avvikling", None) or forced),
        slettet_dato=closed,
    )


def _adresse(address: Any) -> Registeradresse | None:
    """The register leaves nulls and blanks among the lines."""
    if address is None:
        return None
    return Registeradresse(
        linjer=tuple(line.strip() for line in address.adresse if line and line.strip()),
        postnr=address.postnummer or "",
        poststed=(address.poststed or "").strip(),
        kommunenr=address.kommunenummer or "",
        landkode=address.landkode or "",
    )


def _holds(role: dict[str, Any]) -> bool:
    """Whether the role is held today: not given up, not by somebody dead, not by an enhet that is gone."""
    gone = role.get("avregistrert") or role.get("fratraadt")
    holder = role.get("person") or role.get("enhet") or {}
    return not (gone or holder.get("erDoed") or holder.get("erSlettet"))


def _rolle(group: dict[str, Any], role: dict[str, Any]) -> Registerrolle:
    person, unit = role.get("person") or {}, role.get("enhet") or {}
    name = person.get("navn") or {}
    parts = (
        [name.get(part) for part in ("fornavn", "mellomnavn", "etternavn")] if name else unit.get("navn", [])
    )
    born = person.get("fodselsdato")
    return Registerrolle(
        gruppe=group["type"]["kode"],
        kode=role["type"]["kode"],
        tittel=role["type"]["beskrivelse"],
        navn=" ".join(part for part in parts if part),
        foedselsdato=date.fromisoformat(born) if born else None,
        orgnr=unit.get("organisasjonsnummer", ""),
    )
