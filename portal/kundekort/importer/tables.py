"""A file of customers as rows of text: CSV in the encodings spreadsheets write, or XLSX. Refuses what is not sound.

Everything is decided before anything is stored, so a broken file changes nothing. Size, ratio and number of
parts of an XLSX are checked in its directory, before a byte is unpacked.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.errors import Refused
from portal.i18n import _

MAX_BYTES = 20 * 1024 * 1024
#: Read, tried and stored within one request (30 s); lists beyond that are split.
MAX_ROWS = 15_000
MAX_COLUMNS = 200
#: A spreadsheet is read cell by cell, so its cells decide how long that takes.
MAX_CELLS = 250_000
MAX_CELL = 2_000
#: An honest sheet packs to a tenth or so; a bomb to a thousandth.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 120
MAX_PARTS = 2_000
#: Encodings that may be chosen by hand.
ENCODINGS = ("utf-8", "cp1252", "utf-16")
_MOJIBAKE = re.compile("Ã[¦¸¥†˜……]|Ã\u0098|Ã\u0085|Ã\u0086|Â[\u00a0 ]")


@dataclass(frozen=True)
class Tabell:
    """Header and rows; each row with its line number as a person counts, the header being the first."""

    format: str
    koding: str
    overskrifter: list[str]
    rader: list[tuple[int, list[str]]]


def read_table(filnavn: str, data: bytes, *, koding: str | None = None) -> Tabell:
    """Read a whole file. `koding` overrides what would be recognised in a CSV.

    Raises Refused, with a sentence a person can act on, for anything that is not a sound table.
    """
    refuse_size(len(data))
    if not data.strip(b"\x00\r\n\t "):
        raise Refused(_("Filen er tom."), field="fil")
    if data.startswith(b"PK\x03\x04"):
        table = _read_xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _("Filen er i det gamle Excel-formatet (.xls). Lagre den som .xlsx eller CSV."), field="fil"
        )
    elif filnavn.lower().endswith(".xlsx"):
        raise Refused(_("Filen heter .xlsx, men er ikke en Excel-fil."), field="fil")
    else:
        table = _read_csv(data, koding)
    _refuse_formulas(table)
    return table


def refuse_size(size: int) -> None:
    """Called with the size before the bytes are read, where that is known."""
    if size > MAX_BYTES:
        raise Refused(
            _(
                "Filen er større enn %(grense)s MB. Del den opp.",
                grense=MAX_BYTES // 1024 // 1024,
            ),
            field="fil",
        )


# --- CSV --------------------------------------------------------------------------------------


def _read_csv(data: bytes, koding: str | None) -> Tabell:
    text, used = _decode(data, koding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows = list(_numbered(reader))
    return _table("csv", used, rows)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; a quoted cell may hold line breaks."""
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(
                _(
                    "Linje %(nr)s kan ikke leses: et anførselstegn mangler eller står feil.",
                    nr=before + 1,
                ),
                field="fil",
            ) from error
        yield before + 1, row
        before = reader.line_num


def _decode(data: bytes, koding: str | None) -> tuple[str, str]:
    """(text, encoding): as chosen, else UTF-8 with or without mark, UTF-16 with mark, then Windows-1252."""
    if koding is not None and koding not in ENCODINGS:
        raise Refused(_("Ukjent tegnkoding."), field="koding")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        chosen = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        chosen = ["utf-8"]
    else:
        chosen = [koding] if koding is not None else ["utf-8", "cp1252"]
    for name in chosen:
        try:
            text = data.decode("utf-8-sig" if name == "utf-8" else name)
        except UnicodeError:
            continue
        if "\x00" in text:
            break
        if name == "cp1252" and (found := _MOJIBAKE.search(text)):
            raise Refused(
                _(
                    "Filen blander tegnkodinger (se linje %(nr)s). Lagre den på nytt som CSV UTF-8.",
                    nr=text.count("\n", 0, found.start()) + 1,
                ),
                field="fil",
            )
        return text, name
    raise Refused(
        _("Filen er ikke tekst vi kan lese. Lagre den som CSV UTF-8 eller Excel (.xlsx)."), field="fil"
    )


