"""Law of the grant in class 2 (point 33 II; annex 12): a product's review sheet becomes facts, the law answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.certification.legal.intake import is_lawful_business
from smilemark.certification.legal.results import Answer, ask
from smilemark.certification.models import GrantSheet
from smilemark.companies import queries as companies
from smilemark.foundation import calendar
from smilemark.law.citation import ORIGIN_ACT, annex, article, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.point_33_class2_grant import Class2Facts, GrantDecision, class2_mark_grant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smilemark.certification.models import Case, CaseProduct

POINT_33 = point(33, 2)
APPLICANTS = annex(12, 1)
TERM, ORIGIN = annex(12, 2, 1, paragraph=1), annex(12, 2, 2, paragraph=1)
FACTORY, ACTIVITY = annex(12, 2, 3, paragraph=1), annex(12, 2, 4, paragraph=1)
DISPUTE, VISIT = annex(12, 2, paragraph=2), annex(12, 2, paragraph=3)
NOT_TRANSFORMING = article(ORIGIN_ACT, 5, 3)
MET, UNMET, DOUBT, OPEN = "met", "unmet", "doubt", "open"
WORDS = {MET: "符合", UNMET: "不符合", DOUBT: "有疑義", OPEN: "待審查"}
IN_FORCE_RULE = "grant-verification-in-force"
GRANT, MAY_REFUSE, REFUSE = GrantDecision.GRANT.value, GrantDecision.MAY_REFUSE.value, GrantDecision.REFUSE.value
SHEET_FIELDS = {
    "factory_registered": "工廠登記",
    "origin": "臺灣製產品原產地認定條件",
    "factory_passed": "工廠及其作業",
    "activity_facts": "最近六個月之採購或出貨銷售",
    "dispute": "廣告不實之重大爭議",
}
"""What the reviewer answers, by the field that shows that it was; the rest is read from the register and the case."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of annex 12 as the review sheet shows it.

    Attributes:
        code: names its form; empty where nothing is to be answered.
        name: in the statute's words.
        status: one of ``WORDS``.
        finding: what was found, in one sentence.
        facts: what that rests on.
        cite: its place in the law.
        product_id: whose sheet its form is about.
    """

    code: str
    name: str
    status: str
    finding: str
    facts: str
    cite: str
    product_id: int = 0

    @property
    def form(self) -> str:
        """Name of the form, among those of all products."""
        return f"{self.product_id}-{self.code}"

    @property
    def word(self) -> str:
        """The status in words."""
        return WORDS[self.status]

    @property
    def tone(self) -> str:
        """The status as a tone: ok, bad, warn or none."""
        return {MET: "ok", UNMET: "bad", DOUBT: "warn", OPEN: ""}[self.status]


def conditions(product: CaseProduct, sheet: GrantSheet | None, *, applied_on: date, on: date) -> list[Condition]:
    """The conditions of annex 12 for one product on the day of review, in the order of the text."""
    case, found = product.case, sheet or GrantSheet(product=product)
    return [
        _applicant(case),
        _registration(product, found),
        _term(case, on),
        _origin(found),
        _factory(found),
        _activity(product, found, applied_on=applied_on, on=on),
        _dispute(found),
    ]


def _answered(value: bool | None) -> str:
    return OPEN if value is None else MET if value else UNMET


def _applicant(case: Case) -> Condition:
    firm = case.firm
    lawful = is_lawful_business(case)
    said = "業者為依法登記之獨資、合夥事業或公司。" if lawful else "業者非依法登記之獨資、合夥事業或公司。"
    facts = f"{firm.name}（統一編號 {firm.ubn or '無'}，{firm.get_entity_kind_display()}）之登記資料"
    return Condition("", "申請業者依法登記", MET if lawful else UNMET, said, facts, APPLICANTS.zh)


def _registration(product: CaseProduct, sheet: GrantSheet) -> Condition:
    said = {True: "生產工廠依法辦理工廠登記。", False: "生產工廠未依法辦理工廠登記。"}
    return Condition(
        "registration",
        "生產工廠依法辦理工廠登記",
        _answered(sheet.factory_registered),
        "" if sheet.factory_registered is None else said[sheet.factory_registered],
        sheet.registration_facts or "、".join(factory_words(product)),
        APPLICANTS.zh,
        product.pk,
    )


def factory_words(product: CaseProduct) -> list[str]:
    """The product's factories with their registration numbers."""
    return [f"{row.factory.name}（工廠登記編號 {row.factory.number or '未填'}）" for row in product.factories.all()]


