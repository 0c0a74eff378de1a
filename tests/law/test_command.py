"""`smilemark law` as a process: start, exit codes, streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACTS = {"start_date": "2025-02-28", "length": 1, "unit": "months", "effect": "ordinary"}


def smilemark(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "smilemark", *arguments],
        input=stdin,
        capture_output=True,
        env=environment,
        check=False,
        timeout=60,
    )


def test_one_rule() -> None:
    done = smilemark("law", "period-end", stdin=json.dumps(FACTS).encode())

    assert done.returncode == 0
    assert json.loads(done.stdout)["result"]["effective_end"] == "2025-03-31"
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "stdin", "field"),
    [
        (("law", "period-end"), b"{}", "start_date"),
        (("law", "period-end"), b"", "stdin"),
        (("law", "period-end"), b"[]", "facts"),
        (("law", "no-such-rule"), b"{}", "rule"),
        (("law",), b"", "rule"),
        (("law", "--lists"), b"", "rule"),
        (("law", "period-end", "mark-period"), b"", "rule"),
        (("law", "ask", "no-such-rule"), b"{}", "rule"),
        (("law", "ask"), b"{}", "rule"),
        (("law", "ask", "period-end"), b'{"length": 0}', "length"),
    ],
)
def test_bad_facts_and_bad_commands_exit_with_2(arguments: tuple[str, ...], stdin: bytes, field: str) -> None:
    done = smilemark(*arguments, stdin=stdin)

    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["field"] == field
    assert b"Traceback" not in done.stdout + done.stderr


def test_a_rule_is_asked_with_facts_missing() -> None:
    done = smilemark("law", "ask", "certificate-issue", stdin=b'{"product_class": 1, "report_passed": false}')

    body = json.loads(done.stdout)
    assert done.returncode == 0
    assert (body["answer"], body["missing"]) == ("no", [])
    assert body["decided_without"] == ["contract_signed", "fee_proof"]


def test_the_list_has_92_lines_of_three_columns() -> None:
    done = smilemark("law", "--list")

    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert len(lines) == 92
    assert all(len(line.split("\t")) == 3 and all(line.split("\t")) for line in lines)
    assert lines[0].startswith("period-end\t")
    assert lines[-1].startswith("verification-fee\t")


def test_a_batch_answers_every_line_in_order_whatever_it_holds() -> None:
    lines = [
        json.dumps({"id": "a", "rule": "period-end", "facts": FACTS}).encode(),
        b"",
        b"\xff\xfe",
        json.dumps({"id": "b", "rule": "period-end", "facts": {}}).encode(),
        b'{"id": "c", "rule": "business-number", "facts": {"number": "\xe3\x80\x80"}}',
    ]

    done = smilemark("law", "--batch", stdin=b"\n".join(lines))

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["id"] for answer in answers] == ["a", None, "b", "c"]
    assert ["error" in answer for answer in answers] == [False, True, True, False]


def test_an_empty_batch_is_read_to_its_end() -> None:
    done = smilemark("law", "--batch")

    assert (done.returncode, done.stdout) == (0, b"")


def test_a_batch_answers_before_its_input_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "smilemark", "law", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"id": "a", "rule": "period-end", "facts": FACTS}).encode() + b"\n")
        process.stdin.flush()

        answer = json.loads(process.stdout.readline())

        process.stdin.close()
        assert answer["id"] == "a"
        assert process.wait(timeout=60) == 0


MALFORMED = [
    b"\xff\xfe",
    b"{",
    b"[1, 2]",
    b"null",
    b'{"rule": "period-end", "facts": {}}',
    b'{"id": 7, "rule": "period-end", "facts": {}}',
    b'{"id": "\\ud800", "rule": "period-end", "facts": {}}',
    b"[" * 2_000,
    b'{"id": NaN}',
]


def mixed_lines(count: int) -> tuple[list[bytes], list[str | None]]:
    """Every public example in turn, with malformed lines among them; and the id each answer must bear."""
    examples = [
        json.loads(line) for line in (Path(__file__).parent / "law-examples.jsonl").read_text("utf-8").splitlines()
    ]
    tails = [f'"rule": "{each["rule"]}", "facts": {json.dumps(each["facts"])}}}'.encode() for each in examples]
    tails += [b'"rule": "no-such-rule", "facts": {}}', b'"rule": "period-end"}', b'"rule": 1, "facts": {}}']
    lines: list[bytes] = []
    ids: list[str | None] = []
    for number in range(count):
        if number % 10 == 9:
            lines.append(MALFORMED[number // 10 % len(MALFORMED)])
            ids.append(None)
        else:
            lines.append(b'{"id": "%d", ' % number + tails[number % len(tails)])
            ids.append(str(number))
    return lines, ids


@pytest.mark.slow
def test_a_long_mixed_batch_loses_no_line_and_stays_small() -> None:
    program = (
        # VmHWM begins anew with the program; ru_maxrss would remember the process that started it.
        "import re, sys; from pathlib import Path; from smilemark.cli import main; code = main(['law', '--batch']);"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1], file=sys.stderr); sys.exit(code)"
    )
    lines, ids = mixed_lines(100_000)

    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b"\n".join(lines),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
    )

    answers = done.stdout.splitlines()
    assert [json.loads(answer)["id"] for answer in answers] == ids
    assert all(b'"error": ' in answers[number] for number in range(9, 100_000, 10))
    assert sum(b'"result": ' in answer for answer in answers) > 60_000
    assert int(done.stderr) < 300_000  # kilobytes


@pytest.mark.parametrize("arguments", [["law", "--list"], ["law", "qms-sheet"], ["--help"]])
def test_neither_the_law_nor_the_help_loads_django(arguments: list[str]) -> None:
    program = (
        "import sys; from smilemark.cli import main; main(sys.argv[1:]);"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_help_names_the_commands() -> None:
    done = smilemark("--help")

    assert done.returncode == 0
    for command in ("law", "migrate", "serve", "worker", "import-register", "check-register", "backup"):
        assert command.encode() in done.stdout


def test_no_command_is_an_error_that_shows_the_help() -> None:
    assert smilemark().returncode == 2


def test_an_unknown_command_is_one_clear_sentence() -> None:
    done = smilemark("no-such-command")

    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1
    assert "no-such-command" in done.stderr.decode()


def test_an_error_of_a_command_is_one_line_with_its_exit_code(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SMILEMARK_HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-m", "smilemark", "migrate", "no-such-application"],
        capture_output=True,
        env=environment,
        check=False,
    )

    assert done.returncode == 1
    assert len(done.stderr.decode().splitlines()) == 1
    assert done.stderr.decode().startswith("smilemark migrate: ")
