"""What a person looks at: the report of a page, and that of a run over many pages."""

from declutter.inspect.report import report_html
from declutter.inspect.run import run_report_html

__all__ = ["report_html", "run_report_html"]
