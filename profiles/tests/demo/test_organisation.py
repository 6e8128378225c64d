"""The planned company: the same for a seed, whole in itself, and without contradictions."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from time import perf_counter

import pytest

from profiles.demo.organisation import SMALLEST_COMPANY, plan_company
from profiles.demo.plans import CompanyPlan, JobPlan, PersonPlan

from .conftest import TODAY


def managers_above(company: CompanyPlan, person: PersonPlan) -> list[str]:
    """The managers above a person today, from the nearest to the top; stops after ten."""
    people = {other.key: other for other in company.people}
    chain: list[str] = []
    job = person.job_on(company.today)
    while job is not None and job.manager and len(chain) < 10:
        chain.append(job.manager)
        job = people[job.manager].job_on(company.today)
    return chain


def jobs(company: CompanyPlan) -> Iterator[tuple[PersonPlan, JobPlan]]:
    """Every job row with its person."""
    return ((person, job) for person in company.people for job in person.jobs)


def test_the_same_seed_gives_the_same_company(company: CompanyPlan) -> None:
    assert plan_company(people=150, today=TODAY) == company


def test_another_seed_gives_other_people(company: CompanyPlan) -> None:
    other = plan_company(people=150, today=TODAY, seed=8)

    same = {person.full_name for person in company.people} & {person.full_name for person in other.people}
    assert len(same) < 50


@pytest.mark.parametrize("people", [SMALLEST_COMPANY, 25, 40, 150, 700])
def test_it_has_as_many_people_as_asked_for(people: int) -> None:
    assert len(plan_company(people=people, today=TODAY).people) == people


def test_it_is_refused_below_the_cast() -> None:
    with pytest.raises(ValueError, match=str(SMALLEST_COMPANY)):
        plan_company(people=SMALLEST_COMPANY - 1, today=TODAY)


def test_ten_thousand_people_are_planned_in_seconds_with_names_of_their_own() -> None:
    began = perf_counter()
    company = plan_company(people=10_000, today=TODAY)

    assert len({person.full_name for person in company.people}) == 10_000
    assert len({person.email for person in company.people}) == 10_000
    # About one second; the limit only catches something quadratic.
    assert perf_counter() - began < 60


def test_employee_numbers_are_unique_text_with_leading_zeros(company: CompanyPlan) -> None:
    numbers = [person.employee_number for person in company.people]

    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 5 and number.startswith("0") for number in numbers)


def test_employee_numbers_follow_the_order_of_hiring_but_for_the_cast(company: CompanyPlan) -> None:
    cast = {"employee", "hr", "hr.scoped", "auditor", "admin"}
    drawn = [person for person in company.people if person.key not in cast and person.hire_date <= TODAY]

    out_of_order = sum(1 for one, other in pairwise(drawn) if one.hire_date > other.hire_date + timedelta(days=200))
    assert out_of_order <= 10


def test_nobody_stands_above_themselves_and_chains_are_at_most_five_long(company: CompanyPlan) -> None:
    chains = {person.key: managers_above(company, person) for person in company.people}

    assert not [key for key, chain in chains.items() if key in chain]
    assert 3 <= max(len(chain) for chain in chains.values()) <= 5


@pytest.mark.parametrize("people", [SMALLEST_COMPANY, 60, 3000])
def test_chains_stay_short_whatever_the_size(people: int) -> None:
    company = plan_company(people=people, today=TODAY)

    assert 3 <= max(len(managers_above(company, person)) for person in company.people) <= 5


def test_everybody_but_the_head_of_the_company_has_a_manager(company: CompanyPlan) -> None:
    alone = {person.key for person, job in jobs(company) if not job.manager}

    assert alone == {"ingrid.vestergaard"}


def test_managers_were_there_when_the_job_began(company: CompanyPlan) -> None:
    people = {person.key: person for person in company.people}
    early = [
        (person.key, job.manager)
        for person, job in jobs(company)
        if job.manager and people[job.manager].hire_date > job.effective_from
    ]

    assert early == []


@pytest.mark.parametrize("people", [SMALLEST_COMPANY, 150, 2000])
def test_job_rows_follow_each_other_without_overlap_or_gap(people: int) -> None:
    for person in plan_company(people=people, today=TODAY).people:
        assert person.jobs[0].effective_from == person.hire_date, person.key
        for one, other in pairwise(person.jobs):
            assert one.effective_from < other.effective_from == one.effective_to, person.key


def test_jobs_end_on_the_day_after_the_last_one(company: CompanyPlan) -> None:
    for person in company.people:
        expected = person.leave_date + timedelta(days=1) if person.leave_date else None
        assert person.jobs[-1].effective_to == expected, person.key


def test_departments_are_a_tree_of_three_or_four_levels(company: CompanyPlan) -> None:
    parents = {department.code: department.parent for department in company.departments}
    depths = []
    for code in parents:
        depth, above = 1, parents[code]
        while above:
            depth, above = depth + 1, parents[above]
        depths.append(depth)

    assert 3 <= max(depths) <= 4
    assert len(parents) >= 20


def test_it_has_a_past_and_a_future(company: CompanyPlan) -> None:
    found = Counter[str]()
    for person in company.people:
        found["left"] += bool(person.leave_date and person.leave_date < TODAY)
        found["leaving"] += bool(person.leave_date and person.leave_date >= TODAY)
        found["starting"] += person.hire_date > TODAY
        found["no login"] += not person.can_sign_in
        found["change to come"] += len(person.jobs) > 1 and person.jobs[-1].effective_from > TODAY
        found["part time"] += any(job.fte < 1 for job in person.jobs)
        found["photo"] += person.portrait is not None

    assert min(found[what] for what in ("left", "leaving", "starting", "change to come", "part time")) >= 2
    assert 40 <= found["photo"] <= 70
    assert found["no login"] >= 15


def test_nobody_is_hired_as_a_child_or_works_past_seventy(company: CompanyPlan) -> None:
    for person in company.people:
        assert (person.hire_date - person.birth_date).days >= 18 * 365, person.key
        assert ((person.leave_date or TODAY) - person.birth_date).days <= 71 * 365, person.key


def test_names_are_written_in_several_scripts(company: CompanyPlan) -> None:
    text = "".join(person.full_name for person in company.people)

    assert any("\u0600" <= letter <= "\u06ff" for letter in text)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert {"ł", "ø", "ğ", "á", "ř", "ã", "Þ"} <= set(text)


def test_some_documents_have_run_out_and_some_soon_will(company: CompanyPlan) -> None:
    last_days = [document.expires_on for person in company.people for document in person.documents]
    known = [day for day in last_days if day]

    assert sum(day < TODAY for day in known) >= 3
    assert sum(TODAY <= day <= TODAY + timedelta(days=90) for day in known) >= 3


def test_the_five_accounts_are_people_of_the_company(company: CompanyPlan) -> None:
    roles = {account.username: company.person(account.username).role for account in company.accounts}

    assert roles == {
        "admin": "administrator",
        "hr": "HR",
        "hr.scoped": "HR (scoped)",
        "auditor": "Auditor",
        "employee": "",
    }


def test_the_employee_has_papers_a_manager_and_a_change_to_come(company: CompanyPlan) -> None:
    zofia = company.person("employee")
    current = zofia.job_on(TODAY)

    assert current is not None
    assert company.person(current.manager).full_name == "Priya Raghunathan"
    assert {"cv", "certificate", "contract"} <= {document.type for document in zofia.documents}
    assert zofia.jobs[-1].effective_from > TODAY
