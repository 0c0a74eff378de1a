"""Factories, products and papers of an application."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from smilemark.certification import states
from smilemark.certification.actions import edits
from smilemark.certification.legal import intake as legal
from smilemark.certification.models import Attachment, Case, CaseFactory, CaseProduct
from smilemark.companies import actions as companies_actions
from smilemark.companies import queries as companies
from smilemark.foundation import files, moves, statements
from smilemark.foundation.names import why_too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.companies.models import Factory

FACTORY_FIELDS = ("process", "qms_standard", "qms_certificate", "qms_valid_until")
PRODUCT_FIELDS = (
    "name",
    "model",
    "brand",
    "item",
    "hs_code",
    "function_spec",
    "process_text",
    "materials_text",
    "labelling_text",
    "declared_price",
    "tested_elsewhere",
)
TOGETHER = frozenset({Case.MakerRole.JOINT, Case.MakerRole.BRAND})
PLACES = 4  # decimals the columns of prices hold
MOST_ROWS = 200  # the origin rule takes at most 200 materials (contracts/law-cli.md, origin-determination)


# ---- factories (R-23.2: every manufacturer) ----------------------------------------------------------------


def add_factory(*, case_id: int, factory_id: int, by: User, at: datetime) -> CaseFactory:
    """Name a factory, of the firm or of one that makes for it, as a manufacturer.

    Raises:
        Refused: it stands on the application already, or is not in operation.
    """
    with edits.editing(case_id, "factories", [f"factory {factory_id}"], by=by, at=at) as case:
        factory = companies.active_factories(case.firm).filter(pk=factory_id).first()
        if factory is None:
            raise moves.Refused("找不到貴業者名單上營運中的這家工廠；請先新增。", field="factory")
        if case.product_class and (reason := companies.why_not_for_class(factory, case.product_class)):
            raise moves.Refused(reason, field="factory")
        try:
            with transaction.atomic():
                return CaseFactory.objects.create(case=case, factory=factory, process=factory.processes)
        except IntegrityError as error:
            raise moves.Refused("這家工廠已在申請書上。", field="factory") from error


def find_maker(case: Case, number: str) -> Factory:
    """The factory of another firm that makes the products together with the applicant (point 22 II), by its number.

    Raises:
        Refused: the applicant makes them alone, the number is none, is of an own factory, or is not found.
    """
    if case.maker_role not in TOGETHER:
        raise moves.Refused(
            "協同製造或統合製造之申請，始得列入其他業者之工廠；請先於「申請人」填寫申請角色（第二十二點第二項）。",
            field="number",
        )
    typed = number.strip().upper()
    if (reason := companies.why_not_factory_number(typed)) is not None:
        raise moves.Refused(reason, field="number")
    if companies.active_factories(case.firm).filter(number=typed).exists():
        raise moves.Refused("這是貴業者自己的工廠，請由貴業者名單選擇。", field="number")
    factory = companies.factory_of_another(case.firm, typed)
    if factory is None:
        raise moves.Refused("查無其他業者以此編號登錄之營運中工廠；請該業者先行登錄。", field="number")
    return factory


def add_maker(*, case_id: int, number: str, by: User, at: datetime) -> CaseFactory:
    """Name another firm's factory as a manufacturer; what it does for the products the applicant says anew.

    Raises:
        Refused: as ``find_maker``, or it stands on the application already.
    """
    with edits.editing(case_id, "factories", [f"maker {number.strip().upper()}"], by=by, at=at) as case:
        factory = find_maker(case, number)
        try:
            with transaction.atomic():
                return CaseFactory.objects.create(case=case, factory=factory)
        except IntegrityError as error:
            raise moves.Refused("這家工廠已在申請書上。", field="number") from error


def add_new_factory(*, case_id: int, values: Mapping[str, Any], by: User, at: datetime) -> CaseFactory:
    """Register a factory of the applicant and name it on the application, together or not at all."""
    with transaction.atomic():
        firm_id = Case.objects.values_list("firm_id", flat=True).get(pk=case_id)
        factory = companies_actions.add_factory(firm_id=firm_id, by=by, at=at, **values)
        return add_factory(case_id=case_id, factory_id=factory.pk, by=by, at=at)


def save_factory(
    *, case_id: int, row_id: int, values: Mapping[str, Any], revision: int, by: User, at: datetime
) -> CaseFactory:
    """Save what a factory does for the products, and its adopted QMS certificate (points 19 II, 23 II(2))."""
    row = CaseFactory.objects.get(pk=row_id, case_id=case_id)
    wanted = edits.clean(row, {name: values[name] for name in FACTORY_FIELDS if name in values})
    section = f"factories-{row_id}"
    if not edits.changed(row, wanted):
        return row
    with edits.editing(case_id, section, edits.changed(row, wanted), by=by, at=at) as case:
        row.refresh_from_db()
        edits.must_not_overwrite(case, section, row, wanted, revision)
        edits.put(row, wanted)
        row.save()
    return row


def remove_factory(*, case_id: int, row_id: int, by: User, at: datetime) -> None:
    """Take a factory off the application."""
    with edits.editing(case_id, "factories", [f"factory {row_id}"], by=by, at=at) as case:
        row = case.factories.filter(pk=row_id).first()
        if row is None:
            return
        if case.state != states.State.DRAFT:
            raise moves.Refused("送件後不得移除製造商；請於說明欄敘明（第二十三點第一項第二款）。")
        row.attachments.all().delete()
        row.delete()


# ---- products (R-23.3) -------------------------------------------------------------------------------------


def add_product(*, case_id: int, name: str, by: User, at: datetime) -> CaseProduct:
    """Put a further product on the draft.

    Raises:
        Refused: no name, or the case is no draft any more.
    """
    if statements.by_key(Case, case_id).state != states.State.DRAFT:
        raise moves.Refused("送件後不得增列產品；請另案申請（第二十三點）。")
    with edits.editing(case_id, "products", ["product"], by=by, at=at) as case:
        product = CaseProduct(case=case)
        edits.put(product, edits.clean(product, {"name": name}))
        moves.begin(product, "add", by=by, at=at, case=case.number)
    return product


def save_product(
    *, case_id: int, product_id: int, values: Mapping[str, Any], revision: int, by: User, at: datetime
) -> CaseProduct:
    """Save a product's data.

    Args:
        case_id: the case.
        product_id: of this case.
        values: fields of ``PRODUCT_FIELDS``; ``bill_of_materials`` (rows ``name, hs_code, origin, cif_price,
            is_key_material``; prices as decimal text); ``factories`` (ids of the case's factory rows).
        revision: the one the page was opened with.
        by: a person of the firm.
        at: now.

    Raises:
        Refused: a tariff code of other than 6, 8, 10 or 11 digits, a price of 0, a row without name ...
        ChangedElsewhereError: another window saved the same fields.
    """
    product = CaseProduct.objects.get(pk=product_id, case_id=case_id)
    wanted = _clean_product(product, values)
    makers = _makers(case_id, values.get("factories"))
    section = f"products-{product_id}"
    touched = edits.changed(product, wanted)
    if makers is not None and makers != set(product.factories.values_list("pk", flat=True)):
        touched.append("factories")
    if not touched:
        return product
    with edits.editing(case_id, section, touched, by=by, at=at) as case:
        product.refresh_from_db()
        edits.must_not_overwrite(case, section, product, wanted, revision)
        edits.put(product, wanted)
        product.save()
        if makers is not None:
            product.factories.set(makers)
    return product


def _clean_product(product: CaseProduct, values: Mapping[str, Any]) -> edits.Values:
    wanted = edits.clean(product, {name: values[name] for name in PRODUCT_FIELDS if name in values})
    if wanted.get("hs_code") and (reason := companies.check_tariff_code(wanted["hs_code"]).refusal):
        raise moves.Refused(reason, field="hs_code")
    if wanted.get("declared_price") is not None and wanted["declared_price"] <= 0:
        raise moves.Refused("產品價格應大於0（原產地證明書及加工證明書管理辦法第五條第二項）。", field="declared_price")
    if "bill_of_materials" in values:
        wanted["bill_of_materials"] = clean_rows(values["bill_of_materials"])
    return wanted


def clean_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The bill of materials as it is kept; rows in which nothing is filled are left out.

    Raises:
        Refused: naming the row and the column.
    """
    kept = [
        dict(row) for row in rows if any(str(value).strip() for key, value in row.items() if key != "is_key_material")
    ]
    if len(kept) > MOST_ROWS:
        raise moves.Refused(f"產品物料清單至多{MOST_ROWS}列。", field="bill_of_materials")
    return [_clean_row(number, row) for number, row in enumerate(kept, start=1)]


def _clean_row(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    name, code = str(row.get("name", "")).strip(), str(row.get("hs_code", "")).strip()
    origin = str(row.get("origin", "")).strip().upper() or "ZZ"
    where = f"產品物料清單第{number}列"
    if not name:
        raise moves.Refused(f"{where}：請填物料名稱。", field="bill_of_materials")
    if reason := why_too_long(name, label=f"{where}之物料名稱", limit=120):
        raise moves.Refused(reason, field="bill_of_materials")
    if reason := companies.check_tariff_code(code).refusal:
        raise moves.Refused(f"{where}「{name}」：{reason}", field="bill_of_materials")
    if len(origin) != 2 or not (origin.isascii() and origin.isalpha()):  # noqa: PLR2004  # ISO 3166 alpha-2
        raise moves.Refused(f"{where}「{name}」：原產地請填兩碼國別代碼，不明者填 ZZ。", field="bill_of_materials")
    return {
        "name": name,
        "hs_code": code,
        "origin": origin,
        "cif_price": _price(where, name, row.get("cif_price")),
        "is_key_material": row.get("is_key_material") in (True, "on", "true", "1"),
    }


def _price(where: str, name: str, given: object) -> str:
    try:
        price = Decimal(str(given).strip().replace(",", ""))
    except InvalidOperation as error:
        raise moves.Refused(f"{where}「{name}」：單位產品耗用金額請填數字。", field="bill_of_materials") from error
    exponent = price.as_tuple().exponent
    if (
        not price.is_finite()
        or price < 0
        or price >= Decimal(10) ** 11
        or not isinstance(exponent, int)
        or exponent < -PLACES
    ):
        raise moves.Refused(
            f"{where}「{name}」：單位產品耗用金額應為0以上、小數四位以內之數字。", field="bill_of_materials"
        )
    return format(price, "f")


def _makers(case_id: int, given: Iterable[Any] | None) -> set[int] | None:
    if given is None:
        return None
    wanted = {int(pk) for pk in given}
    known = set(CaseFactory.objects.filter(case_id=case_id, pk__in=wanted).values_list("pk", flat=True))
    if known != wanted:
        raise moves.Refused("所選工廠不在申請書上。", field="factories")
    return known


def remove_product(*, case_id: int, product_id: int, by: User, at: datetime) -> None:
    """Take a product out of the draft; its row stays in the table, unseen, so that its chain of events stays whole."""
    with edits.editing(case_id, "products", ["product"], by=by, at=at) as case:
        if case.state != states.State.DRAFT:
            raise moves.Refused("送件後請以「撤回」撤回個別產品（第二點）。")
        with moves.moving(CaseProduct, product_id, "drop", by=by, at=at) as product:
            if product.case_id != case.pk:
                raise moves.Refused("這項產品不在此申請書上。")
            product.removed_at = at


# ---- papers (point 23) -------------------------------------------------------------------------------------


def attach(
    *,
    case_id: int,
    kind: str,
    upload: UploadedFile[Any],
    by: User,
    at: datetime,
    product_id: int | None = None,
    factory_id: int | None = None,
    valid_until: date | None = None,
) -> Attachment:  # what a paper is and what it is about
    """Add a paper, or replace the one of the same kind about the same thing (the replaced one stays, marked).

    Raises:
        Refused: unknown kind, a type the content does not bear out, too large, or nothing may be changed now.
    """
    if kind not in legal.PAPER_NAMES:
        raise moves.Refused("沒有這種文件。", field="kind")
    if kind in legal.VALID_UNTIL_NEEDED and valid_until is None:
        raise moves.Refused(f"{legal.PAPER_NAMES[kind]}：請填有效期限（第二十三點第二項）。", field="valid_until")
    with edits.editing(case_id, "documents", [kind], by=by, at=at) as case:
        _must_be_of_case(case, product_id, factory_id)
        stored = files.store(upload, by=by, at=at, field="file")
        same = case.attachments.filter(kind=kind, product_id=product_id, factory_id=factory_id, replaced_at=None)
        if kind != "other":
            same.update(replaced_at=at)
        attachment = Attachment.objects.create(
            case=case,
            kind=kind,
            product_id=product_id,
            factory_id=factory_id,
            file=stored,
            valid_until=valid_until,
            added_at=at,
            added_by=by,
        )
        moves.note(case, sha256=stored.sha256, attachment=attachment.pk)
    return attachment


def _must_be_of_case(case: Case, product_id: int | None, factory_id: int | None) -> None:
    if product_id is not None and not case.products.filter(pk=product_id).exists():
        raise moves.Refused("這項產品不在此申請書上。", field="product")
    if factory_id is not None and not case.factories.filter(pk=factory_id).exists():
        raise moves.Refused("這家工廠不在此申請書上。", field="factory")


def detach(*, case_id: int, attachment_id: int, by: User, at: datetime) -> None:
    """Take a paper back; it stays in the file, marked as replaced."""
    with edits.editing(case_id, "documents", ["detach"], by=by, at=at) as case:
        case.attachments.filter(pk=attachment_id, replaced_at=None).update(replaced_at=at)
        moves.note(case, attachment=attachment_id)
