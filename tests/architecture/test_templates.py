"""Templates: pieces that stand alone, and no word that Babel does not see."""

import ast
import re
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, nodes

from tests.architecture.tree import ROOT, files, parsed

TEMPLATES = ROOT / "app/templates"
ENVIRONMENT = Environment(autoescape=True)
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def fragments() -> list[tuple[str, str]]:
    """Return the template and the block of every `page(…, fragment="…")`."""
    found = set()
    for _, module in parsed("app/web"):
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            if getattr(call.func, "id", "") == "page" and "fragment" in given:
                found.add((call.args[0].value, given["fragment"].value))
    return sorted(found)


def block_of(template: str, name: str) -> nodes.Block:
    """Return a block that this very file defines."""
    tree = ENVIRONMENT.parse((TEMPLATES / template).read_text("utf-8"))
    found = [block for block in tree.find_all(nodes.Block) if block.name == name]
    assert len(found) == 1, f"{template} has no block {name}"
    return found[0]


def source_of(template: str, block: str) -> str:
    """Return what stands between a block's beginning and its own end."""
    begin = re.search(rf"{{%-? block {block}( scoped)? -?%}}", template).end()
    depth = 1
    for tag in re.finditer(r"{%-? (end)?block\b.*?%}", template[begin:]):
        depth += -1 if tag.group(1) else 1
        if depth == 0:
            return template[begin : begin + tag.start()]
    raise AssertionError(f"block {block} has no end")


class Outline(HTMLParser):
    """The elements on the outermost level, and every text that would reach a person."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.roots: list[dict[str, str | None]] = []
        self.texts: list[str] = []
        self._depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self.roots.append(dict(attrs))
        self._depth += tag not in VOID
        self.texts += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag not in VOID

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def outline_of(source: str) -> Outline:
    """Read the HTML of a template, with every expression as a §."""
    tokens = ENVIRONMENT.lex(source)
    return Outline("".join({"data": text, "variable_begin": "§"}.get(kind, "") for _, kind, text in tokens))


@pytest.mark.parametrize(("template", "block"), fragments())
def test_a_fragment_is_one_element_with_the_id_that_it_replaces(template, block):
    block_of(template, block)
    body = source_of((TEMPLATES / template).read_text("utf-8"), block)
    roots = outline_of(body).roots
    assert len(roots) == 1
    ids = re.findall(r'<\w+ [^>]*?\bid="([^"]+)"', body)
    own = ids[0].replace(" ", "")
    assert own == block.replace("_", "-") or re.fullmatch(r"(\w+)-\{\{\1\.id\}\}", own), f"{block} has the id {ids[0]}"


@pytest.mark.parametrize(("template", "block"), fragments())
def test_a_fragment_brings_all_that_it_needs(template, block):
    tree = ENVIRONMENT.parse((TEMPLATES / template).read_text("utf-8"))
    outside = set()
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            outside |= {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Import | nodes.Assign | nodes.Macro):
            outside.add(getattr(node, "target", None) or node.name)
    fragment = block_of(template, block)
    inside = {name for node in fragment.find_all(nodes.FromImport) for name in node.names}
    used = {node.name for node in fragment.find_all(nodes.Name)}
    assert used & outside - inside == set()


def test_pages_have_fragments():
    assert len(fragments()) >= 5


@pytest.mark.parametrize("path", list(files(".html", below="app/templates")), ids=lambda path: path.name)
def test_every_word_of_a_template_goes_through_gettext(path):
    spoken = [text.strip() for text in outline_of(path.read_text("utf-8")).texts]
    assert [text for text in spoken if re.search(r"[^\W\d_]{2}", text)] == []


def test_the_search_for_words_finds_them():
    found = outline_of("<p title='{{ gettext('Fine') }}'>{{ x }} Bare<img alt='Bare too'></p>{# no #}").texts
    assert [text.strip() for text in found if re.search(r"[^\W\d_]{2}", text)] == ["§ Bare", "Bare too"]


def test_a_block_ends_where_it_ends_though_others_stand_in_it():
    nested = "{% block a %}<p>{% block b %}1{% endblock %}2</p>{% endblock %}3"
    assert source_of(nested, "a") == "<p>{% block b %}1{% endblock %}2</p>"


SAYS = {"done", "say", "note", "echo", "flash", "confirm", "prompt", "UsageError", "ClickException", "BadParameter"}
LABELLED = re.compile(r".+Field|needed|line|note|option")


@pytest.mark.parametrize("folder", ["app/web", "app/cli", "app"])
def test_every_word_of_the_code_goes_through_gettext(folder):
    bare = []
    for name, module in parsed(folder):
        if name.startswith("app/api/schemas"):
            continue  # what describes the API is for programmers, in the language of its names
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            function = getattr(call.func, "id", getattr(call.func, "attr", ""))
            said = call.args[:1] if function in SAYS or LABELLED.fullmatch(function) else []
            said += [keyword.value for keyword in call.keywords if keyword.arg in ("label", "help", "description")]
            bare += [f"{name}:{call.lineno}" for text in said if is_bare(text)]
    assert bare == []


def is_bare(text: ast.expr) -> bool:
    """Return whether this is a literal with a word in it, other than an option's name."""
    literals = [node.value for node in [text, *getattr(text, "values", [])] if isinstance(node, ast.Constant)]
    words = [value for value in literals if isinstance(value, str) and not value.startswith("--")]
    return any(re.search(r"[A-Za-z]{2}", word) for word in words)
