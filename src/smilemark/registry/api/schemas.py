"""Shapes of the public API, as the contract lists them."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints

Status = Literal["valid", "renewal_pending", "expired", "cancelled", "withdrawn"]
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class Industry(Schema):
    """產業別。"""

    code: str
    name: str


class Firm(Schema):
    """獲證業者。"""

    name: str
    ubn: str | None


class Product(Schema):
    """產品。"""

    name: str
    model: str
    brand: str | None


class Label(Schema):
    """標章及其於查詢日之狀態。"""

    number: str
    status: Status
    certified_on: str | None
    valid_until: str
    industry: Industry
    firm: Firm
    product: Product
    certificate: str
    as_of: str


class UnknownLabel(Schema):
    """查無此編號。"""

    number: str
    status: Literal["unknown"]


class MalformedLabel(Schema):
    """編號格式不符。"""

    number: str
    status: Literal["malformed"]
    expected: str


class Page(Schema):
    """一頁查詢結果。"""

    count: int
    page: int
    page_size: int
    results: list[Label]


class Problem(Schema):
    """一項錯誤：位置及原因。"""

    loc: list[str]
    msg: str


class Invalid(Schema):
    """參數有誤。"""

    detail: list[Problem]


class Limited(Schema):
    """要求過於頻繁。"""

    detail: str


class Wanted(Schema):
    """Parameters of the search; an empty one does not narrow."""

    q: Text = Field("", description="words in product, model, brand or firm; one character is enough")
    industry: Text = Field("", description="code such as 017, or name")
    status: Literal["valid", "renewal_pending", "expired", "cancelled", "withdrawn", ""] = ""
    firm: Text = Field("", description="統一編號, number of the firm's page, or words of its name")
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
