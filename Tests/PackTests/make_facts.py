#!/usr/bin/env python3
"""Write the type facts of the Flask pack: what is what, which class a call gives, which names moved or went away.

    python Tests/PackTests/make_facts.py Sources/Packs/flask/facts.tsv

Runs with the interpreter that has Flask and the extensions installed (see requirements.txt); `name-history.tsv` beside
this file says which release brought and which took away a name. One row a name, sorted by bytes, four to seven columns:
name, kind, type, more, since, removed, instead.

kind   module, class, function, method, attribute (also properties), data, proxy, forwarded, silent (known to the
       reader, never shown), alias (type = the public name), parameter (of a function, worth a hint by itself; type =
       the name that explains it), config, tag, filter, test, global, loop; package (a
       row `package:flask` whose type is the distribution's name and whose more is the version described)
type   `flask.Flask` an instance, `<flask.Flask` the class itself, `[x` something that yields x, `(x` something that
       gives x to `with … as`, `m{x` a mapping m whose values are x, `self` the receiver's class, `%` what was passed
       as first argument (decorators); for a class its bases in method resolution order, blank-separated
more   `object` on a class whose instances are worth a hint by themselves; else the defining name
since  the release that brought the name, empty where the oldest one looked at has it
removed  the release that took it away (a removed class is shown as the first of its bases, its members as those of the
       first base that has them; an alias that is gone still leads to what took its place)
instead  what to use in place of a removed name, Markdown
"""

import ast
import importlib
import importlib.metadata
import inspect
import os
import pkgutil
import sys
import types
import warnings

warnings.simplefilter("ignore")

PACKAGES = [
    "flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker", "flask_wtf", "wtforms", "flask_login",
    "flask_sqlalchemy", "flask_migrate", "flask_restful", "flask_socketio",
]  # fmt: skip
SKIPPED = {"flask.__main__", "wtforms.ext", "flask_migrate.templates"}

# Classes whose instances a reader calls by a name of their own: the app, a blueprint, an extension object.
OBJECTS = """
flask.Flask flask.Blueprint flask_sqlalchemy.SQLAlchemy flask_migrate.Migrate flask_login.LoginManager flask_restful.Api
flask_restful.reqparse.RequestParser flask_socketio.SocketIO flask_wtf.CSRFProtect flask.cli.AppGroup
""".split()

# What annotations do not say, by hand: name, kind (or - to keep it), type.
SAID = """
flask.current_app proxy flask.Flask
flask.g proxy flask.ctx._AppCtxGlobals
flask.request proxy flask.Request
flask.session proxy flask.sessions.SessionMixin
flask.globals.app_ctx proxy flask.ctx.AppContext
flask.globals.request_ctx proxy flask.ctx.RequestContext
flask_login.current_user proxy flask_login.UserMixin
flask.Flask.config attribute flask.Config
flask.Flask.cli attribute flask.cli.AppGroup
flask.Flask.test_client - flask.testing.FlaskClient
flask.Flask.test_cli_runner - flask.testing.FlaskCliRunner
flask.sansio.app.App.config attribute flask.Config
flask.sansio.scaffold.Scaffold.cli attribute flask.cli.AppGroup
flask.sansio.scaffold.Scaffold.route - %
flask.sansio.app.App.url_map attribute werkzeug.routing.Map
flask.Flask.make_response - flask.Response
flask.make_response - flask.Response
flask.redirect - flask.Response
flask.jsonify - flask.Response
flask.json.jsonify - flask.Response
flask.send_file - flask.Response
flask.send_from_directory - flask.Response
flask.cli.with_appcontext - %
flask.testing.FlaskClient.session_transaction - (flask.sessions.SessionMixin
flask.testing.FlaskClient.open - werkzeug.test.TestResponse
werkzeug.test.Client.open - werkzeug.test.TestResponse
werkzeug.test.Client.get - werkzeug.test.TestResponse
werkzeug.test.Client.post - werkzeug.test.TestResponse
werkzeug.test.Client.put - werkzeug.test.TestResponse
werkzeug.test.Client.patch - werkzeug.test.TestResponse
werkzeug.test.Client.delete - werkzeug.test.TestResponse
werkzeug.test.Client.head - werkzeug.test.TestResponse
werkzeug.test.Client.options - werkzeug.test.TestResponse
werkzeug.Client.open - werkzeug.test.TestResponse
werkzeug.Client.get - werkzeug.test.TestResponse
werkzeug.Client.post - werkzeug.test.TestResponse
werkzeug.Client.put - werkzeug.test.TestResponse
werkzeug.Client.patch - werkzeug.test.TestResponse
werkzeug.Client.delete - werkzeug.test.TestResponse
werkzeug.Client.head - werkzeug.test.TestResponse
werkzeug.Client.options - werkzeug.test.TestResponse
werkzeug.sansio.request.Request.args attribute werkzeug.datastructures.ImmutableMultiDict
werkzeug.Request.form - werkzeug.datastructures.ImmutableMultiDict
werkzeug.Request.values - werkzeug.datastructures.CombinedMultiDict
werkzeug.Request.files - werkzeug.datastructures.ImmutableMultiDict{werkzeug.datastructures.FileStorage
werkzeug.sansio.request.Request.cookies - werkzeug.datastructures.ImmutableMultiDict
werkzeug.sansio.request.Request.headers attribute werkzeug.datastructures.Headers
werkzeug.sansio.response.Response.headers attribute werkzeug.datastructures.Headers
flask_sqlalchemy.SQLAlchemy.Model attribute <flask_sqlalchemy.model.Model
flask_sqlalchemy.SQLAlchemy.Query attribute <flask_sqlalchemy.query.Query
flask_sqlalchemy.SQLAlchemy.paginate - flask_sqlalchemy.pagination.Pagination
flask_sqlalchemy.model.Model.query attribute flask_sqlalchemy.query.Query
flask_sqlalchemy.query.Query.paginate - flask_sqlalchemy.pagination.Pagination
flask_sqlalchemy.SQLAlchemy.metadata attribute ?
flask_sqlalchemy.SQLAlchemy.session attribute flask_sqlalchemy.session.scoped
flask_sqlalchemy.session.scoped class object
flask_sqlalchemy.session.scoped.query silent flask_sqlalchemy.query.Query
flask_login.login_required - %
flask_login.fresh_login_required - %
flask_login.LoginManager.user_loader - %
flask_login.LoginManager.request_loader - %
flask_login.LoginManager.unauthorized_handler - %
flask_restful.reqparse.RequestParser.copy - flask_restful.reqparse.RequestParser
flask_socketio.SocketIO.test_client - flask_socketio.SocketIOTestClient
flask_socketio.SocketIO.on - %
flask_wtf.CSRFProtect.exempt - %
wtforms.Form.errors attribute ?
wtforms.Form.data attribute ?
wtforms.Field.data attribute ?
wtforms.fields.core.UnboundField silent ?
click.command - ?
click.group - ?
"""

