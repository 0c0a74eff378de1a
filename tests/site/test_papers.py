"""Every kind of paper the software issues keeps PDF/A-2a and PDF/UA-1, however much or little stands on it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, get_args, get_origin, get_type_hints

import pikepdf
import pytest
from django.apps import apps
from django.conf import settings
from odfdo import Document
from PIL import Image
from tests.archival import complaints

from smilemark.foundation import documents, files
from smilemark.foundation.documents.editable import templates

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
PARTS = {"paper", "specimen"}
"""Templates that are no paper of their own: what the others import, and the sheet tests of the foundation look at."""
TEMPLATES = sorted(
    f"{place.parent.name}/{place.stem}"
    for place in Path(settings.PACKAGE).glob("*/typst/*/*.typ")
    if place.stem not in PARTS
)
EDITABLE = {
    "assessment/annex9", "mark/approval_list", "mark/letter", "mark/order_form", "mark/print_form", "remedies/letter",
    "surveillance/inquiry", "surveillance/plan", "surveillance/report", "surveillance/summary",
}  # fmt: skip
"""Forms that are filled in or gone on with outside the system (FM-A9, FM-A15-1, -2, -4, -6), annex 14's, and letters."""


def words_of(template: str) -> type[Any]:
    """The frozen dataclass a template draws."""
    label = template.split("/", maxsplit=1)[0]
    package = import_module(f"{apps.get_app_config(label).name}.documents")
    modules = [package, *(import_module(one.name) for one in walk_packages(package.__path__, f"{package.__name__}."))]
    found = {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if name.endswith("Words") and is_dataclass(value)
    }
    first = documents.drawing.template_file(template).read_text().splitlines()[0]
    by_name = [name for name in found if f" {name}" in first]
    by_module = [name for name, value in found.items() if f"/{value.__module__.split('.')[-1]}.py" in first]
    wanted = next(iter(by_name or by_module), "")
    assert wanted, f"{template}: its first line should name its words, one of {sorted(found)}"
    return found[wanted]


def made_report(text: str, count: int) -> dict[str, Any]:
    """What stands on the report on a case: the one paper whose words are not all in its dataclass."""
    because = [{"text": text, "citation": text}] * count
    test = {
        "state": text, "laboratory": text, "adopted_basis": text,
        "results": [{"part": text, "text": text, "conforms": True, "adopted": False}] * count,
    }  # fmt: skip
    product = {
        "name": text or "毛巾", "model": text, "verdict": text, "factories": [text] * count, "reasons": because,
        "origin": {"state": text, "finding": {"because": because}}, "test": test,
    }  # fmt: skip
    return {
        "products": [product, product | {"origin": None, "test": None, "reasons": []}],
        "factories": [{"name": text}] * count,
        "documents": [{"kind": text, "name": text, "sha256": "0" * 64}] * count,
    }


def filled(kind: Any, name: str, *, text: str, count: int, picture: str) -> Any:
    """A value of this kind, as JSON: every text the same, so many entries in every list."""
    given = {"text": text, "count": count, "picture": picture}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind, localns={"Mapping": Mapping})
        return {field.name: filled(hints[field.name], field.name, **given) for field in fields(kind)}
    if get_origin(kind) in (list, tuple):
        return [filled(get_args(kind)[0], name, **given) for _ in range(count)]
    if get_origin(kind) is dict:
        return {}
    if name == "content":
        return made_report(text, count)
    special = {"qr_svg": documents.qr_svg("https://example.tw"), "picture": picture, "alt": "門牌"}
    return {bool: True, int: 3}.get(kind, special.get(name, text))


@pytest.fixture
def photo(settings: Any, tmp_path: Path) -> str:
    settings.FILES_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).save(drawn, "PNG")
    return files.put([drawn.getvalue()])[0]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("text", "count"), [("毛巾 Towel ☑ 一二三（四）", 9), ("", 9)], ids=["full", "bare"])
def test_every_paper_is_archival_and_can_be_read_aloud(photo: str, template: str, text: str, count: int) -> None:
    words = filled(words_of(template), "", text=text, count=count, picture=photo)

    drawn = documents.render(template, words, title="文件", at=NOON)

    assert complaints(drawn) == []


def test_the_same_words_give_the_editable_form(photo: str) -> None:
    assert set(templates()) >= EDITABLE

    for template in templates():
        words = filled(words_of(template), "", text="毛巾&<b>一\n二\x0b", count=9, picture=photo)
        stored = documents.draft(template, words, title="文件", at=NOON)

        text = str(Document(io.BytesIO(documents.odt_of(stored))).get_formatted_text())

        assert "毛巾&<b>一" in text, template
        assert "二" in text, template


def broken(drawn: bytes, how: Any) -> list[str]:
    """What is said of the paper after that change."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        how(pdf)
        pdf.save(out, fix_metadata_version=False)
    return complaints(out.getvalue())


def _drop(name: str) -> Any:
    return lambda pdf: pdf.Root.__delitem__(name)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _first(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Dictionary:
    return next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind)


def _mute(pdf: pikepdf.Pdf) -> None:
    del _first(pdf, "/Figure").Alt


def _scopeless(pdf: pikepdf.Pdf) -> None:
    head = _first(pdf, "/TH")
    del head.A
    del head.ID


def _unembed(pdf: pikepdf.Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            del one[next(key for key in ("/FontFile2", "/FontFile3") if key in one)]


def _nameless_glyphs(pdf: pikepdf.Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
            del one["/ToUnicode"]


def _scribble(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (_drop("/Lang"), "A 6.7.4"),
        (_drop("/MarkInfo"), "A 6.7.2"),
        (_drop("/StructTreeRoot"), "A 6.7.3"),
        (_drop("/OutputIntents"), "A 6.2.3"),
        (_drop("/Metadata"), "A 6.6.2"),
        (_drop("/ViewerPreferences"), "U 7.1: a reader"),
        (_script, "A 6.5.1"),
        (_mute, "U 7.3"),
        (_scopeless, "U 7.5: a head cell"),
        (_unembed, "A 6.2.11.4.1"),
        (_nameless_glyphs, "A 6.2.11.7.2"),
        (_scribble, "U 7.1: f paints"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_check_finds_what_breaks_the_standards(photo: str, how: Any, said: str) -> None:
    words = filled(words_of("surveillance/inquiry"), "", text="毛巾", count=2, picture=photo)
    drawn = documents.render("surveillance/inquiry", words, title="文件", at=NOON)

    assert any(one.startswith(said) for one in broken(drawn, how)), broken(drawn, how)
