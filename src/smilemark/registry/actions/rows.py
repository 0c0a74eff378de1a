"""Write the labels of an import: new ones in bulk, changed ones one by one, all others untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from smilemark.certification import queries as certification
from smilemark.foundation import search
from smilemark.registry import tables
from smilemark.registry.actions.holders import PREFIX, raise_counters
from smilemark.registry.open_form import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from smilemark.certification.models import Label
    from smilemark.registry.actions.holders import Holder
    from smilemark.registry.actions.importing import Accepted
    from smilemark.registry.actions.outcome import ImportOutcome

_COLUMNS = (
    "id",
    "number",
    "certificate_id",
    "product_name",
    "product_model",
    "brand",
    "note",
    "certified_on",
    "valid_until",
    "renewal_filed_on",
    "ended_on",
    "end_kind",
    "source",
    "first_imported_on",
    "source_hash",
    "published_firm",
    "published_ubn",
    "published_industry",
    "last_modified",
)
_LOOK_UP = 2000
Published = tuple[str | None, str | None, str | None]


class LabelWriter:
    """Compares rows with the labels there are and writes what differs."""

    def __init__(self, *, outcome: ImportOutcome, at: datetime) -> None:
        self._outcome, self._at = outcome, at
        self._day = timezone.localdate(at)
        self._model = tables.label_model()
        self._was_empty = not self._model.objects.exists()
        self._serials: dict[str, int] = {}

    def write(self, rows: Sequence[Accepted], holders: dict[str, Holder]) -> None:
        """Take over one chunk of rows."""
        known = {} if self._was_empty else self._known(rows)
        new: list[Accepted] = []
        for accepted in rows:
            number = accepted.row.number
            prefix = number[:PREFIX]
            label = known.get(number)
            if label is None and not holders[prefix].is_imported:
                self._refuse(accepted, "前八碼是本系統核發之驗證書編號，但本系統未核發此標章")
                continue
            self._serials[prefix] = max(int(number[PREFIX + 1 :]), self._serials.get(prefix, 0))
            if label is None:
                new.append(accepted)
            else:
                self._compare(accepted, label, holders[prefix])
        self._create(new, holders)

    def finish(self) -> None:
        """Raise the counters above everything that was read."""
        raise_counters(self._serials)

    def _known(self, rows: Sequence[Accepted]) -> dict[str, Label]:
        numbers = [accepted.row.number for accepted in rows]
        found: dict[str, Label] = {}
        for first in range(0, len(numbers), _LOOK_UP):
            labels = self._model.objects.filter(number__in=numbers[first : first + _LOOK_UP])
            found.update((label.number, label) for label in labels)
        return found

    def _compare(self, accepted: Accepted, label: Label, holder: Holder) -> None:
        if label.source_hash == accepted.digest or digest_of(label, holder) == accepted.digest:
            self._outcome.unchanged += 1
        elif label.source != self._model.Source.IMPORTED:
            self._refuse(accepted, "本系統核發之標章，內容與匯入列不同，不以匯入覆蓋")
        elif label.ended_on or label.renewal_filed_on or label.periods.exists():
            self._refuse(accepted, "本系統已就此標章作成處分或受理展延，不以匯入覆蓋")
        else:
            self._update(accepted, label, holder)

    def _refuse(self, accepted: Accepted, why: str) -> None:
        self._outcome.rejected.append(accepted.refused(f"標章編號 {accepted.row.number}：{why}"))

    def _update(self, accepted: Accepted, label: Label, holder: Holder) -> None:
        row = accepted.row
        label.product_name, label.product_model, label.brand, label.note = row.product, row.model, row.brand, row.note
        label.valid_until = row.valid_until
        label.published_firm, label.published_ubn, label.published_industry = _published(accepted, holder)
        label.source_hash, label.last_modified = accepted.digest, self._at
        label.save()
        words = certification.label_words(label.product_name, label.product_model, label.brand, label.published_firm)
        search.index(certification.LABEL_KIND, label.pk, words)
        self._outcome.updated += 1

    def _create(self, new: Sequence[Accepted], holders: dict[str, Holder]) -> None:
        if not new:
            return
        first_ids = _reserve_ids(self._model._meta.db_table, len(new))  # noqa: SLF001  # Django's documented API
        today = self._day.isoformat()
        moment = str(connection.ops.adapt_datetimefield_value(self._at))
        rows, texts = [], []
        for pk, accepted in zip(first_ids, new, strict=True):
            row, holder = accepted.row, holders[accepted.row.number[:PREFIX]]
            published = _published(accepted, holder)
            rows.append(
                (
                    pk,
                    row.number,
                    holder.certificate_id,
                    row.product,
                    row.model,
                    row.brand,
                    row.note,
                    None,
                    str(row.valid_until),
                    None,
                    None,
                    None,
                    "imported",
                    today,
                    accepted.digest,
                    *published,
                    moment,
                )
            )
            texts.append((pk, certification.label_words(row.product, row.model, row.brand, published[0])))
        insert(self._model._meta.db_table, _COLUMNS, rows)  # noqa: SLF001  # Django's documented API
        search.bulk_index(certification.LABEL_KIND, texts, fresh=True)
        self._outcome.created += len(rows)


def _published(accepted: Accepted, holder: Holder) -> Published:
    """What the row says of firm, 統一編號 and industry where the register's own rows say otherwise."""
    row = accepted.row
    return (
        None if row.firm == holder.firm else row.firm,
        None if row.ubn == holder.ubn else row.ubn,
        None if row.industry == holder.industry else row.industry,
    )


def digest_of(label: Label, holder: Holder) -> str:
    """The digest of the row an export would write for the label."""
    return Row(
        "",
        holder.industry if label.published_industry is None else label.published_industry,
        holder.firm if label.published_firm is None else label.published_firm,
        holder.ubn if label.published_ubn is None else label.published_ubn,
        label.product_name,
        label.product_model,
        label.valid_until,
        label.number,
        label.brand,
        label.note,
    ).digest


def _reserve_ids(table: str, count: int) -> Iterable[int]:
    """Ids nobody else will get: from the sequence on PostgreSQL, under the write lock on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [found for (found,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return range(last + 1, last + count + 1)


def insert(table: str, columns: tuple[str, ...], rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """Insert many rows the fastest way the database has: COPY on PostgreSQL, executemany on SQLite. Days are texts."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  # own names