QUERY_STEPS = """
filter filter_by order_by join outerjoin options limit offset distinct group_by having with_entities union union_all
select_from reset_joinpoint enable_eagerloads execution_options add_columns populate_existing
""".split()

# Parameters worth a hint by themselves, and which name explains them where it is not the function's own.
RULE = "defaults endpoint=flask.Request.endpoint strict_slashes=werkzeug.routing.Rule.strict_slashes subdomain=flask.Flask.subdomain_matching"
PARAMETERS = f"""
flask.Flask instance_relative_config=flask.Flask.instance_path
flask.Flask.run debug=flask.Flask.debug host port ssl_context=werkzeug.serving.make_ssl_devcert use_reloader=werkzeug.serving.is_running_from_reloader
flask.redirect code
flask.sansio.app.App.add_url_rule {RULE}
flask.sansio.blueprints.Blueprint.add_url_rule {RULE}
flask.sansio.scaffold.Scaffold.add_url_rule {RULE}
flask.sansio.scaffold.Scaffold.delete {RULE}
flask.sansio.scaffold.Scaffold.get {RULE}
flask.sansio.scaffold.Scaffold.patch {RULE}
flask.sansio.scaffold.Scaffold.post {RULE}
flask.sansio.scaffold.Scaffold.put {RULE}
flask.sansio.scaffold.Scaffold.route {RULE}
flask.send_file as_attachment download_name
flask.url_for _anchor _external
flask_login.login_user duration=flask.config:REMEMBER_COOKIE_DURATION remember=flask.config:REMEMBER_COOKIE_DURATION
flask_sqlalchemy.SQLAlchemy.paginate error_out max_per_page page per_page
flask_sqlalchemy.query.Query.paginate error_out max_per_page page per_page
werkzeug.sansio.response.Response.set_cookie expires httponly max_age samesite secure
"""

# Names of older releases, so that old code is understood: name, kind it had, type, gone since.
REMOVED = """
flask.ext module ? 1.0
flask._request_ctx_stack data ? 2.4
flask._app_ctx_stack data ? 2.4
flask.globals._request_ctx_stack data ? 2.4
flask.globals._app_ctx_stack data ? 2.4
flask.json_available data ? 1.0
flask.signals.signals_available data ? 3.0
flask.signals_available data ? 3.0
flask.helpers.total_seconds function ? 2.1
flask.helpers._endpoint_from_view_func function ? 2.2
flask.json.JSONEncoder class ? 2.3
flask.json.JSONDecoder class ? 2.3
flask.json.htmlsafe_dumps function ? 2.3
flask.json.htmlsafe_dump function ? 2.3
flask.Flask.before_first_request method % 2.3
flask.Blueprint.before_app_first_request method % 2.3
flask.Flask.json_encoder attribute ? 2.3
flask.Flask.json_decoder attribute ? 2.3
flask.Blueprint.json_encoder attribute ? 2.3
flask.Blueprint.json_decoder attribute ? 2.3
flask.Flask.env attribute ? 2.3
flask.Flask.propagate_exceptions attribute ? 2.3
flask.Flask.session_cookie_name attribute ? 2.3
flask.Flask.send_file_max_age_default attribute ? 2.3
flask.Flask.use_x_sendfile attribute ? 2.3
flask.Flask.templates_auto_reload attribute ? 2.3
flask.Flask.before_first_request_funcs attribute ? 2.3
flask.Flask.try_trigger_before_first_request_functions method ? 2.3
flask.Flask.error_handlers attribute ? 1.0
flask.Flask.logger_name attribute ? 1.0
flask.Flask.init_jinja_globals method ? 1.0
flask.Flask.open_session method ? 1.0
flask.Flask.save_session method ? 1.0
flask.Flask.make_null_session method ? 1.0
flask.Flask.request_globals_class attribute ? 1.0
flask.Module class ? 1.0
flask.Request.module attribute ? 1.0
flask.Request.is_xhr attribute ? 1.0
flask.Request.is_behind_proxy attribute ? 1.0
flask.Request.blueprint_name attribute ? 1.0
flask.Config.from_json method ? 3.0
flask.cli.pass_script_info data ? 3.0
werkzeug.url_quote function ? 1.0
werkzeug.url_encode function ? 1.0
werkzeug.security.safe_str_cmp function ? 2.1
werkzeug.security.pbkdf2_hex function ? 2.1
werkzeug.urls.url_quote function ? 3.0
werkzeug.urls.url_quote_plus function ? 3.0
werkzeug.urls.url_unquote function ? 3.0
werkzeug.urls.url_encode function ? 3.0
werkzeug.urls.url_decode function ? 3.0
werkzeug.urls.url_parse function ? 3.0
werkzeug.urls.url_join function ? 3.0
werkzeug.urls.url_fix function ? 3.0
werkzeug.urls.url_unparse function ? 3.0
werkzeug.utils.escape function ? 2.1
werkzeug.utils.unescape function ? 2.1
werkzeug.wrappers.BaseRequest class werkzeug.Request 2.1
werkzeug.wrappers.BaseResponse class werkzeug.Response 2.1
werkzeug.wrappers.AcceptMixin class ? 2.1
werkzeug.wrappers.ETagRequestMixin class ? 2.1
werkzeug.wrappers.CommonResponseDescriptorsMixin class ? 2.1
werkzeug.contrib module ? 1.0
werkzeug.contrib.fixers module ? 1.0
werkzeug.contrib.cache module ? 1.0
werkzeug.contrib.cache.SimpleCache class ? 1.0
werkzeug.contrib.cache.MemcachedCache class ? 1.0
werkzeug.contrib.cache.FileSystemCache class ? 1.0
werkzeug.contrib.cache.RedisCache class ? 1.0
werkzeug.contrib.atom module ? 1.0
werkzeug.contrib.atom.AtomFeed class ? 1.0
werkzeug.contrib.profiler module ? 1.0
werkzeug.contrib.securecookie module ? 1.0
werkzeug.contrib.securecookie.SecureCookie class ? 1.0
werkzeug.contrib.iterio module ? 1.0
itsdangerous.TimedJSONWebSignatureSerializer class ? 2.1
itsdangerous.JSONWebSignatureSerializer class ? 2.1
flask_wtf.html5 module ? 1.0
flask_wtf.Form class wtforms.Form+flask_wtf.FlaskForm 1.0
werkzeug.serving.run_with_reloader function ? 2.1
flask_sqlalchemy.SQLAlchemy.app attribute flask.Flask 3.0
flask_sqlalchemy.SQLAlchemy.create_scoped_session method ? 3.0
flask_sqlalchemy.SQLAlchemy.create_session method ? 3.0
flask_sqlalchemy.SQLAlchemy.get_app method flask.Flask 3.0
flask_sqlalchemy.SQLAlchemy.get_tables_for_bind method ? 3.0
flask_migrate.MigrateCommand data ? 3.0
flask_login.LoginManager.header_loader method % 0.7
flask_login.LoginManager.token_loader method % 0.4
flask_login.LoginManager.setup_app method ? 0.6
flask_login.LoginManager.reload_user method ? 0.5
wtforms.fields.html5 module ? 3.0
wtforms.ext.sqlalchemy module ? 3.0
wtforms.ext.sqlalchemy.fields module ? 3.0
wtforms.ext.sqlalchemy.fields.QuerySelectField class ? 3.0
wtforms.ext.sqlalchemy.orm module ? 3.0
wtforms.ext.sqlalchemy.orm.model_form function ? 3.0
"""

