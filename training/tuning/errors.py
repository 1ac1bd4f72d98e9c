"""What tuning can fail with.

TrainingError
+-- CannotTune    there is nothing to tune on or with; the message says what to do
"""

from ..errors import TrainingError


class CannotTune(TrainingError):
    """There is nothing to tune on or with; the message says what to do."""
