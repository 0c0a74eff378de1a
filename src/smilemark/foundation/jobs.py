"""Work outside the request: jobs started by name, in the transaction of what asked for them.

A job is a function with a name; an app registers it in ``tasks.py`` (imported when the app is ready)::

    @jobs.job("registry.import", title="匯入登錄資料")
    def import_register(*, file_id: int, progress: jobs.Progress) -> None: ...

and an action starts it: ``jobs.start("registry.import", file_id=7)``. The row of the job is written in the
caller's transaction, so the worker sees it after the commit, and never if there is none. A job may run twice
(its worker was killed): it must do no harm the second time. A job with a ``progress`` parameter has a row
that the page part ``foundation/_progress.html`` shows as a bar; ``start`` gives back its id.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import OperationalError, transaction
from django.db.models import Q
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from smilemark.foundation import clock
from smilemark.foundation.models import JobProgress, WorkerBeat
from smilemark.foundation.names import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

QUEUES = ("default", "papers", "mail")
KEPT_FOR = timedelta(days=30)
"""How long a finished job and its bar can still be looked at."""

SILENT_AFTER = timedelta(minutes=2)
"""A worker that gave no sign for so long is taken for dead; another takes up what it had begun."""

_log = structlog.get_logger("smilemark.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A registered job."""

    name: str
    function: Callable[..., None]
    title: str
    queue: str
    takes_progress: bool


_jobs: dict[str, Job] = {}


def job(name: str, *, title: str = "", queue: str = "default") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job ``name``; ``title`` is what its progress bar is called."""
    if queue not in QUEUES:
        raise ValueError(f"queue {queue!r} is not one of {QUEUES}")

    def register(function: Callable[..., None]) -> Callable[..., None]:
        known = _jobs.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are called {name!r}")
        takes_progress = "progress" in inspect.signature(function).parameters
        _jobs[name] = Job(name, function, title or name, queue, takes_progress)
        return function

    return register


def start(name: str, *, owner_id: int | None = None, **kwargs: Any) -> int | None:  # noqa: ANN401  # JSON
    """Let the worker run the job ``name`` once this transaction is committed.

    Args:
        name: as registered.
        owner_id: the person who may look at the progress (None: nobody but the system).
        kwargs: JSON values, the job's arguments.

    Returns:
        Id of the progress row, for a job that has one.

    Raises:
        KeyError: no such job.
    """
    found = _jobs[name]
    queue = run_job.using(queue_name=found.queue)
    if not found.takes_progress:
        queue.enqueue(name, kwargs, None)
        return None
    with transaction.atomic():
        progress = JobProgress.objects.create(name=name, title=found.title, owner_id=owner_id, started_at=clock.now())
        queue.enqueue(name, kwargs, progress.pk)
    return progress.pk


@task()
def run_job(name: str, kwargs: dict[str, Any], progress_id: int | None = None) -> None:
    """The one task of the backend: look up the job and run it."""
    found = _jobs[name]
    with structlog.contextvars.bound_contextvars(job=name):
        _log.info("job started")
        if progress_id is None:
            found.function(**kwargs)
        else:
            with _progressing(progress_id) as progress:
                found.function(**kwargs, progress=progress)
        _log.info("job done")


class Progress:
    """How far a long job is; tells the database at most once in a hundred steps."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self._told = 0
        self._each = 1

    def total(self, steps: int) -> None:
        """How many steps there will be."""
        self._each = max(1, steps // 100)
        self._row().update(total=steps)

    def at(self, done: int, message: str = "") -> None:
        """So many steps are done; call as often as you like, outside a transaction that stays open."""
        if message or done - self._told >= self._each:
            self._told = done
            self._row().update(done=done, **({"message": shortened(message, 500)} if message else {}))

    def result(self, url: str, message: str = "") -> None:
        """Where the result can be seen."""
        self._row().update(result_url=url, message=shortened(message, 500))

    def _row(self) -> QuerySet[JobProgress]:
        return JobProgress.objects.filter(pk=self.pk)


@contextmanager
def _progressing(pk: int) -> Iterator[Progress]:
    try:
        yield Progress(pk)
    except BaseException:
        JobProgress.objects.filter(pk=pk).update(
            failed=True, finished_at=clock.now(), message="處理未完成，已通知系統管理者。"
        )
        raise
    row = JobProgress.objects.get(pk=pk)
    JobProgress.objects.filter(pk=pk).update(finished_at=clock.now(), done=row.total or row.done)


_regular: list[Callable[[datetime], object]] = []


def regularly(look: Callable[[datetime], object]) -> Callable[[datetime], object]:
    """Let the worker call ``look(at)`` every minute or so, for what falls due by itself (an app's ``tasks.py``).

    It must be idempotent and cheap when nothing is due; a failure is logged and stops nothing else.
    """
    if look not in _regular:
        _regular.append(look)
    return look


def look_regularly(at: datetime) -> None:
    """Call everything registered by ``regularly``."""
    for look in _regular:
        try:
            look(at)
        except OperationalError:
            raise  # a locked database is waited for by the worker
        except Exception:  # noqa: BLE001  # whatever an app raises must not stop the others
            _log.exception("regular look failed", look=look.__qualname__)


def run_waiting(limit: int = 1000) -> int:
    """Run what waits, here and now, until nothing waits; gives how many ran. For tests, demo data and commands.

    A job that fails raises here.
    """
    ran = 0
    while ran < limit:
        waiting = DBTaskResult.objects.ready().first()
        if waiting is None:
            break
        waiting.claim("here")
        try:
            run_job.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        except BaseException as error:
            waiting.set_failed(error)
            raise
        waiting.set_successful(None)
        ran += 1
    return ran


def beat(worker_id: str) -> None:
    """The worker's sign of life."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"at": clock.now()})


def silence(worker_id: str) -> None:
    """The worker goes home."""
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def take_up_orphans() -> int:
    """Put back to waiting what a dead worker had begun; gives how many."""
    now = clock.now()
    alive = set(WorkerBeat.objects.filter(at__gte=now - SILENT_AFTER).values_list("worker_id", flat=True))
    back = 0
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("pk", "worker_ids", "started_at"):
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        back += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
    WorkerBeat.objects.filter(Q(at__lt=now - SILENT_AFTER)).delete()
    if back:
        _log.warning("jobs taken up again", count=back)
    return back


def forget_finished(*, at: datetime) -> int:
    """Drop jobs and bars that ended long ago; gives how many rows went."""
    old_jobs = DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT_FOR)
    old_bars = JobProgress.objects.filter(finished_at__lt=at - KEPT_FOR)
    return sum(rows.delete()[0] for rows in (old_jobs, old_bars))
