"""`/metrics`: what was asked and answered, what waits to leave, and whether the worker lives. Numbers, never names.

Labels are endpoints, methods, statuses and states: words of ours. No address, no agency and no person is among them.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from time import perf_counter

from flask import Flask, Response, current_app, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

REQUESTS = Counter("portal_requests", "Answered requests.", ["endpoint", "method", "status"])
SECONDS = Histogram(
    "portal_request_seconds",
    "Seconds until the answer was ready.",
    ["endpoint"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


@dataclass(frozen=True)
class Figure:
    """A number that is asked for when it is read: label values → number. One label at most."""

    name: str
    meaning: str
    label: str | None
    numbers: Mapping[str, float]


Source = Callable[[], Iterable[Figure]]


def register(app: Flask) -> None:
    """Count every answer; `add` gives the page more to tell."""
    app.extensions["figures"] = []
    app.before_request(_begin)
    app.after_request(_count)


def add(app: Flask, source: Source) -> None:
    """Figures of an upper machine; called in `create_app`."""
    app.extensions["figures"].append(source)


def _begin() -> None:
    g.begun = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "-"
    method = request.method if request.method in METHODS else "-"
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(perf_counter() - g.get("begun", perf_counter()))
    return response


def may_read() -> bool:
    """With a token: who knows it. Without: this machine itself, and nothing that came through a proxy."""
    token: str | None = current_app.extensions["settings"].metrics_token
    if token is not None:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    through_proxy = any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")
    )
    try:
        return not through_proxy and ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def render() -> bytes:
    """Everything, in the text form. The counters of all processes when they share a folder, else this one's."""
    registry = CollectorRegistry()
    registry.register(_Figures())
    if getattr(values.ValueClass, "_multiprocess", False):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)


class _Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        for source in current_app.extensions["figures"]:
            for figure in source():
                family = GaugeMetricFamily(
                    figure.name, figure.meaning, labels=[figure.label] if figure.label else []
                )
                for value, number in figure.numbers.items():
                    family.add_metric([value] if figure.label else [], number)
                yield family
