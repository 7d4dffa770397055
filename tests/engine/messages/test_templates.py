"""Templates: what they print, what is wrong with them, and that rendering never fails."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from engine.conditions.base import ALWAYS
from engine.conditions.fields import FIELDS
from engine.messages.parameters import PRINTABLE, ROOTS, Parameters, camel
from engine.messages.syntax import FILTERS
from engine.messages.templates import LONGEST_RESULT, CannotRender, check_template, prepare, render
from engine.world.entities import OrderItem
from engine.world.settings import Settings
from engine.world.world import World, WorldState
from tests.engine.conditions.shop import CONTEXT, Subject, settings, shop
from tests.laws import examples

PRINTS = tuple(ROOTS)


def printed(text: str, customer: str = "anna", world: World | None = None, **context: Any) -> str:
    """The whole way: check, prepare, capture, render."""
    world = world or shop()
    assert check_template(text, world.settings, PRINTS) == []
    message = prepare([text], world.settings, PRINTS)
    return render(text, message.values(world, Subject(world.customers[customer], context or CONTEXT)))


@pytest.mark.rule("F-6")
@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Hello", "Hello"),
        ("Hello {{ Customer.FirstName }}!", "Hello Anna!"),
        ("{{ Customer.EmailValid }} {{ Customer.PhoneFilled }}", "yes no"),
        ("{{ Customer.Phone }}", ""),
        ("{{ Customer.Balance.points }} points", "100 points"),
        ("{{ Customer.PromoCode.welcome }}", "W-2"),
        ("{{ Customer.CustomFields.size }} {{ Customer.CustomFields['spent'] }}", "38 120.50"),
        ("{{ Customer.CreatedAt }}", "2025-11-22 10:00"),
        ("{{ Customer.BirthDate }}", "1990-03-02"),
        ("{{ Customer.OrdersCount }} for {{ Customer.OrdersSum }}", "2 for 94.80"),
        ("{{ Customer.Segments }}", "vip"),
        (
            "{{ Order.Id }}: {{ Order.Total }}, {{ Order.CustomFields.pickup }}",
            "o-1: 74.90, 2026-03-10 18:30",
        ),
        ("{{ OrderItem.Name }} {{ OrderItem.Price }}", "Hat 10.00"),
        ("{{ Product.Name }} {{ Product.Price }}", "Boots 54.90"),
        ('{{ Product.CustomFields["fresh until"] }}', "2026-05-01"),
        ("{{ ProductListItem.Price }} now {{ ProductListItem.CurrentPrice }}", "49.90 now 54.90"),
        ("{{ ProductView.Name }} {{ ProductView.Price }}", "Boots 59.90"),
        ("{{ CustomerAction.Template }} {{ CustomerAction.CustomFields.page }}", "visit /"),
        (
            "{{ CustomerBalanceChange.Amount }} until {{ CustomerBalanceChange.ExpiresAt }}",
            "120 until 2026-04-01 11:00",
        ),
        ("{{ PromoCode.Code }}", "W-2"),
        (
            "{% for i in Order.Items %}{{ loop.index }}. {{ i.Name }} × {{ i.Quantity }}\n{% endfor %}",
            "1. Boots × 1\n2. Hat × 2\n",
        ),
        (
            "{% for line in Customer.Lists.cart %}{{ line.Name }} {{ line.Price }};{% endfor %}",
            "Boots 49.90;Hat ;",
        ),
        ("{% for line in Customer.Lists.wishes %}x{% else %}nothing{% endfor %}", "nothing"),
        (
            "{% for p in ProductSegments.winter %}{{ p.Name }}: {{ p.Price }} {% endfor %}",
            "Boots: 54.90 Hat: 19.90 ",
        ),
        (
            "{% for p in Session.Products %}{{ p.Name }} {% endfor %}{{ Session.Length }} minutes",
            "Hat Boots 9 minutes",
        ),
        ("{{ Session.Views }} {{ Session.Categories }} {{ Session.OrdersSum }}", "2 hats 19.90"),
        ("{{ CustomerActionProduct.Name }}: {{ CustomerActionProduct.Price }}", "Boots: 54.90"),
        ("{{ CustomerActionProduct.CustomFields.colour }}", "blue"),
        ("{{ CustomParameters.day }}", "2026-03-09"),
        ('{{ CustomParameters["book.seats"] }}{{ CustomParameters["quit.seats"] }}', "3"),
        ("{{ Customer.BalanceBlocked.points }}, {{ Customer.DiscountCard.silver }}", "50, S-2"),
        ("{{ Customer.MessagesCount }} {{ Customer.SessionsCount }} {{ Customer.Merged }}", "4 2 annie"),
        ("{% for item in Order.Items if item.Quantity > 1 %}{{ item.Name }}{% endfor %}", "Hat"),
        ("{{ Order.Items[1].Name }}{{ Order.Items[7].Name }}", "Hat"),
        ("{{ Order.Items|length }} items", "2 items"),
        ("{% if Order.Items %}some{% endif %}", "some"),
        ("{% if Customer.Phone %}a{% elif Order.Total > 50 %}b{% else %}c{% endif %}", "b"),
        ("{% if Order.Total > 80 %}a{% else %}b{% endif %}", "b"),
        ("{% if 9 < Order.Total and Order.Total == 74.9 %}a{% endif %}", "a"),
        ("{% if Customer.Zone in ['north', 'east'] %}a{% endif %}", "a"),
        ("{% if 'Ann' in Customer.FirstName %}a{% endif %}", "a"),
        ("{% if not Customer.PhoneFilled %}a{% endif %}", "a"),
        ("{% if Customer.ListLines.wishes %}a{% else %}none{% endif %}", "none"),
        ("{{ Customer.Phone|default('no phone') }}", "no phone"),
        ("{{ Customer.FirstName|upper|truncate(3) }}", "AN…"),
        ("{{ Customer.FirstName ~ ' & ' ~ Customer.LastName }}", "Anna & Vogel"),
        ("{{ ('<' ~ Customer.LastName)|escape }}", "&lt;Vogel"),
        ("{{ 'yes' if Customer.EmailValid else 'no' }}{{ 'x' if Customer.Phone }}", "yes"),
        ("{# a remark #}{% raw %}{{ as it is }}{% endraw %}", "{{ as it is }}"),
    ],
)
def test_a_message_prints(text: str, result: str) -> None:
    assert printed(text) == result


def test_missing_values_print_as_nothing() -> None:
    text = "Dear {{ Customer.FirstName }}, {{ Customer.Zone }}{{ Customer.CustomFields.size }}"
    assert printed(text, "ben") == "Dear , "


def test_nothing_is_kept_where_nothing_is_printed() -> None:
    world = shop()
    assert prepare(["Hello", ""], world.settings, ()).values(world, Subject(world.customers["anna"])) is None


def test_only_what_is_printed_is_kept_from_all_texts_together() -> None:
    world = shop()
    texts = [
        "{{ Customer.FirstName }} {{ Customer.Balance.points }}",
        "{% for item in Order.Items %}{{ item.Name }}{% endfor %}{{ Customer.FirstName }}",
        "{{ Order.Items[0].Quantity }}{{ Customer.EmailValid }}",
    ]
    message = prepare(texts, world.settings, PRINTS)
    values = message.values(world, Subject(world.customers["anna"], CONTEXT))
    assert values is not None
    assert json.loads(values) == {
        "Customer": {"FirstName": "Anna", "Balance": {"points": 100}, "EmailValid": True},
        "Order": {"Items": [{"Name": "Boots", "Quantity": 1}, {"Name": "Hat", "Quantity": 2}]},
    }
    assert [render(text, values) for text in texts] == ["Anna 100", "BootsHatAnna", "1yes"]


@pytest.mark.rule("F-6")
def test_what_was_captured_does_not_change_with_the_world() -> None:
    world = shop()
    text = "{{ Customer.FirstName }} {{ Order.Total }}"
    values = prepare([text], world.settings, PRINTS).values(world, Subject(world.customers["anna"], CONTEXT))
    world.customers["anna"].first_name = "Bella"
    world.orders["o-1"].total = 1
    assert render(text, values) == "Anna 74.90"


@pytest.mark.rule("F-6", "F-18")
@pytest.mark.parametrize(
    "text", ["{{ Order.Total }}", "{% for item in Order.Items %}{% endfor %}", "{{ Order.Items[0].Name }}"]
)
def test_a_message_about_an_entity_that_is_lacking_cannot_be_rendered(text: str) -> None:
    world = shop()
    message = prepare([text], world.settings, PRINTS)
    for context in ({}, {"order": "gone"}):
        with pytest.raises(CannotRender, match="there is no order from which Order"):
            message.values(world, Subject(world.customers["anna"], context))


@pytest.mark.rule("F-6")
def test_a_template_with_a_fault_fails_when_it_is_sent_not_with_a_traceback_from_jinja() -> None:
    world = shop()
    for text in ("{{ Customer.", "{{ Customer.Nope }}"):
        message = prepare([text], world.settings, PRINTS)
        with pytest.raises(CannotRender):
            message.values(world, Subject(world.customers["anna"]))
    with pytest.raises(CannotRender):
        render("{{ Customer.", None)


@pytest.mark.parametrize(("decimals", "text"), [(0, "7490"), (2, "74.90"), (3, "7.490")])
def test_money_has_the_decimals_of_the_currency(decimals: int, text: str) -> None:
    world = shop()
    world.settings.decimals = decimals
    assert printed("{{ Order.Total }}", world=world) == text
    world.orders["o-1"].total = -5
    assert printed("{{ Order.Total }}", world=world) == {0: "-5", 2: "-0.05", 3: "-0.005"}[decimals]


def test_dates_are_in_the_projects_zone() -> None:
    world = World(WorldState(Settings(time_zone="America/New_York"), customers=shop().customers))
    assert printed("{{ Customer.CreatedAt }}", world=world) == "2025-11-22 04:00"


PROBLEMS = [
    (
        "a\n {{ Customer.FristName }}",
        "line 2, column 5: ",
        "Customer has no FristName: did you mean Customer.FirstName?",
    ),
    (
        "{{ Custmer.FirstName }}",
        "line 1, column 4: ",
        "there is no parameter Custmer: did you mean Customer?",
    ),
    ("{{ Customer }}", "line 1, column 4: ", "say what to print of Customer"),
    ("{{ Customer.Email }} {{ Customer.Email.Valid }}", "line 1, column 25: ", "Customer.Email is one value"),
    ("{{ Customer.Balance }}", "line 1, column 4: ", "say which points account"),
    ("{{ Customer.Balance.miles }}", "line 1, column 4: ", "no points account 'miles': choose one of points"),
    ("{{ Customer.CustomFields.shoe }}", "line 1, column 4: ", "no custom field 'shoe': choose one of size"),
    ("{{ Customer.CustomFields }}", "line 1, column 4: ", "say which custom field"),
    ("{{ Order.Total }}", "line 1, column 4: ", "the trigger brings no order: it offers customer, product"),
    ("{{ Order.Items|length }}", "line 1, column 4: ", "the trigger brings no order"),
    (
        "{{ Customer.Lists.cart }}",
        "line 1, column 4: ",
        "is a list: go through it by {% for item in Customer.Lists",
    ),
    ("{{ Customer.Lists.basket }}", "line 1, column 4: ", "no list 'basket'"),
    ("{{ Customer.Lists }}", "line 1, column 4: ", "say which one"),
    ("{{ ProductSegments.spring }}", "line 1, column 4: ", "no product segment 'spring'"),
    ("{% for x in Customer.FirstName %}{% endfor %}", "line 1, column 13: ", "is one value, not a list"),
    ("{% for x in Customer.Lists.cart %}{{ x }}{% endfor %}", "line 1, column 8: ", "say what to print of x"),
    (
        "{% for x in Customer.Lists.cart %}{{ x.Nam }}{% endfor %}",
        "line 1, column 38: ",
        "did you mean x.Name?",
    ),
    ("{{ Customer.FirstName", "line 1, column 1: ", "close the braces: }}"),
    ("Hi {{ Customer.FirstName, {{ Customer.Zone }}", "line 1, column 4: ", "close the braces: }}"),
    ("Hi\n{% if Customer.Phone ", "line 2, column 1: ", "close the braces: %}"),
    ("{% include 'x' %}", "line 1, column 1: ", "templates print, choose by"),
    ("{% set x = 1 %}", "line 1, column 1: ", "templates print, choose by"),
    ("{% macro x() %}{% endmacro %}", "line 1, column 1: ", "templates print, choose by"),
    ("{{ range(10) }}", "line 1, column 1: ", "cannot call anything"),
    ("{{ Customer.FirstName.upper() }}", "line 1, column 1: ", "cannot call anything"),
    ("{{ Customer.OrdersCount * 2 }}", "line 1, column 1: ", "do not calculate"),
    ("{{ 9 ** 9 ** 9 }}", "line 1, column 1: ", "do not calculate"),
    ("{{ Customer.__class__ }}", "line 1, column 4: ", "Customer has no __class__"),
    ("{{ ''.__class__ }}", "line 1, column 1: ", "cannot be used in a template"),
    ("{{ Customer.Phone is defined }}", "line 1, column 1: ", "ask {% if"),
    ("{{ Customer.FirstName|shout }}", "line 1, column 23: ", "no filter shout: choose one of upper"),
    ("{{ Customer.FirstName|truncate('a') }}", "line 1, column 23: ", "truncate takes a whole number"),
    ("{{ Customer.FirstName|upper(1) }}", "line 1, column 23: ", "upper takes nothing"),
    ("{% if Customer.FirstName > 'a' %}{% endif %}", "line 1, column 1: ", "more and less compare"),
    ("{% if 'a' in 'abc' %}{% endif %}", "line 1, column 11: ", "write `in` with a list"),
    ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "line 1, column 1: ", "nested too deeply"),
    ("{{ Customer.FirstName" + "|upper" * 1000 + " }}", "line 1, column 1: ", "nested too deeply"),
    ("{{ Customer" + ".a" * 3000 + " }}", "line 1, column 4: ", "so many parts"),
    ("{{ " + "9" * 5000 + " }}", "line 1, column 1: ", "a number is too long"),
    ("x" * 20_001, "line 1, column 1: ", "at most 20000 characters"),
    ("{% for x in Customer.Lists.cart recursive %}{% endfor %}", "line 1, column 1: ", "write loops as"),
    ("{% for loop in Customer.Lists.cart %}{% endfor %}", "line 1, column 1: ", "write loops as"),
    ("{% for x in [1, 2] %}{% endfor %}", "line 1, column 1: ", "goes through a list"),
]


@pytest.mark.rule("F-6", "F-16")
@pytest.mark.parametrize(("text", "place", "sentence"), PROBLEMS)
def test_a_problem_of_a_template_has_its_line_and_column(text: str, place: str, sentence: str) -> None:
    problem = check_template(text, settings(), ("Product",))[0]
    assert problem.place == place
    assert sentence in problem.text
    assert "\n" not in problem.text


def test_loops_stand_side_by_side_only() -> None:
    nested = "{% for a in Order.Items %}{% for b in Order.Items %}{% endfor %}{% endfor %}"
    assert "inside another" in check_template(nested, settings(), PRINTS)[0].text
    beside = "{% for a in Order.Items %}{{ a.Line }}{% endfor %}" * 2
    assert printed(beside) == "1212"


def test_a_loop_tells_a_few_facts_only() -> None:
    text = "{% for a in Order.Items %}{{ loop.cycle }}{% endfor %}"
    assert "a loop tells" in check_template(text, settings(), PRINTS)[0].text


def test_every_problem_is_told_by_line() -> None:
    text = "{{ Customer.A }}\n{{ range(3) }}\n{{ Customer.B }}"
    assert [p.place.split(",")[0] for p in check_template(text, settings(), ())] == [
        "line 1",
        "line 2",
        "line 3",
    ]


def test_the_result_is_bounded() -> None:
    world = shop()
    world.orders["o-1"].items = [OrderItem(n, "boots") for n in range(1, 5000)]
    text = "{% for item in Order.Items %}" + "{{ item.Name }}" * 1000 + "{% endfor %}"
    assert len(printed(text, world=world)) == LONGEST_RESULT + 1
    assert printed("{{ Order.Items|length }}", world=world) == "100"


def test_user_text_is_printed_as_it_is_and_never_run() -> None:
    world = shop()
    world.customers["anna"].first_name = '{{ Customer.LastName }}"\\\x1b[2J\ud800'
    assert printed("{{ Customer.FirstName }}", world=world) == world.customers["anna"].first_name


def test_names_of_parameters_follow_from_the_fields_and_are_unique() -> None:
    assert camel("email.valid") == "EmailValid"
    assert camel("first_name") == "FirstName"
    for entity in ROOTS.values():
        ids = [f for f in FIELDS if f.startswith(entity + ".")]
        names = {camel(name.partition(".")[2]) for name in ids}
        assert len(names) == len(ids)
        assert set(PRINTABLE[entity]) <= names


@pytest.mark.rule("F-6")
def test_every_parameter_on_offer_can_be_printed() -> None:
    world = shop()
    offers = list(Parameters(world.settings, PRINTS).offers())
    names = [name for name, _ in offers]
    assert len(names) > 80
    assert {name.split(".")[0].split("[")[0] for name in names} == {*ROOTS, "ProductSegments"}
    for name in names:
        whole = name in ("Order.Items", "Session.Products") or name.startswith(
            ("Customer.Lists.", "ProductSegments.")
        )
        text = f"{{{{ {name}|length }}}}" if whole else f"{{{{ {name} }}}}"
        printed(text)
    only = {name.split(".")[0] for name, _ in Parameters(world.settings, ("Product",)).offers()}
    assert only == {"Customer", "Product", "ProductSegments"}
    assert set(ALWAYS) >= {"customer"}


PARAMETERS = [name for name, _ in Parameters(settings(), PRINTS).offers()]
ITEM = ["item.Name", "item.Price", "item.CustomFields.gift", "item.Category", "loop.index", "loop.last"]


@st.composite
def expressions(draw: st.DrawFn, names: list[str], depth: int = 2) -> str:
    kind = draw(st.integers(0, 7)) if depth else draw(st.integers(0, 2))
    if kind <= 1:
        return draw(st.sampled_from(names))
    if kind == 2:
        return draw(st.sampled_from(["'a'", "3", "4.5", "true", "''"]))
    one = draw(expressions(names, depth - 1))
    two = draw(expressions(names, depth - 1))
    if kind == 3:
        return f"({one})|" + draw(st.sampled_from([*FILTERS, "truncate(2)", "default('x')"]))
    if kind == 4:
        return f"({one} {draw(st.sampled_from(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in']))} {two})"
    if kind == 5:
        return f"({one} {draw(st.sampled_from(['and', 'or', '~']))} {two})"
    if kind == 6:
        return f"({one} if {two})"
    return f"({one} in [{two}, 1])"


@st.composite
def templates(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        expression = draw(expressions(PARAMETERS))
        inside = draw(expressions(PARAMETERS + ITEM * 10))
        parts.append(
            draw(
                st.sampled_from(
                    [
                        f"{{{{ {expression} }}}}",
                        f"{{% if {expression} %}}a{{% else %}}b{{% endif %}}",
                        f"{{% for item in Order.Items %}}{{{{ {inside} }}}}{{% endfor %}}",
                    ]
                )
            )
        )
    return "".join(parts)


@pytest.mark.rule("F-6")
@limits(max_examples=examples(500), deadline=None)
@given(templates(), st.sampled_from(["anna", "ben"]), st.booleans())
@example("{% for item in Order.Items %}{{ (Customer.Id in loop.index) }}{% endfor %}", "anna", False)
def test_a_template_without_problems_always_renders(text: str, customer: str, without_values: bool) -> None:
    world = shop()
    if check_template(text, world.settings, PRINTS):
        return
    subject = Subject(world.customers[customer], CONTEXT if customer == "anna" else {"order": "o-2"})
    try:
        values = prepare([text], world.settings, PRINTS).values(world, subject)
    except CannotRender:
        assert customer == "ben"
        return
    assert isinstance(render(text, None if without_values else values), str)


@limits(max_examples=examples(300), deadline=None)
@given(st.text(alphabet="{}%#|.[]()'\"~ <>=!CustomerOrdItmsforinendf0\n", max_size=60))
def test_any_text_at_all_is_checked_without_a_traceback(text: str) -> None:
    problems = check_template(text, settings(), PRINTS)
    if not problems:
        assert isinstance(render(text, None), str)
