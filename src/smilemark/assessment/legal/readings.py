"""The readings this app's rules rest on where the text is ambiguous, as the pages show them beside a finding."""

from __future__ import annotations

READINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "qms-item-grade": (
        ("AMB-07", "「任一項評核項目」指十一個細項。"),
        ("AMB-08", "每一細項只有一個評核結果，取最嚴重者；規範與紀錄均無者為一項次要缺點。"),
        ("AMB-08b", "附件八括弧內容計入未執行比例；完全未執行（不計括弧內容）始為嚴重缺點。"),
        ("AMB-10", "「以上」「以下」含本數，「超過」「未達」不含本數。"),
        ("AMB-12", "未執行比例與規範、紀錄之情形，取較重者。"),
        ("AMB-13", "人員訓練（4.1、4.2）無訓練紀錄，本身不構成缺失。"),
        ("AMB-14", "安全危害或污染事件以全廠計一次，記於 1.1、1.2 或 3.1，僅於未完成改善時成立。"),
    ),
    "qms-sheet": (
        ("AMB-11", "換算而得之主要缺點再行換算，餘數保留。"),
        ("AMB-15", "換算而得之嚴重缺點亦判定不通過。"),
        ("AMB-18", "僅有輕微缺失者通過，免提矯正計畫。"),
    ),
    "qms-overall-result": (("AMB-11", "換算而得之主要缺點再行換算，餘數保留。"),),
    "qms-gate": (
        ("AMB-19", "三年自通過日之次日起算至本次現場評核日；免辦僅及於品管系統評核，且不重新起算通過日。"),
        ("AMB-20", "證書以工廠為準，於評核日須有效。"),
    ),
    "corrective-plan": (
        ("AMB-16", "遵期提出即判定通過；拒絕查核執行情形者不通過。"),
        ("AMB-17", "期限為休息日者，順延至次一上班日；展延應於期限屆滿前為之。"),
    ),
    "origin-determination": (
        ("AMB-52", "基本條件依原產地證明書及加工證明書管理辦法第三條至第五條由系統計算，查核佐證附卷。"),
        ("AMB-52", "基本條件與特殊條件應均符合；查無號列變更之容許比例；原產地不明者視同進口。"),
    ),
}
"""Rule name -> (number of the reading in the requirements, what was read)."""
