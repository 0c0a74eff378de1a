"""``smilemark demo``: a demo country on SQLite, prepared where it is missing, served until Ctrl-C."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.urls import reverse

from smilemark.foundation import clock, files, installation
from smilemark.foundation.management.commands import serve
from smilemark.site import demo

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from multiprocessing.context import ForkProcess as Process

STARTING = 60.0  # seconds a server may take to answer before we say that it does not
STOPS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
STOPPING = 5.0  # seconds it may take to stop in peace


class Command(BaseCommand):
    """Prepare the demo and serve it; a second start keeps the data."""

    help = "備妥示範資料並啟動網站"
    requires_system_checks: list[str] = []  # they import every page; `serve` does that meanwhile

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="捨棄示範資料，重新建立")
        parser.add_argument("--prepare-only", action="store_true", help="只備妥資料，不啟動網站")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        if options["reset"]:
            self._throw_away()
        if options["prepare_only"]:
            self._fill(is_new=self._migrate([]))
        else:
            self._serve(options["port"])

    def _throw_away(self) -> None:
        """Only a demo may be thrown away, and only one that lives in the home folder."""
        if connection.vendor != "sqlite":
            raise CommandError("--reset 只適用於 SQLite 的示範資料；請自行清空資料庫。")
        if installation.exists() and not installation.is_demo():
            raise CommandError(f"{settings.HOME} 內是正式資料，不會刪除。")
        connection.close()
        database = str(settings.DATABASES["default"]["NAME"])
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(database + ending):  # noqa: PTH110  # the name is a plain string of the settings
                os.remove(database + ending)  # noqa: PTH107  # as above
        for folder in ("files", "mail", "papers"):
            shutil.rmtree(settings.HOME / folder, ignore_errors=True)
        (settings.HOME / "clock-shift").unlink(missing_ok=True)

    def _migrate(self, children: list[Process]) -> bool:
        """Tables, made by a child on another core, while we load what their filling and the server need.

        Returns:
            Whether the database is new, so that an unfinished first load may be thrown away.
        """
        if installation.exists() and not installation.is_demo():
            raise CommandError(f"{settings.HOME} 內是正式資料；示範請換一個 SMILEMARK_HOME。")
        is_new = connection.vendor == "sqlite" and not installation.exists()
        serve.let_go_of_the_database()
        _start(children, "migrate", verbosity=0, demo=True)
        import_module(settings.ROOT_URLCONF)
        reverse("registry:products")  # every address is read
        children[-1].join()
        if children.pop().exitcode:
            raise CommandError(f"資料庫無法備妥，紀錄在 {settings.HOME}/logs/migrate.log。")
        return is_new

    def _fill(self, *, is_new: bool) -> None:
        """The country, where it is missing."""
        if not demo.is_loaded():
            self.stdout.write("建立示範資料 …")
            if is_new:
                with connection.cursor() as cursor:  # what is thrown away need not be synced
                    cursor.execute("PRAGMA synchronous=OFF")
            # Nothing that is made here becomes garbage in circles worth looking for meanwhile.
            gc.disable()
            with transaction.atomic(), files.unsynced() if is_new else contextlib.nullcontext():
                installation.mark(demo=True)
                call_command("load_governance", verbosity=0)
                demo.load(now=clock.now())
            gc.enable()
        connection.close()

    def _serve(self, port: int) -> None:
        """Server and worker as children; both end with us."""
        serve.free_or_refuse("127.0.0.1", port)
        children: list[Process] = []
        # A shell that starts us in the background has Ctrl-C ignored: listen to it all the same.
        for number in STOPS:
            signal.signal(number, _leave)
        try:
            is_new = self._migrate(children)
            _start(children, "collectstatic", verbosity=0, interactive=False)
            self._fill(is_new=is_new)
            children[-1].join()
            children.pop()
            _start(children, "serve", port=port, demo=True, prepared=True)
            _until_it_answers(port, children[0])
            _start(children, "worker", demo=True)
            self.stdout.write(f"ready http://127.0.0.1:{port}")
            self.stdout.flush()
            while all(child.is_alive() for child in children):
                time.sleep(0.3)
            raise CommandError(f"網站或背景工作已停止，紀錄在 {settings.HOME}/logs。")
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            _end(children)


def _leave(number: int, _frame: object) -> None:
    """Leave, and hear no second call: make sends its own after that of the terminal, and what began must be ended."""
    for other in STOPS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(0)


def _start(children: list[Process], name: str, **options: Any) -> None:  # noqa: ANN401  # of the command
    """One of our own commands, forked from us: it shares every module we have loaded, so it begins at once.

    Who stops us meanwhile waits until the child stands among those that end with us.
    """
    sys.stdout.flush()  # what waits there is ours to say, once
    child = multiprocessing.get_context("fork").Process(target=_run, args=(name, options), name=name)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        child.start()
        children.append(child)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _run(name: str, options: dict[str, Any]) -> None:
    """In the child: what it logs goes to a file, so that the terminal shows what matters."""
    os.setsid()  # Ctrl-C reaches the parent alone, which then ends each child's whole group, once
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    logs = settings.HOME / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / f"{name}.log").open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    with contextlib.suppress(KeyboardInterrupt):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)  # who was told to stop already stops here
        try:
            call_command(name, **options)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(1)


def _until_it_answers(port: int, server: Process) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if not server.is_alive():
            raise CommandError(f"網站無法啟動；連接埠 {port} 可能已被使用（PORT=9000 make demo 可換一個）。")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:  # our own address
                if answer.status == 200:  # noqa: PLR2004  # HTTP's own number
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CommandError(f"網站在 {STARTING:.0f} 秒內沒有回應。")


def _end(children: list[Process]) -> None:
    """Ask each child to stop. What has not stopped soon (a browser keeps its connection open) is ended with its group."""
    for child in children:
        if child.is_alive():
            os.kill(_pid(child), signal.SIGINT)
    for child in children:
        child.join(timeout=STOPPING)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(_pid(child), signal.SIGKILL)
        child.join()


def _pid(child: Process) -> int:
    if child.pid is None:
        raise LookupError("a child that was not started")
    return child.pid
