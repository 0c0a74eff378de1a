"""Certificates: number, industry, firm, versions, and the counters above every number given (AMB-42)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smilemark.registry.checks.reading import Difference, Record, events_of, from_json, records

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"[0-9]{8}")
_ISSUING = (
    "certification.case.issue",
    "certification.case.register",
    "certification.case.grant_mark",
    "certification.case.replace",
)


def differences() -> Iterator[Difference]:
    """What does not agree about certificates, versions and counters."""
    yield from _numbers()
    yield from _versions()
    yield from _counters()


def _numbers() -> Iterator[Difference]:
    sql = """SELECT c.number, c.is_imported, i.code,
                    (SELECT count(*) FROM certification_case k
                      WHERE k.certificate_id = c.id AND k.firm_id <> c.firm_id) AS strangers
               FROM certification_certificate c JOIN governance_industry i ON i.id = c.industry_id"""
    for row in records(sql):
        name = f"驗證書 {row['number']}"
        if _NUMBER.fullmatch(row["number"]) is None:
            yield Difference(name, "編號不是八位數字")
        if row["number"][:3] != row["code"]:
            yield Difference(name, f"前三碼與產業代碼 {row['code']} 不同")
        if row["strangers"]:
            yield Difference(name, "有申請案屬於另一業者")


def _versions() -> Iterator[Difference]:
    told = _versions_told()
    last: dict[str, int] = {}
    sql = """SELECT c.number, v.version, v.issued_on, v.words, v.document_id
               FROM certification_certificateversion v JOIN certification_certificate c ON c.id = v.certificate_id
              ORDER BY c.number, v.version"""
    for row in records(sql):
        number, version = row["number"], row["version"]
        name = f"驗證書 {number} 第 {version} 版"
        if version != last.get(number, 0) + 1:
            yield Difference(name, "版次不連續")
        last[number] = version
        if (number, version) not in told:
            yield Difference(name, "沒有核發事件")
        told.discard((number, version))
        words = from_json(row["words"])
        if words.get("number") != number or words.get("version") != version:
            yield Difference(name, "證書內容所載編號或版次不同")
        if row["document_id"] is None:
            yield Difference(name, "沒有證書文件")
    for number, version in sorted(told):
        yield Difference(f"驗證書 {number} 第 {version} 版", "有核發事件而無此版次")


def _versions_told() -> set[tuple[str, int]]:
    return {
        (event["data"]["certificate"], event["data"]["version"])
        for stream in events_of(_ISSUING).values()
        for event in stream
        if "version" in event["data"]
    }


def _counters() -> Iterator[Difference]:
    counters = {row["name"]: row["value"] for row in records("SELECT name, value FROM foundation_counter")}
    for name, highest in _highest().items():
        if counters.get(name, 0) < highest:
            yield Difference(f"計數器 {name}", f"值為 {counters.get(name, 0)}，低於已用之 {highest}")


def _highest() -> dict[str, int]:
    found: dict[str, int] = {}

    def at_least(name: str, serial: str) -> None:
        if serial.isascii() and serial.isdigit():
            found[name] = max(found.get(name, 0), int(serial))

    for row in records("SELECT number FROM certification_certificate"):
        at_least(f"certificate:{row['number'][:3]}", row["number"][3:])
    for row in _given_numbers():
        at_least(f"label:{row['prefix']}", row["highest"][9:])
    return found


def _given_numbers() -> Iterator[Record]:
    yield from records(
        "SELECT substr(number, 1, 8) AS prefix, max(number) AS highest FROM certification_label GROUP BY 1"
    )
    yield from records(
        "SELECT substr(number, 1, 8) AS prefix, max(number) AS highest FROM certification_reservednumber GROUP BY 1"
    )
