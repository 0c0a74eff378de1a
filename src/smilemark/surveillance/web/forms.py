"""Forms of surveillance. The actions judge; the forms only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import calendar, clock
from smilemark.foundation.web.days import OfficeDayField
from smilemark.surveillance import legal
from smilemark.surveillance.actions.faults import IMPROVEMENT_DAYS, POINTS, STATEMENT_DAYS
from smilemark.surveillance.actions.plans import QUARTERS, PlanWords, QuarterDays
from smilemark.surveillance.models import ProductCheck
from smilemark.surveillance.queries import frames
from smilemark.surveillance.web.acting import words

if TYPE_CHECKING:
    from smilemark.surveillance.models import Plan, Summary, Visit

ANSWERS = [("pass", "通過"), ("fail", "不通過")]


class StartForm(forms.Form):
    """A plan or summary to begin: which body, industry, year."""

    body = forms.TypedChoiceField(label="驗證機構", coerce=int)
    industry = forms.TypedChoiceField(label="產業", coerce=int)
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, bodies: Any, industries: Any, years: Any, **kwargs: Any) -> None:  # noqa: ANN401  # choices
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]  # a choice field
        self.fields["industry"].choices = industries  # type: ignore[attr-defined]  # as above
        self.fields["year"].choices = years  # type: ignore[attr-defined]  # as above


class PlanForm(forms.Form):
    """The words of a plan, its people and the days of its quarters."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    method = words("抽樣方法", rows=5)
    matters = words("追蹤管理事項", rows=5)
    safety_focus = words("安全性重點抽檢項目")
    function_focus = words("功能性重點抽檢項目", required=False)
    people = forms.TypedMultipleChoiceField(
        label="追蹤查核人員", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        known = accreditation.assessors_of(plan.body, clock.today())
        people: Any = self.fields["people"]
        people.choices = [(user.pk, user.display_name) for user in known]
        for quarter in QUARTERS:
            self.fields[f"first_{quarter}"] = OfficeDayField(label=f"第{quarter}季查核起日")
            self.fields[f"last_{quarter}"] = OfficeDayField(label=f"第{quarter}季查核迄日")

    def clean(self) -> dict[str, Any]:
        """What the action takes, under ``words``, where every field could be read."""
        given = super().clean() or {}
        if not self.errors:
            given["words"] = self._words(given)
        return given

    @staticmethod
    def _words(given: dict[str, Any]) -> PlanWords:
        days = [QuarterDays(quarter, given[f"first_{quarter}"], given[f"last_{quarter}"]) for quarter in QUARTERS]
        texts = ("method", "matters", "safety_focus", "function_focus")
        return PlanWords(**{name: given[name] for name in texts}, people=given["people"], quarters=days)


def plan_form(plan: Plan, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The form with what stands in the plan."""
    initial: dict[str, Any] = {
        name: getattr(plan, name) for name in ("revision", "method", "matters", "safety_focus", "function_focus")
    }
    initial["people"] = [user.pk for user in plan.people.all()]
    for row in plan.quarters.all():
        initial[f"first_{row.quarter}"], initial[f"last_{row.quarter}"] = row.first_day, row.last_day
    return PlanForm(plan, data, initial=initial, **how)


class ReturnForm(forms.Form):
    """Why the plan goes back."""

    reason = words("退回修正之事由", max_length=300)


class ApproveForm(forms.Form):
    """The number of the approval."""

    number = forms.CharField(label="核定文號", max_length=60)


class NoteForm(forms.Form):
    """The number under which it was taken note of."""

    number = forms.CharField(label="備查文號", max_length=60)


class FreezeForm(forms.Form):
    """A quarter's frame to publish."""

    quarter = forms.TypedChoiceField(
        label="季", coerce=int, choices=[(quarter, f"第{quarter}季") for quarter in QUARTERS]
    )
    public_value_name = forms.CharField(
        label="指定之公開數值",
        max_length=200,
        required=False,
        help_text="抽樣前尚無人知悉之數值，例如某日某期公益彩券開獎號碼；不指定者留白。",
    )


class DrawForm(forms.Form):
    """The public value, where one was named."""

    public_value = forms.CharField(label="公開數值", max_length=120, required=False)


class FactoryForm(forms.Form):
    """A factory of the firm."""

    factory_id = forms.TypedChoiceField(label="生產工廠", coerce=int)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["factory_id"]
        rows = companies.active_factories(visit.firm)
        field.choices = [("", "請選擇"), *((row.pk, f"{row.name}（{row.address}）") for row in rows)]


def factory_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The factories of the visited firm."""
    return FactoryForm(visit, data, **how)


class AssignForm(forms.Form):
    """An assessor of the body with a certificate in force."""

    assessor_id = forms.TypedChoiceField(label="查核人員", coerce=int)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessor_id"]
        known = accreditation.assessors_of(visit.body, clock.today())
        field.choices = [("", "請選擇"), *((user.pk, user.display_name) for user in known)]


def assign_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The assessors of the visiting body."""
    return AssignForm(visit, data, initial={"assessor_id": visit.assessor_id}, **how)


class NotifyForm(forms.Form):
    """The day of the visit."""

    audit_on = OfficeDayField(label="查核日")


def notify_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The first day that may be set when the notice goes out today."""
    first = legal.earliest_audit(clock.today())
    day = max(first, visit.next_start_on) if visit.next_start_on else first
    form = NotifyForm(data, initial={"audit_on": visit.audit_on if visit.state == "notified" else day}, **how)
    form.fields["audit_on"].help_text = f"通知與查核之間應有三整日；今日通知者至早為{calendar.roc(first)}。"
    return form


class IdleForm(forms.Form):
    """When the factory runs again."""

    next_start_on = OfficeDayField(label="預告下次開工日")


class ProductionForm(forms.Form):
    """What is still in production at the factory."""

    in_production = forms.MultipleChoiceField(
        label="仍生產中之產品",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="均已停產者，不勾選任何產品即可儲存。",
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["in_production"]
        rows = frames.labels_of_visit(visit, clock.today())
        field.choices = [(row.number, f"{row.number} {row.product_name} {row.product_model}".strip()) for row in rows]


def production_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The products in use that are made at the factory; all of them ticked at first."""
    form = ProductionForm(visit, data, **how)
    field: Any = form.fields["in_production"]
    everything = [number for number, _name in field.choices]
    form.initial = {"in_production": everything if visit.in_production is None else visit.in_production}
    return form


class CheckForm(forms.Form):
    """Origin and use of the mark of one product; may be saved half filled."""

    check = forms.IntegerField(widget=forms.HiddenInput)
    origin = forms.ChoiceField(
        label="獲證產品之生產製程是否符合原產地認定基準（增列）",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        required=False,
    )
    origin_text = words("原產地查核說明", required=False)
    mark_use = forms.ChoiceField(
        label="獲證產品之標章使用是否符合本要點規定", choices=ANSWERS, widget=forms.RadioSelect, required=False
    )
    mark_breach = forms.ChoiceField(
        label="標章使用不符之類別", choices=[("", "（符合者免填）"), *ProductCheck.MarkBreach.choices], required=False
    )
    mark_text = words("標章使用說明", required=False)


class TestForm(forms.Form):
    """The laboratory's result for one product."""

    __test__ = False  # not a test for pytest

    check = forms.IntegerField(widget=forms.HiddenInput)
    quality = forms.ChoiceField(label="產品品質檢驗", choices=ANSWERS, widget=forms.RadioSelect)
    quality_text = words("產品品質檢驗說明", required=False)
    laboratory = forms.TypedChoiceField(label="檢驗機構", coerce=int)
    report_number = forms.CharField(label="檢驗報告編號", max_length=60)
    tested_on = OfficeDayField(label="檢驗日")
    report = forms.FileField(label="檢驗報告", required=False)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["laboratory"]
        known = accreditation.laboratories_for(visit.industry, clock.today())
        field.choices = [("", "請選擇"), *((row.pk, row.name) for row in known)]


class PhotoForm(forms.Form):
    """A picture of the visit."""

    product = forms.TypedChoiceField(label="產品", coerce=int, required=False, empty_value=None)
    caption = forms.CharField(label="照片說明", max_length=120, required=False)
    file = forms.FileField(
        label="照片", widget=forms.FileInput({"accept": "image/*", "capture": "environment"}), help_text="JPEG 或 PNG。"
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


def photo_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401  # as offered
    """The products of the visit to choose from."""
    form = PhotoForm(data, files, **how)
    field: Any = form.fields["product"]
    field.choices = [
        ("", "全廠"),
        *((row.pk, f"{row.label_number} {row.product_name}") for row in visit.products.all()),
    ]
    return form


class RemovePhotoForm(forms.Form):
    """Which picture."""

    photo = forms.IntegerField(widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """Words on the whole, and further findings."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    remark = words("查核說明", required=False)
    other = words("其他缺失", required=False, help_text="一行一項；無者留白。")


def report_form(visit: Visit, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The form with the revision the reader sees."""
    return ReportForm(data, initial={"revision": visit.revision, "remark": visit.remark}, **how)


class RefusedEntryForm(forms.Form):
    """How the visit was refused."""

    refusal_text = words("拒絕查核情形")


class BreachForm(forms.Form):
    """What is suspected."""

    breach_text = words("涉嫌違法情事")


class DropForm(forms.Form):
    """Why the visit is not made."""

    reason = words("不查核之事由", max_length=300)


class ImproveForm(forms.Form):
    """Until when."""

    improve_until = OfficeDayField(label="改善期限", help_text=f"由通知訂定（建議{IMPROVEMENT_DAYS}日）；例如 115.6.15")


class ImprovedForm(forms.Form):
    """What was done."""

    improvement_text = words("改善情形")
    proof = forms.FileField(label="佐證資料", required=False)


class CheckedForm(forms.Form):
    """What was found when the improvement was looked at."""

    check_text = words("查證情形")


class AskAgainForm(CheckedForm):
    """What is still missing, and until when."""

    improve_until = OfficeDayField(label="改善期限")


class NotImprovedForm(CheckedForm):
    """What was not improved."""

    council_finds_severe = forms.BooleanField(label="其他缺失經認證審議會認定為重大缺失", required=False)


class InviteForm(forms.Form):
    """Until when the firm may state its case."""

    state_until = OfficeDayField(
        label="陳述意見期限", help_text=f"由通知訂定（建議至少{STATEMENT_DAYS}日）；例如 115.6.15"
    )


class StatementForm(forms.Form):
    """The firm's case."""

    statement = words("陳述意見", rows=6)
    paper = forms.FileField(label="附件", required=False)


class KeepForm(forms.Form):
    """The decision on a serious finding."""

    reasons = words("理由", rows=5)
    ends_right = forms.BooleanField(label="依合約終止標章使用權並廢止產品驗證書", required=False)
    point = forms.ChoiceField(label="廢止之依據", choices=list(POINTS.items()))
    is_grave = forms.BooleanField(label="認定情節重大（第四十二點第一項第六款）", required=False)


class LiftForm(forms.Form):
    """Why the view is not kept."""

    reasons = words("理由", rows=5)


class ReportUpForm(forms.Form):
    """The number under which it was reported."""

    number = forms.CharField(label="層報文號", max_length=60)


class RemarkForm(forms.Form):
    """What stands below the tables of the summary."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    remark = words("異常狀況及改善情形之說明", rows=6, required=False)


def remark_form(row: Summary, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # as offered
    """The form with what stands in the summary."""
    return RemarkForm(data, initial={"revision": row.revision, "remark": row.remark}, **how)
