"""What every page needs: its menu, the reader's roles, the date of the last change, the look of forms."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.forms.renderers import TemplatesSetting

from smilemark.accounts import queries as people
from smilemark.accounts.web import demo, kept_forms
from smilemark.site import navigation

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest


class FormLook(TemplatesSetting):
    """Forms and fields drawn by our templates: label, hint, error, control."""

    form_template_name = "site/form.html"
    field_template_name = "site/field.html"


@cache
def updated_on() -> date:
    """The day this site's files were last changed: the newest of its templates."""
    pages = Path(__file__).parent.parent / "templates"
    newest = max(page.stat().st_mtime for page in pages.rglob("*.html"))
    return datetime.fromtimestamp(newest, tz=UTC).date()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    if not hasattr(request, "user"):  # an error before the middleware of people ran
        return {"updated_on": updated_on(), "demo_mode": settings.DEMO, "navigation": []}
    return {
        "updated_on": updated_on(),
        "demo_mode": settings.DEMO,
        "navigation": navigation.shown(request),
        "role_words": people.role_words(request.user) if request.user.is_authenticated else "",
        "kept_form": kept_forms.offered(request),
        "demo_people": demo.people() if settings.DEMO and request.path == settings.LOGIN_URL else (),
    }
