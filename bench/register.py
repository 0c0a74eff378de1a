"""A synthetic register in the official form: the same bytes for the same numbers, whoever makes it.

One product in a hundred carries each of the rare terms, so that searches have a known number of hits.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INDUSTRIES = {
    "011": ("成衣", ("襯衫", "外套", "運動衫", "背心")),
    "015": ("毛巾", ("毛巾", "浴巾", "方巾", "童巾")),
    "016": ("寢具", ("床包", "枕套", "被套", "保暖冬被")),
    "017": ("織襪", ("童襪", "運動襪", "睡眠襪", "短襪")),
    "019": ("袋包箱", ("收納包", "公事包", "後背包", "旅行箱")),
    "020": ("家電", ("冷氣機", "電冰箱", "空氣淨化機", "電鍋")),
    "027": ("傘類", ("直傘", "摺傘", "陽傘", "自動傘")),
    "028": ("布窗簾", ("遮光窗簾", "紗簾", "捲簾", "羅馬簾")),
    "029": ("紡織護具", ("護膝", "護腕", "護腰", "護肘")),
    "301": ("眼鏡", ("太陽眼鏡", "運動眼鏡", "偏光眼鏡", "兒童眼鏡")),
}
WORDS = (
    "超質感",
    "緞檔",
    "專業",
    "機能",
    "健康",
    "能量",
    "防潑水",
    "防焰",
    "輕量",
    "抗菌",
    "涼感",
    "精梳棉",
    "竹炭",
    "石墨烯",
    "雙人",
    "加大",
    "兒童",
    "經典",
    "環保",
    "無毒",
    "柔軟",
    "吸濕",
    "排汗",
    "速乾",
    "舒適",
    "簡約",
    "格紋",
    "素色",
)
COLOURS = ("紅", "藍", "綠", "黃", "黑", "白", "灰", "粉", "紫", "棕")
SURNAMES = (
    "大和",
    "富立",
    "元維",
    "中正",
    "永生",
    "冰點",
    "松青",
    "日象",
    "奇泓",
    "生源",
    "米倉",
    "艾德",
    "佳麗",
    "得力",
    "恬棉",
)
TRADES = ("實業", "企業", "紡織", "科技", "工業", "國際", "電器", "棉織", "塑膠", "光學")
RARE = ("鸞", "翡翠", "琥珀玉露")
"""A term of one, of two and of four characters; each stands in one label in a hundred."""
EVERY = 100


def firm_name(number: int) -> str:
    """Every firm has a name of its own."""
    kind = "有限公司" if number % 3 else "股份有限公司"
    return f"{SURNAMES[number % len(SURNAMES)]}{number:04d}{TRADES[number % len(TRADES)]}{kind}"


def label_number(place: int, firms: int) -> str:
    """The number of the label at a place, from 0."""
    firm, serial = place % firms, place // firms + 1
    codes = tuple(INDUSTRIES)
    return f"{codes[firm % len(codes)]}{firm // len(codes) + 1:05d}-{serial:05d}"


def write(target: Path, *, labels: int, firms: int) -> None:
    """Write a register of so many labels, spread evenly over so many firms."""
    from smilemark.registry.open_form import write_archive  # noqa: PLC0415  # whoever only wants numbers needs no Django

    codes = tuple(INDUSTRIES)
    write_archive(target, ((code, _rows(at, labels, firms)) for at, code in enumerate(codes)))


def _rows(industry: int, labels: int, firms: int) -> Iterator[tuple[str, ...]]:
    codes = tuple(INDUSTRIES)
    name, nouns = INDUSTRIES[codes[industry]]
    first_day = date(2027, 1, 1)
    for place in range(labels):
        firm = place % firms
        if firm % len(codes) != industry:
            continue
        draw = random.Random(place)
        product = "".join(draw.sample(WORDS, 2)) + draw.choice(nouns)
        if place % EVERY == 0:
            product = "".join(RARE) + product
        model = f"{draw.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{draw.randrange(1000, 99999)}({draw.choice(COLOURS)}色)"
        day = first_day + timedelta(days=draw.randrange(1000))
        brand = firm_name(firm)[:2] + "牌" if draw.random() < 0.7 else "未標示品牌"
        yield (
            name,
            firm_name(firm),
            _ubn(firm),
            product,
            model,
            f"{day:%Y/%m/%d}",
            label_number(place, firms),
            brand,
            "",
        )


def _ubn(number: int) -> str:
    """A 統一編號 that passes the check: the last digit is tried until it does."""
    if number % 4 == 0:
        return ""
    stem = f"{1_000_000 + number * 37:07d}"[:7]
    for last in range(10):
        digits = stem + str(last)
        total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
        if total % 5 == 0:
            return digits
    raise AssertionError(stem)
