"""Tables that share the width there is."""

from hypothesis import given
from hypothesis import strategies as st

from app.table import Column, Table
from app.text import cell_width

COLUMNS = (
    Column("Name", 4, 30),
    Column("Count", 5, 9, right=True),
    Column("Where", 4, 20, drop=1),
    Column("Remark", 4, 20, drop=2),
)


def text_of(table: Table, n: int) -> str:
    return "".join(text for text, _ in table.line(n))


def head_of(table: Table) -> str:
    assert table.head is not None
    return "".join(text for text, _ in table.head)


def test_columns_drop_out_where_there_is_no_room() -> None:
    rows = [("Anna Schmidt-Wagner", "12", "Berlin", "a remark")]
    table = Table(COLUMNS, rows, ["anna"])
    table.lay_out(80)
    assert head_of(table).split() == ["Name", "Count", "Where", "Remark"]
    table.lay_out(19)
    assert head_of(table).split() == ["Name", "Count", "Where"]
    table.lay_out(12)
    assert head_of(table).split() == ["Name", "Count"]
    assert text_of(table, 0).startswith("Ann")
    assert "…" in text_of(table, 0)


def test_what_is_to_be_whole_has_its_room_before_the_others() -> None:
    columns = (Column("Name", 4, 60), Column("Status", 6, 30, whole=True))
    table = Table(columns, [("Anna " * 9, "Ready for launch")], [1])
    table.lay_out(40)
    assert text_of(table, 0).endswith("Ready for launch")


def test_numbers_stand_on_the_right() -> None:
    table = Table(COLUMNS, [("Anna", "7", "", ""), ("Bob", "1,234", "", "")], [1, 2])
    table.lay_out(60)
    first, second = text_of(table, 0), text_of(table, 1)
    assert first.index("7") == second.index("4")


@given(
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=9), st.text(), st.text()), max_size=5),
    st.integers(12, 120),
)
def test_no_line_is_wider_than_there_is_room(rows: list[tuple[str, str, str, str]], width: int) -> None:
    table = Table(COLUMNS, rows, list(range(len(rows))))
    table.lay_out(width)
    assert cell_width(head_of(table)) <= width
    for n in range(len(rows)):
        assert cell_width(text_of(table, n)) == cell_width(head_of(table))
