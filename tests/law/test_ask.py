"""Asking with missing facts: what is proved is true of every completion, and what is not proved is not said."""

import ast
import inspect
import json
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.law.test_every_rule import facts_of

import smilemark.law
from smilemark.law import contract, courses
from smilemark.law.ask import ASKED_THE_OTHER_WAY, Asked, Verdict, answer, ask
from smilemark.law.citation import point
from smilemark.law.facts import Between, FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import Rule, find

EXAMPLES = [json.loads(line) for line in Path(__file__).with_name("law-examples.jsonl").read_text("utf-8").splitlines()]
GOOD = [example for example in EXAMPLES if "error" not in example["expect"]]
LAW = Path(inspect.getfile(smilemark.law)).parent


def asked(name: str, **facts: object) -> Asked:
    return ask(find(name), facts)


def consistent(found: Asked, name: str, facts: dict[str, Any]) -> None:
    """The answer to full facts must not contradict what was said without some of them."""
    try:
        finding = contract.judge(find(name), facts)
    except FactsError:
        return
    result = contract.plain(finding.result)
    if found.verdict in (Verdict.YES, Verdict.NO):
        assert finding.passed is ((found.verdict == Verdict.YES) != (name in ASKED_THE_OTHER_WAY)), (facts, found)
    elif found.verdict == Verdict.KNOWN:
        assert finding.passed is None or not found.missing
        assert result == found.result, (facts, found)
    for part, value in found.result.items():
        assert result[part] == value, (part, facts, found)


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example["id"])
def test_with_all_facts_it_is_the_answer_of_the_contract(example: dict[str, Any]) -> None:
    found = ask(find(example["rule"]), example["facts"])

    finding = contract.judge(find(example["rule"]), example["facts"])
    assert found.result == contract.plain(finding.result) == example["expect"]
    assert found.because == finding.because
    assert found.verdict != Verdict.CANNOT_TELL
    assert (found.missing, found.decided_without, found.open_parts, found.examples) == ((), (), (), ())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_what_is_wrong_is_refused_as_the_contract_refuses_it(example: dict[str, Any]) -> None:
    text = json.dumps(example["facts"]).encode()
    if "error" in json.loads(contract.answer_single(example["rule"], text).text):
        assert answer(example["rule"], text).body == contract.answer_single(example["rule"], text).body


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example["id"])
def test_each_fact_taken_away_is_named_or_makes_no_difference(example: dict[str, Any]) -> None:
    for name in example["facts"]:
        rest = {other: value for other, value in example["facts"].items() if other != name}

        found = ask(find(example["rule"]), rest)

        assert found.missing + found.decided_without, name
        named = {fact.split(".")[0].split("[")[0] for fact in found.missing + found.decided_without}
        assert named == {name}
        assert bool(found.missing) == (found.verdict == Verdict.CANNOT_TELL)
        consistent(found, example["rule"], example["facts"])


@pytest.mark.parametrize("name", list(MODULES))
def test_what_is_said_holds_for_every_completion(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "MOST_COURSES", 400)

    @settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))
    @given(facts_of(name), facts_of(name), st.data())
    def said(first: dict[str, Any], second: dict[str, Any], data: st.DataObject) -> None:
        dropped = data.draw(st.sets(st.sampled_from(sorted(first)), min_size=1, max_size=4))
        known = {field: value for field, value in first.items() if field not in dropped}
        mixed = {field: second[field] if field in dropped else value for field, value in first.items()}
        try:
            found = ask(find(name), known)
        except FactsError:  # then no completion is accepted
            for whole in (first, mixed):
                with pytest.raises(FactsError):
                    contract.judge(find(name), whole)
            return
        consistent(found, name, first)
        consistent(found, name, mixed)

    said()


@pytest.mark.parametrize("name", list(MODULES))
def test_of_nothing_told_every_missing_fact_is_accounted_for(name: str) -> None:
    found = asked(name)

    assert len(set(found.missing) | set(found.decided_without)) == len(found.missing) + len(found.decided_without)
    assert bool(found.missing) == (found.verdict == Verdict.CANNOT_TELL)


