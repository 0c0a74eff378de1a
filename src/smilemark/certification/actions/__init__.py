"""Writing: one function per thing a person can do on a case. First half here; the second half's modules stand beside."""

from __future__ import annotations

from smilemark.certification.actions.assigning import (
    assign,
    assign_assessor,
    assign_assessor_to_all,
    end_assignment,
    recuse_after_declaration,
)
from smilemark.certification.actions.drafts import discard, save_section, start_draft
from smilemark.certification.actions.intake import close_children, drop, submit
from smilemark.certification.actions.opening import documents_complete
from smilemark.certification.actions.parts import (
    TOGETHER,
    add_factory,
    add_maker,
    add_new_factory,
    add_product,
    attach,
    detach,
    find_maker,
    remove_factory,
    remove_product,
    save_factory,
    save_product,
)
from smilemark.certification.actions.review import (
    accept,
    refuse_documents,
    refuse_eligibility,
    request_supplement,
    resubmit,
    save_answers,
)

__all__ = [
    "TOGETHER",
    "accept",
    "add_factory",
    "add_maker",
    "add_new_factory",
    "add_product",
    "assign",
    "assign_assessor",
    "assign_assessor_to_all",
    "attach",
    "close_children",
    "detach",
    "discard",
    "documents_complete",
    "drop",
    "end_assignment",
    "find_maker",
    "recuse_after_declaration",
    "refuse_documents",
    "refuse_eligibility",
    "remove_factory",
    "remove_product",
    "request_supplement",
    "resubmit",
    "save_answers",
    "save_factory",
    "save_product",
    "save_section",
    "start_draft",
    "submit",
]
