"""The file of a table, by the form that the mapping says it has."""

from pathlib import Path

from storage.mapping.csvfile import CsvFile
from storage.mapping.datafile import DataFile
from storage.mapping.jsonlines import JsonLinesFile
from storage.mapping.model import Table


def data_file(folder: Path, table: Table) -> DataFile:
    """A table's file in the data folder. Raises BadFile."""
    return JsonLinesFile(folder, table) if table.form == "json_lines" else CsvFile(folder, table)
