"""Paths are interned: each way through the blocks is written once, whatever makes passages end there."""

from tests.kit import customer, flow, launch, mail, play, visit, wait, world


def test_a_path_is_written_once_however_often_it_is_taken() -> None:
    people = world(*(customer(n) for n in range(6)))
    cap = {"id": "cap", "kind": "limit", "cap": 1}
    played = play(
        flow(launch(), wait("1 day"), cap, mail()),
        [visit(f"2026-05-0{n + 1}", f"c{n}") for n in range(6)],
        people,
    )
    paths = played.journal.paths.values()
    assert sorted((path.moves, path.end) for path in paths) == [
        ((("start", "next"),), "inside"),
        ((("wait", "next"),), "stopped"),
        ((("wait", "next"), ("cap", "within"), ("mail", "next")), "finished"),
    ]
    assert played.snapshot.flows["f"].blocks["cap"].stopped == {"limit_reached": 5}
