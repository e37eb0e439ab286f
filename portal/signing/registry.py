"""Which providers there are, and which one an agency's requests go to. A provider costs one folder and one line."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.signing.base import Config, Remote, RemoteState, SignatureProvider, Snapshot
from portal.signing.models import Partstilstand, Signeringsforespoersel, Tilstand
from portal.signing.providers.local.provider import LocalProvider
from portal.signing.queries import get_forespoersel, list_signatarer
from portal.signing.segl import ensure_seal

PROVIDERS: dict[str, SignatureProvider] = {each.key: each for each in (LocalProvider(),)}
_STATES = {
    Tilstand.AVSLAATT: RemoteState.DECLINED,
    Tilstand.UTLOEPT: RemoteState.EXPIRED,
    Tilstand.TRUKKET: RemoteState.CANCELLED,
    Tilstand.FEILET: RemoteState.CANCELLED,
}


def chosen(session: Session) -> SignatureProvider:
    """Where new requests of this agency go: `local` until another one is set up."""
    return PROVIDERS["local"]


def provider(key: str) -> SignatureProvider:
    """The one that has a request; KeyError when it was taken out of the installation."""
    return PROVIDERS[key]


def config(session: Session, key: str, *, seal: bool = False) -> Config:
    """The agency's set-up at a provider. The key of the seal is opened only where it is used."""
    return Config(
        seal=ensure_seal(session) if seal and key == "local" else None,
        rows=lambda request_id: _rows(session, UUID(request_id)),
    )


def _rows(session: Session, forespoersel_id: UUID) -> Snapshot:
    """How our own rows stand."""
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id)
    parties = list_signatarer(session, forespoersel_id=forespoersel_id)
    signed = [str(each.id) for each in parties if each.tilstand is Partstilstand.SIGNERT]
    if len(signed) == len(parties):
        return Snapshot(RemoteState.ALL_SIGNED, signed)
    return Snapshot(_STATES.get(foresp.tilstand, RemoteState.OPEN), signed)


def remote_of(foresp: Signeringsforespoersel) -> Remote | None:
    """What the provider calls it; None before it was asked."""
    return Remote(foresp.fjernnavn) if foresp.fjernnavn is not None else None