def why_not_registered(product: CaseProduct) -> str | None:
    """Why the factories of the product cannot be found lawfully registered; None: nothing in the register says no."""
    rows = [row.factory for row in product.factories.all()]
    if not rows:
        return f"產品「{product}」未填生產工廠（附件十二第一點）。"
    reasons = (companies.why_not_for_class(factory, 2) for factory in rows)
    return next((reason for reason in reasons if reason is not None), None)


def in_force(case: Case, on: date) -> Answer[Any]:
    """Whether the scheme's verification has not expired on the day of the review (annex 12 point 2 I(1))."""
    until = case.scheme_valid_until
    valid = until is not None and until >= on
    words = "未定" if until is None else calendar.roc(until)
    said = f"特定產品驗證制度之驗證有效至{words}，審查日{calendar.roc(on)}{'未逾' if valid else '已逾'}有效期限。"
    english = "The scheme's verification is in force on the day." if valid else "The scheme's verification has expired."
    facts = {"on": on.isoformat(), "scheme_last_valid_day": until.isoformat() if until else None}
    return Answer(facts, Finding(IN_FORCE_RULE, {"met": valid}, (Reason(said, english, TERM),), passed=valid), on)


def _term(case: Case, on: date) -> Condition:
    answer = in_force(case, on)
    return Condition(
        "",
        "未逾特定產品驗證制度之驗證有效期限",
        MET if answer.finding.passed else UNMET,
        answer.because[0]["text"],
        f"{case.scheme_name}（驗證字號 {case.scheme_certificate}）",
        TERM.zh,
    )


def _origin(sheet: GrantSheet) -> Condition:
    said = {
        MET: "符合臺灣製產品原產地認定條件。",
        UNMET: "不符合臺灣製產品原產地認定條件。",
        DOUBT: "原產地認定有疑義，得會同本署現場查核認定。",
    }
    status = sheet.origin or OPEN
    return Condition(
        "origin",
        "臺灣製產品原產地認定條件",
        status,
        said.get(status, ""),
        sheet.origin_facts,
        ORIGIN.zh,
        sheet.product_id,
    )


def is_minimal_only(sheet: GrantSheet) -> bool:
    """Whether the factory's work is only what 第五條第三項 lists (a closed list of five; AMB-52)."""
    return sheet.other_processing is False


def _factory(sheet: GrantSheet) -> Condition:
    status, said = OPEN, ""
    if sheet.factory_passed is not None:
        met = sheet.factory_passed and not is_minimal_only(sheet)
        status = MET if met else UNMET
        said = "生產工廠經該制度驗證通過" if sheet.factory_passed else "生產工廠未經該制度驗證通過"
        said += "，其作業僅屬非實質轉型作業。" if is_minimal_only(sheet) else "，其作業非屬非實質轉型作業。"
    name = "生產工廠經該制度驗證通過且非屬非實質轉型作業"
    return Condition(
        "factory", name, status, said, sheet.factory_facts, f"{FACTORY.zh}、{NOT_TRANSFORMING.zh}", sheet.product_id
    )


def activity_days(sheet: GrantSheet) -> dict[str, date | None]:
    """The days of the law's question, by its names."""
    return {
        "last_material_purchase_date": sheet.last_material_purchase_on,
        "last_formula_purchase_date": sheet.last_formula_purchase_on,
        "last_sale_date": sheet.last_sale_on,
    }