class TestDecidedWithoutAFact:
    def test_minimal_work_vetoes_whatever_the_materials_cost(self) -> None:
        found = asked(
            "origin-determination",
            wholly_obtained=False,
            final_transformation_in_taiwan=True,
            operations=["preservation"],
        )

        assert found.verdict == Verdict.NO
        assert found.missing == ()
        assert "materials" in found.decided_without
        assert found.result["origin_taiwan"] is False
        assert [reason.text for reason in found.because] == ["僅從事視為非實質轉型之作業。"]

    def test_one_unmet_condition_is_enough(self) -> None:
        found = asked("applicant-eligibility", entity="association")

        assert (found.verdict, found.missing) == (Verdict.NO, ())
        assert found.open_for == ("lawfully_registered", "applicants", "manufactured_or_processed")
        assert found.decided_without == ("lawfully_registered", "role", "applicants", "manufactured_or_processed")
        assert found.examples[0].because[0].text == "不符合：申請人應為獨資、合夥事業或公司。"
        assert len(found.examples) == 4  # of the eight sentences that are possible

    def test_an_incident_is_severe_whatever_was_counted(self) -> None:
        found = asked("qms-item-grade", item="1.1", unresolved_incident=True)

        assert (found.verdict, found.result["grade"]) == (Verdict.NO, "severe")

    def test_one_severe_defect_fails_whatever_the_others(self) -> None:
        found = asked("qms-overall-result", severe=1, assessment_refused=False)

        assert (found.verdict, found.result) == (Verdict.NO, {"outcome": "fail"})

    def test_not_in_writing_is_not_accepted_on_any_day(self) -> None:
        found = asked(
            "objection-admissibility", remedy="operator_objection", in_writing=False, filing_method="hand",
            postmark_date=None,
        )  # fmt: skip

        assert (found.verdict, found.result) == (Verdict.NO, {"accepted": False})

    def test_who_must_withdraw_is_answered_as_it_is_asked(self) -> None:
        facts = {"ground": "party", "related_person": "self", "degree": None, "relation_ended": False}

        member = asked("recusal", role="council_member", **facts)
        assert (member.verdict, member.missing, member.result["must_recuse"]) == (Verdict.YES, (), True)
        assert asked("recusal", role="outside_expert", **facts).verdict == Verdict.NO

    def test_a_known_result_needs_no_yes_or_no(self) -> None:
        found = asked("product-class", ministry_assessed=False, passed_adopted_scheme=True)

        assert (found.verdict, found.result) == (Verdict.KNOWN, {"product_class": 2})
        assert found.decided_without == ("task_force_deliberated", "ministry_announced")


class TestCannotTell:
    def test_the_facts_it_hangs_on_are_named(self) -> None:
        found = asked(
            "applicant-eligibility", entity="company", lawfully_registered=True, manufactured_or_processed=True
        )

        assert (found.verdict, found.missing, found.decided_without) == (
            Verdict.CANNOT_TELL,
            ("applicants",),
            ("role",),
        )
        by_answer = {example.verdict: example.conditions for example in found.examples}
        (yes,), (no,) = by_answer[Verdict.YES], by_answer[Verdict.NO]
        assert (yes.fact, yes.relation, yes.value) == ("applicants", "=", 1)
        assert (no.fact, no.relation, no.value) == ("applicants", "≠", 1)

    def test_a_fact_of_one_entry_of_a_list(self) -> None:
        facts = {
            "product_hs_code": "640391", "wholly_obtained": False, "final_transformation_in_taiwan": True,
            "operations": ["other_processing"], "fob_price": "100", "important_process_met": False,
            "authority_decision": "none", "special_conditions": [],
            "materials": [{"hs_code": "640391", "origin": "foreign"}],
        }  # fmt: skip
        found = asked("origin-determination", **facts)
        assert (found.verdict, found.missing) == (Verdict.CANNOT_TELL, ("materials[0].cif_value",))
        assert found.result["hs6_changed"] is False

        told = deepcopy(facts)
        told["materials"][0]["hs_code"] = "410411"  # type: ignore[index]  # JSON
        assert asked("origin-determination", **told).verdict == Verdict.YES

    def test_a_fact_the_rule_refuses_with_the_others_is_not_asked_for(self) -> None:
        found = asked("certificate-issue", product_class=1, report_passed=True, contract_signed=True)

        assert (found.verdict, found.decided_without) == (Verdict.YES, ("fee_proof",))

    def test_where_the_rule_cannot_go_on_nothing_is_called_unimportant(self) -> None:
        found = asked("training-completion", score=80, full_marks=100)

        assert (found.verdict, found.missing) == (Verdict.CANNOT_TELL, ("hours", "offset_hours"))
        assert found.decided_without == ()

    def test_parts_of_the_result_that_are_certain_are_given(self) -> None:
        found = asked("mark-period", product_class=1)

        assert found.result == {"governed_by": "point_34"}
        assert found.open_parts == ("first_valid_day", "last_valid_day", "first_day_after")
        assert (found.missing, found.open_for) == (("issue_date",), ("issue_date",))
        assert "（未提供）" in found.because[0].text
        assert "(not given)" in found.because[0].english

    def test_too_many_courses_prove_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(courses, "MOST_COURSES", 3)
        found = asked("applicant-eligibility", entity="association")

        assert found.verdict == Verdict.CANNOT_TELL
        assert found.missing == ("lawfully_registered", "role", "applicants", "manufactured_or_processed")
        assert found.result == {}


