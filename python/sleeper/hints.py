"""The name that was probably meant in the place of one that there is not."""

import difflib
from typing import Any, Optional, Sequence

__all__ = ["did_you_mean"]


def did_you_mean(name: Any, names: Sequence[str]) -> Optional[str]:
    """A hint with the most similar of the names, case aside; None when none is similar."""
    by_folded = {known.casefold(): known for known in reversed(names)}
    close = difflib.get_close_matches(str(name).casefold(), list(by_folded), n=1)
    return "Did you mean {!r}?".format(by_folded[close[0]]) if close else None
