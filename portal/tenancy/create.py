"""A new agency: its row is the platform's, so it is made by the owner role; all else is made inside the tenant."""

from sqlalchemy import Connection, text


def create_tenant(
    connection: Connection,
    *,
    slug: str,
    navn: str,
    sprak: str = "nb",
    fargetone: int = 250,
    er_demo: bool = False,
) -> int:
    """Insert the tenant as the owner role; answers its id. The same slug again answers the first."""
    connection.execute(
        text(
            "INSERT INTO tenant (slug, navn, sprak, fargetone, er_demo) "
            "VALUES (:slug, :navn, :sprak, :fargetone, :er_demo) ON CONFLICT (slug) DO NOTHING"
        ),
        {"slug": slug, "navn": navn, "sprak": sprak, "fargetone": fargetone, "er_demo": er_demo},
    )
    return int(
        connection.execute(text("SELECT id FROM tenant WHERE slug = :slug"), {"slug": slug}).scalar_one()
    )
