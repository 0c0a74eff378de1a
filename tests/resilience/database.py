"""Two small programs for the database of a real server, run as processes of their own.

``python -m tests.resilience.database prepare 200`` makes a firm with so many drafts, complete and ready to submit, and
prints who signs in and what is to be submitted; ``... read`` prints how every case stands, for the tests to judge.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django
from django.db import connection, transaction

if TYPE_CHECKING:
    from smilemark.certification.models import Case


def prepare(number: int) -> dict[str, Any]:
    """A firm of today with its drafts, through the real actions; not synced one by one, for nothing is served yet."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF" if connection.vendor == "sqlite" else "SET synchronous_commit=off")
    with transaction.atomic():
        return _prepared(number)


def _prepared(number: int) -> dict[str, Any]:
    from tests.factories.accreditation import make_body, make_laboratory  # noqa: PLC0415  # Django must be set up first
    from tests.factories.certification import World, make_draft  # noqa: PLC0415  # as above
    from tests.factories.companies import make_applicant, make_factory, make_firm, make_person  # noqa: PLC0415  # as above
    from tests.factories.governance import industry, load_scheme  # noqa: PLC0415  # as above

    from smilemark.accounts import roles  # noqa: PLC0415  # as above
    from smilemark.foundation import clock  # noqa: PLC0415  # as above

    load_scheme(["015"])
    now = clock.now()
    first_day = clock.today() - timedelta(days=100)
    firm = make_firm()
    body = make_body(industries=["015"], first_day=first_day)
    laboratory = make_laboratory(industries=["015"], first_day=first_day)
    world = World(
        industry=industry("015"),
        firm=firm,
        applicant=make_applicant(firm),
        factories=[make_factory(firm)],
        body=body,
        reviewer=make_person(roles.REVIEWER, body),
        decider=make_person(roles.DECIDER, body),
        assessor=make_person(roles.ASSESSOR, body),
        laboratory=laboratory,
        tester=make_person(roles.LABORATORY, laboratory),
    )
    drafts = [make_draft(world, at=now) for _ in range(number)]
    return {
        "username": world.applicant.username,
        "password": "correct horse battery",
        "cases": [{"number": case.number, "revision": case.revision} for case in drafts],
    }


def read() -> dict[str, Any]:
    """Every case by its number, with all that a submission writes."""
    from smilemark.certification.models import Case  # noqa: PLC0415  # Django must be set up first

    return {case.number: _as_it_stands(case) for case in Case.objects.order_by("pk")}


def _as_it_stands(case: Case) -> dict[str, Any]:
    from smilemark.foundation import events  # noqa: PLC0415  # Django must be set up first
    from smilemark.foundation.models import Notice, OutboxMessage, StoredFinding  # noqa: PLC0415  # as above

    submits = [event for event in events.history(case) if event.kind == "certification.case.submit"]
    notices = Notice.objects.filter(url=f"/cases/{case.number}/")
    return {
        "state": case.state,
        "submitted_at": case.submitted_at and case.submitted_at.isoformat(),
        "key": case.submission_key,
        "pins": sorted(case.pins.values_list("announcement_id", flat=True)),
        "findings": sorted(StoredFinding.objects.filter(subject=events.stream_of(case)).values_list("pk", flat=True)),
        "submits": [
            {
                "at": event.at.isoformat(),
                "to": event.data["to"],
                "pins": sorted(event.data["pinned"]),
                "findings": sorted(event.data["findings"]),
                "products": event.data["products"],
            }
            for event in submits
        ],
        "products": list(case.products.values_list("pk", flat=True)),
        "notices": notices.count(),
        "mails": OutboxMessage.objects.filter(notice__in=notices).count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilemark.config.settings")
    django.setup()
    print(json.dumps(prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else read()))  # noqa: T201  # its answer
