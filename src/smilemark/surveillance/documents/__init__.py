"""The words on the papers of surveillance: yearly plan, notice, reports of checks, yearly summary (FM-A15-1, -2, -4, -6)."""

from __future__ import annotations

from smilemark.surveillance.documents.inquiry import InquiryWords, inquiry_layout, inquiry_title, inquiry_words
from smilemark.surveillance.documents.notice import NoticeWords, notice_words
from smilemark.surveillance.documents.plan import PlanWords, plan_layout, plan_title, plan_words
from smilemark.surveillance.documents.report import ReportWords, report_layout, report_title, report_words
from smilemark.surveillance.documents.summary import SummaryWords, summary_layout, summary_title, summary_words

__all__ = [
    "InquiryWords",
    "NoticeWords",
    "PlanWords",
    "ReportWords",
    "SummaryWords",
    "inquiry_layout",
    "inquiry_title",
    "inquiry_words",
    "notice_words",
    "plan_layout",
    "plan_title",
    "plan_words",
    "report_layout",
    "report_title",
    "report_words",
    "summary_layout",
    "summary_title",
    "summary_words",
]
