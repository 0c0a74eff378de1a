"""Tables of the app, by subject: the yearly plan and its draws, the visits, what they found, the yearly summary."""

from __future__ import annotations

from smilemark.surveillance.models.inquiry import Inquiry, InquiryPhoto
from smilemark.surveillance.models.plan import Draw, Plan, PlanQuarter
from smilemark.surveillance.models.result import Decision, Fault, Summary
from smilemark.surveillance.models.visit import Photo, ProductCheck, Synced, Visit, VisitNotice

__all__ = [
    "Decision",
    "Draw",
    "Fault",
    "Inquiry",
    "InquiryPhoto",
    "Photo",
    "Plan",
    "PlanQuarter",
    "ProductCheck",
    "Summary",
    "Synced",
    "Visit",
    "VisitNotice",
]
