"""What if a number of the regulation were another: the administration asks, a job answers."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, spreadsheets
from smilemark.foundation.models import JobProgress
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.submitting import submit
from smilemark.site import actions, queries
from smilemark.site.replay.kinds import KIND_WORDS, Kind
from smilemark.site.replay.legal import changes, deciding

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.site.models import Replay, ReplayedFinding

PER_PAGE = 50
SHOWN_KINDS = (Kind.CHANGED, Kind.CANNOT, Kind.DIFFERS)


class ChangeForm(forms.Form):
    """A change, typed or as a file."""

    text = forms.CharField(
        label="變更內容（TOML）",
        required=False,
        max_length=changes.LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "number"}),
        help_text="每項變更一組 [[change]]：parameter 參數名稱、value 新值、from 自何日起。可由下表帶入。",
    )
    upload = forms.FileField(
        label="或上傳檔案（.toml）", required=False, help_text="UTF-8 文字檔；上傳者優先於上列文字。"
    )

    def clean(self) -> dict[str, Any]:
        """One text out of both."""
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("upload")
        if upload is not None:
            given["text"] = self._text_of(upload)
        if not (given.get("text") or "").strip() and not self.errors:
            self.add_error("text", "請填寫變更內容，或上傳檔案。")
        return given

    def _text_of(self, upload: Any) -> str:  # noqa: ANN401  # Django's UploadedFile
        if upload.size > changes.LONGEST_TEXT:
            self.add_error("upload", f"檔案以 {changes.LONGEST_TEXT} 位元組為限。")
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("upload", "檔案不是 UTF-8 文字。")
            return ""


def _start(request: HttpRequest, text: str) -> Replay:
    try:
        return actions.start_replay(text, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        raise Refused(refusal.reason, field="text") from refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(roles.ADMINISTRATION)
def replays(request: HttpRequest) -> HttpResponse:
    """Describe a change and start; the replays of the last thirty days; the parameters."""
    offered = changes.offered()
    chosen = next((each for each in offered if each.name == request.GET.get("parameter")), None)
    next_year = date(clock.today().year + 1, 1, 1)
    begun = {"text": chosen.as_change(next_year) if chosen else ""}
    form = ChangeForm(request.POST, request.FILES) if request.method == "POST" else ChangeForm(initial=begun)
    made, status = submit(form, lambda given: _start(request, given["text"]))
    if made is not None:
        return redirect("site:replay", made.pk)
    rows = queries.visible_to(signed_in(request)).order_by("-pk")
    page = {"form": form, "rows": rows, "offered": offered, "chosen": chosen}
    return render(request, "site/replays.html", page, status=status)


@require_safe
@role_required(roles.ADMINISTRATION)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then whose result changes, and why."""
    user = signed_in(request)
    row = get_object_or_404(queries.visible_to(user), pk=pk)
    kind, rule, words = (request.GET.get(name, "").strip() for name in ("kind", "rule", "q"))
    found = queries.rows_of(row, kind=kind, rule=rule, words=words)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "row": row,
        "job": JobProgress.objects.filter(pk=row.progress_id or 0, owner_id=user.pk).first(),
        "counts": [(words, row.counts.get("kinds", {}).get(each.value, 0)) for each, words in KIND_WORDS.items()],
        "page": shown,
        "found": [(each, _differences(each)) for each in shown],
        "kinds": [(each.value, KIND_WORDS[each]) for each in SHOWN_KINDS],
        "rules": row.rows.order_by("rule_title").values_list("rule", "rule_title").distinct(),
        "kind": kind,
        "rule": rule,
        "q": words,
    }
    return render(request, "site/replay.html", page)


@require_safe
@role_required(roles.ADMINISTRATION)
def replay_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of the result as CSV, filtered as the page is."""
    row = get_object_or_404(queries.visible_to(signed_in(request)), pk=pk)
    kind, rule, words = (request.GET.get(name, "").strip() for name in ("kind", "rule", "q"))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["結果", "對象", "事項", "規則", "適用日", "變更前", "變更後", "變更前理由", "變更後理由"])
    for found in queries.rows_of(row, kind=kind, rule=rule, words=words).iterator():
        writer.writerow([spreadsheets.as_text(cell) for cell in _cells(found)])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="replay-{row.pk}.csv"'
    return response


def _differences(found: ReplayedFinding) -> list[tuple[str, str, str]]:
    return deciding.differences(found.rule, found.before["result"], found.after["result"])


def _cells(found: ReplayedFinding) -> list[str]:
    before = "；".join(f"{name} {old}" for name, old, _new in _differences(found))
    after = "；".join(f"{name} {new}" for name, _old, new in _differences(found))
    return [
        found.get_kind_display(),
        found.whose,
        found.about,
        found.rule_title,
        found.on.isoformat(),
        before,
        found.after["error"] or after,
        _reasons(found.before),
        _reasons(found.after),
    ]


def _reasons(answer: dict[str, Any]) -> str:
    return "".join(f"{why['text'].rstrip('。')}（{why['citation']}）。" for why in answer["because"])
