"""What the worker does with an issued document: its files made once, then the mail. Nothing here commits."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.faktura.dokumentdata import Dokumentdata, dokumentdata
from portal.faktura.models import Salgsdokument, Salgsfil
from portal.faktura.utsendelse.ehf import make_ehf
from portal.faktura.utsendelse.ehf_check import require_ehf
from portal.faktura.utsendelse.mail_text import body, subject
from portal.faktura.utsendelse.pdf import make_pdf
from portal.filestore.actions import store_file
from portal.filestore.models import Dokumentslag
from portal.i18n import _, in_language
from portal.kundekort.kontor import find_logo
from portal.messaging.actions import send_epost


def lag_filer(session: Session, *, faktura_id: UUID) -> dict[str, Salgsfil]:
    """PDF and EHF of an issued document, by kind; those that exist are left as they are. Locks the document.

    A buyer without an address in the network gets no EHF.

    Raises:
        NotFound: no such document. Refused: a draft, or an EHF that breaks a rule. Unavailable: store or fonts.
    """
    session.execute(select(Salgsdokument.id).where(Salgsdokument.id == faktura_id).with_for_update())
    held = {
        fil.slag: fil for fil in session.scalars(select(Salgsfil).where(Salgsfil.dokument_id == faktura_id))
    }
    data = dokumentdata(session, faktura_id=faktura_id)
    if "ehf" not in held and data.kan_ehf:
        xml = make_ehf(data)
        require_ehf(xml, data=data)
        held["ehf"] = _store(session, data, slag="ehf", innhold=xml)
    if "pdf" not in held:
        logo = find_logo(session, kunde_id=data.kunde_id)
        held["pdf"] = _store(session, data, slag="pdf", innhold=make_pdf(data, logo))
    return held


def send_dokument_paa_epost(session: Session, *, faktura_id: UUID) -> bool:
    """Put the mail with the PDF on the outbox, once; False when the buyer has no address that works.

    Raises:
        NotFound, Refused, Unavailable: as lag_filer.
    """
    fil = lag_filer(session, faktura_id=faktura_id)["pdf"]
    data = dokumentdata(session, faktura_id=faktura_id)
    try:
        _mail(session, data, fil)
    except Refused as refused:
        record(
            session,
            "faktura.ikke_sendt",
            kunde_id=data.kunde_id,
            nummer=data.nummer,
            grunn=str(refused.sentence),
        )
        return False
    return True


def _mail(session: Session, data: Dokumentdata, fil: Salgsfil) -> None:
    if not data.kjoeper.epost:
        raise Refused(_("Kunden har ingen e-postadresse for faktura."))
    with in_language(data.sprak):
        send_epost(
            session,
            til=data.kjoeper.epost,
            navn=data.kjoeper.navn,
            emne=subject(data),
            tekst=body(data),
            sprak=data.sprak,
            noekkel=data.id,
            kunde_id=data.kunde_id,
            svar_til=data.selger.epost,
            vedlegg=[fil.fil_id],
        )


def _store(session: Session, data: Dokumentdata, *, slag: str, innhold: bytes) -> Salgsfil:
    kind = Dokumentslag.KREDITNOTA if data.er_kreditnota else Dokumentslag.FAKTURA
    with in_language(data.sprak):
        word = str(_("Kreditnota") if data.er_kreditnota else _("Faktura"))
    title = f"{word} {data.nummer}"
    dokument = store_file(
        session,
        innhold=innhold,
        filnavn=f"{title}.{'pdf' if slag == 'pdf' else 'xml'}",
        slag=kind,
        tittel=title if slag == "pdf" else f"{title} (EHF)",
        kunde_id=data.kunde_id,
        kobling=("salgsdokument", data.id),
        synlig_i_portal=slag == "pdf",
        uforanderlig=True,
    )
    fil = Salgsfil(
        id=uuid7(),
        dokument_id=data.id,
        slag=slag,
        fil_id=dokument.id,
        sha256=hashlib.sha256(innhold).hexdigest(),
        laget_tid=now(),
    )
    session.add(fil)
    session.flush()  # the mail that follows names the file, and a second worker must meet the unique key here
    return fil
