"""The visitor's self-check: which class am I, may I apply, what will I need, what does it cost, how long does it take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from smilemark.accreditation import queries as accreditation
from smilemark.certification.legal import intake as legal
from smilemark.foundation import clock
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

YES_NO = [("yes", _("是")), ("no", _("否"))]
FIRST, SECOND, THIRD = 1, 2, 3


def _yes_no(label: Any, help_text: Any = "") -> forms.ChoiceField:  # noqa: ANN401  # lazy text
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, help_text=help_text)


class CheckForm(forms.Form):
    """The questions; nothing about the person is asked, nothing is kept."""

    industry = forms.ChoiceField(label=_("您的產品屬於哪一個產業？"))
    scheme = _yes_no(_("產品已通過經公告採認之特定產品驗證制度？"))
    entity = forms.ChoiceField(
        label=_("您的組織型態"),
        choices=[
            ("company", _("公司")),
            ("sole_proprietorship", _("獨資")),
            ("partnership", _("合夥")),
            ("other", _("其他（例如協會、個人）")),
        ],
    )
    registered = _yes_no(_("已依法登記？"))
    role = forms.ChoiceField(
        label=_("您的角色"),
        choices=[("maker", _("獨立製造")), ("joint", _("協同製造，由我代表申請")), ("brand", _("統合製造之品牌行銷"))],
    )
    manufactured = _yes_no(_("產品是製造或加工而成？"))
    qms = _yes_no(_("工廠領有經公告採認之品質管理系統驗證？"), _("例如 ISO 9001。"))
    mandatory = _yes_no(_("產品屬應施檢驗品目，且檢驗合格？"))
    tested = _yes_no(_("產品已依國家標準、法規或其他制度檢測合格？"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        rows = [(row.code, row.name_en if english and row.name_en else row.name) for row in governance.industries()]
        self.fields["industry"].choices = [("", _("請選擇")), *rows, ("other", _("以上都不是"))]  # type: ignore[attr-defined]  # a ChoiceField

    def says(self, name: str) -> bool:
        """Whether the question was answered yes."""
        return bool(self.cleaned_data[name] == "yes")


@dataclass(frozen=True, slots=True)
class Step:
    """How long a step lasts that the law or the body sets."""

    name: Any
    length: Any
    cite: str


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """The questions, and under them the answer once they are all answered; works without JavaScript."""
    asked = "industry" in request.GET
    form = CheckForm(request.GET if asked else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if asked and form.is_valid():
        context |= answer(form, clock.today())
    elif asked:
        status = 422
    return render(request, "certification/check.html", context, status=status)


def answer(form: CheckForm, today: date) -> dict[str, Any]:
    """Class, eligibility, papers, bodies, cost and days, each with its place in the law."""
    industry = governance.industries().filter(code=form.cleaned_data["industry"]).first()
    listed = industry is not None and industry.product_class == FIRST
    of_class = legal.class_finding(
        assessed=listed, deliberated=listed, announced=listed, passed_scheme=form.says("scheme")
    )
    number = int(of_class.result.product_class)
    applicant = legal.applicant_finding(
        entity=form.cleaned_data["entity"],
        registered=form.says("registered"),
        role=form.cleaned_data["role"],
        manufactured=form.says("manufactured"),
    )
    papers = legal.documents_finding(
        kind="new",
        role=form.cleaned_data["role"],
        has_qms=form.says("qms"),
        mandatory_passed=form.says("mandatory"),
        other_passed=form.says("tested"),
    )
    fits = industry if industry is not None and industry.product_class == number else None
    return {
        "answered": True,
        "product_class": number,
        "of_class": of_class,
        "applicant": applicant,
        "papers": papers if number != SECOND else None,
        "paper_names": [(legal.document_name(paper), paper.value) for paper in papers.result.required],
        "industry": fits,
        "items": governance.open_items(fits, today) if fits is not None else [],
        "bodies": list(accreditation.bodies_for(number, fits, today)) if fits is not None or number != FIRST else [],
        "fee": legal.fee_finding(on=today, exempt_industry=False) if number == THIRD else None,
        "funding": governance.start_up_funding(fits, today) if number == FIRST and fits is not None else None,
        "steps": steps(today),
    }


def steps(today: date) -> list[Step]:
    """How long what lasts: limits in force, and what the regulation itself says."""
    rounds, days = governance.supplement_limit(today)
    return [
        Step(
            _("補件"),
            _("每次 %(days)s 日，以 %(rounds)s 次為限") % {"days": days, "rounds": rounds},
            "附件六（補件次數及期限公告）",
        ),
        Step(_("矯正計畫"), _("由驗證機構訂定期限"), "第二十八點"),
        Step(_("樣品領回"), _("自通知日起一個月"), "第二十四點第二項"),
        Step(_("標章使用期間"), _("三年，屆滿前二個月起得申請展延"), "第三十四點"),
        Step(_("審查、評核及檢驗"), _("規定未訂期限，由驗證機構安排"), "第二十六點"),
    ]
