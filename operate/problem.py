"""What goes wrong in a way a person can mend."""


class Problem(Exception):
    """Something to mend, said in a sentence or two that also say how. Shown without a traceback."""
