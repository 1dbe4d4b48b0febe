"""What is asked: the tree of a query, the parser that makes it, the plan that an engine looks up."""
