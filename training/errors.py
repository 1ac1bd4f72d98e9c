"""What training and evaluating can fail with.

TrainingError
+-- BadQuestions    a file of questions cannot be used; the message names the line
"""


class TrainingError(Exception):
    """The root of this folder's errors; each is one plain sentence."""


class BadQuestions(TrainingError):
    """A file of questions cannot be used; the message names the line."""
