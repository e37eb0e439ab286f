"""What was measured, as a table for the terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.dev.bench import Maaling


def table(found: "Maaling") -> str:
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
