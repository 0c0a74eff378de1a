r"""Search in Chinese: folded text, pairs of characters, one index for queries of any length, on both databases.

Every pair of neighbouring characters of a text, and each word's last character with an end mark, is one row
``SearchGram(gram, object_id)``. The gram is one 63-bit number: kind (21 bits), first and second character (21
bits each). So the clustered primary key answers

* two characters by equality,
* one character by a range (all pairs that begin with it; the end mark gives the last one),
* longer queries by the rarest pair and the folded text compared; where even that pair is common, the others are
  probed by key before.

Words of a query, parted by spaces, must all be found. What is compared is the *folded* text (``fold``).

For who builds on it: index in the transaction that saves the row (``index``), or load in bulk
(``bulk_index``: executemany or COPY). Filter with ``rows.filter(pk__in=search.matching_ids("label", q))``;
count and first page are two plain queries on it. A kind is a word of your own; the ids are positive and below
2**63. Several texts of an object are joined by ``\n`` (``index(kind, pk, "\n".join(texts))``): no pair
crosses a line or a space.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from smilemark.foundation.models import SearchGram, SearchText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

_BITS = 21  # a code point is below 2**21
_END = 0  # stands after the last character of a word
_FEW = 5000  # so many texts are compared sooner than another pair of each is looked up
_BATCH = 10_000
_LONGEST_QUERY = 100
_MOST_PROBES = 3  # a join for each of fifty words would cost the planner of PostgreSQL gigabytes

_VARIANTS = str.maketrans(
    {"台": "臺", "滙": "匯", "峯": "峰", "裡": "裏", "綫": "線", "秘": "祕", "床": "牀", "着": "著"}
)
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s]*")


def fold(text: str) -> str:
    """What is compared: NFKC, case folded, 台 as 臺 and the like, no control characters, one space between words."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_VARIANTS)
    if not plain.replace("\n", " ").isprintable():
        plain = "".join(c for c in plain if c == "\n" or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return _LINES.sub("\n", _SPACE.sub(" ", plain)).strip()


def kind_number(kind: str) -> int:
    """The kind as a number below 2**21, the same in every installation."""
    return zlib.crc32(kind.encode()) & ((1 << _BITS) - 1)


def grams_of(kind: str, folded: str) -> set[int]:
    """The grams of a folded text."""
    number = kind_number(kind)
    found: set[int] = set()
    for word in folded.split():
        found.update(_grams_of_word(number, word))
    return found


@lru_cache(maxsize=50_000)
def _grams_of_word(number: int, word: str) -> tuple[int, ...]:
    """The grams of one word; words of names come again and again."""
    base = number << (2 * _BITS)
    points = [ord(c) for c in word]
    return tuple([base | first << _BITS | second for first, second in zip(points, [*points[1:], _END], strict=True)])


# ---- writing -------------------------------------------------------------------------------------------


def index(kind: str, object_id: int, text: str) -> None:
    """Let the object be found by ``text`` (and by nothing it was found by before), in the caller's transaction."""
    folded = fold(text)
    number = kind_number(kind)
    with transaction.atomic():
        row = SearchText.objects.filter(kind=number, object_id=object_id).first()
        old = grams_of(kind, row.text) if row is not None else set()
        new = grams_of(kind, folded)
        if row is not None and row.text == folded:
            return
        SearchText.objects.filter(kind=number, object_id=object_id).delete()
        SearchText.objects.create(kind=number, object_id=object_id, text=folded)
        gone = old - new
        if gone:
            SearchGram.objects.filter(gram__in=gone, object_id=object_id).delete()
        SearchGram.objects.bulk_create(
            [SearchGram(gram=gram, object_id=object_id) for gram in sorted(new - old)], ignore_conflicts=True
        )


def remove(kind: str, object_id: int) -> None:
    """The object is found no more."""
    with transaction.atomic():
        row = SearchText.objects.filter(kind=kind_number(kind), object_id=object_id).first()
        if row is not None:
            SearchGram.objects.filter(gram__in=grams_of(kind, row.text), object_id=object_id).delete()
            SearchText.objects.filter(kind=kind_number(kind), object_id=object_id).delete()


def bulk_index(kind: str, texts: Iterable[tuple[int, str]], *, fresh: bool = False) -> int:
    """Index many objects, in batches, in the caller's transaction; gives how many.

    Args:
        kind: as in ``index``.
        texts: (object id, text), each id once.
        fresh: the caller knows that none of them was indexed before: nothing is looked up, only written.
    """
    done = 0
    walk = iter(texts)
    while batch := list(islice(walk, _BATCH)):
        done += len(batch)
        with transaction.atomic():
            if fresh:
                _write(kind, batch)
            else:
                _write(kind, list(_without_unchanged(kind, batch)))
    return done


def _without_unchanged(kind: str, batch: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Take out what a changed object was found by; pass on new and changed ones."""
    number = kind_number(kind)
    known: dict[int, str] = {}
    ids = [object_id for object_id, _text in batch]
    for start in range(0, len(ids), 500):
        rows = SearchText.objects.filter(kind=number, object_id__in=ids[start : start + 500])
        known.update(rows.values_list("object_id", "text"))
    for object_id, text in batch:
        before = known.get(object_id)
        if before == fold(text):
            continue
        if before is not None:
            remove(kind, object_id)
        yield object_id, text


def _write(kind: str, batch: list[tuple[int, str]]) -> None:
    """Rows of new objects in the order of the key, so that the tree is walked once; COPY on PostgreSQL."""
    number = kind_number(kind)
    texts = [(number, object_id, fold(text)) for object_id, text in batch]
    holders: defaultdict[int, list[int]] = defaultdict(list)  # by gram; sorting the few grams sorts all rows
    for _number, object_id, text in sorted(texts):
        for gram in grams_of(kind, text):
            holders[gram].append(object_id)
    gram_table, text_table = SearchGram._meta.db_table, SearchText._meta.db_table  # noqa: SLF001  # documented API
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {gram_table} (gram, object_id) FROM STDIN") as copy:
                for gram in sorted(holders):
                    copy.write("".join([f"{gram}\t{object_id}\n" for object_id in holders[gram]]))
            with cursor.copy(f"COPY {text_table} (kind, object_id, text) FROM STDIN") as copy:
                for row in texts:
                    copy.write_row(row)
        else:
            cursor.executemany(
                f"INSERT INTO {gram_table} (gram, object_id) VALUES (%s, %s)",  # noqa: S608  # own names
                [(gram, object_id) for gram in sorted(holders) for object_id in holders[gram]],
            )
            cursor.executemany(
                f"INSERT INTO {text_table} (kind, object_id, text) VALUES (%s, %s, %s)",  # noqa: S608  # own names
                texts,
            )


def settle() -> None:
    """After a bulk load, outside a transaction: let the database know its new sizes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (SearchGram, SearchText):
                cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")  # noqa: SLF001  # documented API
        else:
            cursor.execute("PRAGMA optimize")


# ---- reading -------------------------------------------------------------------------------------------


def matching_ids(kind: str, query: str) -> QuerySet[SearchGram, int]:
    """Ids of the objects whose text holds every word of the query, as a subquery for ``pk__in``.

    An empty query (nothing left after folding) matches nothing. A query is cut to its first hundred
    characters.
    """
    words = fold(query[:_LONGEST_QUERY]).split()
    if not words:
        return SearchGram.objects.none().values_list("object_id", flat=True)
    number = kind_number(kind)
    singles, pairs = _asked(number, words)
    counts = _counts(pairs)
    if 0 in counts.values():
        return SearchGram.objects.none().values_list("object_id", flat=True)
    probes = [Q(gram=pair) for pair in sorted(pairs, key=lambda pair: counts.get(pair, 0))]
    probes += [Q(gram__gte=gram, gram__lt=gram + (1 << _BITS)) for gram in singles]
    # One or two characters are told by the index; the folded text says the rest.
    compared = [word for word in words if len(probes) > _MOST_PROBES or len(word) > 2]  # noqa: PLR2004  # a pair says all of two
    if compared and counts and min(counts.values()) < _FEW:
        compared, probes = words, probes[:1]
    return _looked_up(number, probes[:_MOST_PROBES], compared)


def _looked_up(number: int, probes: list[Q], compared: list[str]) -> QuerySet[SearchGram, int]:
    """The objects that the first probe finds, that pass the others and whose text holds the words to be compared."""
    rows = SearchGram.objects.filter(probes[0])
    for probe in probes[1:]:
        rows = rows.filter(Exists(SearchGram.objects.filter(probe, object_id=OuterRef("object_id"))))
    # As a value, the text is read of the objects found; as a condition on its table, PostgreSQL reads all texts first.
    text = Subquery(SearchText.objects.filter(kind=number, object_id=OuterRef("object_id")).values("text"))
    for word in dict.fromkeys(compared):
        rows = rows.filter(GreaterThan(StrIndex(text, Value(word)), 0))  # of LIKE it thinks that hardly any fits
    return rows.values_list("object_id", flat=True)


def _asked(number: int, words: list[str]) -> tuple[list[int], list[int]]:
    """What the index can be asked about the words, each once: first grams of single characters, grams of pairs."""
    base = number << (2 * _BITS)
    pairs: dict[int, None] = {}
    singles: dict[int, None] = {}
    for word in words:
        points = [ord(c) for c in word]
        if len(points) == 1:
            singles[base | points[0] << _BITS] = None
        pairs.update((base | first << _BITS | second, None) for first, second in pairwise(points))
    return list(singles), list(pairs)


def _counts(pairs: list[int]) -> dict[int, int]:
    """How many objects hold each pair, counted up to `_FEW`; nothing of a single pair, which is looked up anyway.

    SQLite takes the first condition as the way in, so it had better be the rarest; PostgreSQL knows how many hold a
    pair on average, not how many hold this one.
    """
    if len(pairs) <= 1:
        return {}
    table = SearchGram._meta.db_table  # noqa: SLF001  # Django's documented API
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE gram = %s LIMIT {_FEW}) AS few)"  # noqa: S608  # own names
        for _pair in pairs
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", pairs)
        return dict(zip(pairs, cursor.fetchone(), strict=True))


def distinct_count(kind: str, query: str) -> int:
    """How many objects match, straight from the index."""
    ids: models.QuerySet[SearchGram, int] = matching_ids(kind, query)
    return ids.distinct().count()