# Names that live elsewhere now: old name, new name, gone from the old place since.
MOVED = """
flask.Markup markupsafe.Markup 3.0
flask.escape markupsafe.escape 3.0
flask.safe_join werkzeug.security.safe_join 2.1
flask.helpers.safe_join werkzeug.security.safe_join 2.1
flask.helpers.locked_cached_property werkzeug.utils.cached_property 3.0
werkzeug.cached_property werkzeug.utils.cached_property 1.0
werkzeug.secure_filename werkzeug.utils.secure_filename 1.0
werkzeug.generate_password_hash werkzeug.security.generate_password_hash 1.0
werkzeug.check_password_hash werkzeug.security.check_password_hash 1.0
werkzeug.import_string werkzeug.utils.import_string 1.0
werkzeug.redirect werkzeug.utils.redirect 1.0
werkzeug.abort werkzeug.exceptions.abort 1.0
werkzeug.Local werkzeug.local.Local 1.0
werkzeug.LocalStack werkzeug.local.LocalStack 1.0
werkzeug.LocalProxy werkzeug.local.LocalProxy 1.0
werkzeug.Headers werkzeug.datastructures.Headers 1.0
werkzeug.MultiDict werkzeug.datastructures.MultiDict 1.0
werkzeug.ImmutableMultiDict werkzeug.datastructures.ImmutableMultiDict 1.0
werkzeug.FileStorage werkzeug.datastructures.FileStorage 1.0
werkzeug.contrib.fixers.ProxyFix werkzeug.middleware.proxy_fix.ProxyFix 1.0
werkzeug.contrib.profiler.ProfilerMiddleware werkzeug.middleware.profiler.ProfilerMiddleware 1.0
werkzeug.wsgi.DispatcherMiddleware werkzeug.middleware.dispatcher.DispatcherMiddleware 1.0
werkzeug.wsgi.SharedDataMiddleware werkzeug.middleware.shared_data.SharedDataMiddleware 1.0
jinja2.Markup markupsafe.Markup 3.1
jinja2.escape markupsafe.escape 3.1
jinja2.contextfilter jinja2.pass_context 3.1
jinja2.contextfunction jinja2.pass_context 3.1
jinja2.environmentfilter jinja2.pass_environment 3.1
jinja2.environmentfunction jinja2.pass_environment 3.1
jinja2.evalcontextfilter jinja2.pass_eval_context 3.1
jinja2.evalcontextfunction jinja2.pass_eval_context 3.1
flask_wtf.CsrfProtect flask_wtf.CSRFProtect 1.0
flask_wtf.csrf.CsrfProtect flask_wtf.CSRFProtect 1.0
flask_sqlalchemy.BaseQuery flask_sqlalchemy.query.Query 3.0
flask_sqlalchemy.Model flask_sqlalchemy.model.Model 3.0
flask_sqlalchemy.Pagination flask_sqlalchemy.pagination.Pagination 3.0
flask_sqlalchemy.SignallingSession flask_sqlalchemy.session.Session 3.0
flask_sqlalchemy.get_debug_queries flask_sqlalchemy.record_queries.get_recorded_queries 3.0
flask_sqlalchemy.models_committed flask_sqlalchemy.track_modifications.models_committed 3.0
flask_sqlalchemy.before_models_committed flask_sqlalchemy.track_modifications.before_models_committed 3.0
wtforms.TextField wtforms.StringField 3.0
wtforms.fields.TextField wtforms.StringField 3.0
wtforms.validators.Required wtforms.validators.DataRequired 3.0
wtforms.validators.required wtforms.validators.DataRequired 3.0
wtforms.fields.html5.EmailField wtforms.EmailField 3.0
wtforms.fields.html5.DateField wtforms.DateField 3.0
wtforms.fields.html5.URLField wtforms.URLField 3.0
wtforms.fields.html5.TelField wtforms.TelField 3.0
wtforms.fields.html5.SearchField wtforms.SearchField 3.0
wtforms.fields.html5.IntegerField wtforms.IntegerField 3.0
wtforms.fields.html5.DecimalField wtforms.DecimalField 3.0
wtforms.fields.html5.DateTimeField wtforms.DateTimeField 3.0
wtforms.fields.html5.DateTimeLocalField wtforms.DateTimeLocalField 3.0
wtforms.fields.html5.IntegerRangeField wtforms.IntegerRangeField 3.0
"""

