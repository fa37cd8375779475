"""Decides whether a name in `symbols` exists in the installed versions: `fault_of(name)` is None or a sentence.

What libraries know is asked of them: attributes by import, configuration keys from their source, tags from Jinja's parser,
commands from Click.
"""

import ast
import functools
import importlib
import inspect
import re
import textwrap
import threading
from pathlib import Path

# Imported here, once and in one thread: when threads import packages of the same family side by side, Python now and then ends
# with KeyError: 'werkzeug' or _DeadlockError.
import click
import flask
import flask.cli
import flask_login
import flask_migrate
import flask_migrate.cli
import flask_restful
import flask_socketio
import flask_sqlalchemy
import flask_wtf
import jinja2.parser
import jinja2.runtime
import werkzeug  # noqa: F401

# What is imported by name, and ast.parse, which Python 3.11 does not let two threads do at a time.
ONE_AT_A_TIME = threading.RLock()

EXTENSIONS = ["flask_sqlalchemy", "flask_migrate", "flask_wtf", "flask_login", "flask_restful", "flask_socketio"]
# A proxy stands for an object that exists only in a context: its attributes are those of this class.
PROXIES = {
    "flask.request": "flask.Request", "flask.session": "flask.sessions.SecureCookieSession", "flask.g": "flask.ctx._AppCtxGlobals",
    "flask.current_app": "flask.Flask", "flask_login.current_user": "flask_login.UserMixin",
}


def fault_of(name):
    space, colon, rest = name.partition(":")
    if not colon:
        return None if _resolves(name) else f"nothing is called {name}"
    if space == "flask.config":
        return None if rest in config_keys() else f"neither Flask nor its extensions know a configuration key {rest}"
    if space == "env":
        return None if rest in environment_names() else f"Flask reads no environment variable {rest}"
    if space == "cli":
        return command_fault(rest.split(), whole=False)
    if space == "jinja":
        kind, _, item = rest.partition(".")
        known = jinja_names().get(kind)
        if known is None:
            return f"jinja:{kind}. is none of {', '.join(jinja_names())}"
        return None if item in known else f"Jinja in a Flask app has no {kind} {item}"
    return f"no name begins with {space}:"


@functools.cache
def app():
    """An app with every extension on it, never served."""
    made = flask.Flask("proof")
    made.config.update(SECRET_KEY="proof", SQLALCHEMY_DATABASE_URI="sqlite://")
    database = flask_sqlalchemy.SQLAlchemy(made)
    flask_migrate.Migrate(made, database)
    flask_wtf.CSRFProtect(made)
    flask_login.LoginManager(made).user_loader(lambda identifier: None)
    flask_restful.Api(made)
    flask_socketio.SocketIO(made, async_mode="threading")
    return made


@functools.cache
def config_keys():
    keys = set(app().config)
    for module in EXTENSIONS:
        folder = Path(importlib.import_module(module).__file__).parent
        for file in folder.rglob("*.py"):
            for line in file.read_text(encoding="utf-8").splitlines():
                if "config" in line.lower():
                    keys |= set(re.findall(r"""["']([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)["']""", line))
                keys |= set(re.findall(r"""["'`]((?:WTF|RECAPTCHA|SQLALCHEMY|REMEMBER_COOKIE)_[A-Z0-9_]+)["'`]""", line))
    return keys


@functools.cache
def environment_names():
    folder = Path(flask.__file__).parent
    read = {name for file in folder.glob("*.py") for name in re.findall(r"""["'](FLASK_[A-Z_]+)["']""", file.read_text())}
    for name, command in flask_commands().commands.items():
        read |= {f"FLASK_{name}_{option.name}".upper() for option in command.params}
    return read | {"WERKZEUG_RUN_MAIN", "WERKZEUG_DEBUG_PIN", "FLASK_SQLALCHEMY_DATABASE_URI"}


@functools.cache
def jinja_names():
    environment = app().jinja_env
    tags = set(jinja2.parser._statement_keywords) | {"call", "filter", "raw", "elif", "else"}
    tags |= {tag for extension in environment.extensions.values() for tag in extension.tags}
    with app().test_request_context():
        context = {}
        app().update_template_context(context)
    return {
        "tag": tags - {"print"}, "filter": set(environment.filters), "test": set(environment.tests),
        "global": set(environment.globals) | set(context) | {"self", "super", "loop", "caller"},
        "loop": {n for n in dir(jinja2.runtime.LoopContext) if not n.startswith("_")},
    }


