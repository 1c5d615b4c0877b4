"""What is shipped: version, types, public names, and what an import costs."""

from __future__ import annotations

import importlib.util
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

import pytest

import declutter

HEAVY = (
    "httpx", "trafilatura", "resiliparse", "chardet", "lxml.html", "lxml.etree", "readability", "justext",
    "declutter.batch", "asyncio", "pyarrow", "fastwarc", "datasketch", "rich", "starlette", "uvicorn",
)  # fmt: skip
ROOT = Path(__file__).parent.parent
# Classes of other libraries, which must be there to be built on: the module, the library, the extra.
BUILT_ON = {
    "declutter.batch.datatrove": ("datatrove", "datatrove"),
    "declutter.batch.langchain": ("langchain_core", "langchain"),
    "declutter.batch.llamaindex": ("llama_index", "llamaindex"),
}
MODULES = [
    "declutter",
    *(
        module.name
        for module in pkgutil.walk_packages(declutter.__path__, "declutter.")
        if module.name != "declutter.__main__"
        and (module.name not in BUILT_ON or importlib.util.find_spec(BUILT_ON[module.name][0]))
    ),
]


def test_the_version_is_that_of_the_distribution() -> None:
    assert declutter.__version__ == metadata.version("declutter")


def test_types_are_announced() -> None:
    assert resources.files("declutter").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", declutter.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert hasattr(declutter, name)


def test_public_names_are_sorted() -> None:
    assert sorted(declutter.__all__) == declutter.__all__


def test_there_are_no_public_names_beside_all() -> None:
    beside = {
        name for name, value in vars(declutter).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name not in declutter.__all__
    }  # fmt: skip
    assert beside == set()


@pytest.mark.parametrize(
    "name",
    [n for n in declutter.__all__ if inspect.isclass(getattr(declutter, n)) or inspect.isfunction(getattr(declutter, n))],
)
def test_every_public_class_and_function_says_what_it_is(name: str) -> None:
    text = getattr(declutter, name).__doc__
    assert text
    assert not text.startswith(f"{name}(")  # what dataclasses write by themselves


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__


def test_importing_warns_of_nothing_and_loads_nothing_heavy() -> None:
    loaded = f"[name for name in {HEAVY!r} if name in sys.modules]"
    everything = [name for name in declutter.__all__ if not name.startswith(("extract_many", "Page"))]
    program = f"import json, sys; from declutter import {', '.join(everything)}; print(json.dumps({loaded}))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=True, text=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_what_is_not_asked_for_is_not_loaded() -> None:
    program = "import json, sys, declutter; print(json.dumps([n for n in sys.modules if n[:10] in ('declutter.', 'numpy')]))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=True, text=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extrct'"):
        declutter.extrct  # noqa: B018


@pytest.mark.parametrize("module", BUILT_ON)
def test_an_adapter_that_needs_its_engine_says_so(module: str) -> None:
    library, extra = BUILT_ON[module]
    program = f"import sys; sys.modules[{library!r}] = None; import {module}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True, cwd=ROOT)
    assert done.returncode == 1
    assert f"{library} is not installed: pip install 'declutter[{extra}]'" in done.stderr


def test_extracting_from_str_loads_nothing_heavy() -> None:
    loaded = f"[name for name in {HEAVY!r} if name in sys.modules]"
    program = f"import json, sys, declutter; declutter.extract('<p>Rain.'); print(json.dumps({loaded}))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=True, text=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_one_module_alone_imports_the_parser() -> None:
    source = ROOT / "src" / "declutter"
    imports = re.compile(r"^\s*(?:from|import) selectolax", re.MULTILINE)
    importers = [path.name for path in source.rglob("*.py") if imports.search(path.read_text(encoding="utf-8"))]
    assert importers == ["tree.py"]


def test_errors_are_of_one_family() -> None:
    assert issubclass(declutter.InputTooLarge, declutter.DeclutterError)
    assert issubclass(declutter.InputTooLarge, ValueError)
    assert issubclass(declutter.ModelMismatch, declutter.DeclutterError)


# What may come in as a page


def test_an_lxml_element_is_a_page() -> None:
    from lxml import html

    element = html.document_fromstring("<p>Rain <b>falls</b>.</p>")
    assert declutter.extract(element).paragraphs == ("Rain falls.",)


def test_an_lxml_tree_is_a_page() -> None:
    from lxml import html

    tree = html.document_fromstring("<p>Rain falls.</p>").getroottree()
    assert declutter.extract(tree).paragraphs == ("Rain falls.",)


def test_the_text_after_an_lxml_element_is_not_part_of_it() -> None:
    from lxml import html

    element = html.document_fromstring("<div><p>Rain falls.</p> Snow falls.</div>").find(".//p")
    assert declutter.extract(element).paragraphs == ("Rain falls.",)


def test_an_lxml_tree_is_left_as_it_was() -> None:
    from lxml import html

    element = html.document_fromstring("<p class=x>Rain <b>falls</b>.</p>")
    before = html.tostring(element)
    declutter.extract(element)
    assert html.tostring(element) == before


def test_an_lxml_tree_without_a_root_raises_type_error() -> None:
    from lxml import etree

    with pytest.raises(TypeError, match="lxml tree"):
        declutter.extract(etree.ElementTree())


def test_a_tree_of_the_standard_library_raises_type_error() -> None:
    from xml.etree import ElementTree as ET

    with pytest.raises(TypeError, match="lxml tree"):
        declutter.extract(ET.ElementTree(ET.Element("p")))


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_kind_of_bytes_is_a_page(kind: type) -> None:
    assert declutter.extract(kind(b"<p>Rain falls.</p>")).paragraphs == ("Rain falls.",)
