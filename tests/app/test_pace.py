"""The clock that the simulation follows."""

from app.session.pace import SPEED_WORDS, SPEEDS, Pace, faster, slower


def test_simulated_time_grows_with_wall_time() -> None:
    pace = Pace(3600)
    pace.start(1000, 50.0)
    assert pace.target(50.0) == 1000
    assert pace.target(51.5) == 1000 + 5400


def test_another_speed_counts_from_where_it_was_set() -> None:
    pace = Pace(60)
    pace.start(0, 0.0)
    pace.set_speed(600, 120, 2.0)
    assert pace.target(3.0) == 720


def test_what_a_slow_machine_owes_is_forgiven() -> None:
    pace = Pace(3600)
    pace.start(0, 0.0)
    pace.came_to(3600, 10.0)  # it should have come to 36,000
    assert pace.target(10.0) == 3600
    pace.came_to(3600, 10.25)  # a small lag is made up for
    assert pace.target(10.25) == 3600 + 900


def test_speeds_have_an_order_and_words() -> None:
    assert [faster(speed) for speed in SPEEDS] == [*SPEEDS[1:], None]
    assert [slower(speed) for speed in SPEEDS] == [None, *SPEEDS[:-1]]
    assert set(SPEED_WORDS) == set(SPEEDS)
