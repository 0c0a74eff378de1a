"""docs/rules.md says what the code says, and the check notices where it does not."""

from __future__ import annotations

from pathlib import Path

from smilemark.law.rules import all_rules
from smilemark.site import generated_docs, rule_docs

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_rule_stands_once_with_citation_and_numbers() -> None:
    page = rule_docs.rules()

    for rule in all_rules():
        assert page.count(f'<a id="{rule.name}"></a>') == 1
        assert rule.citation_line.replace("; ", "；") in page
    assert "| 標章使用期間（月） | period of use of the mark (months) | 2012-08-31 | 24 |" in page
    assert "| 標章使用期間（月） | period of use of the mark (months) | 2023-05-18 | 36 |" in page


def test_the_kept_file_is_what_the_code_says() -> None:
    assert (DOCS / "rules.md").read_text("utf-8") == rule_docs.rules()


def test_a_stale_file_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(generated_docs, "all_docs", lambda _docs: {"rules.md": rule_docs.rules()})
    (tmp_path / "rules.md").write_text(rule_docs.rules(), "utf-8")
    assert generated_docs.stale(tmp_path) == []

    (tmp_path / "rules.md").write_text(rule_docs.rules().replace("| 36 |", "| 35 |"), "utf-8")
    assert generated_docs.stale(tmp_path) == ["rules.md"]