def _delimiter(text: str) -> str:
    """The sign that parts most columns of the first line; quoted signs do not count."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").split("\n", 1)[0])
    return max(";,\t|", key=first.count)


# --- XLSX -------------------------------------------------------------------------------------


def _read_xlsx(data: bytes) -> Tabell:
    """The first sheet. Cells are read as text; dates as year-month-day."""
    _refuse_bomb(data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows, cells_read = [], 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1):
            if number > MAX_ROWS + 1_000:
                _refuse_rows()
            cells_read += sum(value is not None for value in cells)
            if cells_read > MAX_CELLS:
                _refuse_cells()
            rows.append((number, [_cell(value) for value in cells]))
        book.close()
    except Refused:
        raise
    except Exception as error:
        # openpyxl raises what it stumbles on: KeyError, ValueError, BadZipFile, ParseError …
        raise Refused(_("Excel-filen er skadet eller låst med passord."), field="fil") from error
    return _table("xlsx", "", rows)


def _refuse_bomb(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Refused(_("Excel-filen er skadet."), field="fil") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Refused(_("Filen er et arkiv, ikke et regneark. Bruk .xlsx eller CSV."), field="fil")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or (unpacked > MAX_BYTES and unpacked / packed > MAX_RATIO)
    ):
        raise Refused(
            _("Excel-filen pakker seg ut til mye mer enn et regneark bør. Den er ikke lest."), field="fil"
        )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    return str(value)


# --- both -------------------------------------------------------------------------------------


def _table(kind: str, koding: str, rows: Iterable[tuple[int, list[str]]]) -> Tabell:
    kept = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not kept:
        raise Refused(_("Filen er tom."), field="fil")
    header = [cell.strip().lstrip("\ufeff") for cell in kept[0][1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise Refused(_("Filen har mer enn %(antall)s kolonner.", antall=MAX_COLUMNS), field="fil")
    if _looks_like_data(header):
        raise Refused(
            _("Første linje må være overskrifter, som Navn og Organisasjonsnummer. Den ser ut som en kunde."),
            field="fil",
        )
    body = kept[1:]
    if not body:
        raise Refused(_("Filen har overskrifter, men ingen kunder."), field="fil")
    if len(body) > MAX_ROWS:
        _refuse_rows()
    return Tabell(kind, koding, header, [(number, _fit(cells, len(header))) for number, cells in body])


def _fit(cells: list[str], width: int) -> list[str]:
    """As many cells as the header has; further blank ones go, further filled ones stay and are an error later."""
    cells = [cell[: MAX_CELL + 1].replace("\x00", "") for cell in cells]
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells + [""] * (width - len(cells))


def _looks_like_data(header: list[str]) -> bool:
    """An organisation number, a post code or an address stands where words should."""
    filled = [cell for cell in header if cell]
    odd = [cell for cell in filled if re.search(r"\d{4}|@|https?://", cell)]
    return not filled or bool(odd)


def _refuse_rows() -> None:
    raise Refused(_("Filen har mer enn %(antall)s kunder. Del den opp.", antall=MAX_ROWS), field="fil")


def _refuse_cells() -> None:
    raise Refused(
        _(
            "Regnearket har mer enn %(antall)s celler. Ta bort kolonner som ikke trengs, eller del det opp.",
            antall=MAX_CELLS,
        ),
        field="fil",
    )


def _refuse_formulas(table: Tabell) -> None:
    """A formula is never a customer's name: it is a mistake, or made to run when the list is opened again."""
    for number, cells in table.rader:
        for place, cell in enumerate(cells):
            if is_formula(cell):
                header = table.overskrifter[place] if place < len(table.overskrifter) else ""
                raise Refused(
                    _(
                        "Linje %(nr)s, kolonne %(kolonne)s: cellen er en formel (%(start)s …). "
                        "Bytt den ut med verdien. Ingenting er endret.",
                        nr=number,
                        kolonne=header or place + 1,
                        start=cell.strip()[:12],
                    ),
                    field="fil",
                )


def is_formula(cell: str) -> bool:
    """True for a cell a spreadsheet would run: `=…`, `@…`, or a sign before something that is no number."""
    start = cell.lstrip()
    if start[:1] == "=":
        return True
    return start[:1] in {"@", "+", "-"} and bool(re.match(r"[@+-]\s*[A-Za-z]+\s*[(|!]", start))