# What to use in place of a name that is gone and did not merely move.
INSTEAD = """
flask.Flask.before_first_request run the code where the app is made
flask.Flask.before_first_request_funcs run the code where the app is made
flask.Flask.try_trigger_before_first_request_functions run the code where the app is made
flask.Blueprint.before_app_first_request run the code where the app is made, or in `Blueprint.record_once`
flask.json.JSONEncoder `flask.json.provider.DefaultJSONProvider`
flask.json.JSONDecoder `flask.json.provider.DefaultJSONProvider`
flask.Flask.json_encoder `Flask.json_provider_class`
flask.Flask.json_decoder `Flask.json_provider_class`
flask.Blueprint.json_encoder `Flask.json_provider_class`
flask.Blueprint.json_decoder `Flask.json_provider_class`
flask.json.htmlsafe_dumps `jinja2.utils.htmlsafe_json_dumps`
flask._request_ctx_stack `flask.g`, or `flask.globals.request_ctx`
flask._app_ctx_stack `flask.g`, or `flask.globals.app_ctx`
flask.globals._request_ctx_stack `flask.g`, or `flask.globals.request_ctx`
flask.globals._app_ctx_stack `flask.g`, or `flask.globals.app_ctx`
flask.signals_available nothing: signals are always there
flask.signals.signals_available nothing: signals are always there
flask.Flask.env `Flask.debug`
flask.config:ENV `DEBUG`
env:FLASK_ENV `FLASK_DEBUG`
flask.Flask.propagate_exceptions `config["PROPAGATE_EXCEPTIONS"]`
flask.Flask.session_cookie_name `config["SESSION_COOKIE_NAME"]`
flask.Flask.send_file_max_age_default `config["SEND_FILE_MAX_AGE_DEFAULT"]`
flask.Flask.use_x_sendfile `config["USE_X_SENDFILE"]`
flask.Flask.templates_auto_reload `config["TEMPLATES_AUTO_RELOAD"]`
flask.config:JSON_AS_ASCII `app.json.ensure_ascii`
flask.config:JSON_SORT_KEYS `app.json.sort_keys`
flask.config:JSONIFY_MIMETYPE `app.json.mimetype`
flask.config:JSONIFY_PRETTYPRINT_REGULAR `app.json.compact`
flask.Config.from_json `Config.from_file(name, load=json.load)`
flask.Request.is_xhr nothing: look at the header your own scripts send
flask.Module `flask.Blueprint`
werkzeug.security.safe_str_cmp `hmac.compare_digest`
werkzeug.security.pbkdf2_hex `hashlib.pbkdf2_hmac`
werkzeug.urls.url_quote `urllib.parse.quote`
werkzeug.urls.url_quote_plus `urllib.parse.quote_plus`
werkzeug.urls.url_unquote `urllib.parse.unquote`
werkzeug.urls.url_unquote_plus `urllib.parse.unquote_plus`
werkzeug.urls.url_encode `urllib.parse.urlencode`
werkzeug.urls.url_decode `urllib.parse.parse_qs`
werkzeug.urls.url_parse `urllib.parse.urlsplit`
werkzeug.urls.url_join `urllib.parse.urljoin`
werkzeug.urls.url_unparse `urllib.parse.urlunsplit`
werkzeug.url_quote `urllib.parse.quote`
werkzeug.url_encode `urllib.parse.urlencode`
werkzeug.utils.escape `markupsafe.escape`
itsdangerous.TimedJSONWebSignatureSerializer a JWT library, such as Authlib
itsdangerous.JSONWebSignatureSerializer a JWT library, such as Authlib
werkzeug.contrib.cache Cachelib
flask_sqlalchemy.SQLAlchemy.get_app `flask.current_app`
flask_migrate.MigrateCommand `flask db`
flask_login.LoginManager.token_loader `LoginManager.request_loader`
flask.config:SQLALCHEMY_COMMIT_ON_TEARDOWN `db.session.commit()`
flask.config:SQLALCHEMY_POOL_SIZE `SQLALCHEMY_ENGINE_OPTIONS`
flask.config:SQLALCHEMY_POOL_TIMEOUT `SQLALCHEMY_ENGINE_OPTIONS`
flask.config:SQLALCHEMY_POOL_RECYCLE `SQLALCHEMY_ENGINE_OPTIONS`
flask.config:SQLALCHEMY_MAX_OVERFLOW `SQLALCHEMY_ENGINE_OPTIONS`
"""

