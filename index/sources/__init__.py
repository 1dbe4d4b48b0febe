"""One reader a format, each yielding `RawArticle`s."""
