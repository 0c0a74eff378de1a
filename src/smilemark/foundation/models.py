"""Tables of the foundation: events, refusals, counters."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened. Never changed, never deleted (database triggers)."""

    stream = models.CharField(max_length=100)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField()
    text_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="event_once_per_place_in_stream"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="event_sequence_from_one"),
        ]
        indexes = [models.Index(fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.kind}"

    @property
    def move(self) -> str:
        """The move's name: the last part of the kind."""
        return self.kind.rsplit(".", 1)[-1]


class EventHead(models.Model):
    """Where a chain ends: so that cutting off its end is seen."""

    stream = models.CharField(max_length=100, primary_key=True)
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence}"


class EventText(models.Model):
    """Personal and free text of an event; may be disposed of when its time has come."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True)
    text = models.JSONField()
    disposed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"text of {self.event_id}"


class RefusedAttempt(models.Model):
    """A move somebody tried and was not allowed to make."""

    stream = models.CharField(max_length=100)
    move = models.CharField(max_length=50)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.stream} {self.move}: {self.reason}"


class Counter(models.Model):
    """A locked counter."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class StoredFinding(models.Model):
    """A rule's answer as it was given: rule, facts, version, three-valued result; kept so that it can be replayed."""

    subject = models.CharField(max_length=100, db_index=True)
    rule = models.CharField(max_length=60)
    facts = models.JSONField()
    in_force = models.DateField()
    passed = models.BooleanField(null=True)
    result = models.JSONField()
    because = models.JSONField()
    at = models.DateTimeField()
    on = models.DateField()
    """The day whose law was asked."""

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class StoredFile(models.Model):
    """A file somebody gave: kept under its hash, typed by its content, never under the user's path."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    stored_by_id = models.BigIntegerField(null=True)
    disposed_on = models.DateField(null=True)
    """Day on which the content was destroyed after its time (``foundation.retention``); the row stays."""

    def __str__(self) -> str:
        return self.original_name


class StoredDocument(models.Model):
    """A paper of ours: its words, how it was drawn, and what came out. Drawn by a job; reproducible."""

    class State(models.TextChoices):
        WAITING = "waiting", "製作中"
        READY = "ready", "完成"
        PLAIN = "plain", "完成（含無字型之罕用字，改為一般 PDF）"
        FAILED = "failed", "製作失敗"

    template = models.CharField(max_length=80)
    template_version = models.CharField(max_length=64, blank=True)
    words = models.JSONField()
    title = models.CharField(max_length=200)
    dated_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    is_signed = models.BooleanField(default=False)
    disposed_on = models.DateField(null=True)
    """As of a file."""

    def __str__(self) -> str:
        return self.title


class CalendarOverride(models.Model):
    """A day on which offices work or rest other than the table says, with where that is announced."""

    day = models.DateField(unique=True)
    is_working_day = models.BooleanField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working_day else '放假'}：{self.reason}"


class JobProgress(models.Model):
    """How far a long job is, for the page that shows its bar."""

    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner_id = models.BigIntegerField(null=True, db_index=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        """0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class WorkerBeat(models.Model):
    """A worker's sign of life: jobs of a worker that fell silent are taken up by another."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker_id} {self.at}"


class Notice(models.Model):
    """What a person is told inside the system."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "-created_at"])]

    def __str__(self) -> str:
        return self.subject


class OutboxMessage(models.Model):
    """A mail to be sent, written in the transaction of what it tells about."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    digested_at = models.DateTimeField(null=True)
    is_held = models.BooleanField(default=False)
    """Waits to be gathered into the person's mail of the day."""
    carrier = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="gathered")
    """The mail of the day it goes out with."""

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="outbox_waiting", condition=Q(sent_at__isnull=True)),
            models.Index(fields=["is_held"], name="outbox_held", condition=Q(is_held=True)),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}: {self.notice_id}"


class Delivery(models.Model):
    """An event on its way to one subscriber; at least once, tracked until done."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    digested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="event_once_per_subscriber")]
        indexes = [models.Index(fields=["next_try_at"], name="delivery_waiting", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.event_id}"


class SearchGram(models.Model):
    """That a text holds two characters side by side; see ``foundation.search`` for the number they make."""

    pk = models.CompositePrimaryKey("gram", "object_id")
    gram = models.BigIntegerField()
    object_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.gram} {self.object_id}"


class SearchText(models.Model):
    """The folded text an object is found by; says which grams to take out when it changes."""

    pk = models.CompositePrimaryKey("kind", "object_id")
    kind = models.BigIntegerField()
    object_id = models.BigIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Installation(models.Model):
    """The one row that says what this database is for."""

    is_demo = models.BooleanField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return "demo" if self.is_demo else "installation"


class Deadline(models.Model):
    """A last day that runs: derived from the row it belongs to (``stream``), stored so that it can be sorted and counted.

    Nothing is decided by this table: it can be emptied and derived anew at any time (``foundation.deadlines``).
    """

    stream = models.CharField(max_length=100)
    code = models.CharField(max_length=60)
    """Which of the row's periods; unique within the row."""
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=400)
    number = models.CharField(max_length=60, blank=True)
    """The matter's number: what may be said where its title may not."""
    url = models.CharField(max_length=300)
    started_on = models.DateField(null=True)
    last_day = models.DateField()
    last_moment = models.DateTimeField(null=True)
    """Where the period is one of hours."""
    is_estimated = models.BooleanField(default=False)
    is_right = models.BooleanField(default=False)
    """A right that lapses when it is not used; else a duty, which is overdue until it is done."""
    organisation_id = models.BigIntegerField(null=True)
    """Who must act; null: the office of the roles, of which there is one."""
    roles = models.CharField(max_length=120)
    """Codes of the roles that must act, each between blanks."""
    person_id = models.BigIntegerField(null=True)
    """The one person who must act, where one is named."""
    body_id = models.BigIntegerField(null=True)
    """The body or authority in whose hands the matter lies; its people read along."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "code"], name="deadline_once_per_row")]
        indexes = [
            models.Index(fields=["last_day", "id"]),
            models.Index(fields=["organisation_id", "last_day"]),
            models.Index(fields=["body_id", "last_day"]),
            models.Index(fields=["person_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream} {self.last_day}"


class StaleDeadline(models.Model):
    """That something happened on a row since its deadlines were derived. Never unique: two marks are two moments."""

    stream = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.stream


class DeadlineSweep(models.Model):
    """The day on which all deadlines were derived anew; one row per day."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()