DISTRIBUTIONS = {
    "flask": "Flask", "werkzeug": "Werkzeug", "jinja2": "Jinja2", "markupsafe": "MarkupSafe", "itsdangerous": "itsdangerous",
    "click": "click", "blinker": "blinker", "flask_wtf": "Flask-WTF", "wtforms": "WTForms", "flask_login": "Flask-Login",
    "flask_sqlalchemy": "Flask-SQLAlchemy", "flask_migrate": "Flask-Migrate", "flask_restful": "Flask-RESTful",
    "flask_socketio": "Flask-SocketIO",
}  # fmt: skip

# Modules whose names nobody should have used.
INNER = tuple(
    """flask_migrate.templates jinja2.asyncfilters jinja2.asyncsupport jinja2.compiler jinja2.nodes jinja2.optimizer
    jinja2.visitor jinja2.idtracking jinja2.lexer jinja2.parser werkzeug.debug.tbtools werkzeug.useragents
    werkzeug.posixemulation werkzeug.websocket flask.exthook werkzeug.contrib.lint""".split()
)

JINJA_TAGS = {
    "autoescape": "endautoescape", "block": "endblock", "break": "", "call": "endcall", "continue": "", "debug": "", "do": "",
    "extends": "", "filter": "endfilter", "for": "endfor", "from": "", "if": "endif elif", "import": "", "include": "",
    "macro": "endmacro", "raw": "endraw", "set": "endset", "trans": "endtrans pluralize", "with": "endwith",
}  # fmt: skip
LOOP = "index index0 revindex revindex0 first last length cycle depth depth0 previtem nextitem changed".split()
CONFIG_MORE = """
SQLALCHEMY_DATABASE_URI SQLALCHEMY_ENGINE_OPTIONS SQLALCHEMY_BINDS SQLALCHEMY_ECHO SQLALCHEMY_RECORD_QUERIES
SQLALCHEMY_TRACK_MODIFICATIONS WTF_CSRF_ENABLED WTF_CSRF_CHECK_DEFAULT WTF_CSRF_METHODS WTF_CSRF_FIELD_NAME WTF_CSRF_HEADERS
WTF_CSRF_TIME_LIMIT WTF_CSRF_SSL_STRICT WTF_CSRF_SECRET_KEY WTF_I18N_ENABLED RECAPTCHA_PUBLIC_KEY RECAPTCHA_PRIVATE_KEY
REMEMBER_COOKIE_NAME REMEMBER_COOKIE_DURATION REMEMBER_COOKIE_SECURE REMEMBER_COOKIE_HTTPONLY REMEMBER_COOKIE_SAMESITE
REMEMBER_COOKIE_DOMAIN REMEMBER_COOKIE_PATH REMEMBER_COOKIE_REFRESH_EACH_REQUEST LOGIN_DISABLED SESSION_PROTECTION
""".split()
ENVIRONMENT = """
FLASK_APP FLASK_DEBUG FLASK_RUN_HOST FLASK_RUN_PORT FLASK_RUN_CERT FLASK_RUN_EXTRA_FILES FLASK_RUN_FROM_CLI FLASK_SKIP_DOTENV
FLASK_ENV_FILE
""".split()
CONFIG_REMOVED = {
    "ENV": "2.3", "JSON_AS_ASCII": "2.3", "JSON_SORT_KEYS": "2.3", "JSONIFY_MIMETYPE": "2.3",
    "JSONIFY_PRETTYPRINT_REGULAR": "2.3", "PRESERVE_CONTEXT_ON_EXCEPTION": "2.3", "LOGGER_NAME": "1.0",
    "LOGGER_HANDLER_POLICY": "1.0", "SQLALCHEMY_COMMIT_ON_TEARDOWN": "3.0", "SQLALCHEMY_POOL_SIZE": "3.0",
    "SQLALCHEMY_POOL_TIMEOUT": "3.0", "SQLALCHEMY_POOL_RECYCLE": "3.0", "SQLALCHEMY_MAX_OVERFLOW": "3.0",
    "SQLALCHEMY_NATIVE_UNICODE": "3.0",
}  # fmt: skip


def loaded():
    """Every module of the packages that can be imported, by name."""
    found = {}
    for name in PACKAGES:
        module = found[name] = importlib.import_module(name)
        for entry in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
            if any(entry.name.startswith(skipped) for skipped in SKIPPED):
                continue
            try:
                found[entry.name] = importlib.import_module(entry.name)
            except BaseException:
                pass
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in PACKAGES and module is not None and "__main__" not in name:
            found.setdefault(name, module)
    return found


MODULES = loaded()
TREES = {}
for _name, _module in MODULES.items():
    try:
        TREES[_name] = ast.parse(open(_module.__file__, encoding="utf8").read())
    except Exception:
        pass


def history():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "name-history.tsv")
    with open(path, encoding="utf8") as file:
        return {name: tuple(row) for name, *row in (line.rstrip("\n").split("\t") for line in file)}


# Name -> (kind, since, removed) of every name that is not in all releases; the names that are gone, and when; new name
# -> the old ones.
HISTORY = history()
GONE, MOVED_TO = {}, {}


def top(name):
    return name.split(".")[0]


