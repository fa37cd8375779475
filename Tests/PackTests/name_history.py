#!/usr/bin/env python3
"""Write which release of Flask and its neighbours brought a name and which took it away.

    python Tests/PackTests/name_history.py Tests/PackTests/name-history.tsv [FOLDER]

Fetches one wheel of every minor release listed below with pip (into FOLDER, where those already there are kept) and
reads the sources without running them. One row a name that is not in all releases: name, kind, since (empty: in the
oldest one already), removed (empty: in the newest one still). `make_facts.py` takes the versions from there.
"""

import ast
import collections
import glob
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# Distribution -> package and the minor releases looked at, oldest first. A name of the oldest release has no `since`.
RELEASES = {
    "Flask": ("flask", "0.12 1.0 1.1 2.0 2.1 2.2 2.3 3.0 3.1"),
    "Werkzeug": ("werkzeug", "0.14 0.15 0.16 1.0 2.0 2.1 2.2 2.3 3.0 3.1"),
    "Jinja2": ("jinja2", "2.10 2.11 3.0 3.1"),
    "itsdangerous": ("itsdangerous", "1.1 2.0 2.1 2.2"),
    "Flask-WTF": ("flask_wtf", "0.14 0.15 1.0 1.1 1.2 1.3"),
    "WTForms": ("wtforms", "2.2 2.3 3.0 3.1 3.2 3.3"),
    "Flask-Login": ("flask_login", "0.4 0.5 0.6"),
    "Flask-SQLAlchemy": ("flask_sqlalchemy", "2.3 2.4 2.5 3.0 3.1"),
    "Flask-Migrate": ("flask_migrate", "2.7 3.1 4.0 4.1"),
}


def archive(distribution, version, folder):
    """The path of one release's wheel or source archive."""
    for _ in range(2):
        for path in glob.glob(os.path.join(folder, "*")):
            name, _, rest = os.path.basename(path).replace("_", "-").partition(f"-{version}.")
            if name.lower() == distribution.lower() and rest[:1].isdigit():
                return path
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, f"{distribution}=={version}.*"]
        subprocess.run(pip, check=True)
    raise SystemExit(f"no archive of {distribution} {version} in {folder}")


def sources(path, package):
    """Module name -> syntax tree of one release."""
    if path.endswith(".whl"):
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".py")}
    else:
        with tarfile.open(path) as archive:
            members = [m for m in archive.getmembers() if m.isfile() and m.name.endswith(".py")]
            files = {m.name.partition("/")[2].removeprefix("src/"): archive.extractfile(m).read() for m in members}
    found = {}
    for name, text in files.items():
        if name.split("/")[0] not in (package, package + ".py") or "/testsuite/" in name:
            continue
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        try:
            found[module] = (ast.parse(text), name.endswith("/__init__.py"))
        except SyntaxError:
            pass
    return found


