"""`GET /metrics`: figures of the running service for Prometheus; for this machine, or whoever has the token."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily

from matching.api.service import Service
from matching.api.watching import Figures
from matching.errors import AccessDenied, JuhatchuError

router = APIRouter()
_HERE = frozenset({"127.0.0.1", "::1"})


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """The figures of requests, and how the index and what waits in the background stand."""
    service: Service = request.app.state.service
    figures: Figures = request.app.state.figures
    if not _may_read(request, service.settings.metrics_token):
        raise AccessDenied("この情報を見る権限がありません。")
    gauges = _Gauges(service)
    return Response(
        generate_latest(figures.registry) + generate_latest(gauges), media_type=CONTENT_TYPE_LATEST
    )


def _may_read(request: Request, token: str) -> bool:
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer":
        return hmac.compare_digest(told.strip().encode(), token.encode())
    # A proxy on this machine passes on what comes from elsewhere: its own address proves nothing.
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    return request.client is not None and request.client.host in _HERE and not passed_on


class _Gauges:
    """What is asked at the moment when the figures are read; nothing while the database can't be."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> list[GaugeMetricFamily]:
        """The gauges."""
        up = GaugeMetricFamily("juhatchu_up", "1: database and index can be used")
        try:
            office = self._service.office()
            revision, indexed = office.db.revision(), office.matcher.index.revision
            suppliers = office.db.supplier_count()
        except JuhatchuError:
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        lag = GaugeMetricFamily("juhatchu_index_revisions_behind", "Revisions that the index lacks")
        lag.add_metric([], max(0, revision - indexed))
        data = GaugeMetricFamily("juhatchu_data_revision", "The data revision")
        data.add_metric([], revision)
        count = GaugeMetricFamily("juhatchu_suppliers", "Suppliers that stand")
        count.add_metric([], suppliers)
        waiting = GaugeMetricFamily("juhatchu_journal_waiting", "Entries of the trail not written yet")
        waiting.add_metric([], office.db.waiting_entries)
        running = GaugeMetricFamily("juhatchu_jobs_running", "Long work that this process does")
        running.add_metric([], office.workshop.running)
        return [up, lag, data, count, waiting, running]
