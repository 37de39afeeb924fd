"""Checked cases as JUnit XML, for CI systems."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from .check import Checked


def write_junit(results: Iterable[Checked], path: Path) -> None:
    """One test suite a file of cases, one test case a case."""
    root = ElementTree.Element("testsuites", name="musculprit check")
    suites: dict[str, ElementTree.Element] = {}
    for one in results:
        suite = suites.get(one.case.file)
        if suite is None:
            suite = suites[one.case.file] = ElementTree.SubElement(root, "testsuite", name=one.case.file)
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=one.case.rule or "people",
            name=one.case.case.name,
            file=one.case.file,
            line=str(one.case.line),
        )
        if one.failures:
            failure = ElementTree.SubElement(case, "failure", message=one.failures[0])
            failure.text = "\n".join(one.lines())
    for suite in suites.values():
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
