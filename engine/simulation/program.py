"""A flow version compiled for a run: its blocks as plain callables, its paths as a growing tree."""

from collections.abc import Callable

from engine.blocks.base import REASONS, STOP_CODES, WAITING, Act, Block
from engine.blocks.play import Play
from engine.flow.model import Flow
from engine.simulation.paths import CODES, Node, path_of
from engine.simulation.record import End, Path

Watch = Callable[[Block, Act, Play], Act]
"""Wraps a block's act, for stories."""


class Program:
    """One version of a flow, ready to be walked."""

    def __init__(self, flow: Flow, version: int, play: Play, watch: Watch | None = None) -> None:
        self.flow = flow
        self.version = version
        self.blocks = {block.id: block for block in flow.blocks}
        self.targets = flow.targets()
        self.outputs = {block.id: [output.id for output in block.outputs()] for block in flow.blocks}
        self.acts: dict[str, Act] = {}
        for block in flow.blocks:
            act = block.compile(play)
            self.acts[block.id] = act if watch is None else watch(block, act, play)
        launch = flow.launch
        assert launch is not None
        self.root = self._node(None, "", launch.id)
        """Where passages enter."""
        self.refusals: dict[str, Node] = {}
        """By reason: the events that did not enter."""
        self._resumes: dict[tuple[str, int | None], Node] = {}

    def resume(self, block: str, since: int | None = None) -> Node:
        """Where a passage goes on that was in this Wait; `since`: the version by which it entered it, where
        that is another one (F-18)."""
        node = self._resumes.get((block, since))
        if node is None:
            node = self._resumes[block, since] = self._node(None, "", block)
            node.since = since
        return node

    def refusal(self, reason: str) -> Node:
        node = self.refusals.get(reason)
        if node is None:
            node = self.refusals[reason] = Node(None, reason, None, None, 0)
        return node

    def grow(self, node: Node, answer: int) -> Node:
        """Take a way for the first time: the next block's node, or the end of a path."""
        assert node.block is not None
        if answer >= 0:
            output = self.outputs[node.block][answer]
            target = self.targets.get((node.block, output))
            if target is not None:
                way = self._node(node, output, target)
            else:
                stop = self.blocks[node.block].stops_beyond.get(output)
                if stop is None:
                    way = Node(node, output, None, None, 0)
                else:
                    # A journal that is taken up again leads to this leaf by its reason.
                    way = node.ways[STOP_CODES[stop]] or self.grow(node, STOP_CODES[stop])
        elif answer == WAITING:
            way = Node(node, "", None, None, 0)
            way.resume = self.resume(node.block)
        else:
            way = Node(node, REASONS[answer], None, None, 0)
        node.ways[answer] = way
        return way

    def end(self, leaf: Node) -> End:
        """How a path ends that ends in this leaf."""
        if leaf.parent is None:
            return "did_not_enter"
        if leaf.resume is not None:
            return "inside"
        assert leaf.parent.block is not None
        # By its place, not by its name: a branch may be called as a reason is.
        return "stopped" if any(way is leaf for way in leaf.parent.ways[-CODES:]) else "finished"

    def path(self, leaf: Node) -> Path:
        """The path that ends in this leaf, without its number."""
        root = leaf
        while root.parent is not None:
            root = root.parent
        return path_of(leaf, self.flow.id, self.version, root is self.root, self.end(leaf))

    def follow(self, path: Path) -> Node:
        """The leaf of a path of the journal, for taking up a run again."""
        if path.end == "did_not_enter":
            assert path.reason is not None
            return self.refusal(path.reason)
        first = path.moves[0][0] if path.moves else path.last
        assert first is not None
        node = self.root if path.entry else self.resume(first, path.since_version)
        answers = [self.outputs[block].index(output) for block, output in path.moves]
        if path.end == "inside":
            answers.append(WAITING)
        elif path.end == "stopped":
            answers.append(STOP_CODES[path.reason])  # type: ignore[index]  # a journal's reason is one of them
        for answer in answers:
            node = node.ways[answer] or self.grow(node, answer)
        return node

    def _node(self, parent: Node | None, output: str, block: str) -> Node:
        return Node(parent, output, block, self.acts[block], len(self.outputs[block]))
