"""What a flow does, whatever its blocks are called and wherever they stand."""

from typing import Any

from engine.flow.model import Flow
from sample_data import shop
from storage.files import read_flow


def sample(name: str) -> Flow:
    """A flow of the sample shop."""
    return read_flow(shop().flows[name], f"{name}.yaml")


def from_the_start(flow: Flow) -> list[str]:
    """The ids of the blocks along the ways from the start."""
    order: list[str] = []
    todo = [block.id for block in flow.blocks if block.kind == "launch"]
    targets = flow.targets()
    while todo:
        at = todo.pop(0)
        if at in order:
            continue
        order.append(at)
        block = flow.block(at)
        assert block is not None
        todo += [targets[at, output.id] for output in block.outputs() if (at, output.id) in targets]
    return order


def meaning(flow: Flow) -> dict[str, Any]:
    """The flow's own settings, and its blocks along the ways from the start: settings and outputs."""
    order, targets = from_the_start(flow), flow.targets()
    blocks = []
    for at in order:
        block = flow.block(at)
        assert block is not None
        data = _bare(block.model_dump(mode="json", exclude={"note", "at"}))
        outputs = [output.id for output in block.outputs()]
        if data.get("control") is not None:
            data["control"] = outputs.index(data["control"])
        leads = [order.index(targets[at, out]) if (at, out) in targets else None for out in outputs]
        blocks.append((data, leads))
    whole = flow.model_dump(mode="json", exclude={"blocks", "connections", "id", "note", "brand"})
    return {**whole, "blocks": blocks, "count": len(flow.blocks)}


def _bare(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _bare(part) for key, part in data.items() if key != "id"}
    return [_bare(part) for part in data] if isinstance(data, list) else data


def texts(name: str, block: str, action: int = -1) -> dict[str, str]:
    """What a sample message says, for somebody to type."""
    found = sample(name).block(block)
    assert found is not None
    said = found.model_dump(mode="json")["actions"][action]
    return {
        part: said[part]
        for part in ("subject", "body", "heading", "text", "payload", "url")
        if said.get(part)
    }
