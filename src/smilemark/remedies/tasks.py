"""Work outside the request: batches, and public services whose day has come."""

from __future__ import annotations

from datetime import datetime

from smilemark.foundation import jobs
from smilemark.remedies.actions import batches, service


@jobs.job(batches.JOB, title="異常事件批次")
def run_batch(*, batch_id: int, at: str, progress: jobs.Progress) -> None:
    """One certificate after the other; may run twice."""
    batches.run_batch(batch_id=batch_id, at=datetime.fromisoformat(at), progress=progress)


@jobs.regularly
def take_due_effects(at: datetime) -> None:
    """公示送達 takes effect on its day."""
    service.take_due_effects(at=at)
