"""Error pages: what happened, what to do next, in the reader's language; never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

WHAT: Final[dict[str, tuple[_StrPromise, _StrPromise]]] = {
    "400": (_("這個要求無法處理"), _("送出的內容不完整或超過限制。請回到上一頁檢查後再送一次；檔案請逐一上傳。")),
    "403": (_("您不能開啟此頁"), _("您目前的角色沒有這一頁的權限。如果您應該要有，請聯絡貴機構的管理人員。")),
    "404": (_("找不到這一頁"), _("網址可能打錯了，資料可能已移動，或不是您的案件。請從首頁或網站導覽重新查找。")),
    "csrf": (
        _("這一頁開得太久了"),
        _("為了安全，這次送出沒有被接受。請回到上一頁重新整理，再送一次；您填的內容若已暫存會再顯示。"),
    ),
    "500": (
        _("系統發生錯誤"),
        _("我們已留下紀錄。您剛才的動作沒有完成，沒有任何資料只寫了一半。請稍後再試，或與我們聯絡。"),
    ),
    "503": (_("系統忙碌中"), _("目前寫入的人太多或儲存空間不足，這次沒有存入任何資料。請稍後再送一次。")),
}


def error_page(request: HttpRequest, what: str, *, status: int, reason: str = "") -> HttpResponse:
    """The page for one kind of error.

    Args:
        request: as it came.
        what: key of ``WHAT``.
        status: HTTP status.
        reason: the sentence of the refusal, where there is one.
    """
    title, advice = WHAT[what]
    page = {"code": status, "title": title, "advice": advice, "reason": reason}
    return render(request, "site/error.html", page, status=status)


def _said(exception: Exception) -> str:
    """What the code that refused said, when it was written for a reader (one sentence in Chinese)."""
    said = str(exception)
    return said if said.endswith("。") else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, "400", status=400, reason=_said(exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason."""
    return error_page(request, "403", status=403, reason=_said(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; never says whether there is something to be found."""
    return error_page(request, "404", status=404, reason=_said(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's reason is for developers
    """403 of a form whose token is missing or too old."""
    return error_page(request, "csrf", status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the request may be what broke
    """500: drawn without request, database or people, so that nothing can fail again."""
    return HttpResponse(render_to_string("500.html"), status=500)
