"""What training and evaluating can fail with.

TrainingError
+-- BadQuestions    a file of questions cannot be used; the message names the line
+-- BadPairs        a file of question-SQL pairs cannot be used as a whole
+-- CannotWrite     a file cannot be written where it was asked for
"""


class TrainingError(Exception):
    """The root of this folder's errors; each is one plain sentence."""


class BadQuestions(TrainingError):
    """A file of questions cannot be used; the message names the line."""


class BadPairs(TrainingError):
    """A file of question-SQL pairs cannot be used as a whole; what is wrong with single lines is no error."""


class CannotWrite(TrainingError):
    """A file cannot be written where it was asked for."""
