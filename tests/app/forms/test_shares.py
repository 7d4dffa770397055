"""Percentages balance themselves to 100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editing.shares import balanced, with_another, without

SHARES = st.lists(
    st.one_of(st.integers(0, 100), st.integers(0, 1000).map(lambda n: n / 10), st.floats(0, 100)),
    min_size=2,
    max_size=5,
)


@pytest.mark.parametrize(
    ("shares", "at", "then"),
    [
        ([30, 50], 0, [30, 70]),
        ([50, 40, 20], 0, [50, 33, 17]),
        ([20, 40, 40], 0, [20, 40, 40]),
        ([33.3, 50, 50], 0, [33.3, 33.4, 33.3]),
        ([100, 40, 20], 0, [100, 0, 0]),
        ([10, 0, 0], 0, [10, 45, 45]),
        ([0, 1, 1, 1], 0, [0, 34, 33, 33]),
        ([1, 2], 1, [98, 2]),
    ],
)
@pytest.mark.rule("F-7", "F-8")
def test_the_others_keep_their_proportions(shares: list[float], at: int, then: list[float]) -> None:
    assert balanced(shares, at) == then


@pytest.mark.rule("F-7", "F-8")
@given(SHARES, st.data())
def test_always_100_never_negative_and_what_was_typed_stays(shares: list[float], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(shares) - 1))
    # What is typed has a few decimals at most.
    shares[at] = round(shares[at], data.draw(st.integers(0, 3)))
    then = balanced(shares, at)
    assert then[at] == shares[at]
    assert abs(sum(then) - 100) < 1e-6
    assert min(then) >= 0
    assert len(then) == len(shares)
    if shares[at] == int(shares[at]):
        assert all(share == int(share) for share in then)
    # Who had more does not have less now.
    others = [n for n in range(len(shares)) if n != at]
    assert all(then[a] >= then[b] for a in others for b in others if shares[a] > shares[b])


@pytest.mark.rule("F-7", "F-8")
@given(SHARES, st.data())
def test_adding_and_removing(shares: list[float], data: st.DataObject) -> None:
    more = with_another(shares)
    assert abs(sum(more) - 100) < 1e-6
    assert min(more) >= 0
    assert len(more) == len(shares) + 1
    at = data.draw(st.integers(0, len(shares) - 1))
    less = without(shares, at)
    assert sum(less) == 100
    assert min(less) >= 0
    assert len(less) == len(shares) - 1


def test_out_of_bounds_is_left_alone() -> None:
    assert balanced([120, 50], 0) == [120, 50]
    assert balanced([-1, 50], 0) == [-1, 50]
    assert balanced([40], 0) == [40]
    assert with_another([]) == [100]
    assert with_another([50, 50]) == [34, 33, 33]
    assert without([100], 0) == []