def objects():
    """Real name -> [kind, aliases, object] of every class, function, module and module-level value."""
    groups, values = {}, {}
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            if isinstance(node, ast.FunctionDef) and node in tree.body:
                # A decorator may have made something else of it: a command, an object.
                targets = [ast.Name(node.name)]
            for target in targets:
                if not isinstance(target, ast.Name) or target.id.startswith("__") or target.id not in vars(MODULES[name]):
                    continue
                value, real = vars(MODULES[name])[target.id], f"{name}.{target.id}"
                if type(value) in (int, str, bool, float, tuple, bytes, type(None), frozenset):
                    groups.setdefault(real, ["data", {real}, None])
                elif not isinstance(value, (type, types.FunctionType, types.ModuleType, types.BuiltinFunctionType)):
                    if id(value) not in values:
                        values[id(value)] = real
                        groups[real] = ["data", {real}, None]
    for name, module in MODULES.items():
        for key, value in list(vars(module).items()):
            if key.startswith("__"):
                continue
            if isinstance(value, types.ModuleType):
                if top(value.__name__) in PACKAGES:
                    groups.setdefault(value.__name__, ["module", {value.__name__}, None])[1].add(f"{name}.{key}")
            elif id(value) in values and not isinstance(value, (type, types.FunctionType)):
                groups[values[id(value)]][1].add(f"{name}.{key}")
            elif isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
                home = getattr(value, "__module__", None)
                if not home or top(home) not in PACKAGES:
                    continue
                real = f"{home}.{value.__qualname__}"
                if "<locals>" in real or "<lambda>" in real:
                    real = f"{home}.{key}"
                kind = "class" if isinstance(value, type) else "function"
                groups.setdefault(real, [kind, {real}, value])[1].add(f"{name}.{key}")
    for name in MODULES:
        groups.setdefault(name, ["module", {name}, None])
    return groups


def public_name(real, aliases):
    """The shortest public way to write it: a re-export by an ancestor package beats the defining module."""

    def rank(alias):
        parts = alias.split(".")
        return (
            top(alias) != top(real), not real.startswith(alias.rsplit(".", 1)[0] + "."), any(p[0] == "_" for p in parts),
            "sansio" in parts, parts[-1] != real.split(".")[-1], len(parts), len(alias), alias,
        )  # fmt: skip

    return min(aliases, key=rank)


GROUPS = objects()
PUBLIC, ALIAS = {}, {}
_taken = {}
for _real in sorted(GROUPS):
    _kind, _aliases, _ = GROUPS[_real]
    _name = _real if _kind == "module" else public_name(_real, _aliases)
    if _taken.setdefault(_name, _real) != _real:
        _name = _real
    PUBLIC[_real] = _name
for _real, (_, _aliases, _) in GROUPS.items():
    for _alias in _aliases | {_real}:
        ALIAS.setdefault(_alias, PUBLIC[_real])
KIND = {PUBLIC[real]: group[0] for real, group in GROUPS.items()}


def scope_of(module):
    """Local name -> dotted name, from the module's imports (also those only for type checkers) and own definitions."""
    names = {}
    package = module if hasattr(MODULES[module], "__path__") else module.rpartition(".")[0]
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom):
            base = package
            for _ in range(node.level - 1):
                base = base.rpartition(".")[0]
            source = ".".join(filter(None, [base if node.level else "", node.module]))
            for alias in node.names:
                names.setdefault(alias.asname or alias.name, f"{source}.{alias.name}")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                names.setdefault(alias.asname or top(alias.name), alias.name if alias.asname else top(alias.name))
        elif isinstance(node, ast.ClassDef):
            names[node.name] = f"{module}.{node.name}"
    return names


def type_of(node, names):
    """An annotation as a type of this file's notation, or "?"."""
    if node is None:
        return "?"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return type_of(ast.parse(node.value, mode="eval").body, names)
        except SyntaxError:
            return "?"
    if isinstance(node, ast.BinOp):
        left = type_of(node.left, names)
        return left if left != "?" else type_of(node.right, names)
    if isinstance(node, ast.Subscript):
        head = ast.unparse(node.value).split(".")[-1]
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if head in ("Optional", "ClassVar", "Annotated", "Final"):
            return type_of(inner[0], names)
        if head == "Union":
            return next((found for found in (type_of(item, names) for item in inner) if found != "?"), "?")
        found = type_of(inner[0], names)
        if head in ("list", "List", "Sequence", "Iterable", "Iterator", "Generator", "set", "frozenset"):
            return "[" + found if found != "?" and found[0] not in "[<(" else "?"
        if head in ("type", "Type"):
            return "<" + found if found != "?" and found[0] not in "[<(" else "?"
        return type_of(node.value, names)
    if isinstance(node, (ast.Name, ast.Attribute)):
        text = ast.unparse(node)
        if text.split(".")[-1] == "Self":
            return "self"
        first, _, rest = text.partition(".")
        dotted = names.get(first, first) + ("." + rest if rest else "")
        found = ALIAS.get(dotted, dotted)
        return found if KIND.get(found) == "class" else "?"
    return "?"


def wraps_context(node):
    return any("contextmanager" in ast.unparse(decorator) for decorator in node.decorator_list)


def result_of(node, names):
    found = type_of(node.returns, names)
    return "(" + found[1:] if found[0] == "[" and wraps_context(node) else found


def is_property(node):
    return any(ast.unparse(d).split("(")[0].split(".")[-1].endswith("property") for d in node.decorator_list)


def members(module, node):
    """Name -> (kind, type) of what a class body declares, including attributes set on self."""
    names, found = scope_of(module), {}

    def note(name, kind, kind_type):
        if name.startswith("_") and name not in ("__call__", "_get_current_object"):
            return
        if kind_type.endswith("property"):
            kind_type = "?"
        if name not in found or found[name][1] == "?" and kind_type != "?":
            found[name] = (found.get(name, (kind, ""))[0], kind_type)

    def declare(statements):
        for statement in statements:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                note(statement.name, "attribute" if is_property(statement) else "method", result_of(statement, names))
                assigned(statement)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                note(statement.target.id, "attribute", type_of(statement.annotation, names))
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        note(target.id, "attribute", value_type(statement.value, names))
            elif isinstance(statement, (ast.If, ast.Try)):
                declare(statement.body + statement.orelse)

    def assigned(function):
        typed = {arg.arg: type_of(arg.annotation, names) for arg in function.args.args if arg.annotation}
        for inner in ast.walk(function):
            if not isinstance(inner, (ast.Assign, ast.AnnAssign)) or inner.value is None and isinstance(inner, ast.Assign):
                continue
            for target in inner.targets if isinstance(inner, ast.Assign) else [inner.target]:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                    said = type_of(inner.annotation, names) if isinstance(inner, ast.AnnAssign) else "?"
                    if said == "?" and isinstance(inner.value, ast.Name):
                        said = typed.get(inner.value.id, "?")
                    note(target.attr, "attribute", said if said != "?" else value_type(inner.value, names))

    declare(node.body)
    return found


