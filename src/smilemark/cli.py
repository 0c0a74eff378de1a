"""The command `smilemark`: the law, which needs no framework, and every other command, which Django runs.

Nothing of Django is imported before a command needs it, so that `smilemark law` starts at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

USAGE_ERROR = 2
FAILED = 1

LAW_USAGE = """usage: smilemark law --list       列出全部規則 (list the rules)
       smilemark law RULE         由標準輸入讀取事實 (facts as one JSON object on stdin)
       smilemark law ask RULE     事實不全時查詢 (the same with facts missing: yes, no, known or cannot tell)
       smilemark law --batch      逐行處理 (JSON Lines {"id","rule","facts"} on stdin)
"""

COMMANDS = (
    ("law", "法規查詢與判定 (ask the regulation)"),
    ("migrate", "建立或更新資料庫 (prepare the database)"),
    ("load-governance", "載入產業及公告 (load industries and announcements)"),
    ("create-administrator", "建立第一位系統管理員 (enter the first administrator)"),
    ("serve", "啟動網站 (serve the web site)"),
    ("worker", "執行背景工作 (run background jobs)"),
    ("demo", "備妥示範資料並啟動網站 (prepare demo data and serve)"),
    ("import-register", "匯入公開登錄資料 (import register rows)"),
    ("export-register", "匯出公開登錄資料 (export the register)"),
    ("check-register", "重新推導並核對證書 (re-derive every live certificate)"),
    ("replay", "試算要點參數變更 (replay findings under a supposed change)"),
    ("verify-events", "驗證事件鏈 (verify the chain of events)"),
    ("backup", "備份 (back up)"),
    ("restore", "還原 (restore a backup)"),
    ("check-docs", "核對產生的文件 (are the generated docs current?)"),
    ("write-docs", "產生文件 (write the generated docs)"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if not arguments or arguments[0] in ("--help", "-h", "help"):
            _say(usage())
            return 0 if arguments else USAGE_ERROR
        if arguments[0] == "law":
            return law(arguments[1:], sys.stdin.buffer, sys.stdout.buffer)
        return manage(arguments[0], arguments[1:])
    except BrokenPipeError:
        # The reader went away (`| head`). Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130


def usage() -> str:
    """The text of `smilemark --help`."""
    lines = [f"  {name:<22}{words}" for name, words in COMMANDS]
    return "usage: smilemark COMMAND [options]\n\n" + "\n".join(lines) + "\n"


def law(arguments: Sequence[str], stdin: BinaryIO, stdout: BinaryIO) -> int:
    """`smilemark law`: the only place where the law meets input and output."""
    from smilemark.law import contract  # noqa: PLC0415 - the other commands do not need the law to start

    match arguments:
        case ["--help" | "-h"]:
            _write(stdout, LAW_USAGE.rstrip())
            return 0
        case ["--list"]:
            _write(stdout, "\n".join(contract.rule_lines()))
            return 0
        case ["--batch"]:
            for line in stdin:
                answer = contract.answer_line(line)
                if answer is not None:
                    _write(stdout, answer.text)
            return 0
        case ["ask", name] if contract.has_rule(name):
            from smilemark.law import ask  # noqa: PLC0415 - a plain question does not need it

            single = ask.answer(name, stdin.read())
        case [name] if contract.has_rule(name):
            single = contract.answer_single(name, stdin.read())
        case _:
            single = contract.unknown_rule()
    _write(stdout, single.text)
    return 0 if single.ok else USAGE_ERROR


def manage(name: str, arguments: Sequence[str]) -> int:
    """Hand a command to Django: `import-register` is the management command `import_register`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilemark.config.settings")
    if name == "demo":
        os.environ["SMILEMARK_DEMO"] = "1"  # before the settings are read
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - only these commands need Django
    from django.core.management.base import CommandError  # noqa: PLC0415 - only these commands need Django
    from django.db import DatabaseError  # noqa: PLC0415 - only these commands need Django

    try:
        command = _command(name.replace("-", "_"))
        if command is None:
            _complain(f"smilemark: 沒有「{name}」這個命令，請見 smilemark --help (unknown command)")
            return USAGE_ERROR
        # --traceback makes Django raise CommandError instead of printing it with its class name.
        command.run_from_argv(["smilemark", name, "--traceback", *arguments])
    except CommandError as error:
        _complain(f"smilemark {name}: {' '.join(str(error).split())}")
        return error.returncode
    except ImproperlyConfigured as error:
        _complain(f"smilemark {name}: 設定不完整 (settings): {' '.join(str(error).split())}")
        return FAILED
    except DatabaseError as error:
        _complain(f"smilemark {name}: 資料庫忙碌或無法使用，未寫入任何資料 (database): {' '.join(str(error).split())}")
        return FAILED
    except SystemExit as leaving:  # argparse has already said why
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def _command(name: str) -> "BaseCommand | None":
    """The management command of this name, of ours or of Django."""
    import django  # noqa: PLC0415 - see manage()
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415 - see manage()

    django.setup()  # before get_commands, which knows only Django's own while no settings are loaded
    application = get_commands().get(name)
    if application is None:
        return None
    return load_command_class(application, name) if isinstance(application, str) else application


def _write(stdout: BinaryIO, line: str) -> None:
    """One line, at once: who sends one question and waits must get its answer."""
    stdout.write(line.encode() + b"\n")
    stdout.flush()


def _say(text: str) -> None:
    _write(sys.stdout.buffer, text.rstrip())


def _complain(text: str) -> None:
    sys.stderr.write(text + "\n")
