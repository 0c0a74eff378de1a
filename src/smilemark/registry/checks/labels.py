"""Our own labels: each one must follow from its case, its events, its periods and its endings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from smilemark.registry.checks.reading import Difference, Record, day_of, events_of, from_json, months_later, records

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"[0-9]{8}-[0-9]{5}")
_TERMS = ((date(2023, 5, 18), 36), (date.min, 24))
"""Months of use by the day of the grant: three years since 2023-05-18, two before (point 34)."""
_WINDOW_MONTHS = 2
_SECOND_CLASS = 2
_ISSUED = ("certification.case.issue", "certification.case.register", "certification.case.grant_mark")
_DECIDED = ("remedies.endingcase.decide", "remedies.objection.replace")
"""By which a case of another app decided that labels end; its data name them."""
_CERTIFIED = (
    "certification.caseproduct.certify",
    "certification.caseproduct.register",
    "certification.caseproduct.grant",
)

_LABELS = """
SELECT l.id, l.number, l.product_name, l.product_model, l.brand, l.certified_on, l.valid_until, l.renewal_filed_on,
       l.ended_on, l.end_kind, l.source, c.number AS certificate
  FROM certification_label l JOIN certification_certificate c ON c.id = l.certificate_id
 WHERE l.source = 'own' OR EXISTS (SELECT 1 FROM certification_labelperiod p WHERE p.label_id = l.id)
    OR EXISTS (SELECT 1 FROM certification_labelending e WHERE e.label_id = l.id)
    OR l.ended_on IS NOT NULL OR l.renewal_filed_on IS NOT NULL
 ORDER BY l.number
