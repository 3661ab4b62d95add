"""The rules that the dbt project keeps, each a function from dbt's manifest to its findings.

A finding is one line of text; a project that keeps a rule has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Manifest = dict[str, Any]
Node = dict[str, Any]

LAYERS = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_")}
READABLE = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
}
# What one engine alone understands belongs into a dispatched macro (or is spelled differently).
ENGINE_WORDS = re.compile(
    r"\b(hugeint|varchar|string_agg|list\s*\(|unnest|exclude|quantile_cont|date_diff|datediff)\b|//",
    re.IGNORECASE,
)
STRING = re.compile(r"'[^']*'")
COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


def models(manifest: Manifest) -> list[Node]:
    """All models."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(node: Node) -> str:
    """The folder of a model under models/; `seed` and `source` are layers of their own."""
    if node["resource_type"] in ("seed", "source"):
        return str(node["resource_type"])
    return str(node["path"]).split("/")[0]


def is_mart(node: Node) -> bool:
    """Whether a model is one that the public reads."""
    return layer(node) == "marts"


def primary_key(node: Node) -> list[str] | None:
    """The key that a contract declares."""
    for constraint in node["constraints"]:
        if constraint["type"] == "primary_key":
            return list(constraint["columns"])
    return None


def tests_of(manifest: Manifest, node: Node, name: str) -> Iterator[dict[str, Any]]:
    """The arguments of the data tests of one name on a model."""
    for test in manifest["nodes"].values():
        if (
            test["resource_type"] == "test"
            and test.get("attached_node") == node["unique_id"]
            and test["test_metadata"]["name"] == name
        ):
            yield test["test_metadata"]["kwargs"]


def names_say_the_layer(manifest: Manifest) -> list[str]:
    """stg_, int_, dim_ or fct_ by the folder; an intermediate model says what it does to what."""
    findings = []
    for node in models(manifest):
        if not node["name"].startswith(LAYERS.get(layer(node), ())):
            findings.append(f"{node['name']} does not say that it is of {layer(node)}")
        if layer(node) == "intermediate" and node["name"].count("_") < 2:
            findings.append(f"{node['name']} is not int_<things>_<verb>")
    return findings


def models_lie_by_subject(manifest: Manifest) -> list[str]:
    """In a folder of their layer: staging by what it is read from, the others by what they say."""
    return [
        f"{node['name']} lies in no folder of {layer(node)}"
        for node in models(manifest)
        if str(node["path"]).count("/") < 2
    ]


def only_staging_reads_sources(manifest: Manifest) -> list[str]:
    """Staging stands for one source or seed, whose name it has; no layer reads one after it.

    The columns of a seed are those of the county's files: nothing but its staging knows them.
    """
    known = manifest["nodes"] | manifest["sources"]
    findings = []
    for node in models(manifest):
        parents = [known[name] for name in node["depends_on"]["nodes"]]
        findings += [
            f"{node['name']} reads {parent['name']} of {layer(parent)}"
            for parent in parents
            if layer(parent) not in READABLE[layer(node)]
        ]
        if layer(node) != "staging":
            continue
        if len(parents) != 1:
            findings.append(f"{node['name']} stands for {len(parents)} sources")
        findings += [
            f"{node['name']} is not stg_{parent.get('source_name', 'guide')}__{parent['name']}"
            for parent in parents
            if node["name"] != f"stg_{parent.get('source_name', 'guide')}__{parent['name']}"
        ]
    return findings + [
        f"the test {node['name']} reads {known[parent]['name']} of seed"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        for parent in node["depends_on"]["nodes"]
        if layer(known[parent]) == "seed"
    ]


def every_model_is_described(manifest: Manifest) -> list[str]:
    """A yml of the same name beside it, the grain in the first sentence, every column described."""
    findings = []
    for node in models(manifest):
        wanted = str(node["original_file_path"]).removesuffix(".sql") + ".yml"
        if str(node["patch_path"]).removeprefix("duibiao://") != wanted:
            findings.append(f"{node['name']} has no {wanted}")
        if not node["description"].startswith("One row per "):
            findings.append(f"{node['name']} does not begin with its grain")
        findings += [
            f"{node['name']}.{column['name']} is not described"
            for column in node["columns"].values()
            if not column["description"]
        ]
        if not node["columns"]:
            findings.append(f"{node['name']} describes no column")
    return findings


