"""The ratio between price and pay that an offer begins with."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp


class Paaslagsfaktor(TenantScoped, Base):
    """Price = pay × factor, by kind of hour. «Ingen» has no factors: the price is agreed each time.

    Without a customer it is the agency's. The first by `rekkefoelge` that holds on the day is proposed.
    """

    __tablename__ = "paaslagsfaktor"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint(
            "(ordinaer_bp IS NULL) = (overtid50_bp IS NULL) AND (ordinaer_bp IS NULL) = (overtid100_bp IS NULL)"
            " AND (ordinaer_bp IS NULL) = (helg_bp IS NULL)",
            name="all_or_none",
        ),
        CheckConstraint(
            "least(ordinaer_bp, overtid50_bp, overtid100_bp, helg_bp) >= 10000", name="never_below_pay"
        ),
        Index("ix_paaslagsfaktor__kunde", "tenant_id", "kunde_id", "rekkefoelge"),
    )

    #: None is the agency's own level.
    kunde_id: Mapped[UUID | None]
    navn: Mapped[str]
    rekkefoelge: Mapped[int] = mapped_column(server_default="10", default=10)
    #: 16 200 is 1,62 times the pay.
    ordinaer_bp: Mapped[Bp | None]
    overtid50_bp: Mapped[Bp | None]
    overtid100_bp: Mapped[Bp | None]
    #: Weekend and night.
    helg_bp: Mapped[Bp | None]
    gyldig_fra: Mapped[date]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
