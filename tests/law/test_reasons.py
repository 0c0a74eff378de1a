"""What a rule says when asked: result, each sentence and the place it rests on.

The cases of reasons.jsonl reach every sentence of every rule and every value a result can take; each line was read
against the text it cites. A sentence goes into decisions that people receive, so its words are pinned like a number.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from smilemark.law import contract
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import find

CASES: dict[str, list[dict[str, Any]]] = defaultdict(list)
for line in (Path(__file__).parent / "reasons.jsonl").read_text("utf-8").splitlines():
    case = json.loads(line)
    CASES[case["rule"]].append(case)


@pytest.mark.parametrize("rule", list(MODULES))
def test_result_and_reasons(rule: str) -> None:
    assert CASES[rule]
    for case in CASES[rule]:
        finding = contract.judge(find(rule), case["facts"])

        assert contract.plain(finding.result) == case["result"], case["facts"]
        said = [[reason.text, reason.english, reason.citation.en] for reason in finding.because]
        assert said == case["because"], case["facts"]
        assert finding.rule == rule
        assert (finding.passed, finding.version.isoformat()) == (case["passed"], case["version"]), case["facts"]
