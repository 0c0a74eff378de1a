"""The job that replays the stored findings; the round of the day."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from smilemark.foundation import clock, jobs
from smilemark.foundation.names import shortened
from smilemark.site.models import Replay, ReplayedFinding
from smilemark.site.replay.kinds import KIND_WORDS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.site.replay.running import Replayed

_AT_ONCE = 500


@jobs.regularly
def make_round(at: datetime) -> None:
    """Reminders of last days, and the mails gathered for one mail a day."""
    from smilemark.site import reminders  # noqa: PLC0415  # it reads the models, which are there only when it is called

    reminders.make_round(at)


@jobs.job("site.replay", title="試算要點參數變更")
def replay_findings(*, replay_id: int, progress: jobs.Progress) -> None:
    """Ask every stored finding again and keep those that do not simply stay; a second run starts over."""
    from smilemark.site.replay import running  # noqa: PLC0415  # numpy, which no other job or page needs
    from smilemark.site.replay.legal import changes  # noqa: PLC0415  # with it

    row = Replay.objects.filter(pk=replay_id).first()
    if row is None:  # forgotten before the worker came to it
        return
    ReplayedFinding.objects.filter(replay=row).delete()
    progress.total(running.count())
    tally = running.Tally()
    waiting: list[ReplayedFinding] = []
    for found in running.replay(changes.read(row.text), tally, progress=progress.at):
        waiting.append(_row(row, found))
        if len(waiting) >= _AT_ONCE:
            ReplayedFinding.objects.bulk_create(waiting)
            waiting = []
    with transaction.atomic():
        ReplayedFinding.objects.bulk_create(waiting)
        row.counts, row.finished_at = tally.as_json(), clock.now()
        row.save(update_fields=["counts", "finished_at"])
    said = f"{KIND_WORDS[Kind.CHANGED]} {tally.kinds[Kind.CHANGED.value]} 件"
    progress.result(reverse("site:replay", args=[row.pk]), said)


def _row(replay: Replay, found: Replayed) -> ReplayedFinding:
    from smilemark.site.replay.legal import deciding  # noqa: PLC0415  # as above

    before, after = asdict(found.now), asdict(found.supposed)
    if found.kind == Kind.DIFFERS:
        before, after = _stored(found), before
    return ReplayedFinding(
        replay=replay,
        finding_id=found.finding.pk,
        kind=found.kind.value,
        rule=found.finding.rule,
        rule_title=deciding.title_of(found.finding.rule),
        whose=shortened(found.whose, 200),
        about=shortened(found.about, 300),
        on=found.finding.on,
        before=before,
        after=after,
    )


def _stored(found: Replayed) -> dict[str, Any]:
    """The answer as it was stored."""
    kept = found.finding
    return {"passed": kept.passed, "result": kept.result, "because": kept.because, "error": ""}
