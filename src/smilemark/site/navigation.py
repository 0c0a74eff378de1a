"""The main menu: every item stands here, with the roles that see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from smilemark.accounts import roles

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

ANYONE: Final[frozenset[str]] = frozenset()
STAFF: Final = roles.BODY_ROLES | {roles.SECRETARIAT, roles.ADMINISTRATION}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the main menu.

    Attributes:
        label: its word.
        view: name of the address.
        roles: who sees it when signed in; empty: everybody who is signed in.
        for_visitors: whether people who are not signed in see it.
        for_people: whether people who are signed in see it.
    """

    label: str | _StrPromise
    view: str
    roles: frozenset[str] | set[str] = field(default_factory=frozenset)
    for_visitors: bool = False
    for_people: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the page shows it."""

    label: str | _StrPromise
    url: str
    is_current: bool


ITEMS: Final[tuple[Item, ...]] = (
    Item(_("首頁"), "site:home", for_visitors=True, for_people=False),
    Item(_("待辦事項"), "site:todo"),
    Item(_("期限"), "site:deadlines"),
    Item(_("申請驗證"), "certification:check", for_visitors=True, for_people=False),
    Item(_("申請案件"), "certification:my_cases", {roles.APPLICANT}),
    Item(_("現有驗證書"), "certification:certificates", {roles.APPLICANT}),
    Item(_("驗證案件"), "certification:cases", STAFF | {roles.SCHEME_AUTHORITY}),
    Item(_("追蹤管理"), "surveillance:visits", STAFF | {roles.APPLICANT}),
    Item(_("現場評核"), "assessment:mine", {roles.ASSESSOR, roles.REVIEWER}),
    Item(_("檢驗案件"), "certification:tests", {roles.LABORATORY, roles.REVIEWER}),
    Item(_("我的公司"), "companies:mine", {roles.APPLICANT}),
    Item(_("業者"), "companies:firms", STAFF - {roles.ASSESSOR}),
    Item(_("撤銷、廢止與異議"), "remedies:index", STAFF | {roles.APPLICANT, roles.SCHEME_AUTHORITY}),
    Item(
        _("標章使用"),
        "mark:index",
        STAFF | {roles.APPLICANT, roles.LABORATORY, roles.PRINTING_BODY},
    ),
    Item(_("統計"), "site:dashboard", STAFF),
    Item(_("試算參數變更"), "site:replays", {roles.ADMINISTRATION}),
    Item(_("保存及銷毀"), "retention:index", {roles.SECRETARIAT, roles.ADMINISTRATION}),
    Item(_("查驗標章"), "registry:verify", for_visitors=True),
    Item(_("查詢產品"), "registry:products", for_visitors=True),
    Item(_("公告"), "governance:announcements"),
    Item(_("驗證機構"), "accreditation:bodies", STAFF | {roles.SYSTEM_ADMIN}),
    Item(_("第二類委託"), "accreditation:delegations", {roles.ADMINISTRATION, roles.SCHEME_AUTHORITY}),
    Item(_("檢驗機構"), "accreditation:laboratories", STAFF | {roles.SYSTEM_ADMIN}),
    Item(_("利害關係揭露"), "companies:relations", roles.BODY_ROLES | {roles.SCHEME_AUTHORITY}),
    Item(_("本機構人員"), "accounts:people", {roles.APPLICANT, roles.DECIDER, roles.LABORATORY}),
    Item(_("人員與角色"), "accounts:everyone", {roles.SYSTEM_ADMIN}),
    Item(_("通知"), "foundation:notices"),
    Item(_("檢舉與反映"), "registry:report_new", for_visitors=True, for_people=False),
    Item(_("要點規則"), "registry:rules", for_visitors=True),
    Item(_("開放資料"), "registry:open_data", for_visitors=True, for_people=False),
)


def items_for(request: HttpRequest) -> list[Item]:
    """The items the reader sees, in their order."""
    user = request.user
    if not user.is_authenticated:
        return [item for item in ITEMS if item.for_visitors]
    held = {role for role, _organisation in user.held_roles()}
    return [item for item in ITEMS if item.for_people and (not item.roles or item.roles & held)]


def shown(request: HttpRequest) -> list[Shown]:
    """The menu of this request; an item whose page this installation does not have is left out."""
    found = []
    for item in items_for(request):
        try:
            url = reverse(item.view)
        except NoReverseMatch:
            continue
        is_current = request.path == url or (len(url) > 1 and request.path.startswith(url))
        found.append(Shown(item.label, url, is_current))
    longest = max((len(item.url) for item in found if item.is_current), default=0)
    return [Shown(item.label, item.url, item.is_current and len(item.url) == longest) for item in found]
