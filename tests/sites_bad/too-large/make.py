"""A list with more values than any record needs, in a file of a size that is allowed."""

from generator.strict_yaml import MOST_NODES


def make(root):
    items = "- a\n" * MOST_NODES
    text = f"title: Ordlista\nbody: Många ord.\nsearch_words:\n{items}"
    (root / "content/arvidsjaur/page/ordlista.yaml").write_text(text, "utf-8")
