"""``smilemark worker``: the background jobs, the mails and the events' way to their subscribers."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from smilemark.foundation import clock, jobs, outbox
from smilemark.foundation.management.commands.serve import ready_or_refuse

if TYPE_CHECKING:
    from argparse import ArgumentParser

BEAT_EVERY = 20.0
SWEEP_EVERY = 15.0

log = structlog.get_logger("smilemark.worker")


class Command(BaseCommand):
    """Work until told to stop; the job under way is finished first."""

    help = "執行背景工作"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="沒有工作時多久看一次（秒）")
        parser.add_argument("--once", action="store_true", help="做完現有的工作就結束")
        parser.add_argument("--demo", action="store_true", help="以展示模式啟動（由 smilemark demo 使用）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        ready_or_refuse(demo=options["demo"])
        labourer = Labourer(interval=options["interval"])
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, labourer.stop)
        labourer.work(once=options["once"])


class Labourer:
    """The backend's worker in batches, and between them the post and the orphans."""

    def __init__(self, *, interval: float) -> None:
        self.interval = interval
        self.id = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.told_to_stop = False
        self.left = threading.Event()
        self.swept = float("-inf")
        self.worker = Worker(
            queue_names=["*"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.id,
            excluded_queue_names=[],
        )

    def stop(self, *_signal: object) -> None:
        """Finish the job under way, then leave. No lock is taken here: a second signal may come inside the first."""
        self.told_to_stop = True
        self.worker.running = False

    def work(self, *, once: bool) -> None:
        """Until stopped, or (``once``) until nothing waits."""
        log.info("worker started", worker=self.id)
        beating = threading.Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            while not self.told_to_stop:
                self._round()
                if once:
                    break
                time.sleep(self.interval)
        finally:
            self.left.set()
            beating.join(timeout=5)
            try:
                jobs.silence(self.id)
            except DatabaseError:
                log.warning("worker could not sign off", worker=self.id)
            log.info("worker stopped", worker=self.id)

    def _round(self) -> None:
        """What waits now. A locked or absent database is waited for: nothing is lost by that."""
        close_old_connections()
        try:
            if time.monotonic() - self.swept >= SWEEP_EVERY:
                jobs.beat(self.id)
                jobs.take_up_orphans()
                outbox.sweep(at=clock.now())
                jobs.look_regularly(clock.now())
                jobs.forget_finished(at=clock.now())
                self.swept = time.monotonic()
            if DBTaskResult.objects.ready().exists():
                self.worker.run()
        except OperationalError:
            log.warning("database busy, waiting", worker=self.id)
            connection.close()
            time.sleep(1.0)

    def _beat(self) -> None:
        """A sign of life also while a long job runs."""
        while not self.left.wait(BEAT_EVERY):
            try:
                jobs.beat(self.id)
            except DatabaseError:
                log.warning("sign of life not written", worker=self.id)
            finally:
                connection.close()
