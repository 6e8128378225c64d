"""Names of invented people: lists by culture, and the few rules by which each culture builds a name.

Entry points: ``CULTURES`` (by key), ``draw_name`` and ``draw_relative``. Imports nothing but the standard library.
"""

from profiles.demo.names.culture import Culture, Name, draw_name, draw_relative, plain_ascii, with_middle_name
from profiles.demo.names.east import EASTERN
from profiles.demo.names.north import NORTHERN
from profiles.demo.names.south import SOUTHERN
from profiles.demo.names.world import WORLD

CULTURES: dict[str, Culture] = {culture.key: culture for culture in (*NORTHERN, *EASTERN, *SOUTHERN, *WORLD)}

__all__ = ["CULTURES", "Culture", "Name", "draw_name", "draw_relative", "plain_ascii", "with_middle_name"]
