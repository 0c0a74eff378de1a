"""Forms of the public pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smilemark.registry.actions.reports import MOST_PHOTOS, ReportWords
from smilemark.registry.models import PublicReport


class PhotosInput(forms.ClearableFileInput):
    """A file field that takes several photos."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; what they are is checked by ``foundation.files``."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401  # Django's signature
        """A list, empty where nothing was given."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


class ReportForm(forms.Form):
    """A report from the public."""

    kind = forms.ChoiceField(label=_("通報種類"), choices=PublicReport.Kind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("在哪裡看到"), choices=PublicReport.Channel.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("商店或網址"), max_length=500, help_text=_("商店名稱及地址、網頁網址，或節目名稱及時間。")
    )
    label_number = forms.CharField(
        label=_("標章編號"), max_length=40, required=False, help_text=_("看得到編號時請填寫，例如 01700182-02438。")
    )
    text = forms.CharField(
        label=_("情形"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("產品、日期、您看到的情形。請不要寫下您自己的個人資料。"),
    )
    photos = PhotosField(
        label=_("照片"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG 或 JPEG，最多五張。"),
    )
    contact = forms.CharField(
        label=_("聯絡方式"),
        max_length=200,
        required=False,
        help_text=_("不填也可以通報。只供承辦人員聯絡您，不公開，也不提供給被通報者。"),
    )

    def clean_photos(self) -> list[Any]:
        """Not more than the action takes."""
        photos: list[Any] = self.cleaned_data["photos"]
        if len(photos) > MOST_PHOTOS:
            raise forms.ValidationError(_("照片最多五張。"))
        return photos

    def words(self) -> ReportWords:
        """The words for the action."""
        data = self.cleaned_data
        return ReportWords(
            data["kind"], data["channel"], data["place"], data["text"], data["label_number"], data["contact"]
        )


class AdditionForm(forms.Form):
    """Something more on a report."""

    text = forms.CharField(label=_("補充說明"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
