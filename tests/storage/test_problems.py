"""What is said of files."""

from storage.problems import FileProblem


def test_nothing_that_a_sentence_quotes_is_obeyed_by_a_terminal() -> None:
    told = str(FileProblem("s.yaml", 3, 4, "fl\x1b[31m.yaml: there is no such file"))
    assert told == "s.yaml:3:4: fl\N{SYMBOL FOR ESCAPE}[31m.yaml: there is no such file"
