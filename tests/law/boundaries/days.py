"""Boundaries of terms, windows, bans and deadlines."""

from datetime import date
from typing import Any

from tests.law.boundaries.kit import ONE, WORKING_WEDNESDAY, Step, Steps, around, boundary, days, months, plain, sides

# Terms: C4 keeps the day-number, the start day not counted; C5 counts it.
STARTS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2024, 2, 29)]


def term(rule: str, field: str, output: str, *, start_counts: bool, **same: Any) -> tuple[str, Steps]:
    def steps(n: int) -> list[Step]:
        return sides(field, STARTS, output, [months(start, n) - ONE * start_counts for start in STARTS], same)

    return rule, steps


ASSESSOR = "mit_smile.annex_10_assessor_certificate"
boundary(
    f"{ASSESSOR}.TERM_MONTHS",
    *term("assessor-certificate-period", "issue_date", "last_valid_day", start_counts=False),
)
boundary(
    "mit_smile.point_34_mark_period.TERM_MONTHS",
    *term(
        "mark-period", "issue_date", "last_valid_day", start_counts=False, product_class=1, scheme_last_valid_day=None
    ),
)
boundary(
    "mit_smile.point_13_accreditation_period.TERM_MONTHS",
    "accreditation-period",
    lambda n: sides("accredited_date", STARTS[:3], "last_valid_day", [months(day, n) - ONE for day in STARTS[:3]]),
)
boundary(
    "mit_smile.point_08_council.TERM_MONTHS",
    "council-term",
    lambda n: sides(
        "appointed_date",
        STARTS[:3],
        "last_day",
        [months(day, n) - ONE for day in STARTS[:3]],
        {"predecessor_last_day": None, "terms_served": 0},
    ),
)
boundary(
    f"{ASSESSOR}.ASSESSMENTS_FOR_RENEWAL",
    "assessor-assessment-count",
    lambda n: [
        (
            {
                "valid_from": "2024-05-14",
                "last_valid_day": "2026-05-14",
                "assessments": [{"date": "2025-01-10", "kind": "verification"}] * count,
            },
            {"counted": count, "enough_for_renewal": enough},
        )
        for count, enough in ((n - 1, False), (n, True), (n + 1, True))
    ],
)

# Windows and bans.


def renewed(certificate: str) -> Steps:
    def steps(n: int) -> list[Step]:
        last = date(2026, 8, 31)
        same = {"certificate": certificate, "last_valid_day": plain(last)}
        opening = ["too_early", "in_window", "in_window"]
        return [
            *sides("filed_date", around(months(last, -n)), "status", opening, same),
            *sides("filed_date", around(last), "status", ["in_window", "in_window", "too_late"], same),
        ]

    return steps


for certificate in ("mark", "accreditation", "assessor"):
    boundary(f"mit_smile.renewal_windows.WINDOW_MONTHS[{certificate}]", "renewal-window", renewed(certificate))


def ban(point: str) -> Steps:
    def steps(n: int) -> list[Step]:
        last = months(date(2025, 3, 15), 12 * n)
        same = {"point": point, "effective_date": "2025-03-15", "same_product": True if point == "46" else None}
        return sides("application_date", around(last), "accepted", [False, False, True], same)

    return steps


for point in ("41", "42(5)", "42(6)", "43", "45", "46"):
    boundary(f"mit_smile.point_41_reapplication_ban.BAN_YEARS[{point}]", "reapplication-ban", ban(point))


def counted_back(rule: str, start: str, end: str, output: str, found: list[Any], **same: Any) -> tuple[str, Steps]:
    """A period of days that ends on a working Wednesday; the act lies a day before, on, and after that day."""

    def steps(n: int) -> list[Step]:
        return sides(end, around(WORKING_WEDNESDAY), output, found, {**same, start: plain(days(WORKING_WEDNESDAY, -n))})

    return rule, steps


LABELS = "mit_smile.annex_14_label_deadlines"
IN_TIME = [True, True, False]
boundary(
    f"{LABELS}.REPLY_DAYS",
    *counted_back(
        "label-objection-reply", "objection_received_date", "sent_date", "on_time", IN_TIME, sent_to=["secretariat"]
    ),
)
boundary(
    f"{LABELS}.DELIVERY_DAYS",
    *counted_back(
        "label-delivery",
        "list_received_date",
        "delivered_date",
        "late",
        [False, False, True],
        special_circumstance=None,
    ),
)
boundary(
    f"{LABELS}.REPRINT_DAYS",
    *counted_back("label-reprint", "error_verified_date", "delivered_date", "on_time", IN_TIME),
)

# Audits.


def noticed(audited: str) -> Steps:
    def steps(n: int) -> list[Step]:
        same = {"audited": audited, "audit_date": plain(WORKING_WEDNESDAY)}
        return sides("notice_date", around(days(WORKING_WEDNESDAY, -n - 1)), "on_time", IN_TIME, same)

    return steps


for audited in ("certified_operator", "certification_body"):
    boundary(f"mit_smile.annex_15_audits.FULL_DAYS_BETWEEN[{audited}]", "audit-notice", noticed(audited))
boundary(
    "mit_smile.annex_15_audits.STEP_DAYS[sampling]",
    *counted_back(
        "quality-complaint-check",
        "complaint_date",
        "sample_sent_to_lab_date",
        "on_time",
        IN_TIME,
        test_report_date=None,
    ),
)


def irregular(trigger: str, output: str, channels: list[str]) -> Steps:
    def steps(n: int) -> list[Step]:
        return [
            (
                {
                    "trigger": trigger,
                    "trigger_time": f"{days(end, -n).isoformat()}T23:59:59+08:00",
                    "channels": channels,
                    "suspicion_found_date": plain(days(end, -n)) if output == "site_visit_deadline" else None,
                },
                {output: plain(end)},
            )
            for end in around(WORKING_WEDNESDAY)
        ]

    return steps


