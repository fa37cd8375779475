"""What the pack tests share: the results of the proof, computed once for the concept files that were asked for."""

import pytest

import proof
from running import Runners

FILES = proof.concept_files([proof.PACK])


@pytest.fixture(scope="session")
def results(request):
    """A Result for each concept file, by id: of those the selected tests name, or of all."""
    named = {item.callspec.params["file"] for item in request.session.items if "file" in getattr(getattr(item, "callspec", None), "params", {})}
    with Runners() as runners:
        found = {result.concept.id: result for result in proof.prove(sorted(named or FILES), runners)}
    request.config.stash[RESULTS] = list(found.values())
    return found


@pytest.fixture(scope="session")
def concepts():
    return [proof.read_concept(file) for file in FILES]


RESULTS = pytest.StashKey()


def pytest_terminal_summary(terminalreporter, config):
    results = config.stash.get(RESULTS, [])
    if results:
        concepts = [result.concept for result in results]
        _, links = proof.link_faults(concepts)
        terminalreporter.section("the Flask pack")
        for line in proof.summary(results, links):
            terminalreporter.line(line)
