"""A row read and written by a statement written once is the row the ORM reads and writes."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import DatabaseError, connection, models

from smilemark.accounts.models import User
from smilemark.foundation import moves, statements
from smilemark.foundation.models import Notice, OutboxMessage

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC)


@pytest.fixture
def mail() -> OutboxMessage:
    user = User.objects.create(username="reader", email="reader@example.org")
    notice = Notice.objects.create(user=user, kind="a.b", subject="主旨", text="𠮷文", url="/x/", created_at=AT)
    return OutboxMessage.objects.create(notice=notice, next_try_at=AT)


def columns(row: models.Model) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.mark.parametrize("locked", [False, True])
def test_a_row_and_what_is_read_with_it(mail, django_assert_num_queries, locked):
    with django_assert_num_queries(1):
        read = statements.by_key(OutboxMessage, mail.pk, together=("notice__user",), locked=locked)
        notice, user = read.notice, read.notice.user

    assert columns(read) == columns(OutboxMessage.objects.get())
    assert (notice.created_at, notice.text, user.username) == (AT, "𠮷文", "reader")
    assert (read._state.adding, read._state.db) == (False, "default")


def test_digits_are_a_key_too(mail):
    assert statements.by_key(OutboxMessage, str(mail.pk)) == mail


@pytest.mark.parametrize("pk", [0, -1, 10**6, 2**63 - 1, 2**63, 10**40])
def test_no_such_row(mail, pk):
    with pytest.raises(OutboxMessage.DoesNotExist):
        statements.by_key(OutboxMessage, pk)


@pytest.mark.parametrize("pk", ["x", None, ""])
def test_what_is_no_key(mail, pk):
    with pytest.raises((ValueError, TypeError, OutboxMessage.DoesNotExist)):
        statements.by_key(OutboxMessage, pk)


def test_each_thread_reads_by_its_own_connection(mail):
    statements.by_key(OutboxMessage, mail.pk)
    seen = []

    def read() -> None:
        with pytest.raises(OutboxMessage.DoesNotExist):  # the row is in the transaction of this test
            statements.by_key(OutboxMessage, mail.pk)
        seen.append(connection.settings_dict["NAME"])
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()

    assert len(seen) == 1


def test_all_columns_are_written(mail):
    mail.attempts, mail.sent_at, mail.next_try_at = 3, AT, None

    statements.update(mail)

    assert columns(OutboxMessage.objects.get()) == columns(mail)


def test_a_text_too_long_for_its_column_is_refused(mail):
    mail.notice.subject = "長" * 201

    with pytest.raises(moves.Refused) as refusal:
        statements.update(mail.notice)

    assert refusal.value.field == "subject"
    assert Notice.objects.get().subject == "主旨"


def test_a_row_that_is_gone_is_not_written(mail):
    gone = OutboxMessage.objects.get()
    mail.delete()

    with pytest.raises(DatabaseError):
        statements.update(gone)

    assert not OutboxMessage.objects.exists()


def test_a_row_read_in_part_is_written_in_part(mail):
    part = Notice.objects.only("subject").get()
    Notice.objects.update(text="neu")
    part.subject = "改"

    statements.update(part)

    assert tuple(Notice.objects.values_list("subject", "text").get()) == ("改", "neu")
