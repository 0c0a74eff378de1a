import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from smilemark.foundation.whole_tables import FirstMigration


class Migration(FirstMigration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        # The libraries' many steps come before our tables: each would draw again whatever refers to the same people.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('is_working_day', models.BooleanField()),
                ('reason', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('value', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
                ('code', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=400)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('url', models.CharField(max_length=300)),
                ('started_on', models.DateField(null=True)),
                ('last_day', models.DateField()),
                ('last_moment', models.DateTimeField(null=True)),
                ('is_estimated', models.BooleanField(default=False)),
                ('is_right', models.BooleanField(default=False)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('roles', models.CharField(max_length=120)),
                ('person_id', models.BigIntegerField(null=True)),
                ('body_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['last_day', 'id'], name='foundation__last_da_32150b_idx'), models.Index(fields=['organisation_id', 'last_day'], name='foundation__organis_1486ff_idx'), models.Index(fields=['body_id', 'last_day'], name='foundation__body_id_5b8b90_idx'), models.Index(fields=['person_id'], name='foundation__person__400afd_idx')],
                'constraints': [models.UniqueConstraint(fields=('stream', 'code'), name='deadline_once_per_row')],
            },
        ),
        migrations.CreateModel(
            name='DeadlineSweep',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscriber', models.CharField(max_length=120)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
                ('digested_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['next_try_at'], name='delivery_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField()),
                ('text_hash', models.CharField(max_length=64)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'at'], name='foundation__kind_222d91_idx')],
                'constraints': [models.UniqueConstraint(fields=('stream', 'sequence'), name='event_once_per_place_in_stream'), models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='event_sequence_from_one')],
            },
        ),
        migrations.CreateModel(
            name='EventHead',
            fields=[
                ('stream', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_demo', models.BooleanField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='JobProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('owner_id', models.BigIntegerField(db_index=True, null=True)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('result_url', models.CharField(blank=True, max_length=500)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('failed', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=100)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('url', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
                ('digested_at', models.DateTimeField(null=True)),
                ('is_held', models.BooleanField(default=False)),
                ('carrier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='foundation.outboxmessage')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['next_try_at'], name='outbox_waiting'), models.Index(condition=models.Q(('is_held', True)), fields=['is_held'], name='outbox_held')],
            },
        ),
        migrations.CreateModel(
            name='RefusedAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
                ('move', models.CharField(max_length=50)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchGram',
            fields=[
                ('pk', models.CompositePrimaryKey('gram', 'object_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('gram', models.BigIntegerField()),
                ('object_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('pk', models.CompositePrimaryKey('kind', 'object_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('kind', models.BigIntegerField()),
                ('object_id', models.BigIntegerField()),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='StaleDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='StoredDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(max_length=80)),
                ('template_version', models.CharField(blank=True, max_length=64)),
                ('words', models.JSONField()),
                ('title', models.CharField(max_length=200)),
                ('dated_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '製作中'), ('ready', '完成'), ('plain', '完成（含無字型之罕用字，改為一般 PDF）'), ('failed', '製作失敗')], default='waiting', max_length=8)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('is_signed', models.BooleanField(default=False)),
                ('disposed_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('content_type', models.CharField(max_length=80)),
                ('original_name', models.CharField(max_length=200)),
                ('stored_at', models.DateTimeField()),
                ('stored_by_id', models.BigIntegerField(null=True)),
                ('disposed_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StoredFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=100)),
                ('rule', models.CharField(max_length=60)),
                ('facts', models.JSONField()),
                ('in_force', models.DateField()),
                ('passed', models.BooleanField(null=True)),
                ('result', models.JSONField()),
                ('because', models.JSONField()),
                ('at', models.DateTimeField()),
                ('on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='WorkerBeat',
            fields=[
                ('worker_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='EventText',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='foundation.event')),
                ('text', models.JSONField()),
                ('disposed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='foundation.event'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='notice',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='foundation.notice'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('event', 'subscriber'), name='event_once_per_subscriber'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', 'read_at', '-created_at'], name='foundation__user_id_5f5b65_idx'),
        ),
    ]
