"""Certified cases: what had to be there before the certificate was (annex 6, point 31), and states as the events tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.registry.checks.reading import Difference, Record, events_of, from_json, records

if TYPE_CHECKING:
    from collections.abc import Iterator

_GOVERNED = (
    ("certification.case", "certification_case"),
    ("certification.caseproduct", "certification_caseproduct"),
    ("certification.producttest", "certification_producttest"),
    ("certification.samplelot", "certification_samplelot"),
    ("assessment.origindetermination", "assessment_origindetermination"),
    ("assessment.factoryassessment", "assessment_factoryassessment"),
)
_THIRD_CLASS = 3
_STEPS = ("submit", "accept", "documents_complete", "start_report", "submit_report", "assign_number", "issue")


def differences() -> Iterator[Difference]:
    """What does not agree about states and about certified cases of classes 1 and 3."""
    for stream, table in _GOVERNED:
        yield from _states(stream, table)
    yield from _certified_cases()
    yield from _granted_products()


def _states(stream: str, table: str) -> Iterator[Difference]:
    """Every state is the one its last move left; the walk through the chain has no jump."""
    last: dict[str, str] = {}
    told = "SELECT stream, sequence, kind, data FROM foundation_event WHERE stream LIKE %s ORDER BY stream, sequence"
    for event in records(told, f"{stream}:%"):
        data = from_json(event["data"])
        if "to" not in data:
            continue
        if last.get(event["stream"]) != data.get("from"):
            yield Difference(
                event["stream"],
                f"事件 {event['sequence']} 由 {data.get('from')} 起，前一事件止於 {last.get(event['stream'])}",
            )
        last[event["stream"]] = data["to"]
    for row in records(f"SELECT id, state FROM {table} ORDER BY id"):  # noqa: S608  # the table's name stands above
        found = last.get(f"{stream}:{row['id']}")
        if found != row["state"]:
            yield Difference(f"{stream}:{row['id']}", f"狀態為 {row['state']}，事件所載為 {found}")


def _certified_cases() -> Iterator[Difference]:
    moves = _moves()
    sql = """SELECT k.id, k.number, k.product_class, k.certificate_id, k.body_id, c.body_id AS by_body,
                    t.operator_signed_at, t.body_signed_at
               FROM certification_case k
               LEFT JOIN certification_contract t ON t.case_id = k.id
               LEFT JOIN certification_certificate c ON c.id = k.certificate_id
              WHERE k.state = 'certified' ORDER BY k.id"""
    for case in list(records(sql)):
        name = f"申請案 {case['number']}"
        for what in _of_case(case, moves.get(f"certification.case:{case['id']}", [])):
            yield Difference(name, what)
        for what in _examinations(case["id"]):
            yield Difference(name, what)


def _granted_products() -> Iterator[Difference]:
    """Every class-2 product granted under annex 12 rests on an answer of the rule that did not refuse it."""
    asked = """SELECT f.passed FROM foundation_storedfinding f
                WHERE f.rule = 'class2-mark-grant' AND f.subject = %s ORDER BY f.id DESC"""
    for stream in events_of(("certification.caseproduct.grant",)):
        answers = list(records(asked, stream))
        if not answers or answers[0]["passed"] is False:
            yield Difference(stream, "授予標章使用權而無得授予之判定")


def _moves() -> dict[str, list[str]]:
    kinds = ("approve_report", "approve_report_fee", "sign_contract", "fee_confirmed", *_STEPS)
    found = events_of(tuple(f"certification.case.{kind}" for kind in kinds))
    return {stream: [event["kind"].rsplit(".", 1)[1] for event in events] for stream, events in found.items()}


def _of_case(case: Record, made: list[str]) -> Iterator[str]:
    yield from (f"沒有「{step}」事件" for step in _STEPS if step not in made)
    approval = "approve_report_fee" if case["product_class"] == _THIRD_CLASS else "approve_report"
    if approval not in made:
        yield f"沒有「{approval}」事件"
    if made.count("sign_contract") < 2 or not case["operator_signed_at"] or not case["body_signed_at"]:  # noqa: PLR2004  # both sides
        yield "授權使用契約未經雙方簽署"
    if case["certificate_id"] is None:
        yield "已發證而無驗證書"
    if case["product_class"] == _THIRD_CLASS:
        paid = records(
            """SELECT count(*) AS paid FROM certification_feepayment
                WHERE case_id = %s AND outcome = 'received' AND receipt_number <> ''""",
            case["id"],
        )
        if not next(paid)["paid"] or "fee_confirmed" not in made:
            yield "第三類而無規費收據"
    yield from _decision(case["id"])


def _decision(case_id: int) -> Iterator[str]:
    """The decision names every certified label, and rests on the findings that say until when each may be used."""
    found = list(
        records(
            """SELECT d.id, d.reasons FROM certification_decision d
                WHERE d.case_id = %s AND d.kind IN ('grant', 'renewal') ORDER BY d.id""",
            case_id,
        )
    )
    if not found:
        yield "沒有核准決定"
        return
    named = {reason.get("label") for row in found for reason in from_json(row["reasons"])}
    findings = list(
        records(
            """SELECT f.subject, f.rule, f.passed, f.result FROM foundation_storedfinding f
                 JOIN certification_decision_findings m ON m.storedfinding_id = f.id
                 JOIN certification_decision d ON d.id = m.decision_id WHERE d.case_id = %s""",
            case_id,
        )
    )
    if not any(row["rule"] == "certificate-issue" and row["passed"] is not False for row in findings):
        yield "核准決定沒有得發證之判定"
    periods = {
        row["subject"]: from_json(row["result"]) for row in findings if row["rule"] in {"mark-period", "mark-renewal"}
    }
    granted = records(
        """SELECT l.id, l.number, p.last_day FROM certification_labelperiod p
             JOIN certification_label l ON l.id = p.label_id WHERE p.case_id = %s""",
        case_id,
    )
    for label in granted:
        if label["number"] not in named:
            yield f"核准決定未載明標章 {label['number']}"
        result = periods.get(f"certification.label:{label['id']}", {})
        told = result.get("last_valid_day") or result.get("new_last_valid_day")
        if told != label["last_day"].isoformat():
            yield f"標章 {label['number']} 使用期間末日 {label['last_day']} 與判定所載 {told} 不同"


def _examinations(case_id: int) -> Iterator[str]:
    """Every certified product passed its test and its origin, in factories that passed."""
    tests = records(
        """SELECT p.id, t.state,
                  (SELECT count(*) FROM certification_testresult r WHERE r.test_id = t.id AND NOT r.conforms) AS bad
             FROM certification_caseproduct p LEFT JOIN certification_producttest t ON t.product_id = p.id
            WHERE p.case_id = %s AND p.state = 'certified'""",
        case_id,
    )
    for row in list(tests):
        if row["state"] not in {"passed", "adopted"} or row["bad"]:
            yield f"產品 {row['id']} 之檢驗為 {row['state']}，不合格項目 {row['bad']} 項"
    origins = records(
        """SELECT p.id, o.state FROM certification_caseproduct p
             LEFT JOIN assessment_origindetermination o ON o.id = p.origin_id
            WHERE p.case_id = %s AND p.state = 'certified'""",
        case_id,
    )
    for row in list(origins):
        if row["state"] != "passed":
            yield f"產品 {row['id']} 之原產地認定為 {row['state']}"
    factories = records(
        """SELECT DISTINCT f.id, a.state FROM certification_caseproduct p
             JOIN certification_caseproduct_factories m ON m.caseproduct_id = p.id
             JOIN certification_casefactory f ON f.id = m.casefactory_id
             LEFT JOIN assessment_factoryassessment a ON a.id = f.assessment_id
            WHERE p.case_id = %s AND p.state = 'certified'""",
        case_id,
    )
    for row in list(factories):
        if row["state"] not in {"passed", "waived"}:
            yield f"工廠 {row['id']} 之品管系統評核為 {row['state']}"
