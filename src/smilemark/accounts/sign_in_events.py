"""Signing in and out and second factors as events: what django-allauth's signals say, written into the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset, user_signed_up
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out

from smilemark.accounts import actions
from smilemark.accounts.models import User
from smilemark.foundation import clock

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest


def _address(request: HttpRequest | None) -> dict[str, str]:
    if request is None or "REMOTE_ADDR" not in request.META:  # signed in by a program, not over the network
        return {}
    return {"address": get_adapter().get_client_ip(request)}


def _signed_in(request: HttpRequest | None, user: User, **_signal: Any) -> None:  # noqa: ANN401  # Django's signal
    actions.record(user, "signed_in", by=user, at=clock.now(), text=_address(request))
    actions.forget_failures(name=user.username)


def _signed_out(request: HttpRequest | None, user: User | None, **_signal: Any) -> None:  # noqa: ANN401  # Django's signal
    if isinstance(user, User):
        actions.record(user, "signed_out", by=user, at=clock.now(), text=_address(request))


def _signed_up(user: User, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    actions.record(user, "signed_up", by=user, at=clock.now())


def _password_changed(user: User, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    actions.record(user, "password_changed", by=user, at=clock.now())


def _factor(name: str, user: User, authenticator: Authenticator) -> None:
    actions.record(user, name, by=user, at=clock.now(), type=authenticator.type)


def _factor_added(user: User, authenticator: Authenticator, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    _factor("second_factor_added", user, authenticator)


def _factor_removed(user: User, authenticator: Authenticator, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    _factor("second_factor_removed", user, authenticator)


def _factor_reset(user: User, authenticator: Authenticator, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    _factor("second_factor_reset", user, authenticator)


def _factor_failed(request: HttpRequest, user: User, **_signal: Any) -> None:  # noqa: ANN401  # allauth's signal
    actions.note_failed_sign_in(name=user.username, address=get_adapter().get_client_ip(request), at=clock.now())


def connect() -> None:
    """Listen; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_signed_up.connect(_signed_up, dispatch_uid="accounts.signed_up")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    password_reset.connect(_password_changed, dispatch_uid="accounts.password_reset")
    authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
    authenticator_reset.connect(_factor_reset, dispatch_uid="accounts.factor_reset")
    authentication_failed.connect(_factor_failed, dispatch_uid="accounts.factor_failed")
