"""What a development command must know about where it runs. The product itself reads `Settings` only."""

import os


def in_ci() -> bool:
    """With CI=true nothing may be left out: what is missing is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true"}  # noqa: TID251 – not a setting of the portal


def clean_environment() -> dict[str, str]:
    """Our environment without `PORTAL_*`: tests choose their own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}  # noqa: TID251
