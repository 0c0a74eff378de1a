"""Asking a rule as the console does, without starting one."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from smilemark.law import contract

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask() -> Ask:
    def answer(rule: str, **facts: object) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(contract.answer_single(rule, json.dumps(facts).encode()).text)
        return body

    return answer


@pytest.fixture
def result(ask: Ask) -> Ask:
    """The result of a rule that must not refuse its facts."""

    def answer(rule: str, **facts: object) -> dict[str, Any]:
        body = ask(rule, **facts)
        assert "result" in body, body
        return body["result"]  # type: ignore[no-any-return]  # JSON

    return answer


@pytest.fixture
def field_in_error(ask: Ask) -> Callable[..., str]:
    """The field a rule complains about."""

    def answer(rule: str, **facts: object) -> str:
        body = ask(rule, **facts)
        assert set(body) == {"error"}, body
        assert body["error"]["message"]
        return body["error"]["field"]  # type: ignore[no-any-return]  # JSON

    return answer
