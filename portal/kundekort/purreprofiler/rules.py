"""What a profile may say: the law's earliest days, and the order of the steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import Refused
from portal.i18n import _
from portal.registers.queries import Regel

#: Codes in the register of law.
TIDLIGST, NY_FRIST, VARSELFRIST = "purring.tidligst", "purring.ny_frist", "inkassovarsel.frist"
KODER = (TIDLIGST, NY_FRIST, VARSELFRIST)


@dataclass(frozen=True)
class Profildata:
    """What people write of a profile. Days after the invoice is due; the deadline is days after the warning."""

    navn: str
    purring_dager: int
    paaminnelse_dager: int | None = None
    gebyr: bool = False
    inkassovarsel_dager: int | None = None
    inkassofrist_dager: int | None = None
    rekkefoelge: int = 10
    er_aktiv: bool = True


#: What a new agency begins with; its own choice, within the law.
SHIPPED = Profildata("Vanlig", 14, 3, gebyr=True, inkassovarsel_dager=28, inkassofrist_dager=14)


def check_profile(data: Profildata, *, regler: Mapping[str, Regel]) -> None:
    """Raises Refused at the field, with the paragraph when it is the law that says no."""
    if data.purring_dager < 1:
        raise Refused(_("En purring sendes etter forfall, tidligst dagen etter."), field="purring")
    if data.paaminnelse_dager is not None and not 0 < data.paaminnelse_dager < data.purring_dager:
        raise Refused(_("Påminnelsen kommer mellom forfall og purringen."), field="paaminnelse")
    first = regler[TIDLIGST]
    if data.gebyr and data.purring_dager < (first.verdi or 0):
        raise Refused(
            _(
                "En purring med gebyr kan tidligst sendes %(dager)s dager etter forfall (%(hjemmel)s).",
                dager=first.verdi,
                hjemmel=first.hjemmel,
            ),
            field="purring",
        )
    if (data.inkassovarsel_dager is None) != (data.inkassofrist_dager is None):
        raise Refused(_("Skriv både når varselet sendes, og fristen i det."), field="inkassofrist")
    if data.inkassovarsel_dager is not None:
        _check_warning(data, regler)


def _check_warning(data: Profildata, regler: Mapping[str, Regel]) -> None:
    days, deadline = data.inkassovarsel_dager or 0, data.inkassofrist_dager or 0
    if days <= data.purring_dager:
        raise Refused(_("Inkassovarselet kommer etter purringen."), field="inkassovarsel")
    second = regler[NY_FRIST]
    if data.gebyr and days < data.purring_dager + (second.verdi or 0):
        raise Refused(
            _(
                "Det andre gebyret krever at purringen ga minst %(dager)s dagers frist (%(hjemmel)s).",
                dager=second.verdi,
                hjemmel=second.hjemmel,
            ),
            field="inkassovarsel",
        )
    least = regler[VARSELFRIST]
    if deadline < (least.verdi or 0):
        raise Refused(
            _(
                "Et inkassovarsel gir minst %(dager)s dagers frist (%(hjemmel)s).",
                dager=least.verdi,
                hjemmel=least.hjemmel,
            ),
            field="inkassofrist",
        )
