"""What sign-in does beyond django-allauth: lock-out by account and address, and mail that may fail without an error page."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from smilemark.accounts import actions, queries
from smilemark.foundation import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

log = logging.getLogger(__name__)


def locked_sentence(until: datetime) -> str:
    """The one sentence for a locked sign-in; the minute is rounded up, so that it is open when it says so."""
    opens = timezone.localtime(until + timedelta(seconds=59))
    return _("登入失敗次數過多，為保護帳號，請於 %(time)s 後再試，或使用「忘記密碼」。") % {"time": f"{opens:%H:%M}"}


def refuse_if_locked(request: HttpRequest, name: str) -> None:
    """Refuse to look at a password or code while the account or the address is locked.

    Raises:
        ValidationError: it is locked; the sentence says until when.
    """
    address = DefaultAccountAdapter(request).get_client_ip(request)
    until = queries.locked_until(name=name, address=address, at=clock.now())
    if until is not None:
        raise ValidationError(locked_sentence(until), code="locked")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Our rules inside allauth's flows."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401  # allauth's signature
        """Ask our own lock (a table, so that all server processes count together) instead of the cache's."""
        self._login_failed_rl_usage = None
        refuse_if_locked(request, _typed_name(credentials))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401  # allauth's signature
        """Count it."""
        actions.note_failed_sign_in(name=_typed_name(credentials), address=self.get_client_ip(request), at=clock.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send; when the mail server is down, say so on the page instead of failing."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("mail %s could not be sent", template_prefix)
            request = allauth_context.request
            if request is not None:
                messages.warning(request, _("信件暫時無法寄出，請稍後再試；如持續發生請與我們聯絡。"))


def _typed_name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")
