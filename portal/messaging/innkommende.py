"""A round of the mail box: each mail goes to the agency its address names, in that agency's scope and no other."""

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from portal.identity.actor import SYSTEM
from portal.messaging import registry
from portal.messaging.innboks.brev import Brev
from portal.messaging.innboks.lesing import Unreadable, parse, read, receivers
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session

log = structlog.get_logger(__name__)
#: Mails of one round; the rest wait for the next.
A_ROUND = 50


def fetch_round(engine: Engine) -> int:
    """Deal with what lies in the box; answers how many were kept. A killed round leaves mails that are met again.

    Raises Unavailable: the box does not answer.
    """
    box = registry.innboks()
    if box is None:
        return 0
    kept = 0
    for brev in box.fetch(limit=A_ROUND):  # one at a time: a mail may be of many megabytes
        try:
            known = _deal_with(engine, brev)
        except SQLAlchemyError:  # it stays where it lies and is met again; the others do not wait for it
            log.exception("mail_in", merke=brev.merke)
            continue
        box.settle(brev.merke, kept=known)
        kept += known
    return kept


def _deal_with(engine: Engine, brev: Brev) -> bool:
    try:
        message = parse(brev.innhold)
        slug = registry.find_agency(receivers(message))
        if slug is None:
            return False
        innkommende = read(message, brev.innhold, without=[registry.log_address(slug)])
    except Unreadable:
        return False
    with engine.execution_options(scope="resolve").connect() as connection:
        tenant_id = connection.scalar(select(Tenant.id).where(Tenant.slug == slug))
    if tenant_id is None:
        return False
    with tenant_session(engine, tenant_id=tenant_id) as session:
        session.info["actor"] = SYSTEM
        known = registry.receive(session, innkommende)
        session.commit()
    log.info("mail_in", tenant=tenant_id, kept=known)
    return known
