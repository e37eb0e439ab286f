"""The source that works without any register: enheter that the tenant has looked up before."""

import re
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.db.words import fold
from portal.registers.base import Registerenhet, Registerrolle
from portal.registers.models import RegisterSvar
from portal.registers.remembered import ENHETSREGISTERET, enhet_from_json


class BundledSource:
    """Enheter this tenant remembers. Never Unavailable; knows nothing of roles, which are not kept."""

    name = "husket"

    def __init__(self, session: Session) -> None:
        self._session = session

    def search(self, text: str, *, limit: int = 10) -> list[Registerenhet]:
        typed = text.strip()
        digits = re.sub(r"[\s.]", "", typed)
        if re.fullmatch(r"\d{9}", digits, re.ASCII):
            found = self.get(digits)
            return [found] if found else []
        if len(typed) < 2:
            return []
        stmt = (
            _answers()
            .where(RegisterSvar.overordnet == "")
            .where(func.strpos(RegisterSvar.navn_soek, fold(typed)) > 0)
            .order_by(RegisterSvar.navn_soek, RegisterSvar.noekkel)
            .limit(limit)
        )
        return [enhet_from_json(svar) for svar in self._session.scalars(stmt)]

    def get(self, orgnr: str) -> Registerenhet | None:
        svar = self._session.scalar(_answers().where(RegisterSvar.noekkel == orgnr))
        return enhet_from_json(svar) if svar else None

    def underenheter(self, orgnr: str, *, limit: int = 100) -> list[Registerenhet]:
        stmt = (
            _answers().where(RegisterSvar.overordnet == orgnr).order_by(RegisterSvar.navn_soek).limit(limit)
        )
        units = [enhet_from_json(svar) for svar in self._session.scalars(stmt)]
        return [unit for unit in units if unit.slettet_dato is None]

    def roller(self, orgnr: str) -> list[Registerrolle]:
        del orgnr  # nobody's roles are kept
        return []


def _answers() -> Select[tuple[dict[str, Any]]]:
    return select(RegisterSvar.svar).where(RegisterSvar.kilde == ENHETSREGISTERET)