def value_type(node, names):
    """The type of an assigned value: a call of a class, or a class itself."""
    if isinstance(node, ast.Call):
        return type_of(node.func, names)
    found = type_of(node, names) if isinstance(node, (ast.Name, ast.Attribute)) else "?"
    return "<" + found if found != "?" else "?"


def rows():
    table = {}
    for alias, name in ALIAS.items():
        if alias != name:
            table[alias] = ("alias", name, "")
    functions = {}
    for module, tree in TREES.items():
        names = scope_of(module)
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                functions.setdefault(f"{module}.{node.name}", result_of(node, names))
    classes = {f"{m}.{n.name}": (m, n) for m, tree in TREES.items() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    for real, (kind, _, value) in sorted(GROUPS.items()):
        name = PUBLIC[real]
        more = real if real != name else ""
        if kind == "module":
            table[name] = ("module", "?", "")
        elif kind == "function":
            table[name] = ("function", functions.get(real, "?"), more)
        elif kind == "data":
            table[name] = ("data", "?", more)
        else:
            order = [f"{c.__module__}.{c.__qualname__}" for c in value.__mro__]
            order = [ALIAS.get(c, c) for c in order if top(c) in PACKAGES]
            table[name] = ("class", " ".join(dict.fromkeys([name] + order)), "object" if name in OBJECTS else more)
            declared = {}
            if real in classes:
                declared = members(*classes[real])
            for key, item in list(vars(value).items()):
                if key.startswith("_") or key in declared:
                    continue
                declared[key] = ("method" if inspect.isroutine(item) else "attribute", "?")
            for key, (member_kind, member_type) in declared.items():
                table.setdefault(f"{name}.{key}", (member_kind, member_type, ""))
    data_types(table)
    for line in SAID.split("\n"):
        if line.strip():
            name, kind, said = line.split()
            old = table.get(name, ("method", "?", ""))
            table[name] = (old[0] if kind == "-" else kind, said, old[2] if kind != "class" else "")
    table["flask_sqlalchemy.session.scoped"] = ("class", "flask_sqlalchemy.session.scoped", "")
    for step in QUERY_STEPS:
        table.setdefault(f"flask_sqlalchemy.query.Query.{step}", ("silent", "flask_sqlalchemy.query.Query", ""))
    import sqlalchemy
    import sqlalchemy.orm

    for module in (sqlalchemy, sqlalchemy.orm):
        for name in sorted(getattr(module, "__all__", None) or vars(module)):
            if not name.startswith("_") and not isinstance(getattr(module, name, None), types.ModuleType):
                table.setdefault(f"flask_sqlalchemy.SQLAlchemy.{name}", ("forwarded", "?", f"{module.__name__}.{name}"))
    for line in REMOVED.split("\n"):
        if line.strip():
            name, kind, said, version = line.split()
            said = said.replace("+", " ")
            bases = f"{name} {said}" if kind == "class" and said != "?" else name if kind == "class" else said
            if table.get(name, ("alias",))[0] == "alias":
                table[name] = (kind, bases, "")
                GONE[name] = HISTORY.get(name, ("", "", ""))[2] or version
    for line in MOVED.split("\n"):
        if line.strip():
            old, new, version = line.split()
            new = ALIAS.get(new, new)
            if new not in table:
                raise SystemExit(f"{old} is said to have moved to {new}, which is not known")
            if table.get(old, ("alias",))[0] == "alias":
                table[old] = ("alias", new, "")
                GONE[old] = HISTORY.get(old, ("", "", ""))[2] or version
                MOVED_TO.setdefault(new, []).append(old)
    # Until 0.9 Flask-WTF handed on the fields and validators of WTForms.
    for name, (kind, successor, _) in list(table.items()):
        if name.startswith(("wtforms.", "wtforms.validators.")) and kind in ("class", "alias"):
            holder, _, short = name.rpartition(".")
            if holder in ("wtforms", "wtforms.validators") and short[0].isupper():
                if table.setdefault(f"flask_wtf.{short}", ("alias", successor if kind == "alias" else name, ""))[0] == "alias":
                    GONE.setdefault(f"flask_wtf.{short}", "0.9")
    # A removed class inherits what its successors inherit.
    for name, (kind, bases, more) in list(table.items()):
        if kind == "class" and name in GONE:
            order = [name] + [b for c in bases.split()[1:] for b in table.get(c, ("", c, ""))[1].split()]
            table[name] = (kind, " ".join(dict.fromkeys(order)), more)
    for line in PARAMETERS.strip().split("\n"):
        name, *parameters = line.split()
        known = inspect.signature(pkgutil.resolve_name(name)).parameters
        is_open = any(item.kind == item.VAR_KEYWORD for item in known.values())
        for parameter in parameters:
            parameter, _, explained = parameter.partition("=")
            if parameter not in known and not is_open:
                raise SystemExit(f"{name} has no parameter called {parameter}")
            table[f"{name}.{parameter}"] = ("parameter", explained or name, "")
    templates(table)
    forgotten(table)
    for package, distribution in DISTRIBUTIONS.items():
        version = importlib.metadata.version(distribution)
        table[f"package:{package}"] = ("package", distribution, version)
    return table


def forgotten(table):
    """The other names that are gone: older spellings of what is still there, and members of what is."""
    homes = {}
    for name, (kind, _, _) in table.items():
        if kind in ("class", "function") and name not in GONE:
            homes.setdefault((top(name), name.split(".")[-1]), []).append(name)
    for name, (kind, _, removed) in sorted(HISTORY.items(), key=lambda item: item[0].count(".")):
        if not removed or name in table or ":" in name or name.startswith(INNER) or kind not in ("module", "class", "function", "method", "attribute"):
            continue
        holder, _, last = name.rpartition(".")
        if kind in ("method", "attribute"):
            holder = table[holder][1] if table.get(holder, ("",))[0] == "alias" else holder
            if table.get(holder, ("",))[0] == "class" and not any(f"{base}.{last}" in table for base in table[holder][1].split()):
                table[f"{holder}.{last}"] = (kind, "?", "")
                GONE[f"{holder}.{last}"] = removed
            continue
        found = homes.get((top(name), last), [])
        if kind != "module" and len(found) == 1:
            table[name] = ("alias", found[0], "")
        elif kind == "module" or holder in table:
            table[name] = (kind, name if kind == "class" else "?", "")
        else:
            continue
        GONE[name] = removed


def span(name):
    """(since, removed) of one spelling: its own, else its class's or module's."""
    while name:
        if name in HISTORY:
            return HISTORY[name][1:]
        name = name.rpartition(".")[0]
    return ("", "")


def order_of(version):
    return [int(part) for part in version.split(".")]


def arrivals(table):
    """Name -> the release that brought it, where that is not the oldest: the earliest of all its spellings."""
    spellings, below = {}, {}
    for real, name in PUBLIC.items():
        spellings.setdefault(name, {name}).add(real)
    for name, olds in MOVED_TO.items():
        spellings.setdefault(name, {name}).update(olds)
    for name, (kind, bases, _) in table.items():
        if kind == "class":
            for base in bases.split():
                if top(base) == top(name) and "sansio" not in name:
                    below.setdefault(base, set()).add(name)
    found = {}
    for name, (kind, _, _) in table.items():
        if name in GONE or kind in ("alias", "forwarded", "silent", "package", "parameter", "proxy"):
            continue
        names = spellings.get(name, {name})
        holder, _, last = name.rpartition(".")
        if kind in ("method", "attribute"):
            holders = spellings.get(holder, {holder}) | {s for sub in below.get(holder, ()) for s in spellings.get(sub, {sub})}
            names = {f"{spelling}.{last}" for spelling in holders}
        arrived = [span(spelling)[0] for spelling in names]
        if all(arrived):
            found[name] = min(arrived, key=order_of)
    return found


def data_types(table):
    """Signals and other values whose class is one of ours."""
    for real, (kind, _, _) in GROUPS.items():
        if kind == "data":
            module, _, key = real.rpartition(".")
            value = getattr(MODULES[module], key, None)
            try:
                name = ALIAS.get(f"{type(value).__module__}.{type(value).__qualname__}", "?")
            except Exception:
                name = "?"
            if KIND.get(name) == "class" and name != "werkzeug.local.LocalProxy":
                table[PUBLIC[real]] = ("data", name, table[PUBLIC[real]][2])


def templates(table):
    import flask
    import jinja2.defaults

    app = flask.Flask("facts")
    for key in list(app.default_config) + CONFIG_MORE:
        table[f"flask.config:{key}"] = ("config", "?", "")
    for key, version in CONFIG_REMOVED.items():
        if table.setdefault(f"flask.config:{key}", ("config", "?", "")) and key not in app.default_config:
            GONE[f"flask.config:{key}"] = HISTORY.get(f"flask.config:{key}", ("", "", ""))[2] or version
    for name in ENVIRONMENT:
        table[f"env:{name}"] = ("config", "?", "")
    table["env:FLASK_ENV"] = ("config", "?", "")
    GONE["env:FLASK_ENV"] = "2.3"
    for tag, ends in JINJA_TAGS.items():
        table[f"jinja:tag.{tag}"] = ("tag", "?", "")
        for end in ends.split():
            table[f"jinja:tag.{end}"] = ("alias", f"jinja:tag.{tag}", "")
    table["jinja:tag.else"] = ("alias", "jinja:tag.if", "")
    environment = app.jinja_env
    for name in environment.filters:
        table[f"jinja:filter.{name}"] = ("filter", "?", "")
    for name in environment.tests:
        table[f"jinja:test.{name}"] = ("test", "?", "")
    for name in jinja2.defaults.DEFAULT_NAMESPACE:
        table[f"jinja:global.{name}"] = ("global", "?", "")
    for name in ("url_for", "get_flashed_messages", "request", "session", "g"):
        table[f"jinja:global.{name}"] = ("global", f"flask.{name}", "")
    table["jinja:global.config"] = ("global", "flask.Flask.config", "")
    table["jinja:global.current_user"] = ("global", "flask_login.current_user", "")
    table["jinja:global.csrf_token"] = ("global", "flask_wtf.csrf.generate_csrf", "")
    table["jinja:loop"] = ("loop", "?", "")
    for name in LOOP:
        table[f"jinja:loop.{name}"] = ("loop", "?", "")


def main():
    table = rows()
    since = arrivals(table)
    instead = dict(line.split(" ", 1) for line in INSTEAD.strip().split("\n"))
    unknown = sorted(name for name in instead if name not in GONE)
    if unknown:
        raise SystemExit(f"said to be gone, but known otherwise: {unknown}")
    lines = []
    for name, row in table.items():
        if row[0] == "alias" and name in GONE:
            instead.setdefault(name, f"`{row[1]}`")
        dated = (since.get(name, ""), GONE.get(name, ""), instead.get(name, ""))
        lines.append("\t".join((name, *row, *(dated if any(dated) else ()))).encode())
    lines.sort()
    with open(sys.argv[1], "wb") as out:
        out.write(b"\n".join(lines) + b"\n")
    print(len(lines), "facts")


if __name__ == "__main__":
    main()
