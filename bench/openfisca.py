"""Point 28 in openfisca-core, as its users would write it: items are persons, an assessment is the group they are in.

The comparison is fair to it: the data are handed over as arrays of the types it wants, enumerations as indices (names
would cost far more), and the time to build the population is told apart from the time to compute.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from smilemark.law.bulk.grading import ITEM_CODES, ITEMS, OUTCOME_CODES
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.mit_smile.point_28_factory_quality import GRADES_THAT_MAKE_THE_NEXT
from smilemark.law.mit_smile.point_28_item_grades import MAJOR_FROM, MINOR_ABOVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from smilemark.law.bulk.grading import Assessments

DAY = "2026-01-01"
GIVEN = ("population_total", "not_executed", "not_executed_at_all", "unresolved_incident", "rules", "records")
Item = build_entity(key="item", plural="items", label="評核項目", is_person=True)
Assessment = build_entity(
    key="assessment",
    plural="assessments",
    label="評核",
    roles=[{"key": "member", "plural": "members", "label": "項目"}],
)


class State(Enum):  # type: ignore[misc]  # openfisca-core's own enumeration
    """Rules and records."""

    complete = "完整"
    incomplete = "不完整"
    absent = "無"


Code = Enum("Code", {code.name.replace("-", "_"): code.name for code in ITEM_CODES})
"""Ways an item can come out, in the order of ours."""


Outcome = Enum("Outcome", {code.name.replace("-", "_"): code.name for code in OUTCOME_CODES})
"""Outcomes, in the order of ours."""
Kind = Enum("Kind", {f"item_{item.replace('.', '_')}": item.value for item in ITEMS})


def _code(item: Any, period: Any, parameters: Any) -> Any:  # noqa: ANN401  # openfisca-core's signature
    qms = parameters(period).qms
    total, open_ = item("population_total", period), item("not_executed", period)
    rules, records, kind = item("rules", period), item("records", period), item("kind", period)
    share = open_ / np.where(total > 0, total, 1)
    training = (kind == Kind.item_4_1) + (kind == Kind.item_4_2)
    absent = ((rules == State.absent) + (records == State.absent)) * np.logical_not(training + (kind == Kind.item_3_2))
    incomplete = (rules != State.complete) + (records != State.complete) * np.logical_not(training)
    codes = {
        Code.not_applicable: total == 0,
        Code.severe_incident: item("unresolved_incident", period),
        Code.severe_nothing_done: item("not_executed_at_all", period) == total,
        Code.major: share >= qms.major_from,
        Code.minor: share > qms.minor_above,
        Code.minor_by_papers: absent,
        Code.slight: open_ > 0,
        Code.slight_by_papers: incomplete,
    }
    return np.select(list(codes.values()), list(codes), Code.conforming)


COUNTED = {
    "severe": ("severe_nothing_done", "severe_incident"),
    "major": ("major",),
    "minor": ("minor", "minor_by_papers"),
    "slight": ("slight", "slight_by_papers"),
}


def _count_of(names: tuple[str, ...]) -> Callable[[Any, Any], Any]:
    def formula(assessment: Any, period: Any) -> Any:  # noqa: ANN401  # openfisca-core's signature
        code = assessment.members("code", period)
        return assessment.sum(sum(code == Code[name] for name in names))

    return formula


def _major_converted(assessment: Any, period: Any, parameters: Any) -> Any:  # noqa: ANN401  # openfisca-core's signature
    return assessment("major", period) + assessment("minor", period) // parameters(period).qms.make_the_next


def _severe_converted(assessment: Any, period: Any, parameters: Any) -> Any:  # noqa: ANN401  # openfisca-core's signature
    size = parameters(period).qms.make_the_next
    return assessment("severe", period) + assessment("major_converted", period) // size


def _outcome(assessment: Any, period: Any) -> Any:  # noqa: ANN401  # openfisca-core's signature
    fails = assessment("severe_converted", period) > 0
    defects = assessment("major", period) + assessment("minor", period) > 0
    return np.select([fails, defects], [Outcome.fail, Outcome.plan_required], Outcome["pass"])


def _variable(name: str, kind: type, entity: Any = Item, **more: Any) -> type:  # noqa: ANN401  # openfisca-core's
    if kind is Enum:
        more["default_value"] = next(iter(more["possible_values"]))
    facts = {"value_type": kind, "entity": entity, "definition_period": DateUnit.DAY, "label": name, **more}
    return type(name, (Variable,), facts)


def system() -> TaxBenefitSystem:
    """The rules, with the parameters of ours in force."""
    made = TaxBenefitSystem([Item, Assessment])
    for name in ("population_total", "not_executed", "not_executed_at_all"):
        made.add_variable(_variable(name, int))
    made.add_variable(_variable("unresolved_incident", bool))
    for name in ("rules", "records"):
        made.add_variable(_variable(name, Enum, possible_values=State))
    made.add_variable(_variable("kind", Enum, possible_values=Kind))
    made.add_variable(_variable("code", Enum, possible_values=Code, formula=_code))
    for name, codes in COUNTED.items():
        made.add_variable(_variable(name, int, Assessment, formula=_count_of(codes)))
    made.add_variable(_variable("major_converted", int, Assessment, formula=_major_converted))
    made.add_variable(_variable("severe_converted", int, Assessment, formula=_severe_converted))
    made.add_variable(_variable("outcome", Enum, Assessment, possible_values=Outcome, formula=_outcome))
    shares = {"major_from": MAJOR_FROM, "minor_above": MINOR_ABOVE}
    values = {name: versions[REGULATION_VERSION].numerator / versions[REGULATION_VERSION].denominator
              for name, versions in shares.items()}  # fmt: skip
    values["make_the_next"] = GRADES_THAT_MAKE_THE_NEXT[REGULATION_VERSION]
    first = REGULATION_VERSION.isoformat()
    made.parameters = ParameterNode(
        "", data={"qms": {name: {"values": {first: {"value": value}}} for name, value in values.items()}}
    )
    return made


def population(facts: Assessments) -> Any:  # noqa: ANN401  # openfisca-core's simulation
    """The simulation with its entities; no facts yet."""
    rules, builder = system(), SimulationBuilder()
    builder.create_entities(rules)
    items = facts.count * len(ITEMS)
    builder.declare_person_entity("item", np.arange(items))
    group = builder.declare_entity("assessment", np.arange(facts.count))
    builder.join_with_persons(group, np.repeat(np.arange(facts.count), len(ITEMS)), roles=np.full(items, "member"))
    return builder.build(rules)


def by_item(lines: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Eleven lines as one, assessment by assessment."""
    return np.ascontiguousarray(lines.T).reshape(-1)


def compute(facts: Assessments) -> tuple[float, float, dict[str, np.ndarray[Any, Any]]]:
    """(seconds of the processor to build, to compute, result code of each item, counts and outcome of each assessment)."""
    given = {name: by_item(getattr(facts, name)) for name in GIVEN}
    given["kind"] = np.tile(np.arange(len(ITEMS), dtype=np.uint8), facts.count)
    start = time.process_time()
    simulation = population(facts)
    built = time.process_time()
    for name, values in given.items():
        simulation.set_input(name, DAY, values)
    got = {name: simulation.calculate(name, DAY) for name in ("outcome", "slight", "code")}
    seconds = time.process_time() - built
    got |= {name: simulation.calculate(name, DAY) for name in ("severe", "major", "minor")}
    return built - start, seconds, {name: np.asarray(values) for name, values in got.items()}