def declared(body):
    """Statements of a body, also those under `if` and `try`."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try)):
            yield from declared(node.body)
            yield from declared(node.orelse)
            for handler in getattr(node, "handlers", []):
                yield from declared(handler.body)


def assigned(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        for item in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(item, ast.Name):
                yield item.id


def class_members(node):
    found = {}
    for item in declared(node.body):
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            is_property = any(ast.unparse(d).split("(")[0].endswith("property") for d in item.decorator_list)
            found.setdefault(item.name, "attribute" if is_property else "method")
            for inner in ast.walk(item):
                targets = inner.targets if isinstance(inner, ast.Assign) else [getattr(inner, "target", None)]
                for target in targets if isinstance(inner, (ast.Assign, ast.AnnAssign)) else []:
                    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                        found.setdefault(target.attr, "attribute")
        for name in assigned(item):
            found.setdefault(name, "attribute")
    return found


def names(path, package):
    """Every public dotted name of one release -> its kind."""
    modules = sources(path, package)
    spaces, classes, stars = {}, {}, collections.defaultdict(list)
    for module, (tree, is_package) in modules.items():
        space = spaces[module] = {}
        parts = module.split(".")
        for node in declared(tree.body):
            if isinstance(node, ast.ClassDef):
                space[node.name] = ("class", f"{module}.{node.name}")
                classes[f"{module}.{node.name}"] = (module, node)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                space[node.name] = ("function", None)
                if node.name == "__getattr__":
                    # Names that only this function still gives: deprecated ones.
                    for inner in ast.walk(node):
                        if isinstance(inner, ast.Compare):
                            for value in ast.walk(inner):
                                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                                    space.setdefault(value.value, ("data", None))
            elif isinstance(node, ast.ImportFrom):
                keep = len(parts) - node.level + (1 if is_package else 0)
                base = ".".join([*(parts[:keep] if node.level else []), *filter(None, [node.module])])
                for alias in node.names:
                    if alias.name == "*":
                        stars[module].append(base)
                        continue
                    # Re-exports are what a package's `__init__` imports and `import x as x`; any other import is the
                    # module's own business.
                    is_export = is_package or alias.asname == alias.name
                    space[alias.asname or alias.name] = ("import" if is_export else "hidden", f"{base}.{alias.name}")
            for name in assigned(node):
                space[name] = ("data", None)
                if name == "all_by_module" and isinstance(node.value, ast.Dict):
                    for key, value in zip(node.value.keys, node.value.values):
                        for item in value.elts:
                            space[item.value] = ("import", f"{key.value}.{item.value}")

    def lookup(dotted, depth=0):
        """(kind, defining name) of a dotted name, through imports."""
        module, _, name = dotted.rpartition(".")
        if dotted in modules:
            return ("module", None)
        kind, target = spaces.get(module, {}).get(name, (None, None))
        if kind in ("import", "hidden") and depth < 12:
            found = lookup(target, depth + 1)
            # From elsewhere, like the standard library: no name of this package.
            return found if found[0] else ("data", None) if target.split(".")[0] != package and kind == "import" else found
        if kind is None and depth < 12:
            for star in stars.get(module, []):
                found = lookup(f"{star}.{name}", depth + 1)
                if found[0]:
                    return found
        return (kind, target)

    def members(real, depth=0):
        module, node = classes[real]
        found = {}
        for base in node.bases:
            text = ast.unparse(base)
            target = lookup(f"{module}.{text}") if "." not in text else (None, None)
            if target[0] == "class" and target[1] in classes and depth < 12:
                found.update(members(target[1], depth + 1))
        found.update(class_members(node))
        return found

    def visible(module, depth=0):
        found = {name for name, (kind, _) in spaces.get(module, {}).items() if kind != "hidden"}
        for star in stars.get(module, []) if depth < 5 else []:
            found |= visible(star, depth + 1)
        return found

    result = {}
    for module in modules:
        result[module] = "module"
        for name in visible(module):
            kind, real = lookup(f"{module}.{name}")
            if kind is None:
                continue
            result[f"{module}.{name}"] = kind
            if kind == "class" and real in classes:
                for member, member_kind in members(real).items():
                    result[f"{module}.{name}.{member}"] = member_kind
    result.update(tables(modules))
    return {name: kind for name, kind in result.items() if not any(part.startswith("_") for part in name.split("."))}


def tables(modules):
    """Configuration keys, filters and tests: the keys of the dictionaries that hold them."""
    found = {}
    for module, table, name, kind in [
        ("flask.app", "default_config", "flask.config:{}", "config"),
        ("jinja2.filters", "FILTERS", "jinja:filter.{}", "filter"),
        ("jinja2.tests", "TESTS", "jinja:test.{}", "test"),
    ]:
        for node in ast.walk(modules[module][0]) if module in modules else []:
            if table in assigned(node):
                for inner in ast.walk(node.value):
                    for key in inner.keys if isinstance(inner, ast.Dict) else []:
                        found[name.format(key.value)] = kind
    return found


def history(folder):
    rows = {}
    for distribution, (package, versions) in RELEASES.items():
        versions = versions.split()
        releases = [names(archive(distribution, version, folder), package) for version in versions]
        for name in sorted(set().union(*releases)):
            there = [name in release for release in releases]
            last = len(there) - 1 - there[::-1].index(True)
            first = last
            while first > 0 and there[first - 1]:
                first -= 1
            since = versions[first] if first else ""
            removed = versions[last + 1] if last + 1 < len(versions) else ""
            if since or removed:
                rows[name] = (releases[last][name], since, removed)
    # What came and went with its class or module says nothing of its own.
    return {name: row for name, row in rows.items() if rows.get(name.rpartition(".")[0], ("",))[1:] != row[1:]}


def main():
    with tempfile.TemporaryDirectory() as scratch:
        rows = history(sys.argv[2] if len(sys.argv) > 2 else scratch)
    with open(sys.argv[1], "w", encoding="utf8") as out:
        for name, row in sorted(rows.items()):
            out.write("\t".join([name, *row]) + "\n")
    print(len(rows), "names")


if __name__ == "__main__":
    main()
