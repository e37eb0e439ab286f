"""One issued document as plain data: the single source of PDF, EHF and export, read from stored rows only."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Enhet,
    Kreditgrunn,
    Mvakategori,
    Salgsdokument,
    Salgslinje,
)
from portal.faktura.queries import get_faktura
from portal.faktura.rules import Mvarad
from portal.i18n import _

#: Forms of organisation that must write Foretaksregisteret on their documents (foretaksregisterloven § 10-2).
FORETAK = frozenset({"AS", "ASA", "NUF"})


@dataclass(frozen=True)
class Part:
    """Seller or buyer as frozen at issue. What is not known is empty."""

    navn: str
    orgnr: str = ""
    adresse: str = ""
    adresse2: str = ""
    postnr: str = ""
    poststed: str = ""
    land: str = "NO"
    epost: str = ""
    telefon: str = ""
    organisasjonsform: str = ""
    mva_registrert: bool = False
    #: The part of the buyer that ordered.
    enhet: str = ""
    kundenr: str = ""
    #: Peppol participant, scheme:id.
    ehf_adresse: str = ""


@dataclass(frozen=True)
class Linje:
    """One line; amounts in øre, `mengde` minutes for hours and thousandths for other units."""

    posisjon: int
    tekst: str
    enhet: Enhet
    mengde: int
    pris_oere: int
    netto_oere: int
    mva_kategori: Mvakategori
    mva_bp: int
    mva_grunn: str = ""
    vikar: str = ""
    arbeidssted: str = ""
    fra_dato: date | None = None
    til_dato: date | None = None


@dataclass(frozen=True)
class Dokumentdata:
    """An issued invoice or credit note; amounts in øre, positive in both."""

    id: UUID
    kind: Dokumentkind
    nummer: int
    utstedt_dato: date
    selger: Part
    kjoeper: Part
    linjer: tuple[Linje, ...]
    mva: tuple[Mvarad, ...]
    netto_oere: int
    mva_oere: int
    sum_oere: int
    kunde_id: UUID
    sprak: str = "nb"
    forfall_dato: date | None = None
    levering_fra: date | None = None
    levering_til: date | None = None
    #: The document's place, else the places of its lines.
    leveringssted: str = ""
    po_nummer: str = ""
    deres_ref: str = ""
    vaar_ref: str = ""
    merknad: str = ""
    kontonummer: str = ""
    kid: str = ""
    #: How the buyer receives it: ehf, epost or papir.
    kanal: str = "epost"
    #: The invoice a credit note reverses.
    krediterer_nummer: int | None = None
    krediterer_dato: date | None = None
    krediterer_sum_oere: int = 0
    grunn: Kreditgrunn | None = None
    grunn_tekst: str = field(default="")

    @property
    def er_kreditnota(self) -> bool:
        """True for a credit note."""
        return self.kind is Dokumentkind.KREDITNOTA

    @property
    def er_foretak(self) -> bool:
        """True when the seller must write Foretaksregisteret."""
        return self.selger.organisasjonsform.upper() in FORETAK

    @property
    def kan_ehf(self) -> bool:
        """False for a buyer without an address in the network: a person, for instance."""
        return bool(self.kjoeper.ehf_adresse)


def dokumentdata(session: Session, *, faktura_id: UUID) -> Dokumentdata:
    """The issued document, nothing read from what may have changed since. At most four statements.

    Raises:
        NotFound: no such document.
        Refused: it is a draft.
    """
    row = get_faktura(session, faktura_id=faktura_id)
    if row.tilstand is not Dokumenttilstand.UTSTEDT or row.nummer is None or row.utstedt_dato is None:
        raise Refused(_("Dokumentet er et utkast og har ingen fil ennå."))
    return _read(
        session, row, nummer=row.nummer, utstedt_dato=row.utstedt_dato, forfall_dato=row.forfall_dato
    )


def provisional(
    session: Session, *, faktura_id: UUID, utstedt_dato: date, forfall_dato: date | None
) -> Dokumentdata:
    """A draft as it would be issued: number 0, no KID. For checks before the number is taken. Four statements.

    Raises:
        NotFound: no such document.
    """
    row = get_faktura(session, faktura_id=faktura_id)
    return _read(session, row, nummer=0, utstedt_dato=utstedt_dato, forfall_dato=forfall_dato)


def _read(
    session: Session, row: Salgsdokument, *, nummer: int, utstedt_dato: date, forfall_dato: date | None
) -> Dokumentdata:
    original = _original(session, row)
    linjer = tuple(_linje(linje) for linje in sorted(row.linjer, key=lambda linje: linje.posisjon))
    return Dokumentdata(
        id=row.id,
        kind=row.kind,
        nummer=nummer,
        utstedt_dato=utstedt_dato,
        selger=_part(row.selger),
        kjoeper=_part(row.kjoeper),
        linjer=linjer,
        mva=tuple(Mvarad(m.kategori, m.mva_bp, m.grunn, m.grunnlag_oere, m.mva_oere) for m in row.mva),
        netto_oere=row.netto_oere,
        mva_oere=row.mva_oere,
        sum_oere=row.sum_oere,
        kunde_id=row.kunde_id,
        sprak=row.sprak,
        forfall_dato=forfall_dato,
        levering_fra=row.levering_fra,
        levering_til=row.levering_til or row.levering_fra,
        leveringssted=row.leveringssted or _places(linjer),
        po_nummer=row.po_nummer,
        deres_ref=row.deres_ref,
        vaar_ref=row.vaar_ref,
        merknad=row.merknad,
        kontonummer=str(row.selger.get("kontonummer", "")),
        kid=row.kid,
        kanal=str(row.kjoeper.get("kanal", "epost")),
        krediterer_nummer=original[0] if original else None,
        krediterer_dato=original[1] if original else None,
        krediterer_sum_oere=original[2] if original else 0,
        grunn=row.grunn,
        grunn_tekst=row.grunn_tekst,
    )


def _original(session: Session, row: Salgsdokument) -> tuple[int, date, int] | None:
    if row.krediterer_id is None:
        return None
    number, issued, total = session.execute(
        select(Salgsdokument.nummer, Salgsdokument.utstedt_dato, Salgsdokument.sum_oere).where(
            Salgsdokument.id == row.krediterer_id
        )
    ).one()
    if number is None or issued is None:  # pragma: no cover - a key and the action forbid it
        raise Refused(_("Fakturaen som krediteres er ikke utstedt."))
    return number, issued, total


def _part(snapshot: dict[str, Any]) -> Part:
    """Known keys of a snapshot; an older one may lack some."""
    names = {name: snapshot.get(name) for name in Part.__dataclass_fields__ if snapshot.get(name) is not None}
    return Part(**{**names, "navn": snapshot["navn"], "kundenr": str(snapshot.get("kundenr", ""))})


def _linje(row: Salgslinje) -> Linje:
    return Linje(**{name: getattr(row, name) for name in Linje.__dataclass_fields__})


def _places(linjer: tuple[Linje, ...]) -> str:
    return "; ".join(dict.fromkeys(linje.arbeidssted for linje in linjer if linje.arbeidssted))
