"""Forms of the second factor and of the administration of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms

from smilemark.accounts.models import Organisation, Role
from smilemark.accounts.web.adapter import refuse_if_locked

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SecondFactor(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code at sign-in; wrong codes count towards the same lock as wrong passwords."""

    def clean_code(self) -> str:
        """Look at the code unless the account or address is locked."""
        return _code_unless_locked(self, super().clean_code)


class SecondFactorAgain(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code asked again before a sensitive change."""

    def clean_code(self) -> str:
        """Look at the code unless the account or address is locked."""
        return _code_unless_locked(self, super().clean_code)


def _code_unless_locked(form: Any, look: Any) -> str:  # noqa: ANN401  # allauth ships no types
    from allauth.core import context  # noqa: PLC0415  # the request in hand, as allauth's own forms take it

    refuse_if_locked(context.request, form.user.username)
    return str(look())


class PersonForm(forms.Form):
    """A person to be entered, with their first role."""

    full_name = forms.CharField(label="姓名", max_length=80)
    username = forms.CharField(label="使用者名稱", max_length=150, help_text="登入時使用，限英數字及 @ . + - _。")
    email = forms.EmailField(label="電子郵件", help_text="系統會寄信請本人設定密碼。")
    organisation = forms.ModelChoiceField(label="機構", queryset=Organisation.objects.none())
    role = forms.ModelChoiceField(label="角色", queryset=Role.objects.none())
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        _choose_among(self, organisations)


class RoleForm(forms.Form):
    """A further role for a person."""

    prefix = "give"
    organisation = forms.ModelChoiceField(label="機構", queryset=Organisation.objects.none())
    role = forms.ModelChoiceField(label="角色", queryset=Role.objects.none())
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        _choose_among(self, organisations)


class ColleagueForm(RoleForm):
    """A role for somebody who has an account already, found by their mail address."""

    prefix = "colleague"
    email = forms.EmailField(label="同仁帳號的電子郵件")
    field_order = ("email", "organisation", "role", "reason")


def _choose_among(form: forms.Form, organisations: QuerySet[Organisation]) -> None:
    """Offer these organisations, and the roles of their kinds."""
    kinds = organisations.order_by().values_list("kind", flat=True).distinct()
    choices: dict[str, QuerySet[Any]] = {
        "organisation": organisations.order_by("kind", "name"),
        "role": Role.objects.filter(organisation_kind__in=kinds).order_by("organisation_kind", "name"),
    }
    for name, queryset in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above; tells mypy
        field.queryset = queryset


class ProfileForm(forms.Form):
    """What a person may change about themselves."""

    full_name = forms.CharField(label="姓名", max_length=80)
    title = forms.CharField(label="職稱", max_length=60, required=False)
