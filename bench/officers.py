"""The pages officers open every day: their addresses, a session for who reads them, the queries each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from smilemark.surveillance.models import Plan, Summary

if TYPE_CHECKING:
    from smilemark.accounts.models import User

READER = "textile-reviewer"
OVERSEER = "secretariat"


def pages() -> dict[str, dict[str, Any]]:
    """Name -> path, cookie, queries (of the second reading: the first fills what a process keeps)."""
    call_command("collectstatic", interactive=False, verbosity=0)
    clients = {name: _signed_in(name) for name in (READER, OVERSEER)}
    found = {}
    for name, (who, path) in _addresses().items():
        client = clients[who]
        client.get(path)
        with CaptureQueriesContext(connection) as taken:
            answer = client.get(path)
        if answer.status_code != 200:  # HTTP's own number
            raise SystemExit(f"bench: {path} answers {answer.status_code}")
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        found[name] = {"path": path, "cookie": cookie, "queries": len(taken)}
    return found


def _signed_in(username: str) -> Client:
    person: User = get_user_model().objects.get(username=username)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _addresses() -> dict[str, tuple[str, str]]:
    found = {
        "to-do": (READER, reverse("site:todo")),
        "deadlines": (READER, reverse("site:deadlines")),
        "deadlines-of-all": (OVERSEER, reverse("site:deadlines")),
        "plans": (OVERSEER, reverse("surveillance:plans")),
        "visits": (OVERSEER, reverse("surveillance:visits")),
        "irregular-checks": (OVERSEER, reverse("surveillance:inquiries")),
        "summaries": (OVERSEER, reverse("surveillance:summaries")),
        "search": (READER, f"{reverse('registry:products')}?{urlencode({'q': '毛巾'})}"),
    }
    plan, summary = Plan.objects.order_by("pk").last(), Summary.objects.order_by("pk").last()
    if plan is not None and summary is not None:
        found["plan"] = (OVERSEER, reverse("surveillance:plan", args=[plan.pk]))
        found["targets"] = (OVERSEER, reverse("surveillance:plan_targets", args=[plan.pk]))
        found["summary"] = (OVERSEER, reverse("surveillance:summary", args=[summary.pk]))
        found["summary-firms"] = (OVERSEER, reverse("surveillance:summary_part", args=[summary.pk, "firms"]))
    return found
