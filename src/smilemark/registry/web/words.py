"""What the public is told of each answer about a label number, and what to do next (points 34, 41-44; annex 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The words of one answer.

    Attributes:
        tone: ok, warn or bad.
        heading: the answer in a few words.
        meaning: what it means, with its point.
        next_steps: what the reader can do now.
        suggest_report: whether the page offers to report at once.
    """

    tone: str
    heading: Text
    meaning: Text
    next_steps: tuple[Text, ...]
    suggest_report: bool = False


_COMPARE = _("請核對下列產品名稱、型號、品牌及業者，是否與您手上的產品相同；不同者，可能是冒用他人編號，請通報。")

ANSWERS: dict[str, AnswerWords] = {
    "valid": AnswerWords("ok", _("有效"), _("這個標章在使用期間內，業者得使用標章（第三十四點）。"), (_COMPARE,)),
    "renewal_pending": AnswerWords(
        "warn",
        _("展延審查中"),
        _("使用期間已屆滿，業者已在期限內申請展延，審查期間仍得繼續使用標章（第三十四點）。"),
        (_COMPARE, _("展延結果尚未確定，可過些時日再查一次。")),
    ),
    "expired": AnswerWords(
        "bad",
        _("已逾效期"),
        _("使用期間已屆滿，業者不得繼續使用標章（第三十四點）。"),
        (
            _("效期內製造並貼標的產品可能仍在架上；請看產品的製造日期是否在效期內。"),
            _("效期後才製造而仍貼有標章者，請通報。"),
        ),
        suggest_report=True,
    ),
    "cancelled": AnswerWords(
        "bad",
        _("已廢止"),
        _("標章使用權已廢止，自生效日起不得使用標章（第四十二點、第四十三點）。"),
        (_("生效日後製造而仍貼有標章，或網路商店仍以標章宣傳者，請通報。"),),
        suggest_report=True,
    ),
    "withdrawn": AnswerWords(
        "bad",
        _("已撤銷"),
        _("標章使用權因申請時有虛偽不實或不正當方法而撤銷，不得使用標章（第四十一點）。"),
        (_("商店或網路仍販售貼有此標章的產品者，請通報。"), _("已購買者，可憑購買證明向販賣者請求處理。")),
        suggest_report=True,
    ),
    "unknown": AnswerWords(
        "warn",
        _("查無此編號"),
        _("編號格式正確，同一驗證書編號也在登錄資料內，但沒有這一個產品序號。"),
        (
            _("請再核對一次末五碼；最常見的原因是抄錯一碼。"),
            _("也可以用產品名稱、品牌或業者名稱查詢。"),
            _("確認沒有抄錯，請通報。"),
        ),
        suggest_report=True,
    ),
    "forged": AnswerWords(
        "bad",
        _("查無此編號，可能不是真的標章"),
        _("編號格式正確，但登錄資料內沒有這個驗證書編號（前八碼）或產業代碼（前三碼），不曾以此核發任何標章。"),
        (
            _("請再核對一次前八碼；抄錯一碼也會得到這個結果。"),
            _("確認沒有抄錯，請拍下標章及產品並通報；疑似冒用、偽造或變造標章，由驗證機構依規定查核（第四十四點）。"),
        ),
        suggest_report=True,
    ),
    "malformed": AnswerWords(
        "bad",
        _("編號格式不符"),
        _("標章編號是八位數字、連字號、五位數字，例如 01700182-02438。"),
        (
            _("請看標章下方的編號，連同前面的 0 一起輸入。"),
            _("若標章上印的就不是這個格式，可能不是真的標章，請通報。"),
        ),
        suggest_report=True,
    ),
}

REPORT_STEPS: dict[str, tuple[Text, ...]] = {
    "misuse": (
        _("網路、電視等虛擬通路：驗證機構自收到通報起二十四小時內確認標章使用情形（附件十五第三點第二款第一目）。"),
        _("實體商店：驗證機構三日內確認標章使用情形（附件十五第三點第二款第一目）。"),
    ),
    "quality": (_("驗證機構五日內購樣並進行產品品質檢驗（附件十五第三點第二款第一目）。"),),
    "origin": (
        _("驗證機構三日內確認產品標示情形（附件十五第三點第二款第一目）。"),
        _("標示有不實之虞者，五日內實施生產工廠現場評核（附件十五第三點第二款第一目）。"),
    ),
}
"""By kind of report: what the rules ask for next, and within which time. Days count from the day after receipt (AMB-24)."""


def liability(firm: str) -> Text:
    """Who answers to consumers for a certified product: its maker, neither the administration nor the body (point 51).

    Args:
        firm: the certified operator, who names the maker; empty where none is known.
    """
    if not firm:
        return _("獲證產品發生消費者糾紛或造成傷亡意外，由產品製造者負起製造者責任（第五十一點）。")
    said = _("本產品發生消費者糾紛或造成傷亡意外，由產品製造者負起製造者責任（第五十一點）；請先洽獲證業者%(firm)s。")
    return said % {"firm": firm}
