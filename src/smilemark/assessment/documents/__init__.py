"""The words on the papers of an assessment: annex 7 sheet, annex 9 plan, origin sheet. How they are drawn is elsewhere."""

from __future__ import annotations

from smilemark.assessment.documents.form import AREAS, ITEM_TITLES
from smilemark.assessment.documents.origin import draw_origin, origin_name, origin_words, percent
from smilemark.assessment.documents.plan import draft_plan, draw_plan, plan_layout, plan_words
from smilemark.assessment.documents.sheet import draw_sheet, sheet_words

__all__ = [
    "AREAS",
    "ITEM_TITLES",
    "draft_plan",
    "draw_origin",
    "draw_plan",
    "draw_sheet",
    "origin_name",
    "origin_words",
    "percent",
    "plan_layout",
    "plan_words",
    "sheet_words",
]
