"""The mark in use: a firm prints its own tags, another application waits, two licences, a spot check whose time runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smilemark.certification.queries import in_use
from smilemark.mark.actions import checks, letters, licences, print_reviews, printing
from smilemark.mark.actions.print_reviews import Review
from smilemark.mark.actions.printing import Wanted
from smilemark.mark.legal.printing import PRINCIPLES
from smilemark.mark.queries import letters as written
from smilemark.site.demo import papers

if TYPE_CHECKING:
    from smilemark.certification.models import Label
    from smilemark.mark.models import Licence, PrintApplication
    from smilemark.site.demo.country import Country

TOWELS = "晴織毛巾股份有限公司"
MARKETER = "雲之巾企業社"
ALL_MET = {each.code: True for each in PRINCIPLES}


def tell(country: Country) -> None:
    """Tags printed and traced; stickers at the body; posters of a laboratory and a shop; a shop told to improve."""
    labels = list(
        in_use.labels_in_use(country.day(18)).filter(certificate__firm=country.firms[TOWELS].firm).order_by("number")
    )
    _printed(country, labels)
    _at_the_body(country, labels)
    _licensed(country)


def _application(country: Country, label: Label, shape: str, ago: int) -> PrintApplication:
    applicant, at = country.firms[TOWELS].applicant, country.moment(ago)
    wanted = Wanted(labels=[label.number], shape=shape, size_text="5×9公分", contact="王經辦", phone="05-0000000")
    row = printing.open_application(certificate=label.certificate.number, wanted=wanted, by=applicant, at=at)
    uploads = [papers.photo("標章樣本", 3)]
    printing.attach_sample(application_id=row.pk, caption="正面", uploads=uploads, by=applicant, at=at)
    return printing.submit(application_id=row.pk, by=applicant, at=at)


def _printed(country: Country, labels: list[Label]) -> None:
    """吊牌：審查通過、登錄，印製五千張."""
    row, team = _application(country, labels[0], "tag", 18), country.body_for("015")
    print_reviews.review(
        application_id=row.pk, found=Review(ALL_MET, "approve", ""), by=team.reviewer, at=country.moment(16)
    )
    print_reviews.decide(application_id=row.pk, by=team.decider, at=country.moment(15))
    applicant = country.firms[TOWELS].applicant
    for letter in written.letters_visible_to(applicant).filter(first_opened_at=None).order_by("pk"):
        letters.open_letter(letter_id=letter.pk, by=applicant, at=country.moment(14))
    printing.print_tags(
        application_id=row.pk,
        label=labels[0].number,
        quantity=5000,
        printed_on=country.day(12),
        by=applicant,
        at=country.moment(12),
    )


def _at_the_body(country: Country, labels: list[Label]) -> None:
    """貼紙：待審查."""
    _application(country, labels[-1], "sticker", 2)


def _licensed(country: Country) -> None:
    """檢驗機構一年之授權；行銷業者將屆期之授權，抽查後限期改善."""
    laboratory = next(iter(country.laboratories.values())).laboratory
    _licence(country, laboratory.name, "laboratory", ["poster", "web_page"], "實驗室網站，https://lab.example.tw/", 330)
    ubn = str(country.firms[MARKETER].firm.ubn)
    licence = _licence(country, ubn, "other_user", ["poster", "standee", "film"], "臺北門市，臺北市中正區", 40)
    seen = checks.Seen(
        place="臺北市中正區門市",
        checked_on=country.day(5),
        facts="門市將標章圖樣印於未獲證之購物袋。",
        uses=["physical_promotion", "uncertified_product"],
    )
    desk = country.secretariat
    check = checks.open_check(certificate="", licence=licence.number, seen=seen, by=desk, at=country.moment(5))
    uploads = [papers.photo("購物袋", 7)]
    checks.attach_photos(check_id=check.pk, caption="購物袋", uploads=uploads, by=desk, at=country.moment(5))
    checks.send_notice(check_id=check.pk, wanted="停止發放該購物袋。", days=14, by=desk, at=country.moment(4))


def _licence(country: Country, licensee: str, kind: str, works: list[str], site: str, left: int) -> Licence:
    """A licence in force since thirty days, with so many days left."""
    at, desk = country.moment(30), country.secretariat
    terms = licences.Terms(
        kind=kind,
        first_day=country.day(30),
        last_day=country.day(0) + timedelta(days=left),
        works=works,
        scope_text="對MIT微笑產品之推廣製作物。",
        sites=[site],
    )
    row = licences.open_licence(licensee=licensee, terms=terms, by=desk, at=at)
    upload = papers.paper("授權合約")
    licences.attach_paper(licence_id=row.pk, label="授權合約", is_contract=True, upload=upload, by=desk, at=at)
    return licences.put_in_force(
        licence_id=row.pk, contract_number=f"示範授權-{row.pk:03d}", signed_on=country.day(31), by=desk, at=at
    )
