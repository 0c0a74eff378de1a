"""Which periods of an assessment run: the corrective plan (point 28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from smilemark.accounts import roles
from smilemark.assessment.models import FactoryAssessment
from smilemark.assessment.states import FactoryState
from smilemark.foundation import calendar
from smilemark.foundation.deadlines import Kind, Running, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

KINDS: Final = (Kind("D2", "提報矯正計畫", "第二十八點第一項第一款第三目", "Corrective plan"),)


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _plans(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # the shape of a source
    rows = FactoryAssessment.objects.filter(state=FactoryState.PLAN_DUE, plan_due_on__isnull=False)
    for row in (rows if ids is None else rows.filter(pk__in=ids)).select_related("firm", "factory"):
        assert row.plan_due_on is not None  # noqa: S101  # as filtered
        last, is_estimated = calendar.moved(row.plan_due_on)
        yield Running(
            stream=f"assessment.factoryassessment:{row.pk}",
            code="plan",
            kind="D2",
            title=f"提報矯正計畫（{row.factory.name}）：{row.firm.name}",
            number=row.case_number,
            url=reverse("assessment:plan", args=[row.pk]),
            started_on=row.assessed_on,
            last_day=last,
            is_estimated=is_estimated,
            organisation_id=row.firm_id,
            body_id=row.body_id,
            roles=frozenset({roles.APPLICANT}),
        )


SOURCES: Final = (Source("assessment.factoryassessment:", _plans, {"assessment.factoryassessment": _of}),)
