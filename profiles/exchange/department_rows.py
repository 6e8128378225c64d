"""Rows of departments: the path says which department it is, name and parent may change; parents may stand anywhere.

A path is that of before the import for departments that are there, and the one to come for new ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils.translation import gettext as _

from profiles.models import Department
from profiles.models.organisation import MAX_DEPARTMENT_DEPTH

from .columns import Column
from .headers import Headings, nearest
from .people_rows import WRONG, Options
from .persons import Persons
from .places import PATH_SIGN
from .reading import Source
from .register_plans import UNTOUCHED, RegisterPlan, RegisterPlanner
from .tables import DEPARTMENTS
from .values import BadValue

_STEPS = re.compile(r"\s*[/>›|\\]\s*")
_DATES = ("valid_from", "last_day")
#: A department of the database by key, or of the file by minus the number of its row.
Node = int


def _folded(path: str) -> str:
    return PATH_SIGN.join(" ".join(step.split()) for step in _STEPS.split(path.strip())).casefold()


class DepartmentPlanner(RegisterPlanner):
    """Plans a file of departments."""

    never_empty = frozenset({"name", "path"})
    null_when_empty = frozenset({"parent", "manager", *_DATES})

    def __init__(
        self, source: Source, headings: Headings, by: User | None, options: Options, *, writes: bool = False
    ) -> None:
        self._stored: dict[int, dict[str, Any]] = {}
        self._paths: dict[Node, str] = {}
        self._by_path: dict[str, Node] = {}
        self._by_name: dict[str, list[Node]] = defaultdict(list)
        self._row_of: dict[Node, int] = {}
        super().__init__(DEPARTMENTS, source, headings, by, options, writes=writes)

    def plan(self) -> list[RegisterPlan]:
        """The plans of all rows."""
        self._persons = Persons({self.text(row, "manager") for _number, row in self.source.rows()}, self.by)
        self._load()
        begun = [(self._identify(number, row), row) for number, row in self.source.rows()]
        for plan, row in begun:
            if plan.kind != WRONG:
                self._compare_all(plan, row)
        plans = [plan for plan, _row in begun]
        self._check_tree(plans)
        for plan in plans:
            plan.settle()
        return plans

    def _load(self) -> None:
        rows = Department.objects.order_by("pk")
        if self.writes and connection.vendor == "postgresql":
            rows = rows.select_for_update(nowait=True)
        self._stored = {
            row["id"]: dict(row)
            for row in rows.values("id", "name", "parent_id", "manager_id", "valid_from", "valid_to")
        }
        self._persons.know({row["manager_id"] for row in self._stored.values()} - {None})
        for pk in self._stored:
            self._know(pk, self._path(pk), self._stored[pk]["name"])

    def _path(self, pk: int) -> str:
        steps: list[str] = []
        step: int | None = pk
        while step is not None:
            steps.insert(0, self._stored[step]["name"])
            step = self._stored[step]["parent_id"]
        return PATH_SIGN.join(steps)

    def _know(self, node: Node, path: str, name: str) -> None:
        self._paths[node] = path
        self._by_path.setdefault(_folded(path), node)
        self._by_name[_folded(name)].append(node)

    def _identify(self, number: int, row: Sequence[str]) -> RegisterPlan:
        """Which department the row is about; a new one is known by its path from here on."""
        plan = self.begun(number, row)
        path, name, parent = (self.text(row, each) for each in ("path", "name", "parent"))
        plan.key = plan.name = path or (f"{parent}{PATH_SIGN}{name}" if parent else name)
        if not plan.key:
            plan.complain("path" if "path" in self.index else "name", "", _("Write the name of the department."))
            return plan
        node = self._by_path.get(_folded(plan.key))
        if node is None and not path and "parent" not in self.index:
            same = self._by_name.get(_folded(name), [])
            node = same[0] if len(same) == 1 else None
            if len(same) > 1:
                sentence = _("There are %(n)d departments of this name. Write the path, for example %(path)s.")
                plan.complain("name", name, sentence % {"n": len(same), "path": self._paths[same[0]]})
                return plan
        first = self._row_of.setdefault(node, number) if node is not None else number
        if first != number:
            sentence = _("This department stands in row %(row)d already. Keep one of the two rows.") % {"row": first}
            plan.complain("path" if path else "name", path or name, sentence)
        elif node is not None and node > 0:
            plan.pk, plan.name = node, self._paths[node]
        elif not plan.errors:
            self._begin_new(plan, path, name)
        return plan

    def _begin_new(self, plan: RegisterPlan, path: str, name: str) -> None:
        steps = [" ".join(step.split()) for step in _STEPS.split(plan.key)]
        name = " ".join(name.split()) or steps[-1]
        if path and not _folded(path).endswith(_folded(name)):
            # Another name is what somebody gives a department that they take to be there.
            plan.complain("path", path, self._unknown(path))
            return
        plan.values = {"name": name, "parent_id": None, "manager_id": None, "valid_from": None, "valid_to": None}
        self._row_of[-plan.row] = plan.row
        self._know(-plan.row, plan.key, name)

    def _compare_all(self, plan: RegisterPlan, row: Sequence[str]) -> None:
        if plan.pk is None:
            name = self.value(plan, row, "name") if self.text(row, "name") else plan.values["name"]
            plan.changes.append(["name", "", str(name)])
            plan.values["parent_id"] = self._parent_of_new(plan, row)
            if plan.values["parent_id"] is not None:
                plan.changes.append(["parent", "", self._paths[plan.values["parent_id"]]])
        else:
            old = self._stored[plan.pk]
            self.compare(plan, "name", self.value(plan, row, "name"), old["name"])
            self.compare(plan, "parent", self.value(plan, row, "parent"), old["parent_id"])
        was = self._stored[plan.pk] if plan.pk is not None else plan.values
        for name in ("manager", *_DATES):
            self.compare(plan, name, self.value(plan, row, name), was[self.table.columns[name].attname])
        since, until = ((plan.values if each in plan.values else was)[each] for each in ("valid_from", "valid_to"))
        if since is not None and until is not None and until <= since:
            sentence = _("The last day lies before the first. Swap or correct the dates.")
            plan.complain("last_day", self.text(row, "last_day"), sentence)
        parent = plan.values.get("parent_id")
        plan.waits_for = -parent if parent is not None and parent < 0 else None

    def _parent_of_new(self, plan: RegisterPlan, row: Sequence[str]) -> Node | None:
        """Where a new department lies: by its path, else by the column."""
        above = _folded(plan.key).removesuffix(_folded(plan.values["name"])).removesuffix(PATH_SIGN.casefold())
        given = self.value(plan, row, "parent")
        if plan.errors:
            return None
        if not above:
            return None if given is UNTOUCHED else given
        found = self._by_path.get(above)
        if found is None and given in (UNTOUCHED, None):
            plan.complain("path", plan.key, self._unknown(plan.key[: len(above)]))
        elif given not in (UNTOUCHED, None) and found is not None and given != found:
            plan.complain("parent", self.text(row, "parent"), _("Path and parent say different things. Correct one."))
        return found if given in (UNTOUCHED, None) else given

    def referred(self, plan: RegisterPlan, column: Column, words: str) -> Node:
        """A head by number, else the department of this path or the only one of this name, stored or of the file."""
        if column.name == "manager":
            return self._persons.find(words)
        found = self._by_path.get(_folded(words))
        if found is not None:
            return found
        same = self._by_name.get(_folded(words), [])
        if len(same) == 1:
            return same[0]
        if same:
            sentence = _("There are %(n)d departments of this name. Write the path, for example %(path)s.")
            raise BadValue(sentence % {"n": len(same), "path": self._paths[same[0]]})
        raise BadValue(self._unknown(words))

    def _unknown(self, words: str) -> str:
        said = _("There is no department %(name)s.") % {"name": f"“{words}”"}
        stored = {self._stored[pk]["name"]: self._paths[pk] for pk in self._stored}
        near = nearest(words, [*stored.values(), *stored])
        near = stored.get(near, near) if near is not None else None
        return said if near is None else f"{said} " + _("Did you mean “%(name)s”?") % {"name": near}

    def shown(self, name: str, value: Any) -> str:
        """The text of a value: a parent by its path, a head by number."""
        if name == "manager":
            return "" if value is None else self._persons.numbers[value]
        if name == "parent":
            return "" if value is None else self._paths[value]
        return super().shown(name, value)

    def _check_tree(self, plans: Sequence[RegisterPlan]) -> None:
        """Complain of what the whole tree would not allow: circles, too many levels, two of a name side by side."""
        nodes: dict[Node, dict[str, Any]] = {pk: dict(row) for pk, row in self._stored.items()}
        live = {plan.pk or -plan.row: plan for plan in plans if plan.kind != WRONG and plan.values}
        for node, plan in live.items():
            nodes[node] = {**nodes.get(node, {}), **plan.values}
        taken: dict[tuple[Node | None, str], Node] = {}
        for node in sorted(nodes, key=lambda each: (each in live, each)):
            key = (nodes[node]["parent_id"], nodes[node]["name"].lower())
            if taken.setdefault(key, node) != node and node in live:
                sentence = _("A department of this name is already there. Choose another name.")
                live[node].complain("name", nodes[node]["name"], sentence)
        for node, plan in live.items():
            self._check_depth(plan, node, nodes)

    def _check_depth(self, plan: RegisterPlan, node: Node, nodes: dict[Node, dict[str, Any]]) -> None:
        step, depth = nodes[node]["parent_id"], 1
        while step is not None and step in nodes and depth <= MAX_DEPARTMENT_DEPTH and step != node:
            step, depth = nodes[step]["parent_id"], depth + 1
        if step == node:
            plan.complain("parent", "", _("A department cannot lie below itself. Choose a department outside it."))
        elif depth > MAX_DEPARTMENT_DEPTH:
            sentence = _("The tree has at most %(n)s levels. Choose a department nearer to the top.")
            plan.complain("parent", "", sentence % {"n": MAX_DEPARTMENT_DEPTH})
