"""Reading mapping files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from storage.files import Source, document_of, file_bytes
from storage.mapping.checking import faults
from storage.mapping.model import Mapping
from storage.model_problems import problems_from_pydantic
from storage.problems import BadFile, FileProblem
from storage.yaml import Document


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, and where in its file everything stands."""

    mapping: Mapping
    document: Document

    def problem(self, path: Sequence[str | int], sentence: str) -> FileProblem:
        return self.document.problem(path, sentence)


def read_mapping(text: Source, name: str) -> MappingFile:
    """A mapping from its text; `name` stands in front of problems. Raises BadFile with all of them."""
    document = document_of("mapping", text, name)
    try:
        mapping = Mapping.model_validate(document.data)
    except ValidationError as error:
        raise BadFile(problems_from_pydantic(error, document, Mapping.model_json_schema)) from None
    problems = [document.problem(path, sentence) for path, sentence in faults(mapping)]
    if problems:
        raise BadFile(problems)
    return MappingFile(mapping, document)


def mapping_file(path: Path | str) -> MappingFile:
    """A mapping file. Raises BadFile."""
    return read_mapping(file_bytes(path), str(path))
