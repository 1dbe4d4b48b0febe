"""The long form of what docs/promises.md promises: parts that each try one thing very often and count what fails."""
