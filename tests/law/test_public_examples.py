"""Every public example of the contract, asked as the console asks it."""

import json
from pathlib import Path
from typing import Any

import pytest

from smilemark.law import contract

EXAMPLES = [json.loads(line) for line in (Path(__file__).parent / "law-examples.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_public_example(example: dict[str, Any]) -> None:
    line = json.dumps({"id": example["id"], "rule": example["rule"], "facts": example["facts"]})

    answer = contract.answer_line(line.encode())

    assert answer is not None
    printed = json.loads(answer.text)
    assert printed["id"] == example["id"]
    if "error" in example["expect"]:
        assert printed["error"]["field"] == example["expect"]["error"]["field"]
        assert printed["error"]["message"]
    else:
        assert printed["result"] == example["expect"]
        assert all(reason["text"] and reason["citation"] for reason in printed["because"])
        assert printed["because"]