def marts_are_contracted(manifest: Manifest) -> list[str]:
    """Marts alone are public: contract, key, business rules, and comments in the file."""
    findings = []
    for node in models(manifest):
        name = node["name"]
        if is_mart(node) != (node["database"] == "snapshot"):
            findings.append(f"{name} is in the database {node['database']}")
        if not is_mart(node):
            continue
        if not node["contract"]["enforced"]:
            findings.append(f"{name} has no contract")
        if primary_key(node) is None:
            findings.append(f"{name} has no primary key")
        if not all(node["config"]["persist_docs"].get(of) for of in ("relation", "columns")):
            findings.append(f"{name} does not keep its descriptions")
        for heading in ("Key: ", "Business rules: "):
            if heading not in node["description"]:
                findings.append(f"{name} does not say its {heading.strip(' :').lower()}")
    return findings


def every_key_is_held(manifest: Manifest) -> list[str]:
    """By the table's own primary key, or by a test of the same columns."""
    findings = []
    for node in models(manifest):
        tested = [arguments["columns"] for arguments in tests_of(manifest, node, "unique_key")]
        key = primary_key(node)
        by_test = not is_mart(node) or node["config"]["meta"].get("key_is") == "tested"
        if by_test and (not tested or (key is not None and key not in tested)):
            findings.append(f"{node['name']} has no test of its key")
    return findings


def scoring_is_unit_tested(manifest: Manifest) -> list[str]:
    """Every method that a rule may name has a model, and every model of a method a unit test."""
    [rules] = [node for node in models(manifest) if node["name"] == "stg_guide__rules"]
    [methods] = [
        arguments["values"]
        for arguments in tests_of(manifest, rules, "accepted_values")
        if arguments["column_name"] == "method"
    ]
    by_name = {node["name"] for node in models(manifest)}
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    findings = [
        f"no model scores the method {m}" for m in methods if f"int_parts_{m}" not in by_name
    ]
    return findings + [
        f"{node['name']} has no unit test"
        for node in models(manifest)
        if "/methods/" in node["path"] and node["name"] not in tested
    ]


def sql_is_of_no_single_engine(manifest: Manifest) -> list[str]:
    """Peculiarities of an engine stand in macros; models are SQL, none Python."""
    findings = []
    for node in models(manifest):
        if node["language"] != "sql":
            findings.append(f"{node['name']} is written in {node['language']}")
        for match in ENGINE_WORDS.finditer(COMMENT.sub("", node["raw_code"])):
            findings.append(f"{node['name']} says {match.group()!r}")
    return findings


def orders_say_where_nulls_go(manifest: Manifest) -> list[str]:
    """Where an order ascends, engines differ on whether nulls come first: the SQL says it.

    Where it descends, the engines that the SQL is for (sql_is_of_no_single_engine) have them last.
    """
    return [
        f"{node['name']} orders by {term!r}, nulls wherever the engine has them"
        for node in models(manifest)
        for term in _ordered_by(STRING.sub("''", COMMENT.sub("", node["compiled_code"])))
        if not re.search(r"\b(desc|nulls (first|last))$", term)
    ]


def _ordered_by(sql: str) -> Iterator[str]:
    """Every term of every ORDER BY, in small letters."""
    for match in re.finditer(r"\border\s+by\s+", sql, re.IGNORECASE):
        depth, term = 0, ""
        for sign in sql[match.end() :] + ")":
            depth += (sign in "([") - (sign in ")]")
            if depth < 0 or (depth == 0 and sign == ","):
                yield " ".join(term.lower().split())
                term = ""
            else:
                term += sign
            if depth < 0:
                break


RULES: list[Callable[[Manifest], list[str]]] = [
    names_say_the_layer,
    models_lie_by_subject,
    only_staging_reads_sources,
    every_model_is_described,
    marts_are_contracted,
    every_key_is_held,
    scoring_is_unit_tested,
    sql_is_of_no_single_engine,
    orders_say_where_nulls_go,
]
