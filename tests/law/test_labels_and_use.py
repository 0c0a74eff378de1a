"""Points 35 to 38, annexes 13 and 14: labels and the use of the mark."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

Result = Callable[..., dict[str, Any]]
Field = Callable[..., str]


@pytest.mark.parametrize("stopped", [True, False])
def test_who_decides_on_printing(stopped: bool, result: Result) -> None:
    def found(number: int, request: str) -> list[object]:
        facts = {"product_class": number, "request": request, "intake_stopped": stopped}
        return list(result("label-print-route", **facts).values())

    assert [found(number, "self_print") for number in (1, 2, 3)] == [
        [True, "certification_body"],
        [True, "adopted_scheme"],
        [True, "certification_body"],
    ]
    first = [False, None] if stopped else [True, "certification_body"]
    assert [found(number, "government_print") for number in (1, 2, 3)] == [first, [False, None], [False, None]]


@pytest.mark.parametrize("printer", ["operator", "industry_association"])
@pytest.mark.parametrize(
    ("approved", "compliant"), [("2025-09-10", True), ("2025-09-09", True), ("2025-09-11", False), (None, False)]
)
def test_printing_waits_for_approval(printer: str, approved: str | None, compliant: bool, result: Result) -> None:
    found = result("self-print-check", approval_date=approved, print_date="2025-09-10", printer=printer)

    follow_up = "none" if compliant else "order_improvement"
    assert found == {"compliant": compliant, "follow_up": follow_up}


@pytest.mark.parametrize(
    ("request_", "papers", "missing"),
    [
        ("self_print", (2, 2, 0, 0), []),
        ("self_print", (1, 1, 9, 9), ["form", "sample"]),
        ("self_print", (3, 1, 0, 0), ["sample"]),
        ("government_print", (2, 0, 2, 0), []),
        ("government_print", (2, 0, 0, 1), []),
        ("government_print", (2, 9, 1, 0), ["quantity_proof"]),
        ("government_print", (0, 0, 0, 0), ["form", "quantity_proof"]),
        ("government_print", (1, 0, 1, 1), ["form"]),
    ],
)
def test_what_a_label_application_lacks(
    request_: str, papers: tuple[int, ...], missing: list[str], result: Result
) -> None:
    names = ("form_copies", "sample_copies", "quantity_proof_copies", "quantity_proof_scans")

    found = result("label-application-documents", request=request_, **dict(zip(names, papers, strict=True)))

    assert found == {"complete": not missing, "missing": missing}


def test_all_three_criteria_of_a_quantity(result: Result, field_in_error: Field) -> None:
    all_three = ["sales_record", "production_capacity", "safety_stock"]

    assert result("label-quantity-review", criteria=[]) == {"complete": False, "missing": all_three}
    assert result("label-quantity-review", criteria=all_three[::-1]) == {"complete": True, "missing": []}
    assert result("label-quantity-review", criteria=["production_capacity"])["missing"] == [
        "sales_record",
        "safety_stock",
    ]
    assert field_in_error("label-quantity-review", criteria=["safety_stock"] * 2) == "criteria[1]"
    assert field_in_error("label-quantity-review", criteria=["safety_stock"] * 4) == "criteria"


def test_a_reply_goes_to_both_within_seven_days(result: Result) -> None:
    both = ["secretariat", "objecting_operator"]

    def found(sent: str | None, sent_to: list[str]) -> list[object]:
        facts = {"objection_received_date": "2025-03-28", "sent_date": sent, "sent_to": sent_to}
        return list(result("label-objection-reply", **facts).values())

    days = ["2025-04-04", "2025-04-07"]
    assert found("2025-04-07", both) == [*days, True, [], True]
    assert found("2025-04-08", both) == [*days, False, [], False]
    assert found("2025-04-07", ["secretariat"]) == [*days, True, ["objecting_operator"], False]
    assert found("2025-04-07", []) == [*days, True, ["objecting_operator", "secretariat"], False]
    assert found(None, []) == [*days, None, ["objecting_operator", "secretariat"], False]


@pytest.mark.parametrize(
    ("received", "sent", "sent_to", "field"),
    [
        ("2026-12-30", "2026-12-29", [], "sent_date"),
        ("2026-12-30", None, ["secretariat"], "sent_to"),
        ("2026-12-25", "2026-12-25", [], "objection_received_date"),
        ("2025-03-28", "2025-03-28", ["secretariat", "secretariat"], "sent_to[1]"),
    ],
)
def test_contradictions_of_a_reply(
    received: str, sent: str | None, sent_to: list[str], field: str, field_in_error: Field
) -> None:
    facts = {"objection_received_date": received, "sent_date": sent, "sent_to": sent_to}

    assert field_in_error("label-objection-reply", **facts) == field


@pytest.mark.parametrize(
    ("delivered", "circumstance", "late", "breach"),
    [
        ("2025-08-08", None, False, False),
        ("2025-08-08", "紙張缺貨", False, False),
        ("2025-08-09", None, True, True),
        ("2025-08-09", "紙張缺貨", True, False),
        (None, "紙張缺貨", None, None),
    ],
)
def test_a_recorded_reason_excuses_lateness(
    delivered: str | None, circumstance: str | None, late: bool | None, breach: bool | None, result: Result
) -> None:
    facts = {"list_received_date": "2025-08-01", "special_circumstance": circumstance}

    found = result("label-delivery", delivered_date=delivered, **facts)

    assert (found["late"], found["breach"]) == (late, breach)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"delivered_date": "2025-07-31"}, "delivered_date"),
        ({"special_circumstance": "\u3000"}, "special_circumstance"),
        ({"special_circumstance": "字" * 201}, "special_circumstance"),
        ({"list_received_date": "2026-12-25"}, "list_received_date"),
        ({"list_received_date": "2026-12-25", "delivered_date": "2026-12-24"}, "delivered_date"),
    ],
)
def test_contradictions_of_a_delivery(changed: dict[str, Any], field: str, field_in_error: Field) -> None:
    facts = {"list_received_date": "2025-08-01", "delivered_date": None, "special_circumstance": None}

    assert field_in_error("label-delivery", **{**facts, **changed}) == field


def test_a_reprint_takes_fifteen_days(result: Result, field_in_error: Field) -> None:
    facts = {"error_verified_date": "2025-09-12"}

    def found(delivered: str | None) -> list[object]:
        return list(result("label-reprint", delivered_date=delivered, **facts).values())

    days = ["2025-09-27", "2025-09-30"]  # a Saturday before a closed Monday
    assert found("2025-09-30") == [*days, True]
    assert found("2025-10-01") == [*days, False]
    assert found(None) == [*days, None]
    assert field_in_error("label-reprint", delivered_date="2025-09-11", **facts) == "delivered_date"
    outside = {"error_verified_date": "2026-12-17", "delivered_date": None}
    assert field_in_error("label-reprint", **outside) == "error_verified_date"


@pytest.mark.parametrize("change", ["proportional_scaling", "shape", "colour", "added_words"])
def test_only_scaling_is_free(change: str, result: Result) -> None:
    assert result("mark-alteration", change=change, consent=True) == {"allowed": True}
    free = change == "proportional_scaling"
    assert result("mark-alteration", change=change, consent=False) == {"allowed": free}


USES = [
    "certified_product", "product_package", "physical_promotion", "electronic_promotion",
    "uncertified_product", "trademark",
]  # fmt: skip


@pytest.mark.parametrize(
    ("licensee", "licensor", "covered"),
    [
        ("certified_operator", "certification_body", USES[:4]),
        ("other_user", "secretariat", USES[2:4]),
        ("laboratory", "secretariat", USES[2:4]),
    ],
)
def test_scope_of_a_licence(licensee: str, licensor: str, covered: list[str], result: Result) -> None:
    for use, contract in product(USES, (True, False)):
        found = result("mark-use", licensee=licensee, use=use, written_contract=contract)

        assert found == {
            "licensor": licensor,
            "licence_valid": contract,
            "allowed": contract and use in covered,
        }
