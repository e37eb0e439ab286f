"""Nobody gives himself a right he does not have: what both users and roles ask before they give."""

from collections.abc import Iterable

from portal.identity.actor import Actor
from portal.identity.permissions import Permission

_KNOWN = frozenset(str(right) for right in Permission)


def beyond(actor: Actor, rights: Iterable[str]) -> frozenset[str]:
    """Those of the rights that the actor does not have. One that means nothing any more is nobody's."""
    return known(rights) - actor.permissions


def known(rights: Iterable[str]) -> frozenset[str]:
    """Those that mean something."""
    return frozenset(map(str, rights)) & _KNOWN


def union(bundles: Iterable[Iterable[str]]) -> frozenset[str]:
    """The rights of several roles together."""
    return frozenset(right for bundle in bundles for right in bundle)
