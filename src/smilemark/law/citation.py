"""Where a rule stands: law, annex, point or article, 項, 款 and 目."""

from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_TEN = 10
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Law:
    """A text that can be cited."""

    zh: str
    en: str
    uses_points: bool = False
    """True where the text is divided into 點 (an administrative rule), False for 條 (an act)."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in a text, as deep as the rule needs."""

    law: Law
    annex: int | None = None
    number: int | None = None
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None
    branch: int | None = None
    """The n of 第十五條之n."""

    @property
    def zh(self) -> str:
        """As an official document writes it: 推動及管理要點第二十八點第二項第一款第一目."""
        unit = "點" if self.law.uses_points else "條"
        branch = "" if self.branch is None else f"之{chinese_number(self.branch)}"
        parts = (
            ("附件{}", self.annex),
            ("第{}" + unit + branch, self.number),
            ("第{}項", self.paragraph),
            ("第{}款", self.item),
            ("第{}目", self.subitem),
        )
        place = "".join(form.format(chinese_number(n)) for form, n in parts if n is not None)
        return self.law.zh + place

    @property
    def en(self) -> str:
        """Short form for English lines: annex 15 point 3(1)2."""
        place: list[str] = [] if self.law.uses_points else [self.law.en]
        if self.annex is not None:
            place.append(f"annex {self.annex}")
        if self.number is not None:
            place.append(f"{'point' if self.law.uses_points else 'art.'} {self._number_en()}")
        return " ".join(place) or self.law.en

    def _number_en(self) -> str:
        text = str(self.number) if self.branch is None else f"{self.number}-{self.branch}"
        if self.paragraph is not None:
            text += f" {_ROMAN[self.paragraph]}"
        if self.item is not None:
            text += f"({self.item})"
        if self.subitem is not None:
            text += str(self.subitem)
        return text

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} ({self.en})"


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals: 28 is 二十八, 968 is 九百六十八."""
    if not 0 < number < _HUNDRED * _TEN:
        raise ValueError(f"{number} is not a number of a point, annex or article")
    hundreds, rest = divmod(number, _HUNDRED)
    tens, ones = divmod(rest, _TEN)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


MIT_SMILE = Law("推動及管理要點", "MIT Smile regulation", uses_points=True)
MIT_SMILE_ACT = Law("臺灣製產品MIT微笑標章推動及管理辦法", "MIT Smile parent regulation")
FEE_STANDARD = Law("臺灣製產品MIT微笑標章審查及發證收費標準", "fee standard")
ORIGIN_ACT = Law("原產地證明書及加工證明書管理辦法", "origin regulation")
PROCEDURE_ACT = Law("行政程序法", "Administrative Procedure Act")
APPEAL_ACT = Law("訴願法", "Administrative Appeal Act")
CIVIL_CODE = Law("民法", "Civil Code")
DOCUMENT_FORM_ACT = Law("公文程式條例", "Official Document Act")
FACTORY_ACT = Law("工廠管理輔導法", "Factory Management Act")
OFFICE_CALENDAR = Law("政府行政機關辦公日曆表", "office calendar")
TAX_NUMBER_NOTICE = Law("財政部統一編號檢查邏輯", "business number check")
LABEL_REGISTER = Law("標章公開登錄編號格式", "public register number format")


def point(number: int, paragraph: int | None = None, item: int | None = None, subitem: int | None = None) -> Citation:
    """第n點, with 項, 款 and 目 where the rule stands in one."""
    return Citation(MIT_SMILE, number=number, paragraph=paragraph, item=item, subitem=subitem)


def annex(
    annex_number: int,
    number: int | None = None,
    item: int | None = None,
    subitem: int | None = None,
    paragraph: int | None = None,
) -> Citation:
    """附件n, with 點, 款 and 目 where the rule stands in one."""
    return Citation(MIT_SMILE, annex_number, number, paragraph, item, subitem)


def article(law: Law, number: int, paragraph: int | None = None, item: int | None = None) -> Citation:
    """第n條 of an act, with 項 and 款."""
    return Citation(law, number=number, paragraph=paragraph, item=item)
