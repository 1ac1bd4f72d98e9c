"""What can go wrong with the page.

HistoryUnavailable  the file of the conversations cannot be opened, or is none
"""


class HistoryUnavailable(OSError):
    """The page's history cannot be opened; the message says which file and why."""
