"""Who sits where: each post gets a name, a sign-in name, a hire date and, for some, a last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from profiles.demo.cast import CAST, CastMember
from profiles.demo.days import ONE_DAY, first_of_month, next_month, years_before
from profiles.demo.names import CULTURES, Name, draw_name, plain_ascii, with_middle_name
from profiles.demo.seats import HEAD, LEAD, STAFF, Seat, draw_location
from profiles.demo.structure import CULTURES_AT, FOUNDED_YEARS_AGO, SHAPES

CURRENT, LEFT, STARTING = "current", "left", "starting"
# The company has grown: hires lie closer together towards today. Employee numbers follow the same curve.
GROWTH = 1 / 2.4
# How early (0 the founding, 1 today) the holders of a post came.
CAME = {HEAD: (0.02, 0.45), LEAD: (0.05, 0.7), STAFF: (0.03, 0.985)}
LEAVE_REASONS = (
    ("resignation", 58), ("end_of_term", 14), ("retirement", 14), ("redundancy", 6), ("dismissal", 4), ("other", 4),
)  # fmt: skip


@dataclass
class Draft:
    """Somebody on the way to a plan: the post, the name and the days that everything else follows from."""

    seat: Seat
    status: str
    name: Name
    culture: str
    key: str
    hire_date: date
    random: Random
    leave_date: date | None = None
    leave_reason: str = ""
    employee_number: str = ""

    @property
    def cast(self) -> CastMember | None:
        """Who is cast for the post, if anybody."""
        return self.seat.cast


class NameBook:
    """Draws names that nobody has yet, and sign-in names from them."""

    def __init__(self) -> None:
        self.names = {member.latin_name for member in CAST}
        self.keys = {member.key for member in CAST} | {member.email_name for member in CAST}

    def draw(self, location: str, random: Random) -> tuple[Name, str]:
        """A name that fits the place of work, and the culture that it comes from."""
        mix = CULTURES_AT[location]
        culture = CULTURES[random.choices(sorted(mix), [mix[key] for key in sorted(mix)])[0]]
        name = draw_name(culture, random)
        tries = 0
        while name.latin in self.names:
            tries += 1
            name = draw_name(culture, random)
            if tries > 5:
                name = with_middle_name(name, culture, random)
        self.names.add(name.latin)
        return name, culture.key

    def key_for(self, name: Name) -> str:
        """A sign-in name: first.last in plain letters, numbered when it is taken."""
        # Where the family comes first, as in Vietnam, the last of the given names is the one people are called.
        called = -1 if name.latin.startswith(name.family) else 0
        given = plain_ascii(name.given).split()[called]
        stem = f"{given}.{plain_ascii(name.family)}".lower()
        stem = "".join(letter for letter in stem if letter.isalnum() or letter == ".")
        key, number = stem, 1
        while key in self.keys:
            number += 1
            key = f"{stem}{number}"
        self.keys.add(key)
        return key


def founded_on(today: date) -> date:
    """The first day of the company."""
    return years_before(today, FOUNDED_YEARS_AGO)


def hired_at(curve: float, today: date) -> date:
    """The day at which the company had hired that share (0 to 1) of everybody; mostly a first of the month."""
    founded = founded_on(today)
    day = founded + timedelta(days=int((today - founded).days * curve**GROWTH))
    return first_of_month(day) if day.day < 24 or next_month(day) > today else next_month(day)


def draw_drafts(seats: list[Seat], *, leavers: int, starters: int, seed: int, today: date) -> list[Draft]:
    """Everybody: the holders of the seats, those who left, and those who are still to come."""
    book = NameBook()
    drafts = [_holder(seat, book, seed, today) for seat in seats]
    heads = {seat.department: seat for seat in seats if seat.rank == HEAD}
    for number in range(leavers):
        drafts.append(_leaver(len(drafts), heads, book, Random(f"{seed}/left/{number}"), today))  # noqa: S311
    coming = [member for member in CAST if member.starts_in_future][:starters]
    keys = {draft.key: draft.seat.number for draft in drafts}
    for member in coming:
        manager = heads[member.department].number if member.department in heads else keys[member.manager]
        seat = Seat(len(drafts), member.department, STAFF, member.location, manager, member)
        drafts.append(_holder(seat, book, seed, today))
    for number in range(starters - len(coming)):
        drafts.append(_starter(len(drafts), heads, book, Random(f"{seed}/soon/{number}"), today))  # noqa: S311
    _number(drafts, today)
    return drafts


def _holder(seat: Seat, book: NameBook, seed: int, today: date) -> Draft:
    # Not for secrets: the same seed has to give the same company.
    random = Random(f"{seed}/seat/{seat.number}")  # noqa: S311
    member = seat.cast
    if member is None:
        name, culture = book.draw(seat.location, random)
        draft = Draft(
            seat, CURRENT, name, culture, book.key_for(name), hired_at(random.uniform(*CAME[seat.rank]), today), random
        )
        _draw_notice(draft, today)
        return draft
    name = Name(member.first_name, member.last_name, member.shown_name, member.latin_name, member.gender)
    status = STARTING if member.starts_in_future else CURRENT
    draft = Draft(seat, status, name, member.culture, member.key, member.steps[0].starts_on(today), random)
    draft.leave_date, draft.leave_reason = member.leave_date(today), member.leaves
    return draft


def _draw_notice(draft: Draft, today: date) -> None:
    """A few of the staff have given notice."""
    random = draft.random
    if draft.seat.rank == STAFF and random.random() < 0.02:
        draft.leave_date = next_month(today + timedelta(days=random.randint(10, 70))) - ONE_DAY
        draft.leave_reason = "retirement" if draft.hire_date < years_before(today, 15) else "resignation"


def _extra_seat(number: int, heads: dict[str, Seat], random: Random) -> Seat:
    shapes = [shape for shape in SHAPES if shape.code in heads and shape.code != "mgt"]
    shape = random.choices(shapes, [shape.weight for shape in shapes])[0]
    return Seat(number, shape.code, STAFF, draw_location(shape, random), heads[shape.code].number)


def _leaver(number: int, heads: dict[str, Seat], book: NameBook, random: Random, today: date) -> Draft:
    seat = _extra_seat(number, heads, random)
    name, culture = book.draw(seat.location, random)
    left_on = today - timedelta(days=random.randint(12, 4 * 365))
    hired = hired_at(random.uniform(0.02, 0.6), today)
    hired = min(hired, first_of_month(left_on - timedelta(days=random.randint(120, 900))))
    draft = Draft(seat, LEFT, name, culture, book.key_for(name), max(hired, founded_on(today)), random)
    draft.leave_date = next_month(left_on) - ONE_DAY if next_month(left_on) <= today else left_on
    reasons = [reason for reason, _ in LEAVE_REASONS]
    draft.leave_reason = random.choices(reasons, [weight for _, weight in LEAVE_REASONS])[0]
    return draft


def _starter(number: int, heads: dict[str, Seat], book: NameBook, random: Random, today: date) -> Draft:
    seat = _extra_seat(number, heads, random)
    name, culture = book.draw(seat.location, random)
    starts_on = next_month(today + timedelta(days=random.choice((0, 0, 10, 30, 30, 60))))
    return Draft(seat, STARTING, name, culture, book.key_for(name), starts_on, random)


def _numbers(limit: int) -> Iterator[int]:
    reserved = {member.number for member in CAST}
    return (number for number in range(1, limit) if number not in reserved)


def _number(drafts: list[Draft], today: date) -> None:
    """Employee numbers in the order of hiring, with gaps for people of long ago; the cast keeps its own."""
    for draft in drafts:
        if draft.cast:
            draft.employee_number = f"{draft.cast.number:05d}"
    others = sorted((draft for draft in drafts if not draft.cast), key=lambda draft: (draft.hire_date, draft.key))
    highest = max(420, int(len(drafts) * 1.2))
    founded = founded_on(today)
    free = list(_numbers(highest + len(drafts) + len(CAST) + 2))
    position = 0
    for left, draft in zip(range(len(others), 0, -1), others, strict=True):
        age = min(1.0, (draft.hire_date - founded).days / max(1, (today - founded).days))
        wished = int(highest * age ** (1 / GROWTH))
        while free[position] < wished and position < len(free) - left:
            position += 1
        draft.employee_number = f"{free[position]:05d}"
        position += 1
