"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class MarkConfig(AppConfig):
    """The app ``smilemark.mark``."""

    name = "smilemark.mark"
    label = "mark"

    def ready(self) -> None:
        """Bind the tables of moves to their models, a subject after the other; name the jobs."""
        from smilemark.foundation import moves  # noqa: PLC0415  # models must be loaded first
        from smilemark.mark import tasks  # noqa: F401, PLC0415  # registers the job
        from smilemark.mark.models import Licence, PrintApplication, SpotCheck  # noqa: PLC0415  # same
        from smilemark.mark.permissions import printing as print_permissions  # noqa: PLC0415  # same
        from smilemark.mark.states import checks, licences, printing  # noqa: PLC0415  # same

        moves.govern(
            PrintApplication,
            printing.PRINT_MOVES,
            initial=printing.PrintState.DRAFT,
            why_not=print_permissions.why_not_print,
        )
        moves.govern(Licence, licences.LICENCE_MOVES, initial=licences.LicenceState.DRAFT)
        moves.govern(SpotCheck, checks.CHECK_MOVES, initial=checks.CheckState.DRAFT)
        self._govern_printed_labels()

    def _govern_printed_labels(self) -> None:
        """Labels printed by the administration: orders, objections to their quantity, lists, stops; deadlines."""
        from smilemark.foundation import deadlines, moves  # noqa: PLC0415  # models must be loaded first
        from smilemark.mark import tasks_lists  # noqa: F401, PLC0415  # registers the job
        from smilemark.mark.models import (  # noqa: PLC0415  # same
            ApprovalList,
            IntakeStop,
            LabelOrder,
            QuantityObjection,
        )
        from smilemark.mark.permissions.orders import why_not_order  # noqa: PLC0415  # same
        from smilemark.mark.queries import deadlines as running  # noqa: PLC0415  # same
        from smilemark.mark.states import lists, orders, stops  # noqa: PLC0415  # same

        deadlines.offer(running.KINDS, running.SOURCES)
        moves.govern(LabelOrder, orders.ORDER_MOVES, initial=orders.OrderState.DRAFT, why_not=why_not_order)
        moves.govern(QuantityObjection, orders.OBJECTION_MOVES, initial=orders.ObjectionState.FILED)
        moves.govern(ApprovalList, lists.LIST_MOVES, initial=lists.ListState.COMPILED)
        moves.govern(IntakeStop, stops.STOP_MOVES, initial=stops.StopState.ANNOUNCED)
