"""The long form of what docs/en/promises.md promises: parts that each try one thing very often and count what fails."""
