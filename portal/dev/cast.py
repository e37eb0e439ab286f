"""The demo cast (architecture.md §9): the same people in demo data, tests, pictures and docs."""

from dataclasses import dataclass, field
from uuid import UUID, uuid5

NAMESPACE = UUID("6f2d3f0a-5d3e-4a59-9b4c-1d9a36d0c0de")
PASSWORD = "portal-demo-2026"  # noqa: S105 - public on purpose; works only on demo data


def cast_id(tenant: str, name: str) -> UUID:
    """A stable id for a named row of the cast, so that tests and addresses can be written down."""
    return uuid5(NAMESPACE, f"{tenant}/{name}")


@dataclass(frozen=True)
class Member:
    """One employee of the cast."""

    key: str
    navn: str
    roller: tuple[str, ...]
    avdeling: str
    telefon: str


@dataclass(frozen=True)
class Cast:
    """One agency of the cast and its employees; `id("fjordtre")` gives the fixed id of any named row."""

    slug: str
    navn: str
    orgnr: str
    sprak: str
    fargetone: int
    avdelinger: tuple[str, ...]
    members: tuple[Member, ...]
    kontonummer: str
    adresse: tuple[str, str, str]
    ids: dict[str, UUID] = field(default_factory=dict, compare=False)

    def id(self, name: str) -> UUID:
        """The fixed id of a row of this agency."""
        return cast_id(self.slug, name)

    def epost(self, key: str) -> str:
        """The address of an employee: marte → marte@nordvik.example."""
        return f"{key}@{self.slug}.example"


NORDVIK = Cast(
    slug="nordvik",
    navn="Nordvik Bemanning AS",
    orgnr="310888001",
    sprak="nb",
    fargetone=250,
    avdelinger=("Bergen", "Oslo"),
    members=(
        Member("marte", "Marte Solheim", ("Konsulent",), "Bergen", "+4759900101"),
        Member("lise", "Lise Haugland", ("Økonomi",), "Bergen", "+4759900102"),
        Member("jon", "Jon Nordvik", ("Admin",), "Bergen", "+4759900103"),
        Member("berit", "Berit Aasen", ("Leser",), "Oslo", "+4759900104"),
    ),
    kontonummer="36240099009",
    adresse=("Strandgaten 14", "5013", "Bergen"),
)
SOLVIK = Cast(
    slug="solvik",
    navn="Solvik Vikarbyrå AS",
    orgnr="310888028",
    sprak="nn",
    fargetone=155,
    avdelinger=("Førde",),
    members=(Member("carl", "Carl Solvik", ("Konsulent", "Økonomi"), "Førde", "+4759900201"),),
    kontonummer="36240099017",
    adresse=("Hafstadvegen 21", "6800", "Førde"),
)
AGENCIES = (NORDVIK, SOLVIK)
