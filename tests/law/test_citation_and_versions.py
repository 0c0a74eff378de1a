"""Citations as official papers write them, and dated numbers."""

from datetime import date

import pytest

from smilemark.law.citation import CIVIL_CODE, PROCEDURE_ACT, Citation, annex, article, chinese_number, point
from smilemark.law.finding import Finding
from smilemark.law.in_force import NotInForceError, in_force, version_in_force


@pytest.mark.parametrize(
    ("citation", "zh", "en"),
    [
        (point(34), "推動及管理要點第三十四點", "point 34"),
        (point(28, 2, 3, 1), "推動及管理要點第二十八點第二項第三款第一目", "point 28 II(3)1"),
        (point(15, item=1), "推動及管理要點第十五點第一款", "point 15(1)"),
        (annex(15, 3, 1, 2), "推動及管理要點附件十五第三點第一款第二目", "annex 15 point 3(1)2"),
        (annex(10, 8, paragraph=2), "推動及管理要點附件十第八點第二項", "annex 10 point 8 II"),
        (article(CIVIL_CODE, 970), "民法第九百七十條", "Civil Code art. 970"),
        (
            article(PROCEDURE_ACT, 48, 5),
            "行政程序法第四十八條第五項",
            "Administrative Procedure Act art. 48 V",
        ),
        (
            Citation(PROCEDURE_ACT, number=12, branch=1),
            "行政程序法第十二條之一",
            "Administrative Procedure Act art. 12-1",
        ),
    ],
)
def test_citations(citation: Citation, zh: str, en: str) -> None:
    assert (citation.zh, citation.en) == (zh, en)
    assert str(citation) == f"{zh} ({en})"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (48, "四十八"),
        (105, "一百零五"),
        (110, "一百一十"),
        (968, "九百六十八"),
    ],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [-1, 0, 1000, 1001])
def test_numbers_no_text_has(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_number(number)


TABLE = {date(2020, 1, 1): "old", date(2023, 5, 18): "new"}


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2020, 1, 1), "old"),
        (date(2023, 5, 17), "old"),
        (date(2023, 5, 18), "new"),
        (date(2030, 1, 1), "new"),
    ],
)
def test_the_value_of_the_day(on: date, value: str) -> None:
    assert in_force(TABLE, on) == value


def test_no_value_in_force_is_an_error() -> None:
    with pytest.raises(NotInForceError):
        in_force(TABLE, date(2019, 12, 31))
    with pytest.raises(NotInForceError):
        version_in_force({}, date(2030, 1, 1))


def test_a_finding_must_be_explained() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        Finding("period-end", None, ())
