"""Kinds of contracts that import-linter lacks; the contracts themselves are in pyproject.toml."""

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.domain import helpers
from importlinter.domain.imports import ModuleExpression


class Only(Contract):
    """`importers` import of `of`, whole packages both, nothing but the modules that are `allowed`.

    Where `closed`, what is allowed imports nothing else of it either: so the importers load nothing else by any road.
    An expression that no module matches is an error.
    """

    type_name = "only"
    importers = fields.SetField(subfield=fields.ModuleExpressionField())
    of = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed = fields.SetField(subfield=fields.ModuleExpressionField())
    closed = fields.BooleanField(required=False, default=False)
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        ignored = _ignored(graph, self.ignore_imports)
        allowed = _names(graph, self.allowed, as_packages=False)
        importers = _names(graph, self.importers) | (allowed if self.closed else set())
        refused = _names(graph, self.of) - allowed
        breaches = [
            (importer, imported)
            for importer in sorted(importers)
            for imported in sorted(graph.find_modules_directly_imported_by(importer) & refused)
        ]
        return _checked(graph, breaches, ignored)

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


class Acyclic(Contract):
    """No module imports itself by way of others, wherever in a module its imports stand."""

    type_name = "acyclic"
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        ignored = _ignored(graph, self.ignore_imports)
        imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
        breaches: list[tuple[str, str]] = []
        while cycle := _cycle(imports):
            links = list(pairwise(cycle))
            breaches += links
            # Without one of its imports the cycle is none, and the next one shows.
            importer, imported = links[0]
            imports[importer] = imports[importer] - {imported}
        return _checked(graph, list(dict.fromkeys(breaches)), ignored)

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


def _cycle(imports: dict[str, set[str]]) -> list[str]:
    """Return modules each of which imports the next, the first one again at the end; none where there is no cycle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _names(graph: ImportGraph, expressions: object, *, as_packages: bool = True) -> set[str]:
    wanted: set[ModuleExpression] = expressions  # type: ignore[assignment]
    modules = helpers.module_expressions_to_modules(graph, wanted, as_packages=as_packages, raise_if_unmatched=True)
    return {module.name for module in modules}


def _ignored(graph: ImportGraph, expressions: object) -> contract_utils.ImportRemoval:
    alert = contract_utils.AlertLevel.ERROR
    return contract_utils.remove_ignored_imports_and_report(graph, expressions, alert)  # type: ignore[arg-type]


def _checked(
    graph: ImportGraph, breaches: list[tuple[str, str]], ignored: contract_utils.ImportRemoval
) -> ContractCheck:
    lines = [
        f"{importer} -> {imported} (l.{', '.join(str(each['line_number']) for each in details)})"
        for importer, imported in breaches
        for details in [graph.get_import_details(importer=importer, imported=imported)]
    ]
    return ContractCheck(
        kept=not lines,
        warnings=list(ignored.warnings),
        ignored_import_count=ignored.ignored_import_count,
        metadata={"breaches": lines},
    )


def _render(check: ContractCheck) -> None:
    for line in check.metadata["breaches"]:
        output.print_error(f"- {line}", bold=False)
    output.new_line()
