"""Who asks, and about what: the cast's employees, and the customer with most on its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from portal.audit.models import Hendelse
from portal.db.clock import now
from portal.dev.bench_ask import Person
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.faktura.models import Salgsdokument
from portal.identity.models import Oektslag, Portalkonto, Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS
from portal.identity.sessions import begin_oekt
from portal.kandidater.models import Kandidat
from portal.kandidater.tilgang.actions import account_of
from portal.kundekort.kontakter.tilgang.actions import gi_tilgang
from portal.kundekort.kontakter.tilgang.rules import Tilgangsdata
from portal.kundekort.models import Engasjement, Kunde
from portal.oppdrag.models import LedigStilling, Timeliste, Utleieoppdrag
from portal.tenancy.session import tenant_session
from portal.web.current import cookie_name


@dataclass(frozen=True)
class Site:
    """One agency with people signed in, and rows that its pages are asked for."""

    cast: Cast
    tenant_id: int
    engine: Engine
    konsulent: Person
    oekonomi: Person
    kontakt: Person
    vikar: Person
    kunde_id: UUID
    kunde: str
    rows: dict[str, UUID]

    def session(self, *, as_: str | None = None) -> Session:
        """A session of the agency, with a member of the cast as the one who acts."""
        session = tenant_session(self.engine, tenant_id=self.tenant_id)
        session.info["actor"] = actor(self.cast, as_ or self.cast.members[0].key)
        return session


def open_site(app: Flask, cast: Cast) -> Site:
    """Sign everybody in at one agency; the contact and the worker get their accounts the first time."""
    engine: Engine = app.extensions["engine"]
    tenant = app.extensions["tenants"].find(cast.slug)
    lead, money = cast.members[0], next(m for m in cast.members if "Økonomi" in m.roller)
    with tenant_session(engine, tenant_id=tenant.id) as session:
        session.info["actor"] = actor(cast, lead.key)
        kunde_id = _busiest(session)
        rows = _rows(session, kunde_id)
        konto_id = _contact(session, kunde_id)
        kandidat = session.scalars(
            select(Kandidat)
            .join(Utleieoppdrag, Utleieoppdrag.kandidat_id == Kandidat.id)
            .where(Utleieoppdrag.id == rows["oppdrag"])
        ).one()
        vikar_id = account_of(session, kandidat=kandidat, er_demo=True).id
        site = Site(
            cast,
            tenant.id,
            engine,
            konsulent=_sign_in(app, session, cast.slug, Oektslag.ANSATT, bruker_id=cast.id(lead.key)),
            oekonomi=_sign_in(app, session, cast.slug, Oektslag.ANSATT, bruker_id=cast.id(money.key)),
            kontakt=_sign_in(app, session, cast.slug, Oektslag.KONTAKT, konto_id=konto_id),
            vikar=_sign_in(app, session, cast.slug, Oektslag.VIKAR, konto_id=vikar_id),
            kunde_id=kunde_id,
            kunde=session.scalars(select(Kunde.navn).where(Kunde.id == kunde_id)).one(),
            rows=rows,
        )
        session.commit()
    return site


def _sign_in(app: Flask, session: Session, slug: str, slag: Oektslag, **owner: Any) -> Person:
    return Person(app, slug, {cookie_name(slug, slag): begin_oekt(session, slag=slag, **owner)})


def _busiest(session: Session) -> UUID:
    """The customer with most on its timeline among those who hire and have been invoiced."""
    hires = select(Utleieoppdrag.kunde_id).where(Utleieoppdrag.kunde_id == Hendelse.kunde_id)
    invoiced = select(Salgsdokument.kunde_id).where(Salgsdokument.kunde_id == Hendelse.kunde_id)
    return session.scalars(
        select(Hendelse.kunde_id)
        .where(hires.exists(), invoiced.exists())
        .group_by(Hendelse.kunde_id)
        .order_by(func.count().desc(), Hendelse.kunde_id)
        .limit(1)
    ).one()  # type: ignore[return-value]


def _rows(session: Session, kunde_id: UUID) -> dict[str, UUID]:
    """The newest of each kind at this customer; anybody's where it has none."""
    kinds: dict[str, Any] = {
        "stilling": LedigStilling,
        "oppdrag": Utleieoppdrag,
        "timeliste": Timeliste,
        "faktura": Salgsdokument,
    }
    return {
        name: session.scalars(
            select(model.id).order_by((model.kunde_id == kunde_id).desc(), model.id.desc()).limit(1)
        ).one()
        for name, model in kinds.items()
    }


def _contact(session: Session, kunde_id: UUID) -> UUID:
    """The account of a contact who sees everything at the customer."""
    held: UUID | None = session.scalar(
        select(Portaltilgang.konto_id)
        .where(Portaltilgang.kunde_id == kunde_id, Portaltilgang.omfang == Tilgangsomfang.KUNDE)
        .where(Portaltilgang.rettigheter.contains(sorted(CONTACT_PRESETS["Superbruker"])))
        .limit(1)
    )
    if held is not None:
        return held
    free: Sequence[UUID] = session.scalars(
        select(Engasjement.id)
        .outerjoin(Portaltilgang, Portaltilgang.engasjement_id == Engasjement.id)
        .where(Engasjement.kunde_id == kunde_id, Engasjement.epost != "", Portaltilgang.id.is_(None))
        .order_by(Engasjement.id)
        .limit(1)
    ).all()
    tilgang = gi_tilgang(
        session,
        kunde_id=kunde_id,
        kontakt_id=free[0],
        data=Tilgangsdata(
            rettigheter=CONTACT_PRESETS["Superbruker"], omfang=Tilgangsomfang.KUNDE, node_id=None
        ),
        adresse=None,
        er_demo=True,
    )
    session.execute(update(Portalkonto).where(Portalkonto.id == tilgang.konto_id).values(aktivert_tid=now()))
    return tilgang.konto_id
