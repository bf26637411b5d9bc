"""What builds on what, as plain arithmetic: node -> the nodes that it requires, never a cycle."""

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

Links = Mapping[int, Collection[int]]
Growing = dict[int, set[int]]


def cycle_closed_by(links: Links, node: int, requires: int) -> list[int]:
    """The cycle that `node` requiring `requires` would close, from `node` to `node`; [] if none."""
    if node == requires:
        return [node, node]
    came_from = {requires: node}
    frontier = [requires]
    while frontier:
        found = frontier.pop()
        for below in sorted(links.get(found, ())):
            if below == node:
                return [node, *_back(came_from, found, node), node]
            if below not in came_from:
                came_from[below] = found
                frontier.append(below)
    return []


def _back(came_from: Mapping[int, int], node: int, until: int) -> list[int]:
    trail = [node]
    while came_from[trail[-1]] != until:
        trail.append(came_from[trail[-1]])
    return trail[::-1]


def add_link(links: Growing, node: int, requires: int) -> list[int]:
    """Add a link in place unless it closes a cycle; gives that cycle back."""
    cycle = cycle_closed_by(links, node, requires)
    if not cycle:
        links.setdefault(node, set()).add(requires)
    return cycle


def below(links: Links, nodes: Iterable[int], *, known: Collection[int] = ()) -> set[int]:
    """These nodes and everything they require, directly or not; what is known is not looked below."""
    found: set[int] = set()
    frontier = [node for node in nodes if node not in known]
    while frontier:
        node = frontier.pop()
        if node not in found:
            found.add(node)
            frontier += [needed for needed in links.get(node, ()) if needed not in known]
    return found


def in_order(
    links: Links, nodes: Collection[int], rank: Mapping[int, float] | None = None
) -> list[int]:
    """These nodes, what is required first; among equals by `rank`, then by number.

    Raises graphlib.CycleError where the links hold a cycle, which saving them prevents.
    """
    inside = set(nodes)
    sorter = TopologicalSorter({node: inside & set(links.get(node, ())) for node in inside})
    sorter.prepare()
    ordered: list[int] = []
    ready: list[int] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=lambda node: (rank[node] if rank else 0, node))
        first = ready.pop(0)
        ordered.append(first)
        sorter.done(first)
    return ordered


def without_cycles(links: Links) -> Links:
    """The links as they are, or, where they hold a cycle after all, without those that close one."""
    if is_acyclic(links):
        return links
    sound: Growing = {}
    for node in sorted(links):
        for requires in sorted(links[node]):
            add_link(sound, node, requires)
    return sound


def is_acyclic(links: Links) -> bool:
    """Whether nothing requires itself, directly or not."""
    try:
        TopologicalSorter(dict(links)).prepare()
    except CycleError:
        return False
    return True