def _activity(product: CaseProduct, sheet: GrantSheet, *, applied_on: date, on: date) -> Condition:
    status, said = OPEN, ""
    if sheet.activity_facts:
        found = _ask_law(product, sheet, applied_on=applied_on, on=on).result
        status = MET if found.activity_ok else UNMET
        window = f"{calendar.roc(found.activity_window_from)}至{calendar.roc(applied_on)}（申請日）"
        said = f"{window}間{'有' if found.activity_ok else '無'}採購材料、配方或出貨銷售之行為。"
    name = "提出申請最近六個月有採購材料、配方或出貨銷售"
    return Condition("activity", name, status, said, sheet.activity_facts, ACTIVITY.zh, sheet.product_id)


def _dispute(sheet: GrantSheet) -> Condition:
    said = {
        None: "",
        False: "查無廣告不實致誤導消費者之重大爭議。",
        True: "有廣告不實致誤導消費者之重大爭議，得不同意授權。",
    }
    status = {None: OPEN, False: MET, True: DOUBT}[sheet.dispute]
    name = "無臺灣製原產地廣告不實致誤導消費者之重大爭議"
    return Condition("dispute", name, status, said[sheet.dispute], sheet.dispute_facts, DISPUTE.zh, sheet.product_id)


def _ask_law(product: CaseProduct, sheet: GrantSheet, *, applied_on: date, on: date) -> Answer[Any]:
    """The law's answer on the sheet as it stands; what is open counts as not met."""
    case = product.case
    given = {
        "application_date": applied_on,
        "operator_registered": is_lawful_business(case),
        "factory_registered": sheet.factory_registered is True,
        "scheme_last_valid_day": case.scheme_valid_until,
        "origin_met": sheet.origin == GrantSheet.Origin.MET,
        "factory_passed_scheme": sheet.factory_passed is True,
        "minimal_operations_only": is_minimal_only(sheet),
        **activity_days(sheet),
        "misleading_origin_dispute": sheet.dispute is True,
    }
    return ask(given, lambda *, on, **facts: class2_mark_grant(facts=Class2Facts(**facts), on=on), on=on)


@dataclass(frozen=True, slots=True)
class Judged:
    """What annex 12 says of one product on the day of review."""

    product: CaseProduct
    decision: str
    """``GRANT``, ``MAY_REFUSE`` or ``REFUSE``."""
    answers: tuple[Answer[Any], ...]
    unmet: tuple[Condition, ...]

    def reasons(self) -> Iterator[dict[str, str]]:
        """Why the product is not granted: each unmet condition with its facts and its place in the law."""
        for condition in self.unmet:
            facts = f"（查核情形：{condition.facts.rstrip('。')}）" if condition.facts else ""
            text = f"產品「{self.product}」：{condition.finding.rstrip('。')}{facts}。"
            yield {"text": text, "citation": condition.cite}


def judge(product: CaseProduct, sheet: GrantSheet, *, applied_on: date, on: date) -> Judged:
    """Ask the law about a complete sheet.

    Source: annex 12 points 1 and 2; whether the verification is in force is asked for the day of the review too.
    """
    law = _ask_law(product, sheet, applied_on=applied_on, on=on)
    term = in_force(product.case, on)
    unmet = [row for row in conditions(product, sheet, applied_on=applied_on, on=on) if row.status == UNMET]
    decision = law.result.decision.value if term.finding.passed else REFUSE
    return Judged(product, decision, (law, term), tuple(unmet))


def why_not_complete(product: CaseProduct, sheet: GrantSheet | None) -> str | None:
    """What of the sheet is still open; None: it can be decided on."""
    if sheet is None:
        return f"產品「{product}」尚未審查（附件十二第二點）。"
    lacking = [words for field, words in SHEET_FIELDS.items() if getattr(sheet, field) in (None, "")]
    if lacking:
        return f"產品「{product}」尚待審查：{'、'.join(lacking)}（附件十二）。"
    if sheet.origin == GrantSheet.Origin.DOUBT:
        return f"產品「{product}」之原產地認定有疑義，請會同本署現場查核或查明後再決定（附件十二第二點第三項）。"
    return None
