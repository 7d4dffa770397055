"""Reading mapping files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from storage.files import Source, file_bytes
from storage.mapping.checking import faults
from storage.mapping.model import Mapping
from storage.model_problems import problems_from_pydantic
from storage.problems import BadFile, FileProblem
from storage.yaml import Document, read


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, and where in its file everything stands."""

    mapping: Mapping
    document: Document

    def problem(self, path: Sequence[str | int], sentence: str) -> FileProblem:
        return self.document.problem(path, sentence)


def read_mapping(text: Source, name: str) -> MappingFile:
    """A mapping from its text; `name` stands in front of problems. Raises BadFile with all of them."""
    document = text if isinstance(text, Document) else read(text, name)
    data = document.data
    if not isinstance(data, dict) or data.get("flowrig") != "mapping/1":
        sentence = "this is no mapping file: its first line is `flowrig: mapping/1`"
        raise BadFile([document.problem(("flowrig",), sentence)])
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        raise BadFile(problems_from_pydantic(error, document, Mapping.model_json_schema)) from None
    problems = [document.problem(path, sentence) for path, sentence in faults(mapping)]
    if problems:
        raise BadFile(problems)
    return MappingFile(mapping, document)


def mapping_file(path: Path | str) -> MappingFile:
    """A mapping file. Raises BadFile."""
    return read_mapping(file_bytes(path), str(path))
