"""Reads tables that people bring (CSV, JSON lines), whatever wrote them, and reports each bad row."""

from courses.tabular.encoding import Encoding, read_text
from courses.tabular.report import Difference, add_reading_arguments, refuse_or_report, show_reading
from courses.tabular.sheet import BadTableError, Row, RowError, Sheet, read_sheet

__all__ = [
    "BadTableError",
    "Difference",
    "Encoding",
    "Row",
    "RowError",
    "Sheet",
    "add_reading_arguments",
    "read_sheet",
    "read_text",
    "refuse_or_report",
    "show_reading",
]
