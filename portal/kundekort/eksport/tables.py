"""Rows as a file that spreadsheets open: CSV or XLSX, written row by row so that memory does not grow with them.

What people typed may begin with a sign that a spreadsheet takes for a formula: such text stays text.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from portal.filestore.base import spool

#: What a cell that would be reckoned with begins with.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Signs that XML cannot hold.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_csv(header: list[str], rows: Iterable[list[Any]]) -> IO[bytes]:
    """UTF-8 with BOM and semicolons, as Excel in Norway opens it; at its beginning."""
    held = spool()
    text = io.TextIOWrapper(held, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    for row in chain([header], rows):  # headings are typed by people too
        writer.writerow([_harmless(value) for value in row])
    text.detach()
    held.seek(0)
    return held


def write_xlsx(header: list[str], rows: Iterable[list[Any]], *, ark: str = "Kunder") -> IO[bytes]:
    """One sheet; at its beginning."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(ark)
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        tidy = _UNHOLDABLE.sub("", value)
        if not tidy.startswith("="):
            return tidy
        plain = WriteOnlyCell(sheet, tidy)
        plain.data_type = "s"  # else it would be a formula
        return plain

    for row in chain([header], rows):
        sheet.append([cell(value) for value in row])
    held = spool()
    book.save(held)
    held.seek(0)
    return held


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, Decimal):  # as Excel in Norway reads it
        return f"{value:f}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else value
