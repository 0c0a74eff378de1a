"""Point 47: the end of the adoption of a class-2 scheme."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

CONDITIONS_BREACHED = point(47, 1)
SCHEME_STOPPED = point(47, 2)


class AdoptionGround(StrEnum):
    """Breach of point 5, or the scheme's authority announced its stop."""

    CONDITIONS_BREACHED = auto()
    SCHEME_STOPPED = auto()


class AdoptionAct(StrEnum):
    """廢止、停止採認, or nothing."""

    CANCEL = auto()
    STOP_ADOPTION = auto()
    NONE = auto()


class ExistingLicences(StrEnum):
    """What becomes of the licences granted under the scheme."""

    RUN_TO_OWN_EXPIRY_WITHOUT_RENEWAL = auto()
    UNAFFECTED = auto()


@dataclass(frozen=True, slots=True)
class SchemeAdoptionEnd:
    """Result of `scheme-adoption-end`."""

    act: AdoptionAct
    mandatory: bool
    ban_years: int
    existing_licences: ExistingLicences


@rule(
    "scheme-adoption-end",
    "End of the adoption of a class-2 scheme",
    "特定產品驗證制度採認之終止",
    CONDITIONS_BREACHED,
    SCHEME_STOPPED,
)
def scheme_adoption_end(*, ground: AdoptionGround, serious: bool | None) -> Finding[SchemeAdoptionEnd]:
    """Whether the adoption may (得) or must (應) end, and what becomes of the licences. There is never a ban.

    Source: point 47. Reading: AMB-66. Errors: `serious` missing for conditions_breached or given otherwise.
    """
    judged = ground == AdoptionGround.CONDITIONS_BREACHED
    require((serious is not None) == judged, "serious", "needed for conditions_breached only")
    if not judged:
        act = AdoptionAct.STOP_ADOPTION
        zh = "該制度經主管機關公告停止實施，應停止採認。"
        reason = Reason(zh, "The scheme stopped: the adoption must stop.", SCHEME_STOPPED)
    elif serious:
        act = AdoptionAct.CANCEL
        zh = "違反採認條件且情節重大，得予廢止。"
        reason = Reason(zh, "A serious breach: may be cancelled.", CONDITIONS_BREACHED)
    else:
        act = AdoptionAct.NONE
        reason = Reason("情節未達重大，不予廢止。", "Not serious: nothing follows.", CONDITIONS_BREACHED)
    goes_on = act == AdoptionAct.NONE
    licences = ExistingLicences.UNAFFECTED if goes_on else ExistingLicences.RUN_TO_OWN_EXPIRY_WITHOUT_RENEWAL
    result = SchemeAdoptionEnd(act, mandatory=not judged, ban_years=0, existing_licences=licences)
    return Finding("scheme-adoption-end", result, (reason,))
