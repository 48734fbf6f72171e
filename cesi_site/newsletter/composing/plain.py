"""Markdown as plain text that reads well: links are written out, lists and headings are set off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

UNDERLINES = {"h2": "=", "h3": "-"}
LONGEST_LINE = 72


def text_of(tokens: list[Token]) -> str:
    """Return the text of what `core.markdown.parse` gave, its paragraphs a blank line apart."""
    return _blocks(SyntaxTreeNode(tokens).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "\n\n".join(filter(None, map(_block, nodes)))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            return _heading(node)
        case "bullet_list":
            return _list(node, ("-" for _ in node.children))
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return _list(node, (f"{number}." for number in range(start, start + len(node.children))))
        case "blockquote":
            return _prefixed(_blocks(node.children), "> ")
        case "fence" | "code_block":
            return _prefixed(node.content.rstrip("\n"), "    ")
        case "hr":
            return "* * *"
        case "table":
            return "\n".join(" | ".join(_inline(cell) for cell in row.children) for row in _rows(node))
        case _:
            return _inline(node)


def _heading(node: SyntaxTreeNode) -> str:
    title = _inline(node)
    line = UNDERLINES.get(node.tag, "")
    return f"{title}\n{line * min(len(title), LONGEST_LINE)}".rstrip("\n")


def _list(node: SyntaxTreeNode, marks: Iterator[str]) -> str:
    items = zip(marks, node.children, strict=True)
    return "\n".join(f"{mark} {_indented(_blocks(item.children), len(mark) + 1)}" for mark, item in items)


def _indented(text: str, by: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *((" " * by + line).rstrip() for line in rest)])


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def _rows(table: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in table.children:
        yield from part.children


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            return _link("".join(map(_inline, node.children)), str(node.attrs.get("href", "")))
        case "image":
            return node.content
        case _:
            return "".join(map(_inline, node.children))


def _link(words: str, url: str) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    return words if words in {url, bare} else f"{words} ({bare})"
