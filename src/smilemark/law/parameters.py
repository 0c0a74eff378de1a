"""The numbers of the regulation that have versions: their names, what they are, and how one reads another value.

A parameter is called by its module and constant, with its key where one constant holds several tables:
`point_28_item_grades.MAJOR_FROM`, `renewal_windows.WINDOW_MONTHS.mark`. To ask the rules under another value:

    with supposing(find_parameter("point_28_item_grades.MAJOR_FROM").changed(Fraction(1, 3), date(2027, 1, 1))):
        ...
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import import_module
from itertools import takewhile
from typing import Annotated, Any

from smilemark.law.facts import MOST, Between, FactsError, Share, require
from smilemark.law.reading import FIRST_YEAR, LAST_YEAR, reader_for

_TABLES = {
    "mit_smile.point_34_mark_period.TERM_MONTHS": "標章使用期間（月）",
    "mit_smile.renewal_windows.WINDOW_MONTHS": "展延申請期間：屆滿前幾個月起",
    "mit_smile.point_13_accreditation_period.TERM_MONTHS": "驗證機構認證期間（月）",
    "mit_smile.annex_10_assessor_certificate.TERM_MONTHS": "評核人員證書期間（月）",
    "mit_smile.annex_10_assessor_certificate.ASSESSMENTS_FOR_RENEWAL": "評核人員證書展延應有評核次數",
    "mit_smile.point_08_council.TERM_MONTHS": "認證審議會委員任期（月）",
    "mit_smile.point_08_council.SEAT_RANGES": "認證審議會各類委員人數（最少、最多）",
    "mit_smile.point_11_working_group.REPRESENTATIVES": "驗證推動小組代表人數（最少、最多）",
    "mit_smile.point_11_working_group.LEAST_EXPERTS": "驗證推動小組技術專家最少人數",
    "kinship.BLOOD_WITHIN": "迴避之血親親等",
    "kinship.AFFINITY_WITHIN": "迴避之姻親親等",
    "mit_smile.point_14_laboratories.YEARS_OF_WORK": "檢驗機構主管應有工作年資（年）",
    "mit_smile.point_33_class2_grant.ACTIVITY_MONTHS": "第二類產品採購、出貨或銷售事實之期間（月）",
    "mit_smile.point_24_samples.COLLECTION_MONTHS": "樣品領回期間（月）",
    "mit_smile.point_28_item_grades.MAJOR_FROM": "主要缺點：未執行比例達此以上",
    "mit_smile.point_28_item_grades.MINOR_ABOVE": "次要缺點：未執行比例超過此",
    "mit_smile.point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT": "幾個缺點視為上一級之一個缺點",
    "mit_smile.point_27_assessment_gate.WAIVER_MONTHS": "免評核之期間（月）",
    "mit_smile.annex_15_sampling.STYLES_SHARE": "仍生產中產品之抽樣比例",
    "mit_smile.annex_15_sampling.MONTHS_CERTIFIED": "列入抽樣母體之獲證月數",
    "mit_smile.surveillance_year.MONTH_AND_DAY": "年度計畫及彙整報告期限（月、日）",
    "mit_smile.annex_15_audits.FULL_DAYS_BETWEEN": "查核通知與查核日間之整日數",
    "mit_smile.annex_15_audits.STEP_DAYS": "不定期查核各步驟期限（日）",
    "mit_smile.annex_15_audits.VIRTUAL_CHECK_HOURS": "虛擬通路查核期限（小時）",
    "mit_smile.point_29_record_retention.MINIMUM_YEARS": "紀錄保存年限（年）",
    "mit_smile.point_29_record_retention.APPLIED_WHERE_SILENT": "未明定者之保存年限（年）",
    "mit_smile.point_41_reapplication_ban.BAN_YEARS": "不得重新申請之期間（年；未列或 0 為無）",
    "mit_smile.point_49_objections.DAYS": "異議期間（日）",
    "mit_smile.point_49_objections.APPEAL_DAYS": "訴願期間（日）",
    "mit_smile.annex_14_label_applications.COPIES": "標章印製申請文件份數",
    "mit_smile.annex_14_label_applications.SCANS": "標章印製申請文件掃描份數",
    "mit_smile.annex_14_label_deadlines.REPLY_DAYS": "標章印製數量異議答復期限（日）",
    "mit_smile.annex_14_label_deadlines.DELIVERY_DAYS": "標章送交期限（日）",
    "mit_smile.annex_14_label_deadlines.REPRINT_DAYS": "標章重印期限（日）",
    "mit_smile.annex_10_training.THRESHOLDS": "評核人員訓練資格門檻（月、月、學分）",
    "mit_smile.annex_10_training.MINIMUM_HOURS": "訓練課程各科最低時數",
    "mit_smile.annex_10_training.MINIMUM_TOTAL_HOURS": "訓練課程最低總時數",
    "mit_smile.annex_10_training.PASS_SHARE": "測驗及格比例",
    "origin.value_added.THRESHOLD": "附加價值率門檻（超過）",
    "identifiers.BUSINESS_DIVISOR": "統一編號檢查碼除數",
    "verification_fee.UNIT_FEES": "審查及發證規費（元）",
}
"""Every table of versions that holds numbers; a test finds those that are missing."""


_DIVISORS = {"point_28_factory_quality.GRADES_THAT_MAKE_THE_NEXT", "identifiers.BUSINESS_DIVISOR"}
_AMOUNTS = {"verification_fee.UNIT_FEES"}
_LONGEST = 1200
"""Months, years, days, hours, persons: nothing the regulation counts is longer."""


class UnknownParameterError(LookupError):
    """No parameter has this name."""


Change = tuple[Mapping[date, object], Mapping[date, object]]
"""A table of versions, and the one to suppose in its place (`in_force.supposing`)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the regulation, or a small table of numbers, with its versions."""

    name: str
    title_zh: str
    module: str
    versions: Mapping[date, Any]

    def read(self, given: object) -> Any:  # noqa: ANN401 - a value of the parameter's own kind
        """A value of the parameter's kind from JSON or TOML: integers, shares as "1/3" or "0.35", lists, tables.

        A table may name some keys only; the others keep their latest values. Errors: `value`, or `value.<key>`.
        """
        limits = (int(self.name in _DIVISORS), MOST if self.name in _AMOUNTS else _LONGEST)
        return _read_like(self.versions[max(self.versions)], given, "value", limits)

    def changed(self, value: object, first_day: date) -> Change:
        """The parameter with this value from that day on, whatever later versions say."""
        earlier = takewhile(lambda day: day < first_day, sorted(self.versions))
        return self.versions, {day: self.versions[day] for day in earlier} | {first_day: value}


@cache
def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter, in the order of the rules."""
    return tuple(_found())