def test_nothing_more_is_followed_where_nothing_can_be_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "MOST_UNDECIDED", 2)
    undecided = asked("certificate-issue", product_class=1, report_passed=True)
    assert (undecided.verdict, undecided.missing) == (Verdict.CANNOT_TELL, ("contract_signed", "fee_proof"))
    assert {example.verdict for example in undecided.examples} == {Verdict.NO, Verdict.YES}

    assert asked("applicant-eligibility", entity="association").verdict == Verdict.NO  # many courses, one answer


class TestErrors:
    @pytest.mark.parametrize(
        ("rule", "facts", "field"),
        [
            ("applicant-eligibility", {"entity": "club"}, "entity"),
            ("applicant-eligibility", {"colour": "red"}, "colour"),
            ("applicant-eligibility", {"applicants": 0}, "applicants"),
            ("applicant-eligibility", [], "facts"),
            ("council-composition", {"members": 3}, "members"),
            ("council-composition", {"members": {"bsmi": -1}}, "members.bsmi"),
            ("origin-determination", {"materials": {}}, "materials"),
            ("origin-determination", {"materials": [{}] * 201}, "materials"),
            ("origin-determination", {"materials": [{"origin": "mars"}]}, "materials[0].origin"),
            ("certificate-issue", {"product_class": 1, "fee_proof": True}, "fee_proof"),
            ("no-such-rule", {}, "rule"),
        ],
    )
    def test_names_the_field(self, rule: str, facts: object, field: str) -> None:
        body = answer(rule, json.dumps(facts).encode())

        assert not body.ok
        assert body.body["error"]["field"] == field

    def test_not_json(self) -> None:
        assert answer("recusal", b"{").body["error"]["field"] == "stdin"


@dataclass(frozen=True)
class Letter:
    text: str
    copies: int


def letter(*, sent_on: date, copies: Annotated[int, Between(1, 9)]) -> Finding[Letter]:
    text = f"Sent on {sent_on.isoformat()}"
    return Finding("letter", Letter(text, copies), (Reason(f"{sent_on}。", f"{sent_on}.", point(1)),))


def test_a_text_with_a_gap_is_not_a_known_part() -> None:
    rule = Rule("letter", "A letter", "信", (point(1),), letter)

    found = ask(rule, {"copies": 2})
    assert (found.result, found.open_parts, found.open_for) == ({"copies": 2}, ("text",), ("sent_on",))
    assert (found.verdict, found.missing) == (Verdict.CANNOT_TELL, ("sent_on",))
    assert [(reason.text, reason.english) for reason in found.because] == [("（未提供）。", "(not given).")]
    assert ask(rule, {"copies": 2, "sent_on": "2026-01-02"}).result == {"text": "Sent on 2026-01-02", "copies": 2}


def test_the_answer_as_json() -> None:
    body = answer("certificate-issue", b'{"product_class": 3, "report_passed": true, "contract_signed": true}').body

    assert answer("certificate-issue", b"{}").ok
    assert body["answer"] == "cannot tell"
    assert body["missing"] == ["fee_proof"]
    assert body["result"] == {}
    assert body["open"] == {"parts": ["may_issue", "missing"], "facts": ["fee_proof"]}
    assert body["in_force"] == "2023-10-24"
    assert {example["answer"]: example["if"] for example in body["examples"]} == {
        "yes": [
            {"fact": "fee_proof", "is": "≠", "value": None},
            {"fact": "fee_proof", "is": "=", "value": True},
        ],
        "no": [
            {"fact": "fee_proof", "is": "≠", "value": None},
            {"fact": "fee_proof", "is": "=", "value": False},
        ],
    }


def test_no_rule_looks_at_the_type_of_a_fact() -> None:
    """An unknown value has another type than the fact it stands for: a rule that looked would be misled."""
    looking = [
        f"{path.name}: {node.func.id}"
        for folder in ("mit_smile", "origin")
        for path in (LAW / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"isinstance", "issubclass", "type", "hasattr", "getattr"}
    ]

    assert [use for use in looking if use != "point_08_council.py: getattr"] == []