"""


class _Facts:
    """What events and tables say of every label, read once."""

    def __init__(self) -> None:
        self.issued: dict[str, set[int]] = {}
        """Label number -> ids of the cases whose issue or registration names it."""
        for stream, events in events_of(_ISSUED).items():
            for event in events:
                for number in event["data"].get("labels", ()):
                    self.issued.setdefault(number, set()).add(int(stream.rsplit(":", 1)[1]))
        self.certified = {
            (event["data"]["label"], int(stream.rsplit(":", 1)[1]))
            for stream, events in events_of(_CERTIFIED).items()
            for event in events
            if "label" in event["data"]
        }
        self.granted = events_of(("certification.label.grant",))
        self.ended = events_of(("certification.label.end",))
        self.restored = events_of(("certification.label.restore",))
        self.decided = {
            (stream, number)
            for stream, events in events_of(_DECIDED).items()
            for event in events
            for number in event["data"].get("labels", ())
        }
        self.products = _by_label(
            """SELECT p.id, p.label_id, p.name, p.model, p.brand, p.case_id, p.state, k.product_class, k.submitted_at,
                      k.kind, k.state AS case_state, k.scheme_valid_until
                 FROM certification_caseproduct p JOIN certification_case k ON k.id = p.case_id
                WHERE p.label_id IS NOT NULL ORDER BY p.id"""
        )
        self.periods = _by_label(
            "SELECT label_id, case_id, first_day, last_day, granted_on FROM certification_labelperiod ORDER BY first_day, id"
        )
        self.endings = _by_label(
            """SELECT e.label_id, e.kind, e.effective_on, e.source_stream, e.set_aside_on, d.kind AS decision, d.reasons
                 FROM certification_labelending e LEFT JOIN certification_decision d ON d.id = e.decision_id
                ORDER BY e.id"""
        )


def _by_label(sql: str) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for row in records(sql):
        found.setdefault(row["label_id"], []).append(row)
    return found


def differences() -> Iterator[Difference]:
    """What does not agree about labels on which this system decided."""
    facts = _Facts()
    seen = set()
    for label in records(_LABELS):
        seen.add(label["number"])
        name = f"標章 {label['number']}"
        for what in _of_label(label, facts):
            yield Difference(name, what)
    for number in sorted(facts.issued.keys() - seen):
        yield Difference(f"標章 {number}", "有核發事件而無此標章")


def _of_label(label: Record, facts: _Facts) -> Iterator[str]:
    yield from _number(label)
    if label["source"] == "own":
        yield from _origin(label, facts)
    yield from _periods(label, facts)
    yield from _ending(label, facts)
    yield from _renewal(label, facts)


def _number(label: Record) -> Iterator[str]:
    if _NUMBER.fullmatch(label["number"]) is None:
        yield "編號不是八位數字、連字號、五位數字"
    if label["number"][:8] != label["certificate"]:
        yield f"前八碼與驗證書編號 {label['certificate']} 不同"


def _origin(label: Record, facts: _Facts) -> Iterator[str]:
    """A certified product of an issued case, under the same words, granted on the day the label says."""
    products = [row for row in facts.products.get(label["id"], ()) if row["state"] == "certified"]
    if not products:
        yield "沒有獲證之申請產品"
        return
    first = products[0]
    words = (first["name"], first["model"], first["brand"])
    if words != (label["product_name"], label["product_model"], label["brand"]):
        yield "產品名稱、型號或品牌與申請產品不同"
    for product in products:
        if product["case_id"] not in facts.issued.get(label["number"], ()):
            yield f"申請案 {product['case_id']} 沒有核發此標章之事件"
        if (label["number"], product["id"]) not in facts.certified:
            yield f"申請產品 {product['id']} 沒有獲證事件"
    grants = facts.granted.get(f"certification.label:{label['id']}", [])
    if not grants:
        yield "沒有授與事件"
    elif label["certified_on"] != day_of(grants[0]["at"]):
        yield f"通過日期 {label['certified_on']} 與授與事件之日 {day_of(grants[0]['at'])} 不同"


def _periods(label: Record, facts: _Facts) -> Iterator[str]:
    """Periods follow one another without gap or overlap, each as long as the rule says, and end where the label says."""
    periods = facts.periods.get(label["id"], [])
    if not periods:
        if label["source"] == "own":
            yield "沒有使用期間"
        return
    grants = facts.granted.get(f"certification.label:{label['id']}", [])
    if label["source"] == "own":
        if periods[0]["first_day"] != label["certified_on"]:
            yield f"第一個使用期間起日 {periods[0]['first_day']} 與通過日期不同"
        yield from _grants(periods, grants)
    for before, after in pairwise(periods):
        if after["first_day"] != before["last_day"] + timedelta(days=1):
            yield f"使用期間於 {before['last_day']} 與 {after['first_day']} 之間有空隙或重疊"
    for place, period in enumerate(periods):
        yield from _length(label, period, facts, is_first=place == 0 and label["source"] == "own")
    if periods[-1]["last_day"] != label["valid_until"]:
        yield f"有效末日 {label['valid_until']} 與最後使用期間末日 {periods[-1]['last_day']} 不同"


def _grants(periods: list[Record], grants: list[Record]) -> Iterator[str]:
    """Each period of our own was granted by an event that says its last day."""
    if len(grants) != len(periods):
        yield f"使用期間 {len(periods)} 個，授與事件 {len(grants)} 個"
    for period, grant in zip(periods, grants, strict=False):
        told = grant["data"]["valid_until"]
        if told != period["last_day"].isoformat():
            yield f"使用期間末日 {period['last_day']} 與授與事件所載 {told} 不同"


def _length(label: Record, period: Record, facts: _Facts, *, is_first: bool) -> Iterator[str]:
    case = next((row for row in facts.products.get(label["id"], ()) if row["case_id"] == period["case_id"]), None)
    if case is None:
        yield f"使用期間 {period['first_day']} 沒有申請案"
        return
    if case["product_class"] == _SECOND_CLASS:
        if period["last_day"] != case["scheme_valid_until"]:
            yield f"使用期間末日 {period['last_day']} 與採認制度所載 {case['scheme_valid_until']} 不同"
        return
    start = period["first_day"] if is_first else period["first_day"] - timedelta(days=1)
    months = next(months for since, months in _TERMS if period["granted_on"] >= since)
    if period["last_day"] != months_later(start, months):
        yield f"使用期間 {period['first_day']} 至 {period['last_day']} 不是 {months} 個月"


def _ending(label: Record, facts: _Facts) -> Iterator[str]:
    """Each ending has its event and its decision; those set aside have theirs too, and at most one still stands."""
    stream = f"certification.label:{label['id']}"
    endings, events = facts.endings.get(label["id"], []), facts.ended.get(stream, [])
    standing = [row for row in endings if row["set_aside_on"] is None]
    if (label["ended_on"] is None) != (not standing) or len(endings) != len(events):
        yield f"終止生效日 {label['ended_on']}，終止紀錄 {len(standing)} 筆，終止事件 {len(events)} 筆，三者不合"
    for ending, event in zip(endings, events, strict=False):
        told = (event["data"].get("kind"), event["data"].get("effective_on"))
        if told != (ending["kind"], ending["effective_on"].isoformat()):
            yield "終止紀錄與終止事件不同"
        if label["number"] not in _decided_on(ending, label["number"], facts):
            yield "終止所依之決定未載明此標章"
    for ending in standing:
        if (label["end_kind"], label["ended_on"]) != (ending["kind"], ending["effective_on"]):
            yield "終止種類或生效日與終止紀錄不同"
    set_aside = sorted(row["set_aside_on"].isoformat() for row in endings if row["set_aside_on"] is not None)
    if set_aside != sorted(event["data"].get("set_aside_on", "") for event in facts.restored.get(stream, [])):
        yield f"原處分撤銷 {len(set_aside)} 次，與回復事件不合"


def _decided_on(ending: Record, number: str, facts: _Facts) -> set[str]:
    """The numbers its decision names: in its own reasons, or in the event by which another app's case decided."""
    if ending["source_stream"]:
        return {number} if (ending["source_stream"], number) in facts.decided else set()
    reasons = from_json(ending["reasons"]) if ending["reasons"] is not None else []
    return {reason.get("label") for reason in reasons}


_UNDECIDED_NOT = {"draft", "certified", "refused", "dropped", "registered", "reissued", "ended"}


def _renewal(label: Record, facts: _Facts) -> Iterator[str]:
    """A renewal under way stands in a submitted, undecided case, filed in the window before the last day (point 34)."""
    open_cases = [
        row
        for row in facts.products.get(label["id"], ())
        if row["kind"] == "renewal" and row["case_state"] not in _UNDECIDED_NOT and row["state"] in {"open", "passed"}
    ]
    filed = label["renewal_filed_on"]
    if filed is None:
        if open_cases and label["ended_on"] is None:
            yield "有審查中之展延案，標章卻無展延申請日"
        return
    if not any(row["submitted_at"] is not None and day_of(row["submitted_at"]) == filed for row in open_cases):
        yield f"展延申請日 {filed} 沒有審查中之展延案"
    if not months_later(label["valid_until"], -_WINDOW_MONTHS) <= filed <= label["valid_until"]:
        yield f"展延申請日 {filed} 不在有效末日 {label['valid_until']} 前二個月內"
