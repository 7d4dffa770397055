"""A flow in plain words."""

from typing import Any

from engine.flow.describing import describe
from engine.flow.model import Flow
from tests.kit import flow, launch, mail, settings, wait


def described(*blocks: dict[str, Any], **parts: Any) -> str:
    return describe(flow(*blocks, **parts), settings())


def test_it_says_who_enters_and_what_happens_in_the_order_of_the_way() -> None:
    check = {"id": "check", "kind": "condition", "title": "Keen?"}
    text = described(
        mail("late", title="Too late"),
        mail("early", title="At once"),
        wait("1 day", title="A day"),
        check,
        launch(),
        wires="start.next>wait wait.next>check check.yes>early check.no>late early.next>late",
        limit={"mode": "once"},
    )
    order = [
        text.index(f"### {n}. {title}")
        for n, title in enumerate(("A day", "Keen?", "At once", "Too late"), 1)
    ]
    assert order == sorted(order)
    for line in (
        "- **How often a customer may go through:** once",
        "Those who enter begin with step 1.",
        "- Wait: 1 day",
        "- **yes:** go on with step 3",
        "- **no:** go on with step 4",
        "  - subject: early",
        "- Then the flow ends here",
        "Agreed: ",
    ):
        assert line in text


def test_what_nobody_comes_to_is_named() -> None:
    assert "No customer comes to: Lost." in described(
        launch(), mail("a"), mail("lost", title="Lost"), wires="start.next>a"
    )


def test_an_unfinished_flow_can_be_described() -> None:
    assert "Nothing starts it yet." in describe(Flow(id="f"), settings())
    text = describe(Flow.model_validate({"id": "f", "blocks": [{"id": "w", "kind": "wait"}]}), settings())
    assert "### 1." in text


def test_text_of_people_is_no_markup() -> None:
    text = described(launch(), mail("m", title="<script>*x* [l](u) `c` | \x1b[31m"))
    assert r"\<script\>\*x\* \[l\](u) \`c\` \|  \[31m" in text
    assert "\x1b" not in text


def test_a_client_reads_words_and_no_signs() -> None:
    asked = {"field": "customer.orders.count", "op": "at_least", "value": 1}
    text = described(
        launch(trigger={"event": "customer_added"}, filter=asked),
        {"id": "check", "kind": "condition", "condition": {**asked, "op": "is", "value": 0}},
        wires="start.next>check",
    )
    assert "- **Only for customers for whom:** At least 1 order" in text
    assert "- Ask: No orders" in text
    assert "<" not in text


def test_it_says_which_state_of_the_flow_it_is() -> None:
    text = describe(flow(launch(), folder="Letters"), settings(), "2026-03-02, draft, not launched")
    assert text.splitlines()[2] == "*Letters · 2026-03-02, draft, not launched*"
