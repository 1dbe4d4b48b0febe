"""RawArticle → Article."""
