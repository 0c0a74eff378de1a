"""Work outside the request: an approved list is carried out."""

from __future__ import annotations

from datetime import datetime

from smilemark.foundation import jobs
from smilemark.retention import actions


@jobs.job(actions.JOB, title="銷毀保存期限屆滿之紀錄")
def dispose(*, list_id: int, at: str, progress: jobs.Progress) -> None:
    """One record after the other; may run twice."""
    actions.run_list(list_id=list_id, at=datetime.fromisoformat(at), progress=progress)
