"""Work outside the request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from smilemark.foundation import clock, jobs
from smilemark.foundation.models import JobProgress, WorkerBeat

pytestmark = pytest.mark.django_db
seen: list[object] = []


@jobs.job("test.remember")
def remember(*, what: str) -> None:
    seen.append(what)


@jobs.job("test.count", title="數到十")
def count(*, to: int, progress: jobs.Progress) -> None:
    progress.total(to)
    for number in range(1, to + 1):
        progress.at(number)
    progress.result("/result/", "完成了")


@jobs.job("test.break", title="失敗的作業")
def break_down(*, progress: jobs.Progress) -> None:
    progress.total(10)
    progress.at(3, "第三步")
    raise RuntimeError("personal text 王小明")


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def test_a_job_runs_once_after_it_was_started():
    assert jobs.start("test.remember", what="毛巾") is None
    assert seen == []

    assert jobs.run_waiting() == 1
    assert jobs.run_waiting() == 0

    assert seen == ["毛巾"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_job_of_an_undone_transaction_is_never_seen(db_with_flush):
    with transaction.atomic():
        jobs.start("test.remember", what="毛巾")
        transaction.set_rollback(True)

    assert jobs.run_waiting() == 0
    assert seen == []


def test_a_long_job_tells_how_far_it_is():
    pk = jobs.start("test.count", to=250, owner_id=5)
    assert pk is not None
    jobs.run_waiting()

    row = JobProgress.objects.get(pk=pk)
    assert (row.title, row.done, row.total, row.percent, row.result_url, row.message, row.failed) == (
        "數到十", 250, 250, 100, "/result/", "完成了", False,
    )  # fmt: skip
    assert row.finished_at is not None


def test_a_failed_job_says_so_without_personal_text():
    pk = jobs.start("test.break")

    with pytest.raises(RuntimeError):
        jobs.run_waiting()

    row = JobProgress.objects.get(pk=pk)
    assert (row.failed, row.done, row.message) == (True, 3, "處理未完成，已通知系統管理者。")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_name_nobody_registered_is_an_error():
    with pytest.raises(KeyError):
        jobs.start("test.unknown")

    with pytest.raises(ValueError, match=r"two jobs are called 'test\.remember'"):
        jobs.job("test.remember")(lambda: None)


def test_what_a_dead_worker_had_begun_is_taken_up_again():
    jobs.start("test.remember", what="毛巾")
    jobs.start("test.remember", what="襪子")
    dead, alive = DBTaskResult.objects.order_by("enqueued_at")
    dead.claim("dead")
    alive.claim("alive")
    jobs.beat("dead")
    WorkerBeat.objects.filter(worker_id="dead").update(at=clock.now() - timedelta(minutes=3))
    jobs.beat("alive")

    assert jobs.take_up_orphans() == 1

    assert jobs.run_waiting() == 1
    assert seen == ["毛巾"]
    alive.refresh_from_db()
    assert alive.status == "RUNNING"
    assert list(WorkerBeat.objects.values_list("worker_id", flat=True)) == ["alive"]


def test_a_worker_that_went_home_leaves_no_sign():
    jobs.beat("a")
    jobs.silence("a")

    assert not WorkerBeat.objects.exists()


def test_what_ended_long_ago_is_forgotten():
    jobs.start("test.count", to=1)
    jobs.run_waiting()
    jobs.start("test.count", to=1)

    assert jobs.forget_finished(at=clock.now() + timedelta(days=29)) == 0
    assert jobs.forget_finished(at=clock.now() + timedelta(days=31)) == 2

    assert (DBTaskResult.objects.count(), JobProgress.objects.count()) == (1, 1)


def test_what_is_looked_at_regularly_fails_alone(monkeypatch):
    seen = []

    def breaks(at):
        raise ValueError("broken")

    monkeypatch.setattr(jobs, "_regular", [breaks])
    jobs.regularly(seen.append)
    jobs.regularly(seen.append)

    jobs.look_regularly("now")

    assert seen == ["now"]
