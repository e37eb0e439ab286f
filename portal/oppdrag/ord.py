"""Words people read for the codes of this room; lazy, so that they follow the reader's language."""

from typing import Any

from portal.i18n import _l
from portal.oppdrag.models import Innleiegrunnlag, Koblingsstatus, Stillingstilstand, Timelistetilstand
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.models_rekruttering import Rekrutteringstilstand
from portal.oppdrag.rules.tilstand import Oppdragstilstand

GRUNNLAG: dict[Innleiegrunnlag, Any] = {
    Innleiegrunnlag.VIKARIAT: _l("Vikariat, aml § 14-9 (2) b"),
    Innleiegrunnlag.AVTALE_TILLITSVALGTE: _l("Avtale med tillitsvalgte, aml § 14-12 (2)"),
    Innleiegrunnlag.HELSEPERSONELL: _l("Helsepersonell, forskrift om innleie § 3"),
    Innleiegrunnlag.SPESIALKOMPETANSE: _l("Rådgiver med spesialkompetanse i avgrenset prosjekt"),
    Innleiegrunnlag.PRAKSIS: _l("Praksisarbeid"),
    Innleiegrunnlag.ARBEIDSMARKEDSTILTAK: _l("Arbeidsmarkedstiltak"),
    Innleiegrunnlag.IDRETT: _l("Organisert idrett"),
    Innleiegrunnlag.ARRANGEMENT: _l("Kortvarig arrangement"),
}
TILSTAND: dict[Stillingstilstand, Any] = {
    Stillingstilstand.KLADD: _l("Kladd"),
    Stillingstilstand.AAPEN: _l("Åpen"),
    Stillingstilstand.LUKKET: _l("Lukket"),
    Stillingstilstand.AVLYST: _l("Avlyst"),
}
#: (word, look of the tag)
REKRUTTERING: dict[Rekrutteringstilstand, tuple[Any, str]] = {
    Rekrutteringstilstand.AAPEN: (_l("Åpen"), "ok"),
    Rekrutteringstilstand.BESATT: (_l("Besatt"), ""),
    Rekrutteringstilstand.AVLYST: (_l("Avlyst"), ""),
}
KOBLING: dict[Koblingsstatus, Any] = {
    Koblingsstatus.FORESLAATT: _l("Foreslått"),
    Koblingsstatus.KONTAKTET: _l("Kontaktet"),
    Koblingsstatus.INTERESSERT: _l("Interessert"),
    Koblingsstatus.PRESENTERT: _l("Presentert for kunden"),
    Koblingsstatus.INTERVJU: _l("Intervju"),
    Koblingsstatus.AKSEPTERT: _l("Akseptert av kunden"),
    Koblingsstatus.AVSLAATT: _l("Avslått"),
    Koblingsstatus.I_OPPDRAG: _l("I oppdrag"),
}
KATEGORI: dict[Timekategori, Any] = {
    Timekategori.NORMAL: _l("Ordinær tid"),
    Timekategori.OVERTID_50: _l("Overtid 50 %"),
    Timekategori.OVERTID_100: _l("Overtid 100 %"),
    Timekategori.KVELD: _l("Kveld"),
    Timekategori.NATT: _l("Natt"),
    Timekategori.HELG: _l("Helg"),
    Timekategori.HELLIGDAG: _l("Helligdag"),
}
#: Why an oppdrag was ended before time.
AVSLUTNING: dict[str, Any] = {
    "etter_avtale": _l("Avsluttet etter avtale"),
    "kunden_avbroet": _l("Kunden avbrøt"),
    "vikaren_sluttet": _l("Vikaren sluttet"),
    "ikke_moett": _l("Vikaren møtte ikke"),
    "fast_ansatt": _l("Fast ansatt hos kunden"),
    "annet": _l("Annet"),
}
UKEDAGER: dict[int, Any] = {
    1: _l("mandag"),
    2: _l("tirsdag"),
    3: _l("onsdag"),
    4: _l("torsdag"),
    5: _l("fredag"),
    6: _l("lørdag"),
    7: _l("søndag"),
}
#: (word, look of the tag)
TILSTAND_OPPDRAG: dict[Oppdragstilstand, tuple[Any, str]] = {
    Oppdragstilstand.PLANLAGT: (_l("Planlagt"), "info"),
    Oppdragstilstand.AKTIV: (_l("Aktivt"), "ok"),
    Oppdragstilstand.AVSLUTTET: (_l("Avsluttet"), ""),
    Oppdragstilstand.AVBRUTT: (_l("Avbrutt"), "warn"),
}
#: Views of the lists, by the value in the address.
UTVALG: dict[str, Any] = {
    "aktive": _l("Pågår og kommer"),
    "slutter": _l("Slutter snart"),
    "avsluttet": _l("Avsluttet"),
}
TIMELISTETILSTAND: dict[Timelistetilstand, Any] = {
    Timelistetilstand.AAPEN: _l("Ikke levert"),
    Timelistetilstand.KLADD: _l("Foreløpig kladd"),
    Timelistetilstand.LEVERT: _l("Venter på kunden"),
    Timelistetilstand.GODKJENT: _l("Godkjent"),
    Timelistetilstand.RETURNERT: _l("I retur"),
    Timelistetilstand.BEHANDLET: _l("Behandlet"),
}
