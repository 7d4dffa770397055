"""Tokens on their way."""

from app.flow.traffic import LINK_SECONDS, MOST, Traffic
from app.session.requests import Travel

A, B = ("start", "next"), ("mail", "next")


def test_a_token_goes_along_one_connection_after_the_other() -> None:
    traffic = Traffic("f")
    traffic.add([Travel(1, "f", (A, B), 3)], 10.0)
    (token,) = traffic.tokens(10.0)
    assert (token.link_key, token.progress, token.count) == (A, 0.0, 3)
    (token,) = traffic.tokens(10.0 + LINK_SECONDS * 1.5)
    assert token.link_key == B
    assert abs(token.progress - 0.5) < 1e-6
    assert traffic.tokens(10.0 + LINK_SECONDS * 2.01) == []
    assert not traffic.moving


def test_nothing_is_sent_off_twice_and_other_flows_stay_out() -> None:
    traffic = Traffic("f")
    seen = [Travel(1, "f", (A,), 1), Travel(2, "g", (A,), 1)]
    traffic.add(seen, 0.0)
    traffic.add([*seen, Travel(3, "f", (B,), 1)], 0.0)
    assert {token.link_key for token in traffic.tokens(0.2)} == {A, B}


def test_at_most_so_many_at_once() -> None:
    traffic = Traffic("f")
    traffic.add([Travel(n, "f", (A,), 1) for n in range(1, 1000)], 0.0)
    assert len(traffic.tokens(0.3)) <= MOST


def test_forgetting_takes_all_off() -> None:
    traffic = Traffic("f")
    traffic.add([Travel(1, "f", (A,), 1)], 0.0)
    traffic.forget(5)
    traffic.add([Travel(4, "f", (A,), 1)], 0.0)
    assert not traffic.moving
