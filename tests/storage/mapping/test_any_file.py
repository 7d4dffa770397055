"""Whatever the files hold, an import ends with a result or a plain problem, and rows are accounted for."""

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.mapping.files import read_mapping
from storage.mapping.importing import import_data
from storage.problems import BadFile
from storage.workspace import Workspace
from storage.yaml_writing import write
from tests.laws import examples
from tests.storage.mapping.shops import MAPPING, lay_out, timeline

MANGLED = settings(
    max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

GOOD_ROWS = (
    b"o1,p1,2026-03-01 10:00,2026-03-01 10:05,02.03.2026 09:00,yes,2026-03-10\n",
    b"o2,p2,2026-03-01 09:00,,,no,\n",
    b"o3,p1,2026-03-05 12:00,2026-03-06 08:00,,,\n",
)

# Pieces from which rows are made that are nearly right.
PIECE = st.sampled_from(
    [
        *GOOD_ROWS,
        b"o1",
        b"p1",
        b",",
        b",",
        b'"',
        b"\n",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"2026-03-01",
        b"31.02.2026 09:00",
        b"1/2/2026",
        b"-1",
        b"yes",
        b" ",
        "ü".encode(),
        b"{id}",
        b"=1+1",
        b"9" * 40,
    ]
)


@MANGLED
@given(body=st.lists(PIECE, max_size=30).map(b"".join))
def test_mangled_orders(tmp_path: Path, workspace: Workspace, body: bytes) -> None:
    header = b"id,who,ordered,paid,sent,gift,wanted\n"
    folder = lay_out(tmp_path / "data", orders=header + body, items="order,sku,n,price\n")
    mapping = read_mapping(MAPPING, "m.yaml")
    result = import_data(mapping, folder, workspace, skip_bad_rows=True)
    for file in result.files.values():
        assert file.rows >= file.rejected + file.left_out >= 0
        assert file.left_out >= 0
    assert len(timeline(workspace)) == result.changes
    kept = result.orders
    # All or nothing: without skipping, there is a result only where nothing is rejected.
    try:
        assert import_data(mapping, folder, workspace).orders == kept
        assert not result.problem_count
    except BadFile:
        assert result.problem_count


@MANGLED
@given(content=st.binary(max_size=200))
def test_any_bytes_at_all(tmp_path: Path, workspace: Workspace, content: bytes) -> None:
    folder = lay_out(tmp_path / "data", people=content)
    try:
        import_data(read_mapping(MAPPING, "m.yaml"), folder, workspace, skip_bad_rows=True)
    except BadFile as problem:
        told = str(problem)
    else:
        told = ""
    assert not any(ord(letter) < 32 and letter != "\n" for letter in told)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["", "{id}", "{", "{nowhere}", "{{x}}", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["each_line", "first_of", "product", "value", "customer", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
PLACES = (
    "at",
    "order",
    "status",
    "fields",
    "items",
    "not_before",
    "happened_at",
    "customer",
    "total",
)


@MANGLED
@given(place=st.sampled_from(PLACES), value=JSON, new_customer=st.booleans())
def test_any_value_in_a_mapping(
    tmp_path: Path, workspace: Workspace, place: str, value: object, new_customer: bool
) -> None:
    document = read_mapping(MAPPING, "m.yaml").document
    target = document.data["records"][0]
    if new_customer:
        target["new_customer"][place] = value
    else:
        target["changes"][0][place] = value
    folder = lay_out(tmp_path / "data")
    with suppress(BadFile):
        import_data(read_mapping(write(document.data), "m.yaml"), folder, workspace, skip_bad_rows=True)
