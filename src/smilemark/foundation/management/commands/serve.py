"""``smilemark serve``: the web site through granian, static files through whitenoise."""

from __future__ import annotations

import os
import socket
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from smilemark.foundation import installation

if TYPE_CHECKING:
    from argparse import ArgumentParser

LAST_PORT = 65535


class Command(BaseCommand):
    """Serve until told to stop; what is being answered is answered first."""

    help = "啟動網站"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="位址（預設 127.0.0.1；對外服務用 0.0.0.0）")
        parser.add_argument("--port", type=int, default=8000, help="連接埠（預設 8000）")
        parser.add_argument("--workers", type=int, default=1, help="程序數（預設 1）")
        parser.add_argument("--threads", type=int, default=4, help="每程序執行緒數（預設 4）")
        parser.add_argument("--demo", action="store_true", help="以展示模式啟動（由 smilemark demo 使用）")
        parser.add_argument(
            "--prepared", action="store_true", help="資料庫與靜態檔案已備妥，不再查核（由 smilemark demo 使用）"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        if not options["prepared"]:
            ready_or_refuse(demo=options["demo"])
        free_or_refuse(options["host"], options["port"])
        for name in ("workers", "threads"):
            if options[name] < 1:
                raise CommandError(f"--{name} 至少為 1。")
        if not options["prepared"]:
            call_command("collectstatic", verbosity=0, interactive=False)
        _load()
        let_go_of_the_database()
        _serve(options["host"], options["port"], options["workers"], options["threads"])


def _load() -> None:
    """The application: the workers are forked from this process, so they share it and start at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilemark.config.settings")
    import_module("smilemark.config.wsgi")
    import_module(settings.ROOT_URLCONF)


def ready_or_refuse(*, demo: bool) -> None:
    """Refuse a database of the other purpose, one that does not answer, and one not prepared.

    Raises:
        CommandError: with what to do.
    """
    if demo and not settings.DEMO:
        raise CommandError("展示模式請以 smilemark demo 啟動。")
    try:
        why_not = installation.why_not_start()
        missing = installation.unapplied_migrations()
    except DatabaseError as error:
        raise CommandError("資料庫沒有回應，請檢查 DATABASE_URL 或 SMILEMARK_HOME。") from error
    if why_not is not None:
        raise CommandError(why_not)
    if missing:
        raise CommandError(f"資料庫尚未備妥（缺 {missing} 個更新），請先執行 smilemark migrate。")


def let_go_of_the_database() -> None:
    """The workers are forked: two that inherited one open connection would read each other's answers."""
    connection.close()
    close_pool = getattr(connection, "close_pool", None)  # PostgreSQL keeps closed connections open in a pool
    if close_pool is not None:
        close_pool()


def free_or_refuse(host: str, port: int) -> None:
    """Refuse a port that is none, or that somebody has.

    Raises:
        CommandError: which.
    """
    if not 0 < port <= LAST_PORT:
        raise CommandError(f"--port {port} 不是可用的連接埠（1 至 {LAST_PORT}）。")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"位址 {host} 連接埠 {port} 無法使用（可能已有程式在用）。") from error


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian  # noqa: PLC0415  # only this command needs the server
    from granian.constants import Interfaces  # noqa: PLC0415  # only this command needs the server
    from granian.log import LogLevels  # noqa: PLC0415  # only this command needs the server

    Granian(
        "smilemark.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    ).serve()
