"""What a replay found; the only thing a replay writes."""

from __future__ import annotations

from django.db import models

from smilemark.site.replay.kinds import KIND_WORDS


class Replay(models.Model):
    """One replay of the stored findings under a supposed change."""

    text = models.TextField("變更內容")
    changes = models.JSONField("變更")
    """[{parameter, title, before, after, first_day}] in words."""
    owner_id = models.BigIntegerField(db_index=True)
    started_at = models.DateTimeField("開始時間")
    finished_at = models.DateTimeField("完成時間", null=True)
    progress_id = models.BigIntegerField(null=True)
    counts = models.JSONField("結果", default=dict)

    def __str__(self) -> str:
        return "、".join(change["title"] for change in self.changes)


class ReplayedFinding(models.Model):
    """A finding that does not simply stay."""

    KINDS = [(kind.value, words) for kind, words in KIND_WORDS.items()]

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="rows")
    finding_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    rule = models.CharField(max_length=60)
    rule_title = models.CharField(max_length=100)
    whose = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    on = models.DateField()
    before = models.JSONField()
    """{passed, result, because, error}."""
    after = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["replay", "kind", "rule"], name="replayed_by_kind")]

    def __str__(self) -> str:
        return f"{self.rule_title} {self.about}"


class Reminder(models.Model):
    """That a person was reminded of a last day at a stage: nobody is told twice, however often the worker looks."""

    STAGES = [("before", "三日內到期"), ("today", "今日到期"), ("overdue", "逾期"), ("head", "所屬逾期")]

    user_id = models.BigIntegerField()
    stream = models.CharField(max_length=100)
    code = models.CharField(max_length=60)
    last_day = models.DateField()
    stage = models.CharField(max_length=8, choices=STAGES)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "stream", "code", "last_day", "stage"], name="reminded_once_per_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.stream} {self.stage}"


class DailyRound(models.Model):
    """That the round of a day (reminders, gathered mails) was made."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()
