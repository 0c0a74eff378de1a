"""The app."""

from __future__ import annotations

from django.apps import AppConfig

_OF_CASE = ("case__firm", "case__body", "case__industry")


class CertificationConfig(AppConfig):
    """The app ``smilemark.certification``."""

    name = "smilemark.certification"
    label = "certification"

    def ready(self) -> None:
        """Bind the tables of moves to their models; offer the deadlines."""
        from smilemark.certification import permissions, states  # noqa: PLC0415  # models must be loaded first
        from smilemark.certification.models import Case, CaseProduct, ProductTest, SampleLot  # noqa: PLC0415  # same
        from smilemark.certification.permissions import back  # noqa: PLC0415  # same
        from smilemark.certification.queries import deadlines as running  # noqa: PLC0415  # same
        from smilemark.certification.queries import results  # noqa: PLC0415  # same
        from smilemark.companies import actions as companies  # noqa: PLC0415  # same
        from smilemark.foundation import deadlines, moves  # noqa: PLC0415  # same

        deadlines.offer(running.KINDS, running.SOURCES)
        moves.govern(
            Case,
            states.MOVES,
            initial=states.State.DRAFT,
            why_not=permissions.why_not_case,
            together=("firm", "body", "industry"),
        )
        of_product = tuple(f"product__{path}" for path in _OF_CASE)
        moves.govern(
            CaseProduct,
            states.PRODUCT_MOVES,
            initial=states.ProductState.OPEN,
            why_not=back.why_not_product,
            together=_OF_CASE,
        )
        moves.govern(
            ProductTest,
            states.TEST_MOVES,
            initial=states.TestState.AWAITING,
            why_not=back.why_not_test,
            together=(*of_product, "product__item__announcement", "laboratory"),
        )
        companies.ask_for_certificates(results.holds_a_certificate)
        moves.govern(
            SampleLot,
            states.SAMPLE_MOVES,
            initial=states.SampleState.HELD,
            why_not=back.why_not_sample,
            together=of_product,
        )