for step, trigger, output, channels in (
    ("label_check", "origin_label_complaint", "label_check_deadline", []),
    ("site_visit", "origin_label_complaint", "site_visit_deadline", []),
    ("physical_check", "suspected_misuse", "physical_check_deadline", ["physical"]),
):
    boundary(
        f"mit_smile.annex_15_audits.STEP_DAYS[{step}]",
        "irregular-check-deadlines",
        irregular(trigger, output, channels),
    )
boundary(
    "mit_smile.annex_15_audits.VIRTUAL_CHECK_HOURS",
    "irregular-check-deadlines",
    lambda n: [
        (
            {
                "trigger": "suspected_misuse",
                "trigger_time": f"2025-06-18T{hour:02d}:00:01+08:00",
                "channels": ["virtual"],
                "suspicion_found_date": None,
            },
            {
                "virtual_check_deadline": f"{days(WORKING_WEDNESDAY, (hour + n) // 24)}T{(hour + n) % 24:02d}:00:01+08:00"
            },
        )
        for hour in (0, 12, 23)
    ],
)

# Objections, samples, waiver, records, grant.
for remedy in (
    "operator_objection",
    "body_objection",
    "other_user_objection",
    "other_user_complaint",
    "label_quantity_objection",
):
    boundary(
        f"mit_smile.point_49_objections.DAYS[{remedy}]",
        *counted_back(
            "objection-admissibility",
            "notice_date",
            "arrival_date",
            "accepted",
            IN_TIME,
            remedy=remedy,
            filing_method="hand",
            postmark_date=None,
            in_writing=True,
        ),
    )
boundary(
    "mit_smile.point_49_objections.APPEAL_DAYS",
    "objection-route",
    lambda n: [({"party": "certified_operator", "stage": "after_review"}, {"days": n})],
)
boundary(
    "mit_smile.point_24_samples.COLLECTION_MONTHS",
    "sample-disposal",
    lambda n: sides(
        "disposal_date",
        around(days(WORKING_WEDNESDAY, 1)),
        "disposal_allowed",
        [False, True, True],
        {
            "notice_date": plain(months(WORKING_WEDNESDAY, -n)),
            "collected": False,
            "photographed": True,
            "recorded": True,
            "result_notified": True,
        },
    ),
)
boundary(
    "mit_smile.point_27_assessment_gate.WAIVER_MONTHS",
    "qms-gate",
    lambda n: sides(
        "assessment_date",
        around(months(date(2024, 5, 20), n)),
        "waiver_available",
        IN_TIME,
        {
            "licensed_industry": False,
            "licence": None,
            "adopted_certificate": None,
            "last_pass_date": "2024-05-20",
            "last_waiver_date": None,
            "assessment_necessary": False,
        },
    ),
)


def kept(document: str) -> Steps:
    def steps(n: int) -> list[Step]:
        same = {"document": document, "completed_date": "2025-03-10"}
        return sides(
            "deletion_date", around(months(date(2025, 3, 10), 12 * n)), "deletion_allowed", [False, False, True], same
        )

    return steps


RECORDS = "mit_smile.point_29_record_retention"
for document in (
    "verification_summary_report",
    "operator_regular_audit_report",
    "operator_irregular_audit_report",
    "operator_surveillance_summary",
    "cb_audit_report",
    "other_user_audit_report",
):
    boundary(f"{RECORDS}.MINIMUM_YEARS[{document}]", "record-retention", kept(document))
boundary(f"{RECORDS}.APPLIED_WHERE_SILENT", "record-retention", kept("cb_surveillance_summary"))
boundary(
    "mit_smile.point_33_class2_grant.ACTIVITY_MONTHS",
    "class2-mark-grant",
    lambda n: [
        step
        for field in ("last_material_purchase_date", "last_formula_purchase_date", "last_sale_date")
        for step in sides(
            field,
            around(months(date(2025, 8, 31), -n)),
            "activity_ok",
            [False, True, True],
            {
                "application_date": "2025-08-31",
                **dict.fromkeys(
                    ("operator_registered", "factory_registered", "origin_met", "factory_passed_scheme"), True
                ),
                "scheme_last_valid_day": "2027-05-31",
                "minimal_operations_only": False,
                **dict.fromkeys(("last_material_purchase_date", "last_formula_purchase_date", "last_sale_date")),
                "misleading_origin_dispute": False,
            },
        )
    ],
)

# Yearly duties, fees.


def filed_yearly(duty: str) -> Steps:
    def steps(day: Any) -> list[Step]:
        year = next(year for year in (2024, 2025, 2026) if date(year, *day).weekday() < 4)
        return sides("filed_date", around(date(year, *day)), "on_time", IN_TIME, {"duty": duty, "year": year})

    return steps


for duty in (
    "operator_surveillance_plan",
    "operator_surveillance_summary",
    "cb_surveillance_plan",
    "cb_surveillance_summary",
    "other_user_surveillance_plan",
    "other_user_surveillance_summary",
):
    boundary(f"mit_smile.surveillance_year.MONTH_AND_DAY[{duty}]", "annual-duty", filed_yearly(duty))


def charged(case: str) -> Steps:
    def steps(fee: int) -> list[Step]:
        amounts = [fee, 2 * fee, fee * 1_000_000_000]
        return sides(
            "quantity", [1, 2, 1_000_000_000], "amount", amounts, {"case_type": case, "exempt_industry": False}
        )

    return steps


for case in ("new", "additional", "reissue", "name_change", "address_change", "representative_change"):
    boundary(f"verification_fee.UNIT_FEES[{case}]", "verification-fee", charged(case))
