"""Sections of a case from the tests to the certificate, for the body's people (and whoever else acts in them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from smilemark.accounts.web.guard import role_required
from smilemark.certification.actions import (
    changes,
    class2,
    contract,
    fee,
    issue,
    products,
    refusal,
    report,
    samples,
    testing,
)
from smilemark.certification.models import ProductTest, SampleLot
from smilemark.certification.web import acting
from smilemark.certification.web.officer import READERS
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from smilemark.certification.web.acting import Typed

    View = Callable[..., HttpResponseBase]


def section(part: str, title: str, handlers: Mapping[str, Callable[[Typed], str]] | None = None) -> View:
    """The view of one section of a case: its page, and what its buttons do; without buttons it is only read."""

    @role_required(*READERS)
    @require_http_methods(["GET", "POST"] if handlers else ["GET"])
    def view(request: HttpRequest, number: str) -> HttpResponse:
        """Sent or opened, by whoever reads the case."""
        return acting.section(request, number, part, title, handlers or {})

    return view


# ---- tests ----------------------------------------------------------------------------------------------


def _test_id(typed: Typed) -> int:
    pk = typed.number("test", "檢驗")
    if not ProductTest.objects.filter(pk=pk, product__case=typed.case).exists():
        raise Refused("找不到本案之產品品質檢驗。", field="test")
    return pk


def _product_id(typed: Typed) -> int:
    pk = typed.number("product", "產品")
    if not typed.case.products.filter(pk=pk).exists():
        raise Refused("找不到本案之產品。", field="product")
    return pk


def _commission(typed: Typed) -> str:
    laboratory = typed.number("laboratory", "檢驗機構")
    test = testing.commission(test_id=_test_id(typed), laboratory_id=laboratory, by=typed.by, at=typed.at)
    return f"已委託{test.laboratory}檢驗「{test.product}」。"


def _adopt(typed: Typed) -> str:
    test = testing.adopt(
        test_id=_test_id(typed),
        parts=typed.request.POST.getlist("parts"),
        basis=typed.text("basis"),
        report_number=typed.text("report_number"),
        valid_until=typed.day("valid_until", "證明效期"),
        by=typed.by,
        at=typed.at,
    )
    return f"「{test.product}」：{test.get_state_display()}。"


def _receive(typed: Typed) -> str:
    lot = samples.receive(
        product_id=_product_id(typed), quantity=typed.number("quantity", "樣品數量"), by=typed.by, at=typed.at
    )
    return f"已收「{lot.product}」樣品 {lot.quantity} 件。"


tests = section("_tests", "產品品質檢驗", {"commission": _commission, "adopt": _adopt, "receive": _receive})
"""產品品質檢驗: commission, adopt, take in samples."""


# ---- samples --------------------------------------------------------------------------------------------


def _lot_id(typed: Typed) -> int:
    pk = typed.number("lot", "樣品")
    if not SampleLot.objects.filter(pk=pk, product__case=typed.case).exists():
        raise Refused("找不到本案之樣品。", field="lot")
    return pk


def _notify(typed: Typed) -> str:
    letter = samples.notify_collection(case_id=typed.case.pk, lot_ids=typed.ids("lots"), by=typed.by, at=typed.at)
    return f"已發出樣品領回通知（{letter.number}）。"


def _collect(typed: Typed) -> str:
    lot = samples.collect(lot_id=_lot_id(typed), by=typed.by, at=typed.at)
    return f"已登錄領回「{lot.product}」樣品。"


def _destroy(typed: Typed) -> str:
    lot = samples.destroy(
        lot_id=_lot_id(typed), photo=typed.file("photo"), text=typed.text("text"), by=typed.by, at=typed.at
    )
    return f"已登錄銷毀「{lot.product}」樣品，並通知業者。"


sample_section = section("_samples", "樣品", {"notify": _notify, "collect": _collect, "destroy": _destroy})
"""樣品: notice, collection, destruction."""


# ---- products -------------------------------------------------------------------------------------------


def _settle(typed: Typed) -> str:
    done = products.settle(case_id=typed.case.pk, by=typed.by, at=typed.at)
    said = [f"通過 {len(done.passed)} 項", f"核駁 {len(done.refused)} 項"]
    if done.to_be_refused:
        said.append(f"待核定人員核駁 {len(done.to_be_refused)} 項")
    if done.waiting:
        said.append(f"尚待結果 {len(done.waiting)} 項")
    return f"彙整完成：{'、'.join(said)}。"


def _refuse_product(typed: Typed) -> str:
    decision = refusal.refuse_product(product_id=_product_id(typed), by=typed.by, at=typed.at)
    return f"已核駁產品「{decision.product}」並發文通知業者。"


def _refuse_all(typed: Typed) -> str:
    refusal.refuse_all(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return "已核駁全案並發文通知業者。"


product_section = section(
    "_products", "產品結果", {"settle": _settle, "refuse_product": _refuse_product, "refuse_all": _refuse_all}
)
"""產品結果彙整."""


# ---- report ---------------------------------------------------------------------------------------------


def _start_report(typed: Typed) -> str:
    report.start(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return "已開始製作彙整報告。"


def _save_report(typed: Typed) -> str:
    report.save(case_id=typed.case.pk, opinion=typed.text("opinion"), by=typed.by, at=typed.at)
    return "已儲存綜合意見。"


def _submit_report(typed: Typed) -> str:
    report.submit(case_id=typed.case.pk, opinion=typed.text("opinion"), by=typed.by, at=typed.at)
    return "已送審彙整報告。"


def _send_back(typed: Typed) -> str:
    report.send_back(
        case_id=typed.case.pk, reason=typed.text("reason"), product_ids=typed.ids("products"), by=typed.by, at=typed.at
    )
    return "已退回重作。"


def _refuse_report(typed: Typed) -> str:
    report.refuse(case_id=typed.case.pk, reasons=typed.reasons(), by=typed.by, at=typed.at)
    return "已核駁並發文通知業者。"


def _approve_report(typed: Typed) -> str:
    case = report.approve(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return f"審查通過，次一步驟：{case.get_state_display()}。"


report_section = section(
    "_report",
    "驗證結果彙整報告",
    {
        "start": _start_report,
        "save": _save_report,
        "submit": _submit_report,
        "send_back": _send_back,
        "refuse": _refuse_report,
        "approve": _approve_report,
    },
)
"""驗證結果彙整報告: write, submit, review."""


# ---- fee, contract --------------------------------------------------------------------------------------


def _report_payment(typed: Typed) -> str:
    fee.report_payment(
        case_id=typed.case.pk,
        amount=typed.number("amount", "金額"),
        method=typed.text("method"),
        by=typed.by,
        at=typed.at,
    )
    return "已登錄繳費，待主管機關收取後登錄收據。"


def _notify_fee(typed: Typed) -> str:
    letter = fee.notify(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return f"已通知補繳（{letter.number}）。"


def _record_receipt(typed: Typed) -> str:
    payment = fee.record_receipt(
        case_id=typed.case.pk,
        amount=typed.number("amount", "金額"),
        receipt_number=typed.text("receipt_number"),
        received_on=typed.day("received_on", "收取日"),
        payment_id=typed.number("payment", "繳費登錄") if typed.text("payment") else None,
        by=typed.by,
        at=typed.at,
    )
    return f"已登錄收據 {payment.receipt_number}。"


def _reject_payment(typed: Typed) -> str:
    fee.reject_payment(
        case_id=typed.case.pk,
        payment_id=typed.number("payment", "繳費登錄"),
        note=typed.text("note"),
        by=typed.by,
        at=typed.at,
    )
    return "已登錄未入帳。"


def _exempt_fee(typed: Typed) -> str:
    exemption = fee.exempt(
        case_id=typed.case.pk,
        ground=typed.text("ground"),
        announcement_number=typed.text("announcement_number"),
        reason=typed.text("reason"),
        by=typed.by,
        at=typed.at,
    )
    return f"已登錄免收規費新臺幣 {exemption.amount} 元。"


def _confirm_fee(typed: Typed) -> str:
    fee.confirm(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return "規費已確認，進入契約簽訂。"


fee_section = section(
    "_fee",
    "規費",
    {
        "report_payment": _report_payment,
        "notify": _notify_fee,
        "record_receipt": _record_receipt,
        "reject_payment": _reject_payment,
        "exempt": _exempt_fee,
        "confirm": _confirm_fee,
    },
)
"""規費: the firm reports, the body asks and confirms, the administration records what it received."""


def _sign(typed: Typed) -> str:
    if typed.text("agreed") != "yes":
        raise Refused("請先確認已閱讀契約條款。", field="agreed")
    contract.sign(case_id=typed.case.pk, signatory=typed.text("signatory"), by=typed.by, at=typed.at)
    return "已簽署授權使用契約。"


contract_section = section("_contract", "授權使用契約", {"sign": _sign})
"""授權使用契約: both sides sign here, in either order."""


# ---- certificate, and cases decided without verification --------------------------------------------------


def _assign_number(typed: Typed) -> str:
    case = issue.assign_number(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return f"已編定驗證書編號 {case.certificate}。"


def _issue(typed: Typed) -> str:
    version = issue.issue(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return f"已核發驗證書 {version.certificate.number} 第 {version.version} 版，並發文通知業者。"


def _accept_scheme(typed: Typed) -> str:
    class2.accept_scheme(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return "已受理，依採認之特定產品驗證制度審查。"


def _scheme_failed(typed: Typed) -> str:
    class2.fail(case_id=typed.case.pk, reasons=typed.reasons(), by=typed.by, at=typed.at)
    return "已核駁並發文通知業者。"


def _send_to_grant(typed: Typed) -> str:
    class2.send_to_grant(
        case_id=typed.case.pk,
        scheme_certificate=typed.text("scheme_certificate"),
        scheme_valid_until=typed.day("scheme_valid_until", "該制度之驗證效期"),
        by=typed.by,
        at=typed.at,
    )
    return "已登錄並編號，送請受委託之主管機關審查授權使用標章。"


def _register(typed: Typed) -> str:
    version = class2.register(
        case_id=typed.case.pk,
        scheme_certificate=typed.text("scheme_certificate"),
        scheme_valid_until=typed.day("scheme_valid_until", "該制度之驗證效期"),
        by=typed.by,
        at=typed.at,
    )
    return f"已登錄並編號：驗證書 {version.certificate.number}。"


def _replace(typed: Typed) -> str:
    version = changes.replace(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return f"已{version.get_kind_display()}驗證書 {version.certificate.number}（{version.annotation}）。"


def _end_use(typed: Typed) -> str:
    changes.end_use(case_id=typed.case.pk, by=typed.by, at=typed.at)
    return "已廢止，自送達業者之日起生效。"


certificate_section = section(
    "_certificate",
    "驗證書",
    {
        "assign_number": _assign_number,
        "issue": _issue,
        "accept_scheme": _accept_scheme,
        "scheme_failed": _scheme_failed,
        "register": _register,
        "send_to_grant": _send_to_grant,
        "replace": _replace,
        "end_use": _end_use,
    },
)
"""驗證書: the lint, numbers, issue; class 2, replacement and early end."""


letter_section = section("_letters", "公文")
"""公文 of the case."""
