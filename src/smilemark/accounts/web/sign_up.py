"""What sign-up asks beyond django-allauth's own form (apart, because allauth's forms import it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.accounts.models import User


class NewPerson(forms.Form):
    """What sign-up asks beyond mail address, user name and password."""

    full_name = forms.CharField(label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("full_name", "email", "username", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002  # allauth's signature
        """Take the name over."""
        user.full_name = self.cleaned_data["full_name"].strip()
        user.save(update_fields=["full_name"])
