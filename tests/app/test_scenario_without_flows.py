"""A scenario whose flows begin only later: home says where it is played."""

from pathlib import Path

from app.app import FlowrigApp
from app.home.screen import HomeScreen
from app.session.session import Session
from app.staging import staged
from app.start import opening
from tests.app.running import Driver

LATER = """\
flowrig: scenario/1
scenario: later
given:
  parts: {settings: {action_templates: {visit: {}}}}
when:
  - at: 2026-03-02 11:00
    do: flow.edit
    flow: hello
    draft:
      id: hello
      blocks: [{id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}]
then:
  - {flow: hello, status: draft}
"""


async def test_home_says_where_a_scenario_without_flows_is_played(tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    path.write_text(LATER)
    with staged(path, None) as (workspace, begins):
        assert begins is None
        session = Session(lambda say: opening(workspace, say))
        app = FlowrigApp(session, animate=False, scenario="later.yaml")
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                driver = Driver(app, pilot)
                await driver.until(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf)
                await driver.sees("begins without a flow", "flowrig test plays it")
        finally:
            session.close()
