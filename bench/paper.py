"""The certificate drawn by Smilemark (Typst) and the same page drawn by WeasyPrint, tagged and unsigned both."""

from __future__ import annotations

import html
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import weasyprint

from smilemark.certification.documents.certificate import STATEMENT, AnnexRow, CertificateWords
from smilemark.foundation.documents.drawing import render
from smilemark.foundation.documents.qr import qr_svg

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
FIELDS = {
    "operator": "業者名稱",
    "ubn": "統一編號",
    "responsible_person": "負責人",
    "address": "地址",
    "industry": "產業別",
    "body": "驗證機構",
    "issued_on": "發證日期",
    "valid_until": "有效期限",
}
STYLE = """
@page { size: A4; margin: 20mm } body { font-family: "Noto Serif CJK TC"; font-size: 11pt }
h1 { text-align: center; font-size: 22pt } table { width: 100%; border-collapse: collapse }
th, td { border: 0.5pt solid #444; padding: 3pt; text-align: left } img { width: 28mm }
"""


def words(rows: int) -> dict[str, Any]:
    """Words of a certificate with so many products, in the very form the certificate has."""
    products = tuple(
        AnnexRow(
            label_number=f"01700182-{place:05d}",
            product_name="健康能量睡眠襪",
            product_model=f"S99{place:04d}(紫藕)",
            brand="大和",
            certified_on="中華民國115年7月27日",
            valid_until="中華民國118年7月27日",
            verify_url=f"https://smilemark.example/verify/01700182-{place:05d}",
        )
        for place in range(1, rows + 1)
    )
    url = products[0].verify_url
    certificate = CertificateWords(
        number="01700182",
        version=1,
        operator="大和織襪股份有限公司",
        ubn="04595257",
        responsible_person="王大明",
        address="彰化縣社頭鄉社斗路一段 1 號",
        industry="織襪",
        body="臺灣紡織驗證中心",
        issued_on="中華民國115年7月27日",
        valid_until="中華民國118年7月27日",
        annotation="",
        statement=STATEMENT,
        verify_url=url,
        qr_svg=qr_svg(url),
        rows=products,
    )
    return asdict(certificate)


def page(text: dict[str, Any]) -> str:
    """The same page in HTML."""
    fields = "".join(f"<tr><th>{name}</th><td>{html.escape(text[key])}</td></tr>" for key, name in FIELDS.items())
    products = "".join(
        "<tr>"
        + "".join(f"<td>{html.escape(str(cell))}</td>" for key, cell in row.items() if key != "verify_url")
        + "</tr>"
        for row in text["rows"]
    )
    return (
        f'<html lang="zh-Hant-TW"><head><title>驗證書</title></head><body><h1>MIT微笑產品驗證書</h1>'
        f"<p>驗證書編號 {text['number']}</p><table>{fields}</table><p>{text['statement']}</p>{text['qr_svg']}"
        f"<h2>附件</h2><table>{products}</table></body></html>"
    )


def measure(rows: int, times: int) -> dict[str, Any]:
    """Seconds per paper, both warm, turn about."""
    text = words(rows)
    source = page(text)
    style = weasyprint.CSS(string=STYLE)
    fonts = weasyprint.text.fonts.FontConfiguration()

    def ours() -> bytes:
        return render("certification/certificate", text, title="驗證書", at=AT)

    def theirs() -> bytes:
        made: bytes = weasyprint.HTML(string=source).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
        )
        return made

    sizes = len(ours()), len(theirs())
    ours(), theirs()
    spent = [0.0, 0.0]
    for _ in range(times):
        for place, draw in enumerate((ours, theirs)):
            began = time.perf_counter()
            draw()
            spent[place] += time.perf_counter() - began
    return {"ours": spent[0] / times, "weasyprint": spent[1] / times, "bytes": sizes}