def _resolves(name):
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in PROXIES and length < len(parts):
            return _resolves(".".join([PROXIES[prefix], *parts[length:]]))
    for length in range(len(parts), 0, -1):
        try:
            with ONE_AT_A_TIME:
                thing = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        return _has(thing, parts[length:])
    return False


def _has(thing, rest):
    if not rest:
        return True
    first, *more = rest
    try:
        static = inspect.getattr_static(thing, first, None)
        if static is not None and isinstance(thing, type) and not more:
            return True
        return _has(getattr(thing, first), more)
    except AttributeError:
        return isinstance(thing, type) and not more and (first in _instance_names(thing) or _on_an_instance(thing, first))
    except (RuntimeError, ValueError):
        return not more


def _instance_names(made_by):
    """What the annotations of a class and the assignments to `self` in its methods name."""
    names = set()
    for parent in made_by.__mro__:
        names |= set(getattr(parent, "__annotations__", {}))
        try:
            with ONE_AT_A_TIME:    # inspect.getsource parses, too
                tree = ast.parse(textwrap.dedent(inspect.getsource(parent)))
        except (OSError, TypeError, SyntaxError):
            continue
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                  and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self"}
    return names


def _on_an_instance(made_by, name):
    """Attributes that a class hands on from elsewhere, as SQLAlchemy's from the sqlalchemy package."""
    instances = {flask_sqlalchemy.SQLAlchemy: lambda: app().extensions["sqlalchemy"]}
    return made_by in instances and hasattr(instances[made_by](), name)


@functools.cache
def flask_commands():
    group = flask.cli.FlaskGroup(add_version_option=True)
    group.add_command(flask_migrate.cli.db)
    return group


def command_fault(words, whole=True, own=()):
    """What is wrong with a command line, given as words. Unless `whole`, required arguments may be missing. `own` are names of
    further `flask` commands, those that the reader's app defines."""
    program, *rest = words
    if program == "flask":
        return _flask_fault(rest, own)
    with ONE_AT_A_TIME:    # both import what they ask
        if program == "gunicorn":
            return _gunicorn_fault(rest)
        if program in {"pip", "pip3"}:
            return _pip_fault(rest)
    return None if whole else f"only flask, gunicorn and pip commands are names, not {program}"


def _flask_fault(words, own):
    command, path = flask_commands(), "flask"
    words = list(words)
    while words:
        word = words.pop(0)
        if word.startswith("-") and word != "-":
            option, equals, _ = word.partition("=") if word.startswith("--") else (word[:2], word[2:], "")
            known = {name: p for p in command.params for name in [*p.opts, *p.secondary_opts]} | {"--help": None}
            if option not in known:
                return f"`{path}` has no option {option}"
            parameter = known[option]
            if parameter is not None and not parameter.is_flag and not parameter.count and not equals and words:
                words.pop(0)
        elif isinstance(command, click.Group):
            if word in own:
                return None
            if word not in command.commands:
                return f"`{path}` has no command {word}"
            command, path = command.commands[word], f"{path} {word}"
    return None


def _gunicorn_fault(words):
    import gunicorn.config
    import gunicorn.workers

    settings = {name: s for s in gunicorn.config.KNOWN_SETTINGS for name in s.cli or []}
    for word, value in zip(words, [*words[1:], ""]):
        if word.startswith("-"):
            option, _, attached = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
            if option not in settings and option not in {"-h", "--help", "-v", "--version"}:
                return f"gunicorn has no option {option}"
            if option in {"-k", "--worker-class"}:
                kind = attached or value
                if kind not in gunicorn.workers.SUPPORTED_WORKERS and "." not in kind:
                    return f"gunicorn has no worker class {kind}"
    return None


def _pip_fault(words):
    from pip._internal.commands import commands_dict, create_command

    general = {"--version", "-V", "--help", "-h", "-v", "-q", "--quiet", "--verbose", "--disable-pip-version-check"}
    named = [word for word in words if not word.startswith("-")]
    if not named:
        return None if all(w in general for w in words) else f"pip has no option {words[0]}"
    if named[0] not in commands_dict:
        return f"pip has no command {named[0]}"
    parser = create_command(named[0]).parser
    for word in words:
        option = word.partition("=")[0] if word.startswith("--") else word[:2]
        if word.startswith("-") and option not in general and not parser.has_option(option):
            return f"`pip {named[0]}` has no option {option}"
    return None
