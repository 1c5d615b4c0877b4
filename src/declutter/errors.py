"""What can go wrong for the caller, and nothing else."""


class DeclutterError(Exception):
    """Base of every error that this library raises on purpose."""


class InputTooLarge(DeclutterError, ValueError):  # noqa: N818 - a public name of the design, said as users say it
    """The page is over a limit of `Options` that has no useful partial result (its bytes)."""


class ModelMismatch(DeclutterError, RuntimeError):  # noqa: N818 - likewise
    """Weights were made for other features than this version computes."""


class TemplateError(DeclutterError, ValueError):
    """What was read is no site template, or one of a format that this version does not know."""
