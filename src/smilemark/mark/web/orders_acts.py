"""What the buttons of an order's page do: what was typed, one action, the sentence afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.mark.actions import deliveries, orders, orders_objections, orders_review
from smilemark.mark.actions.deliveries import Faults
from smilemark.mark.actions.orders import Shipping, Wish
from smilemark.mark.actions.orders_review import Found, Review
from smilemark.mark.models import OrderLine, QuantityObjection

if TYPE_CHECKING:
    from smilemark.accounts.web.acting import Handler, Typed
    from smilemark.mark.models import LabelOrder


def start(typed: Typed) -> LabelOrder:
    """Begin an application."""
    return orders.start_order(certificate=typed.text("certificate"), key=typed.text("key"), by=typed.by, at=typed.at)


def _wish(t: Typed) -> Wish:
    return Wish(
        label=t.text("label"),
        shape=t.text("shape"),
        print_format=t.text("print_format"),
        asked=t.number("asked", "申請數量"),
        sold_in_year=t.number("sold_in_year", "近一年銷售數量"),
        capacity_of_year=t.number("capacity_of_year", "年產能"),
        at_hand=t.number("at_hand", "現有標章數量"),
        safety_stock=t.number("safety_stock", "安全存量"),
    )


def firm(pk: int) -> dict[str, Handler]:
    """What the firm does."""
    return _filling(pk) | _sending(pk)


def _filling(pk: int) -> dict[str, Handler]:
    """The firm fills in its application."""

    def fill(t: Typed) -> str:
        shipping = Shipping(
            t.number("months", "預計使用月數"), t.text("recipient"), t.text("phone"), t.text("address"), t.text("note")
        )
        orders.fill_order(order_id=pk, shipping=shipping, by=t.by, at=t.at)
        return "已儲存。"

    def set_line(t: Typed) -> str:
        line = orders.set_line(order_id=pk, wish=_wish(t), by=t.by, at=t.at)
        return f"已儲存 {line.label.number} {line.get_shape_display()}。"

    def remove_line(t: Typed) -> str:
        orders.remove_line(order_id=pk, line_id=t.number("line", "產品"), by=t.by, at=t.at)
        return "已移除。"

    def add_proof(t: Typed) -> str:
        orders.add_proof(order_id=pk, label=t.text("label"), uploads=t.files("files"), by=t.by, at=t.at)
        return "已附加。"

    def remove_proof(t: Typed) -> str:
        orders.remove_proof(order_id=pk, paper_id=t.number("paper", "檔案"), by=t.by, at=t.at)
        return "已移除。"

    return {
        "fill": fill,
        "set_line": set_line,
        "remove_line": remove_line,
        "add_proof": add_proof,
        "remove_proof": remove_proof,
    }


def _sending(pk: int) -> dict[str, Handler]:
    """The firm sends it, takes it back, checks what came."""

    def submit(t: Typed) -> str:
        order = orders.submit_order(order_id=pk, by=t.by, at=t.at, revision=t.revision())
        return f"已送件，案號 {order.number}，由{order.body.name}審查。"

    def supplement(t: Typed) -> str:
        orders.supplement_order(order_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "已補件送出。"

    def withdraw(t: Typed) -> str:
        orders.withdraw_order(order_id=pk, reason=t.text("reason"), by=t.by, at=t.at)
        return "已撤回申請。"

    def accept(t: Typed) -> str:
        deliveries.accept(order_id=pk, by=t.by, at=t.at)
        return "已登錄核對無誤，請妥善保管標章。"

    def report_error(t: Typed) -> str:
        faults = Faults(t.ticked("wrong_quantity"), t.ticked("wrong_shape"), t.ticked("wrong_number"), t.text("text"))
        deliveries.report_error(order_id=pk, faults=faults, uploads=t.files("files"), by=t.by, at=t.at)
        return "已通知印製執行機構查證。"

    return {
        "submit": submit,
        "supplement": supplement,
        "withdraw": withdraw,
        "accept": accept,
        "report_error": report_error,
    }


def _found(t: Typed, pk: int) -> Found:
    def number(name: str, label: str) -> int | None:
        return t.number(f"{name}-{pk}", label) if t.text(f"{name}-{pk}") else None

    return Found(
        approved=number("approved", "核准數量"),
        reason=t.text(f"reason-{pk}"),
        sold=number("sold", "查核之銷售數量"),
        capacity=number("capacity", "查核之年產能"),
        at_hand=number("hand", "查核之現有數量"),
        safety_stock=number("safety", "查核之安全存量"),
    )


def _line_ids(pk: int) -> list[int]:
    return list(OrderLine.objects.filter(order_id=pk).order_by("pk").values_list("pk", flat=True))


def body(pk: int) -> dict[str, Handler]:
    """The body reviews and decides."""

    def ask_supplement(t: Typed) -> str:
        orders_review.ask_supplement(order_id=pk, wanted=t.text("wanted"), by=t.by, at=t.at, revision=t.revision())
        return "已通知補件。"

    def propose(t: Typed) -> str:
        review = Review(
            found={line: _found(t, line) for line in _line_ids(pk)},
            opinion=t.text("opinion"),
            sales=t.ticked("sales"),
            capacity=t.ticked("capacity"),
            safety_stock=t.ticked("safety_stock"),
            refuses=t.text("proposal") == "refuse",
        )
        orders_review.propose(order_id=pk, review=review, by=t.by, at=t.at, revision=t.revision())
        return "已擬具，待核定人員核定。"

    def send_back(t: Typed) -> str:
        orders_review.send_back(order_id=pk, reason=t.text("reason"), by=t.by, at=t.at, revision=t.revision())
        return "已退回審查。"

    def approve(t: Typed) -> str:
        orders_review.approve(order_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "已核准，將列入本月核准清單。"

    def refuse(t: Typed) -> str:
        orders_review.refuse(order_id=pk, by=t.by, at=t.at, revision=t.revision())
        return "已不予核准並發函。"

    def revoke_approval(t: Typed) -> str:
        orders_review.revoke_approval(order_id=pk, reason=t.text("reason"), by=t.by, at=t.at)
        return "已廢止核准並發函。"

    return {
        "ask_supplement": ask_supplement,
        "propose": propose,
        "send_back": send_back,
        "approve": approve,
        "refuse": refuse,
        "revoke_approval": revoke_approval,
    }


def objection(pk: int) -> dict[str, Handler]:
    """The firm objects to the quantity, the body explains."""

    def standing() -> int:
        return QuantityObjection.objects.get(order_id=pk).pk

    def file(t: Typed) -> str:
        row = orders_objections.file_objection(
            order_id=pk, reasons=t.text("reasons"), uploads=t.files("files"), by=t.by, at=t.at
        )
        return f"已提出異議 {row.number}，驗證機構應於七日內提供書面說明。"

    def explain(t: Typed) -> str:
        more = {line: t.number(f"more-{line}", "增核數量") for line in _line_ids(pk) if t.text(f"more-{line}")}
        orders_objections.explain(objection_id=standing(), text=t.text("text"), more=more, by=t.by, at=t.at)
        return "已發出書面說明，並副知秘書處。"

    def not_accept(t: Typed) -> str:
        orders_objections.not_accept(objection_id=standing(), by=t.by, at=t.at)
        return "不予受理，已發函。"

    return {"object": file, "explain": explain, "not_accept": not_accept}
