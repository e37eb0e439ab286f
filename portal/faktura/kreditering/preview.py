"""What a credit note would come to, by the same arithmetic that issues it. Reads, never writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.faktura.models import Salgsdokument
from portal.faktura.rules import Mvagrunnlag, Mvarad, credit_mva_rows, credit_net


@dataclass(frozen=True)
class Kreditsum:
    """Øre. `rest_oere` is what remains of the invoice afterwards."""

    antall: int
    netto_oere: int
    mva: Sequence[Mvarad]
    sum_oere: int
    rest_oere: int
    per_linje: Mapping[UUID, int]


def credit_sum(faktura: Salgsdokument, *, valg: Mapping[UUID, int], credited: Sequence[Mvarad]) -> Kreditsum:
    """The note for `valg` (line → quantity); quantities above what remains are left out of the sum."""
    nets: dict[UUID, int] = {}
    basis: list[Mvagrunnlag] = []
    for linje in faktura.linjer:
        mengde = valg.get(linje.id, 0)
        if not 0 < mengde <= linje.mengde - linje.kreditert_mengde:
            continue
        net = credit_net(
            mengde=mengde,
            kreditert_mengde=linje.kreditert_mengde,
            pris_oere=linje.pris_oere,
            enhet=linje.enhet,
        )
        nets[linje.id] = net
        basis.append(Mvagrunnlag(linje.mva_kategori, linje.mva_bp, linje.mva_grunn, net))
    issued = [Mvarad(m.kategori, m.mva_bp, m.grunn, m.grunnlag_oere, m.mva_oere) for m in faktura.mva]
    rows = credit_mva_rows(basis, issued=issued, credited=credited)
    netto = sum(nets.values())
    total = netto + sum(row.mva_oere for row in rows)
    rest = faktura.sum_oere - faktura.kreditert_oere - total
    return Kreditsum(len(nets), netto, rows, total, rest, nets)
