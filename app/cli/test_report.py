"""The results of `flowrig test` as JUnit XML, for build servers."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from storage.proving import Proof, Proved

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What cannot stand in XML 1.0, not even escaped."""


def junit(all_proved: Sequence[Proved]) -> str:
    """One suite, a case for each scenario; a file that could not be read is an error."""
    proofs = [proof for proved in all_proved for proof in proved.proofs]
    suite = ElementTree.Element(
        "testsuite",
        name="flowrig",
        tests=str(len(proofs) + sum(bool(proved.problems) for proved in all_proved)),
        failures=str(sum(not proof.ok for proof in proofs)),
        errors=str(sum(bool(proved.problems) for proved in all_proved)),
        skipped="0",
        time=f"{sum(proof.seconds for proof in proofs):.3f}",
    )
    for proved in all_proved:
        for proof in proved.proofs:
            _case(suite, proof)
        if proved.problems:
            case = ElementTree.SubElement(
                suite, "testcase", classname=_text(proved.file), name="the file can be read", time="0"
            )
            text = _text("\n".join(map(str, proved.problems)))
            error = ElementTree.SubElement(case, "error", message=_text(proved.problems[0].sentence))
            error.text = text
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    body = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: ElementTree.Element, proof: Proof) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_text(proof.file),
        name=_text(proof.name),
        file=_text(proof.file),
        line=str(proof.line),
        time=f"{proof.seconds:.3f}",
    )
    if not proof.ok:
        message = f"expected {proof.expected}, actual {proof.actual}"
        failure = ElementTree.SubElement(case, "failure", message=_text(message))
        failure.text = _text("\n".join([f"{proof.file}:{proof.line}", message, *proof.why]))


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
