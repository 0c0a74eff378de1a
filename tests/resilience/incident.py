"""Two small programs for the database of a real worker, run as processes of their own.

``python -m tests.resilience.incident prepare 60`` makes so many certificates of one body and executes an incident batch
on all of them, which waits for a worker; ``... read`` prints how the batch and all it makes stand.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django
from django.db import connection, transaction


def prepare(number: int) -> dict[str, Any]:
    """The certificates as rows, the batch through the real actions: opened, tried out, executed by another."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF" if connection.vendor == "sqlite" else "SET synchronous_commit=off")
    with transaction.atomic():
        return _prepared(number)


def _prepared(number: int) -> dict[str, Any]:
    from tests.factories.accreditation import make_body  # noqa: PLC0415  # Django must be set up first
    from tests.factories.companies import make_person  # noqa: PLC0415  # as above
    from tests.factories.governance import industry, load_scheme  # noqa: PLC0415  # as above
    from tests.factories.surveillance import make_holder  # noqa: PLC0415  # as above

    from smilemark.accounts import roles  # noqa: PLC0415  # as above
    from smilemark.foundation import clock  # noqa: PLC0415  # as above
    from smilemark.remedies import actions  # noqa: PLC0415  # as above
    from smilemark.remedies.actions.batches import Incident  # noqa: PLC0415  # as above

    load_scheme(["015"])
    now, today = clock.now(), clock.today()
    body = make_body(industries=["015"], first_day=today - timedelta(days=100))
    reviewer, decider = make_person(roles.REVIEWER, body), make_person(roles.DECIDER, body)
    holders = [make_holder(body, industry("015"), since=today - timedelta(days=60)) for _ in range(number)]
    incident = Incident(
        title="檢驗報告不實",
        criterion="labels",
        act="ending",
        ground="false_documents",
        facts="檢驗機構未實際檢驗即出具報告。",
        since=today,
        days=10,
        numbers=[holder.labels.get().number for holder in holders],
    )
    batch = actions.open_batch(incident=incident, by=reviewer, at=now)
    actions.try_out_batch(batch_id=batch.pk, by=reviewer, at=now)
    actions.execute_batch(batch_id=batch.pk, by=decider, at=now)
    return {"certificates": [holder.number for holder in holders]}


def read() -> dict[str, Any]:
    """Each line with its case, letters, events and notices; and the batch."""
    from smilemark.foundation import events  # noqa: PLC0415  # Django must be set up first
    from smilemark.foundation.models import JobProgress  # noqa: PLC0415  # as above
    from smilemark.remedies.models import Batch, EndingCase, Letter  # noqa: PLC0415  # as above

    batch = Batch.objects.get()
    return {
        "state": batch.state,
        "finished": sum(event.move == "finish" for event in events.history(batch)),
        "progress": list(JobProgress.objects.values_list("done", "total", "failed")),
        "cases": EndingCase.objects.count(),
        "letters": list(Letter.objects.order_by("pk").values_list("number", flat=True)),
        "lines": {line.certificate.number: _as_it_stands(line) for line in batch.lines.select_related("certificate")},
    }


def _as_it_stands(line: Any) -> dict[str, Any]:
    from smilemark.foundation import events  # noqa: PLC0415  # Django must be set up first
    from smilemark.foundation.models import Notice  # noqa: PLC0415  # as above
    from smilemark.remedies.models import EndingCase  # noqa: PLC0415  # as above

    cases = list(EndingCase.objects.filter(certificate=line.certificate))
    return {
        "result": line.result,
        "is_of_its_case": [line.case_id] == [case.pk for case in cases],
        "cases": [
            {
                "state": case.state,
                "letters": case.letters.count(),
                "moves": [event.move for event in events.history(case)],
                "notices": Notice.objects.filter(url=f"/remedies/endings/{case.number}/").count(),
            }
            for case in cases
        ],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilemark.config.settings")
    django.setup()
    print(json.dumps(prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else read()))  # noqa: T201  # its answer