def _found() -> Iterator[Parameter]:
    for path, title in _TABLES.items():
        module, _dot, constant = path.rpartition(".")
        table = getattr(import_module(f"smilemark.law.{module}"), constant)
        name = f"{module.rpartition('.')[2]}.{constant}"
        if type(next(iter(table))) is date:
            yield Parameter(name, title, module, table)
        else:
            for key, versions in table.items():
                yield Parameter(f"{name}.{key.value}", f"{title}：{key.value}", module, versions)


def find_parameter(name: str) -> Parameter:
    """The parameter of this name."""
    for parameter in all_parameters():
        if parameter.name == name:
            return parameter
    raise UnknownParameterError(f"there is no parameter {name!r}")


def _read_like(now: object, given: object, path: str, limits: tuple[int, int]) -> object:
    """The given value, of the kind of the one in force."""
    if isinstance(now, dict):
        return _read_table(now, given, path, limits)
    if isinstance(now, tuple):
        if not isinstance(given, list) or len(given) != len(now):
            raise FactsError(path, f"not a list of {len(now)}")
        pairs = zip(now, given, strict=True)
        return tuple(_read_like(old, new, f"{path}[{place}]", limits) for place, (old, new) in enumerate(pairs))
    return reader_for(Share if isinstance(now, Fraction) else Annotated[int, Between(*limits)])(given, path)


def _read_table(now: dict[Enum, Any], given: object, path: str, limits: tuple[int, int]) -> dict[Enum, Any]:
    if not isinstance(given, dict):
        raise FactsError(path, "not a table")
    keys = {member.value: member for member in type(next(iter(now)))}
    like = next(iter(now.values()))
    for key in given:
        require(key in keys, f"{path}.{key}", f"not one of {', '.join(map(str, keys))}")
    return now | {
        keys[key]: _read_like(now.get(keys[key], like), value, f"{path}.{key}", limits) for key, value in given.items()
    }


def read_day(given: object, path: str) -> date:
    """A day from which a value is to apply. Errors: `path`."""
    if type(given) is not date or not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise FactsError(path, f"not a day from {FIRST_YEAR} to {LAST_YEAR}")
    return given
