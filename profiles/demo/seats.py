"""The posts of the company: how many in each department, who leads and who reports to whom."""

from dataclasses import dataclass, replace
from random import Random

from profiles.demo.cast import CAST, CEO, COO, CastMember
from profiles.demo.structure import SHAPE, SHAPES, DepartmentShape, level, lineage
from profiles.demo.trades import HEAD_TITLES, TRADES

HEAD, LEAD, STAFF = "head", "lead", "staff"
# From how many people on a department has a head of its own, and a head needs team leads.
SMALLEST_TEAM = 3
LARGEST_TEAM = 9
# Divisions that answer to the chief operating officer; the others answer to the chief executive.
OPERATIONS = ("man", "cal", "sup")


@dataclass(frozen=True)
class Seat:
    """One post: its number, department, rank, place of work, the number of the post above, and who is cast for it."""

    number: int
    department: str
    rank: str
    location: str
    manager: int | None
    cast: CastMember | None = None


def shares(total: int, random: Random) -> dict[str, int]:
    """How many people each department gets: by weight, whole numbers that add up to the total."""
    weight = sum(shape.weight for shape in SHAPES)
    exact = {shape.code: total * shape.weight / weight for shape in SHAPES}
    counts = {code: int(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (counts[code] - exact[code], random.random()))
    for code in by_remainder[: total - sum(counts.values())]:
        counts[code] += 1
    return counts


def draw_location(shape: DepartmentShape, random: Random) -> str:
    """One of the places where the department works."""
    places = sorted(shape.at)
    return random.choices(places, [shape.at[place] for place in places])[0]


def head_title(code: str) -> str:
    """The title of the head of a department."""
    trade = TRADES[SHAPE[code].trade]
    if level(code) == 1:
        return trade.director
    return HEAD_TITLES.get(code) or (trade.head if level(code) == 2 else trade.lead)


class Chart:
    """The organisation chart while it is drawn: posts, and the head of each department."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.seats: list[Seat] = []
        self.heads: dict[str, int] = {}
        self.by_cast: dict[str, int] = {}

    def add(self, department: str, rank: str, manager: int | None, cast: CastMember | None = None) -> int:
        """A new post; its number."""
        location = cast.location if cast else draw_location(SHAPE[department], self.random)
        seat = Seat(len(self.seats), department, rank, location, manager, cast)
        self.seats.append(seat)
        if rank == HEAD:
            self.heads[department] = seat.number
        if cast:
            self.by_cast[cast.key] = seat.number
        return seat.number

    def head_above(self, department: str, *, own: bool) -> int:
        """The post to which the department's people (``own``) or its head report.

        Heads of the third level and below answer to the head of the second: no chain grows longer than five.
        """
        steps = lineage(department)
        if not own:
            steps = steps[1:] if len(steps) <= 2 else steps[-2:]
        for code in steps:
            if code in self.heads:
                return self.heads[code]
        top = lineage(department)[-1]
        boss = COO if top in OPERATIONS else CEO
        return self.by_cast[boss]


def draw_chart(total: int, random: Random) -> list[Seat]:
    """The posts of everybody who works here now; the cast first, then heads, leads and staff."""
    chart = Chart(random)
    _seat_cast(chart)
    wanted = shares(total, random)
    for seat in chart.seats:
        wanted[seat.department] -= 1
    _settle(wanted, total - len(chart.seats))
    for shape in SHAPES:
        taken = sum(1 for seat in chart.seats if seat.department == shape.code)
        _seat_department(chart, shape.code, max(0, wanted[shape.code]), taken)
    _adopt_cast(chart)
    return chart.seats


def _seat_cast(chart: Chart) -> None:
    """Seats the cast; everybody's manager comes before them in the list."""
    for member in CAST:
        if member.starts_in_future:
            continue
        manager = chart.by_cast[member.manager] if member.manager else None
        chart.add(member.department, member.rank, manager, member)


def _settle(wanted: dict[str, int], left: int) -> None:
    """Takes back from the largest what the cast holds beyond a department's share."""
    for code in wanted:
        wanted[code] = max(0, wanted[code])
    while sum(wanted.values()) > max(0, left):
        largest = max(wanted, key=lambda code: wanted[code])
        wanted[largest] -= 1


def _seat_department(chart: Chart, code: str, open_seats: int, taken: int) -> None:
    """Heads, leads and staff of one department; departments above come earlier in the list of shapes."""
    if not open_seats:
        return
    needs_head = level(code) == 1 or open_seats + taken >= SMALLEST_TEAM
    if code not in chart.heads and needs_head:
        chart.add(code, HEAD, chart.head_above(code, own=False))
        open_seats -= 1
    boss = chart.head_above(code, own=True)
    teams = -(-open_seats // LARGEST_TEAM) if open_seats > LARGEST_TEAM else 0
    # Below the second level the department's head is itself a team lead; further leads sit beside it.
    above = chart.head_above(code, own=False) if level(code) > 2 else boss
    leads = [chart.add(code, LEAD, above) for _ in range(teams)]
    for number in range(open_seats - teams):
        chart.add(code, STAFF, leads[number % teams] if teams else boss)


def _adopt_cast(chart: Chart) -> None:
    """Cast members without a manager of their own report to whoever now heads their department."""
    for seat in list(chart.seats):
        if seat.cast and seat.cast.manager_is_head and chart.heads.get(seat.department) is not None:
            chart.seats[seat.number] = replace(seat, manager=chart.head_above(seat.department, own=True))
