"""What the agency demands of addresses, and how far it has read Enhetsregisteret's feed of changes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped
from portal.db.types import CText, text_enum


class Kontrollnivaa(StrEnum):
    """How strictly post code and place are held against the register of post codes."""

    AV = "av"
    #: Told once; may be kept as it is.
    ANBEFALT = "anbefalt"
    PAAKREVD = "paakrevd"


class Adressekontroll(TenantScoped, Base):
    """The agency's one choice for each kind of address. No row: everything is recommended."""

    __tablename__ = "adressekontroll"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    besoek: Mapped[Kontrollnivaa] = mapped_column(text_enum(Kontrollnivaa, name="besoek"))
    post: Mapped[Kontrollnivaa] = mapped_column(text_enum(Kontrollnivaa, name="post"))
    faktura: Mapped[Kontrollnivaa] = mapped_column(text_enum(Kontrollnivaa, name="faktura"))
    arbeidssted: Mapped[Kontrollnivaa] = mapped_column(text_enum(Kontrollnivaa, name="arbeidssted"))
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Registerlesing(TenantScoped, Base):
    """How far a feed has been read for this agency's customers. The next night goes on from there."""

    __tablename__ = "registerlesing"
    __table_args__ = (UniqueConstraint("tenant_id", "kilde"),)

    #: Which feed: enhetsregisteret, underenheter.
    kilde: Mapped[CText]
    #: The last change that has been seen to, by the feed's own number; 0 before the first.
    posisjon: Mapped[int]
    #: When it was last read to its end.
    lest_tid: Mapped[datetime | None]
