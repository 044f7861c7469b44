from ingest.linking import CompanyTally
from ingest.report import CompanyCounts
from matching.corporate import UpsertResult


def tally(*results: UpsertResult) -> CompanyCounts:
    firms = CompanyTally()
    for result in results:
        firms.add(result)
    return firms.counts()


def test_rows_of_one_firm_count_once() -> None:
    assert tally(UpsertResult("accepted", 1), UpsertResult("updated", 1)) == CompanyCounts(1, 1, 0, 0)


def test_a_firm_that_was_stored_before_is_merged() -> None:
    assert tally(UpsertResult("unchanged", 1), UpsertResult("accepted", 2)) == CompanyCounts(2, 1, 1, 0)


def test_firms_linked_by_name_count_once_and_wait_for_review() -> None:
    linked = (
        UpsertResult("accepted", 1),
        UpsertResult("accepted", 2, (1,)),
        UpsertResult("accepted", 3, (1, 2)),
    )
    assert tally(*linked) == CompanyCounts(1, 1, 0, 1)


def test_a_link_to_a_firm_outside_the_file_is_only_to_review() -> None:
    assert tally(UpsertResult("accepted", 2, (1,))) == CompanyCounts(1, 1, 0, 1)


def test_a_new_firm_linked_to_a_stored_one_of_the_file_is_merged() -> None:
    assert tally(UpsertResult("unchanged", 1), UpsertResult("accepted", 2, (1,))) == CompanyCounts(1, 0, 1, 0)
