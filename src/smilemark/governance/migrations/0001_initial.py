import django.db.models.deletion
from django.db import migrations, models

from smilemark.foundation.whole_tables import FirstMigration


class Migration(FirstMigration):

    initial = True

    dependencies = [
        ('foundation', '0003_search_clustered'),
    ]

    operations = [
        migrations.CreateModel(
            name='Industry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=3, unique=True, verbose_name='產業代碼')),
                ('code_status', models.CharField(choices=[('known', '已見於公開紀錄'), ('unconfirmed', '依公告順序推定，尚未證實'), ('guessed', '官方代碼不明，本系統暫編')], max_length=12, verbose_name='代碼狀態')),
                ('name', models.CharField(max_length=40, verbose_name='產業別')),
                ('name_en', models.CharField(blank=True, max_length=60, verbose_name='英文名稱')),
                ('category', models.CharField(blank=True, max_length=40, verbose_name='大類')),
                ('product_class', models.PositiveSmallIntegerField(choices=[(1, '第一類'), (2, '第二類'), (3, '第三類')], verbose_name='產品類別')),
                ('licence_kind', models.CharField(blank=True, max_length=60, verbose_name='特許製造許可')),
            ],
            options={
                'verbose_name': '產業',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='StartUpFunding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, verbose_name='核定文號')),
                ('first_day', models.DateField(verbose_name='適用首日')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='適用末日')),
                ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fundings', to='governance.industry')),
            ],
            options={
                'verbose_name': '推動初期政府預算全額負擔',
                'ordering': ['industry_id', 'first_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='funding_ends_after_start'), models.UniqueConstraint(condition=models.Q(('last_day', None)), fields=('industry',), name='one_open_funding_per_industry')],
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('criteria', '開放驗證產品項目、原產地認定特殊條件及品質檢驗基準'), ('style', '產品款式認定原則及樣品數量'), ('qms', '採認之品質管理系統驗證'), ('fees', '規費'), ('limits', '補件次數及期限'), ('sampling', '獲證業者追蹤管理抽樣比例')], max_length=12, verbose_name='公告事項')),
                ('state', models.CharField(choices=[('draft', '草擬中'), ('announced', '已公告'), ('superseded', '已被取代'), ('dropped', '已撤回草案')], max_length=12, verbose_name='狀態')),
                ('number', models.CharField(blank=True, max_length=80, verbose_name='公告文號')),
                ('announced_on', models.DateField(blank=True, null=True, verbose_name='公告日期')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='生效日')),
                ('effective_until', models.DateField(blank=True, null=True, verbose_name='停止適用前一日')),
                ('title', models.CharField(max_length=200, verbose_name='標題')),
                ('is_sample', models.BooleanField(default=False, verbose_name='示範資料（非官方公告）')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='governance.announcement', verbose_name='取代之公告')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='governance.industry')),
            ],
            options={
                'verbose_name': '公告',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'dropped']), models.Q(models.Q(('number', ''), _negated=True), ('announced_on__isnull', False), ('effective_from__isnull', False)), _connector='OR'), name='announced_has_number_and_days'), models.CheckConstraint(condition=models.Q(('effective_until', None), ('effective_until__gte', models.F('effective_from')), _connector='OR'), name='announcement_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('effective_until', None), ('industry__isnull', False), ('state', 'announced')), fields=('subject', 'industry'), name='one_open_announcement_per_industry'), models.UniqueConstraint(condition=models.Q(('effective_until', None), ('industry__isnull', True), ('state', 'announced')), fields=('subject',), name='one_open_general_announcement')],
            },
        ),
        migrations.CreateModel(
            name='OpenItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='項目代碼')),
                ('name', models.CharField(max_length=80, verbose_name='產品項目')),
                ('hs_prefixes', models.JSONField(default=list, verbose_name='對應稅則號列')),
                ('mandatory_inspection', models.BooleanField(default=False, verbose_name='應施檢驗品目')),
                ('is_sample', models.BooleanField(default=False, verbose_name='示範資料（非官方公告）')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='governance.announcement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'code'), name='item_once_per_announcement')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('safety', '安全性'), ('function', '功能性'), ('labelling', '商品標示')], max_length=10, verbose_name='構面')),
                ('name', models.CharField(max_length=120, verbose_name='檢驗項目')),
                ('standard', models.CharField(max_length=120, verbose_name='標準')),
                ('method', models.CharField(blank=True, max_length=120, verbose_name='試驗方法')),
                ('comparison', models.CharField(choices=[('at_most', '以下'), ('at_least', '以上'), ('not_detected', '不得檢出'), ('conforms', '符合')], max_length=12, verbose_name='判定')),
                ('limit', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='限值')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='單位')),
                ('is_sample', models.BooleanField(default=False, verbose_name='示範資料（非官方公告）')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='governance.openitem')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('comparison__in', ['at_most', 'at_least']), ('limit__isnull', False)), models.Q(('comparison__in', ['not_detected', 'conforms']), ('limit', None)), _connector='OR'), name='criterion_limit_fits_comparison')],
            },
        ),
        migrations.CreateModel(
            name='SpecialOriginCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='代碼')),
                ('product_group', models.CharField(blank=True, max_length=80, verbose_name='產品群')),
                ('text', models.CharField(max_length=300, verbose_name='條件')),
                ('is_known', models.BooleanField(default=True, verbose_name='條件內容已知')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='special_conditions', to='governance.announcement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'code'), name='condition_once_per_announcement')],
            },
        ),
        migrations.CreateModel(
            name='StyleRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='款式認定原則')),
                ('sample_quantity', models.PositiveSmallIntegerField(verbose_name='樣品數量')),
                ('sample_unit', models.CharField(default='件', max_length=10, verbose_name='單位')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='style_rules', to='governance.announcement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sample_quantity__gte', 1)), name='style_needs_at_least_one_sample')],
            },
        ),
        migrations.CreateModel(
            name='SupplementLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rounds', models.PositiveSmallIntegerField(verbose_name='次數')),
                ('days', models.PositiveSmallIntegerField(verbose_name='每次日數')),
                ('announcement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='supplement_limit', to='governance.announcement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('rounds__gte', 1)), name='supplement_limit_at_least_one')],
            },
        ),
        migrations.CreateModel(
            name='AdoptedQms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='代碼')),
                ('name', models.CharField(max_length=120, verbose_name='名稱')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adopted_qms', to='governance.announcement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'code'), name='qms_once_per_announcement')],
            },
        ),
        migrations.CreateModel(
            name='Fee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('new', '新申請案'), ('additional', '加發案'), ('reissue', '補發案'), ('name_change', '申請變更事業組織名稱案'), ('address_change', '申請變更地址案'), ('representative_change', '申請變更負責人案')], max_length=24, verbose_name='案別')),
                ('amount', models.PositiveIntegerField(verbose_name='金額（元）')),
                ('unit', models.CharField(choices=[('case', '每案'), ('certificate', '每一證書')], max_length=12, verbose_name='單位')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fees', to='governance.announcement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'kind'), name='fee_kind_once_per_announcement')],
            },
        ),
        migrations.CreateModel(
            name='SamplingRatio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('industry_code', models.CharField(blank=True, max_length=3, verbose_name='產業代碼（空白：各產業）')),
                ('numerator', models.PositiveSmallIntegerField(verbose_name='比例分子')),
                ('denominator', models.PositiveSmallIntegerField(verbose_name='比例分母')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sampling_ratios', to='governance.announcement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('numerator__gte', 1), ('numerator__lte', models.F('denominator'))), name='sampling_ratio_above_0_to_1'), models.UniqueConstraint(fields=('announcement', 'industry_code'), name='sampling_ratio_once_per_industry')],
            },
        ),
    ]
