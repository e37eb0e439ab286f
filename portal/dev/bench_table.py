"""What was measured, for the terminal and as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

from portal.dev.bench_pages import Side
from portal.dev.bench_process import Drift
from portal.dev.bench_writes import Handling


@dataclass
class Maaling:
    """All that was measured."""

    maskin: dict[str, Any]
    mengde: dict[str, int]
    sider: list[Side] = field(default_factory=list)
    handlinger: list[Handling] = field(default_factory=list)
    fakturaer_per_s: float = 0.0
    drift: Drift | None = None
    #: Page → its p50 here over the same page's p50 at the other agency.
    mot: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values, the ratio of each page and what is not reached among them."""
        plain = asdict(self)
        for row, side in zip(plain["sider"], self.sider, strict=True):
            row |= {"forhold": side.forhold, "over": side.over()}
        for row, handling in zip(plain["handlinger"], self.handlinger, strict=True):
            row["over"] = handling.over()
        return plain


def table(found: Maaling) -> str:
    """Pages, acts, processes, and last what does not reach its target."""
    lines = [
        ", ".join(f"{name} {value}" for name, value in found.maskin.items()),
        ", ".join(f"{value} {name}" for name, value in found.mengde.items()),
        "",
        f"{'side':<28}{'setn.':>9}{'p50 ms':>9}{'p95':>8}{'gulv':>8}{'forhold':>9}{'byte':>9}{'pakket':>8}{'fragm.':>8}"
        + (f"{'mot':>7}" if found.mot else ""),
    ]
    for side in found.sider:
        limit = f"/{side.grense}" if side.grense is not None else "  "
        lines.append(
            f"{side.navn:<28}{side.setninger:>6}{limit:<3}{side.p50:>9.1f}{side.p95:>8.1f}{side.gulv:>8.1f}"
            f"{side.forhold:>9.2f}{side.byte:>9}{side.pakket:>8}{side.fragment or '–':>8}"
            + (f"{found.mot.get(side.navn, 0):>7.2f}" if found.mot else "")
        )
    if found.handlinger:
        lines += ["", f"{'handling':<28}{'antall':>9}{'p50 ms':>9}{'p95':>8}"]
        lines += [f"{h.navn:<28}{h.antall:>9}{h.p50:>9.1f}{h.p95:>8.1f}" for h in found.handlinger]
        lines.append(f"{'utstedelse i kjøring':<28}{found.fakturaer_per_s:>9.0f} fakturaer/s")
    if (drift := found.drift) is not None:
        lines += ["", f"nettsiden klar etter {drift.klar_s:.1f} s, første besøk {drift.foerste_besoek} byte"]
        if drift.minne_mb is not None and drift.minne_etter_mb is not None:
            lines.append(
                f"minne, nettside og arbeider: {drift.minne_mb:.0f} → {drift.minne_etter_mb:.0f} MB (PSS)"
            )
        lines += [f"8 brukere: {antall:.0f} forespørsler/s på {path}" for path, antall in drift.per_s.items()]
        if drift.andre_start_s is not None:
            lines.append(f"andre start: {drift.andre_start_s:.1f} s til første side")
    missed = [f"{side.navn}: {fault}" for side in found.sider for fault in side.over()]
    missed += [f"{act.navn}: {fault}" for act in found.handlinger for fault in act.over()]
    missed += found.drift.over() if found.drift else []
    return "\n".join([*lines, "", "Når ikke målet:" if missed else "Alt når målet.", *missed])
