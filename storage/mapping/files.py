"""Reading mapping files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from storage.mapping.checking import faults
from storage.mapping.model import Mapping
from storage.problems import BadFile, FileProblem
from storage.yaml import Document, read


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, and where in its file everything stands."""

    mapping: Mapping
    document: Document

    def problem(self, path: Sequence[str | int], sentence: str) -> FileProblem:
        return self.document.problem(path, sentence)


def read_mapping(text: bytes | str, name: str) -> MappingFile:
    """Read a mapping from its text; `name` stands in front of problems. Raises BadFile with all of them."""
    document = read(text, name)
    try:
        mapping = Mapping.model_validate(document.data)
    except ValidationError as error:
        raise BadFile(
            [document.problem(e["loc"], e["msg"]) for e in error.errors(include_url=False)]
        ) from None
    problems = [document.problem(path, sentence) for path, sentence in faults(mapping)]
    if problems:
        raise BadFile(problems)
    return MappingFile(mapping, document)


def mapping_file(path: Path | str) -> MappingFile:
    """Read a mapping file. Raises BadFile."""
    path = Path(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise BadFile([FileProblem(str(path), 0, 0, f"the file cannot be read: {error.strerror}")]) from None
    return read_mapping(text, str(path))
