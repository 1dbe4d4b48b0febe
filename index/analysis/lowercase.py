"""Lower-cases; the accents stay for the steps that need them."""

from __future__ import annotations

from trouvere.index.analysis.token import Token


def lowercase(tokens: list[Token]) -> list[Token]:
    """Lower-case each token."""
    return [token.with_text(token.text.lower()) for token in tokens]
