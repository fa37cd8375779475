import Testing

@testable import Reading

@Suite struct `A hint in Python names the right thing` {
    @Test func `imports of every form`() {
        check("import fl¦ask", "flask")
        check("from fl¦ask import Flask", "flask")
        check("from flask import Fl¦ask", "flask.Flask")
        check("from flask import Flask as F¦", "flask.Flask")
        check("from flask.app import Fla¦sk", "flask.Flask")
        check("from flask.vi¦ews import MethodView", "flask.views")
        check("import flask.vi¦ews", "flask.views")
        check("import flask as f\nf.req¦uest", "flask.request")
        check("import flask as f\nf¦.request", "flask")
        check("import flask\nflask.vie¦ws.MethodView", "flask.views")
        check("import flask\nflask.views.Method¦View", "flask.views.MethodView")
        check("from flask import *\nren¦der_template('x')", "flask.render_template")
        check("from flask import (\n    Flask,\n    req¦uest,\n)", "flask.request")
        check(
            "try:\n    from flask_wtf import FlaskForm\nexcept ImportError:\n    FlaskForm = None\nclass F(Flask¦Form): pass",
            "flask_wtf.FlaskForm")
        check("def f():\n    from flask import request\n    return req¦uest", "flask.request")
        check("from flask.ext.lo¦gin import LoginManager", "flask_login")
        check("from flask.ext.login import Login¦Manager", "flask_login.LoginManager")
        check("from flask.e¦xt.login import LoginManager", "flask.ext")
        check("from flask import url_for; x = url_¦for('a')", "flask.url_for")
    }

    @Test func `arguments by name`() {
        let app = "from flask import Flask\napp = Flask(__name__)\n"
        check(app + "@app.route('/', end¦point='x')\ndef f(): pass", "flask.Flask.route.endpoint")
        check(app + "app.add_url_rule('/', endpoi¦nt='x')", nil)
        check(app + "from pots import route\nroute('/', end¦point='x')", nil)
        check("from flask import Blueprint\nbp = Blueprint('a', 'b', url_pre¦fix='/a')", "flask.Blueprint.url_prefix")
        check("from flask import Response\nResponse('a', mime¦type='b')", "flask.Response.mimetype")
        check("from flask import render_template\nrender_template('a', mime¦type='b')", nil)
    }

    @Test func `what a described class keeps, set again in its subclass`() {
        let view = "from flask.views import MethodView\nclass Pots(MethodView):\n    "
        check(view + "decor¦ators = [f]", "flask.views.MethodView.decorators")
        check(view + "meth¦ods: list = ['GET']", "flask.views.MethodView.methods")
        check(view + "own¦er = decorators", nil)
        check(view + "def f(self):\n        decor¦ators = []", nil)
        check(view + "def dispatch¦_request(self): pass", nil)
        check("class Pots:\n    decor¦ators = [f]", nil)
        check(
            "from flask import Flask\nclass Base(Flask): pass\nclass Shop(Base):\n    te¦st_cli_runner_class = S",
            "flask.Flask.test_cli_runner_class")
    }

    @Test func `instances and their members`() {
        check("from flask import Flask\napp = Flask(__name__)\nap¦p.run()", "flask.Flask")
        check("from flask import Flask\nap¦p = Flask(__name__)", "flask.Flask")
        check("from flask import Flask\napp = Flask(__name__)\napp.ru¦n()", "flask.Flask.run")
        check(
            "from flask import Flask\napp = Flask(__name__)\n@app.rou¦te('/')\ndef index(): pass", "flask.Flask.route")
        check("from flask import Flask\napp = Flask(__name__)\n@ap¦p.route('/')\ndef index(): pass", "flask.Flask")
        check("from flask import Blueprint\nbp = Blueprint('a', __name__)\nbp.ro¦ute", "flask.Blueprint.route")
        check("import flask\napp: flask.Flask = make()\napp.con¦fig", "flask.Flask.config")
        check(
            "from flask import Flask\napp = Flask(__name__)\nc = app.config\nc.from_ob¦ject('x')",
            "flask.Config.from_object")
        check("from flask import request\nrequest.ar¦gs", "flask.Request.args")
        check("from flask import request\nrequest.args.ge¦t('q')", "werkzeug.datastructures.MultiDict.get")
        check(
            "from flask import request\nif (a := request.args).ge¦t('q'): pass", "werkzeug.datastructures.MultiDict.get"
        )
        check("from flask import request\nif (a := request.args): a.ge¦t('q')", "werkzeug.datastructures.MultiDict.get")
        check(
            "from flask import current_app\ncurrent_app._get_current_ob¦ject()",
            "werkzeug.local.LocalProxy._get_current_object")
        check("from flask import current_app\ncurrent_app.log¦ger.info('')", "flask.Flask.logger")
        check("from flask import g\ng.po¦p('x', None)", "flask.ctx._AppCtxGlobals.pop")
        check("from flask import redirect\nredirect('/').hea¦ders", "flask.Response.headers")
        check(
            "from flask_login import current_user\ncurrent_user.is_auth¦enticated",
            "flask_login.UserMixin.is_authenticated")
        check(
            "from flask import Flask\napp = Flask(__name__)\nwith app.app_context() as ctx:\n    ctx.pu¦sh()",
            "flask.ctx.AppContext.push")
        check(
            "from flask import Flask\napp = Flask(__name__)\nwith app.test_client() as c, c.session_transaction() as s:\n    s.perma¦nent = True",
            "flask.sessions.SessionMixin.permanent")
        check(
            "from flask import Flask\napp = Flask(__name__)\nwith (app.test_client() as c):\n    c.ge¦t('/')",
            "flask.testing.FlaskClient.get")
        check("from flask import Flask\na, app = 1, Flask(__name__)\napp.ru¦n()", "flask.Flask.run")
        check("from flask import Flask\nfor app in [Flask('a'), Flask('b')]:\n    app.ru¦n()", "flask.Flask.run")
        check("from flask import Flask\nx = [app.ru¦n() for app in [Flask('a')]]", "flask.Flask.run")
        check("from flask import Flask\nx = f'{Flask(1).ru¦n()}'", "flask.Flask.run")
        check("from flask import request\nx = f'a {request.ar¦gs!r:>{w}} b'", "flask.Request.args")
        check(
            "from werkzeug.exceptions import HTTPException\ntry: x()\nexcept HTTPException as e:\n    e.co¦de",
            "werkzeug.exceptions.HTTPException.code")
        check(
            "from flask import Flask\napp = None\ndef make():\n    global app\n    app = Flask('x')\napp.ru¦n()",
            "flask.Flask.run")
        check("from flask import Flask\nf = lambda a: Fla¦sk(a)", "flask.Flask")
    }

    @Test func `what a mapping holds`() {
        check(
            "from flask import request\nrequest.files['a'].sa¦ve()", "werkzeug.datastructures.FileStorage.save")
        check(
            "from flask import request\nf = request.files.get('a')\nf.sa¦ve()",
            "werkzeug.datastructures.FileStorage.save")
        check("from flask import request\nrequest.files.ge¦t('a')", "werkzeug.datastructures.MultiDict.get")
    }

    @Test func `classes, inheritance and self`() {
        check("from flask.views import MethodView\nclass V(Meth¦odView): pass", "flask.views.MethodView")
        check(
            "from flask.views import MethodView\nclass V(MethodView): pass\nV.as_¦view('v')",
            "flask.views.MethodView.as_view")
        check(
            "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass U(db.Mo¦del): pass",
            "flask_sqlalchemy.SQLAlchemy.Model")
        check(
            "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass U(db.Model): pass\nU.que¦ry",
            "flask_sqlalchemy.model.Model.query")
        check(
            "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass U(db.Model): pass\nU.query.filter_by(a=1).first_or¦_404()",
            "flask_sqlalchemy.query.Query.first_or_404")
        check(
            "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass U(db.Model): pass\np = U.query.paginate()\np.ite¦ms",
            "flask_sqlalchemy.pagination.Pagination.items")
        check(
            "from flask_wtf import FlaskForm\nclass A(FlaskForm): pass\nclass B(A): pass\nB().validate_on_sub¦mit()",
            "flask_wtf.FlaskForm.validate_on_submit")
        check(
            "from flask_wtf import FlaskForm\nfrom wtforms import StringField\nclass A(FlaskForm):\n    n = StringField()\nf = A()\nf.n.da¦ta",
            "wtforms.StringField.data")
        check(
            "from flask import Flask\nclass T:\n    def setUp(self):\n        self.app = Flask('x')\n    def test(self):\n        self.app.ru¦n()",
            "flask.Flask.run")
        check(
            "from flask import Flask\nclass T:\n    def setUp(self):\n        self.app = Flask('x')\n    def test(self):\n        self.ap¦p.run()",
            "flask.Flask")
        check(
            "from flask import Flask\nclass T:\n    @property\n    def app(self):\n        return Flask('x')\n    def test(self):\n        self.app.ru¦n()",
            "flask.Flask.run")
        check(
            "from flask import current_app\nclass T:\n    @property\n    def app(self): return current_app\n    def f(self): self.ap¦p",
            "flask.Flask")
        let base = "from flask import Flask\nclass T:\n    def setUp(self): self.app = Flask('x').test_client()\n"
        check(
            base + "class U(T):\n    def f(self):\n        with self.app: self.app.ge¦t('/')",
            "flask.testing.FlaskClient.get")
        check(
            base + "class U(T):\n    app = None\n    def f(self): self.app.ge¦t('/')", "flask.testing.FlaskClient.get")
        check(base + "class U(T):\n    app = 1\n    def f(self): self.app.ge¦t('/')", nil)
        check("from flask import Flask\nclass T(Flask):\n    def run(self):\n        super().ru¦n()", "flask.Flask.run")
        check("from flask import Flask\nclass T(Flask):\n    def run(self):\n        pass\nT('x').ru¦n()", nil)
        check(
            "from flask import Flask\nclass C:\n    app = Flask('x')\n    @classmethod\n    def f(cls):\n        cls.app.ru¦n()",
            "flask.Flask.run")
    }

    @Test func `functions of the same file and annotations`() {
        check(
            "from flask import Flask\ndef create_app():\n    app = Flask('x')\n    return app\napp = create_app()\napp.ru¦n()",
            "flask.Flask.run")
        check("from flask import Flask\ndef create_app() -> Flask: ...\ncreate_app().ru¦n()", "flask.Flask.run")
        check("from flask import Flask\ndef f(a: Flask): a.ru¦n()", "flask.Flask.run")
        check("from flask import Flask\ndef f(a: 'Flask'): a.ru¦n()", "flask.Flask.run")
        check("import flask\ndef f(a: 'flask.Flask'): a.ru¦n()", "flask.Flask.run")
        check("from flask import Flask\ndef f(a: Flask | None = None): a.ru¦n()", "flask.Flask.run")
        check(
            "from typing import Optional\nfrom flask import Flask\ndef f(a: Optional[Flask]): a.ru¦n()",
            "flask.Flask.run")
        check("from flask import Flask\ndef f(a: Fla¦sk): pass", "flask.Flask")
        check(
            "from flask import Flask\nfrom contextlib import contextmanager\n@contextmanager\ndef f():\n    yield Flask('x')\nwith f() as a:\n    a.ru¦n()",
            "flask.Flask.run")
        check("from flask import Flask\ndef f():\n    return Flask('a'), 1\na, b = f()\na.ru¦n()", "flask.Flask.run")
        check("from flask import Flask\nasync def f():\n    a = Flask('a')\n    await a.ru¦n()", "flask.Flask.run")
    }

    @Test func `strings that mean something`() {
        let app = "from flask import Flask, url_for, render_template\napp = Flask('x')\n"
        check(app + "app.config['SECRET¦_KEY'] = 1", "flask.config:SECRET_KEY")
        check(app + "app.config.get('SECRET¦_KEY')", "flask.config:SECRET_KEY")
        check(app + "app.config.from_mapping(SECRET¦_KEY='x')", "flask.config:SECRET_KEY")
        check(app + "app.config.update({'DEB¦UG': 1})", "flask.config:DEBUG")
        check(app + "app.config['MY_¦OWN']", nil)
        check("d = {}\nd['SECRET¦_KEY'] = 1", nil)
        check("import os\nos.environ['SECRET¦_KEY']", nil)
        check(app + "@app.route('/u/<in¦t:id>')\ndef u(id): pass", "werkzeug.routing.IntegerConverter")
        check(app + "@app.route('/u/<na¦me>')\ndef u(name): pass", "werkzeug.routing.UnicodeConverter")
        check(app + "@app.route('/u¦ser')\ndef u(): pass", "flask.Flask.route")
        check(app + "@app.route('/', meth¦ods=['GET'])\ndef u(): pass", "flask.Flask.route")
        check(app + "@app.route('/', methods=['GE¦T'])\ndef u(): pass", "flask.Flask.route")
        check(app + "f('/u/<in¦t:id>')", nil)
        check("class ProductionConfig(Config):\n    SECRET¦_KEY = 'x'", "flask.config:SECRET_KEY")
        check("class Config:\n    SECRET¦_KEY: str = 'x'", "flask.config:SECRET_KEY")
        check("class Other:\n    SECRET¦_KEY = 'x'", nil)
        check("class Config:\n    MY¦_KEY = 'x'", nil)
        check("SECRET¦_KEY = 'x'", "flask.config:SECRET_KEY", in: "instance/config.py")
        check("SECRET¦_KEY = 'x'", nil, in: "app/other.py")
        check("import os\nos.environ['FLASK¦_APP']", "env:FLASK_APP")
        check("import os\nos.environ.get('FLASK¦_APP')", "env:FLASK_APP")
        check("from os import getenv\ngetenv('FLASK¦_APP')", "env:FLASK_APP")
        check("f('FLASK¦_APP')", nil)
        #expect(hint(app + "url_for('bp.vi¦ew')")?.target == .endpoint("bp.view"))
        #expect(hint(app + "render_template('a/b.ht¦ml')")?.target == .template("a/b.html"))
        #expect(hint(app + "app.config['E¦NV']")?.removedIn == "2.3")
    }

    @Test func `names that are gone or moved`() {
        check(
            "from flask import Flask\napp = Flask('x')\n@app.before_first_req¦uest\ndef f(): pass",
            "flask.Flask.before_first_request")
        #expect(hint("from flask import Flask\nFlask('x').before_first_req¦uest")?.removedIn == "2.3")
        let old = "from flask.ext.wtf import Form\nclass A(Form): pass\nf = A()\n"
        check("from flask_wtf import For¦m", "wtforms.Form")
        check(old + "f.err¦ors", "wtforms.Form.errors")
        check(old + "f.validate_on_sub¦mit()", "flask_wtf.FlaskForm.validate_on_submit")
        #expect(hint("from flask import Mark¦up")?.symbol == "markupsafe.Markup")
        #expect(hint("from flask import Mark¦up")?.removedIn == "3.0")
        #expect(hint("from flask import Mark¦up")?.alternatives.contains("flask.Markup") == true)
    }

    @Test func `less specific names come along`() {
        let found = hint("from flask import Flask\nFlask('x').rou¦te")
        #expect(found?.alternatives == ["flask.sansio.app.App.route"])
        #expect(found?.range == 35..<40)
        #expect(found?.isLikely == false)
    }
}

@Suite struct `A hint stays silent` {
    @Test func `in comments, strings and docstrings`() {
        check("from flask import request\n# the req¦uest\n", nil)
        check("from flask import request\nx = 'req¦uest'", nil)
        check("from flask import request\ndef f():\n    \"\"\"the req¦uest\"\"\"", nil)
        check("from flask import request\nx = f'req¦uest {1}'", nil)
        check("from flask import request\nx = rb'req¦uest'", nil)
        check("from flask import request\nx = '''a\nreq¦uest\n'''", nil)
    }

    @Test func `on look-alikes`() {
        check("import requests\nrequests.ge¦t('x')", nil)
        check("import requests\nrequ¦ests.get('x')", nil)
        check("from sqlalchemy.orm import sessionmaker\nses¦sion = sessionmaker()()", nil)
        check("from sqlalchemy.orm import sessionmaker\nsession = sessionmaker()()\nses¦sion.commit()", nil)
        check("from celery import Celery\napp = Celery('x')\nap¦p.task", nil)
        check("from celery import Celery\napp = Celery('x')\n@app.ta¦sk\ndef f(): pass", nil)
        check("g = 3\nprint(g¦)", nil)
        check("from flask import g\ndef f(g):\n    return g¦", nil)
        check("from flask import request\nrequest = 3\nreq¦uest", nil)
        check("from flask import request\ndef f():\n    request = {}\n    request.ge¦t(1)", nil)
        check("from flask import request\nargs = request.args\nar¦gs", nil)
        check("from fastapi import FastAPI\napp = FastAPI()\n@app.ge¦t('/')\ndef f(): pass", nil)
        check("import click\n@click.comm¦and()\ndef f(): pass", "click.command")
        check(
            "from flask import Blueprint\nbp = Blueprint('a', 'a')\n@bp.cli.group()\ndef t(): pass\n@t.comm¦and()\ndef x(): pass",
            nil)
        check("from flask import Flask\ndef rou¦te(): pass", nil)
        check("from flask import Flask\nclass C:\n    def ru¦n(self): pass", nil)
        check("import os\nos.environ.ge¦t('x')", nil)
        check("from .api import re¦quest", nil)
        check("from app import ap¦p", nil)
        check("x.sess¦ion", nil)
        check("from flask import json\ndef f(json=None): return js¦on", nil)
        check("class A:\n    def f(self): return self.req¦uest", nil)
        check("from flask import request\n[request for request in x if reque¦st]", nil)
    }

    @Test func `a binding that is sure to hide is not looked past`() {
        check("from flask import request\nimport other as request\nreq¦uest", nil)
        check("from flask import request\nif x:\n    request = 1\nreq¦uest", "flask.request")
        check("req¦uest\nfrom flask import request", "flask.request")
        check("from flask import request\ndef f(request=requ¦est): pass", "flask.request")
        check("from flask import request\n@deco(requ¦est)\ndef f(request): pass", "flask.request")
        check("from flask import Flask\nclass Flask(Fla¦sk): pass", "flask.Flask")
    }
}

@Suite struct `A parameter without a type` {
    let head = "from flask import Flask\n"

    @Test func `is likely an app where it is used as one`() {
        check(head + "def init_app(ap¦p): pass", "flask.Flask")
        check(head + "def f(app):\n    app.register_blueprint(x)\n    return ap¦p", "flask.Flask")
        check(head + "def f(app):\n    app.register_blue¦print(x)", "flask.Flask.register_blueprint")
        check(
            head + "def f(app):\n    app.cache = 1\n    app.register_blueprint(x)\n    app.con¦fig['A']",
            "flask.Flask.config")
        check(head + "def f(app):\n    app.layout = 1\n    app.callback()\n    app.con¦fig['A']", nil)
        check(head + "def f(app):\n    app.include_router(r)\n    app.logger.info()\n    app.ru¦n()", nil)
        check(
            head + "def route(bp):\n    def d(f):\n        @bp.rou¦te('/')\n        def w(): pass\n    return d",
            "flask.Blueprint.route")
        #expect(hint(head + "def init_app(ap¦p): pass")?.isLikely == true)
        check(
            head + "class A:\n    def __init__(self, app): self.app = app\n    def f(self): self.ap¦p.app_context()",
            "flask.Flask")
        check(
            "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\ndef f(app):\n    db.init_app(ap¦p)",
            "flask.Flask")
    }

    @Test func `is nothing where it is used otherwise`() {
        check(head + "def f(app):\n    app.task()\n    return ap¦p", nil)
        check("def init_app(ap¦p): pass", nil)
        check("from celery import Celery\ndef f(app):\n    app.get(1)\n    return ap¦p", nil)
        check(head + "def __init__(self, ap¦p): self.app = app", nil)
        check(head + "class A:\n    def __init__(self, app): self.app = app\n    def f(self): self.ap¦p.task()", nil)
        check(head + "def f(*app): return ap¦p", nil)
        check(head + "def f(x): x.ru¦n()", nil)
    }

    @Test func `is the field a form validates, or what the file's own calls hand in`() {
        let form =
            "from flask_wtf import FlaskForm\nfrom wtforms import StringField\nclass A(FlaskForm):\n    n = StringField()\n"
        check(form + "    def validate_n(self, field): field.da¦ta", "wtforms.StringField.data")
        check(form + "    def validate_m(self, field): field.da¦ta", nil)
        check(form + "    def other_n(self, field): field.da¦ta", nil)
        check(head + "def f(x): x.ru¦n()\nf(Flask('a'))", "flask.Flask.run")
        check(head + "def f(a, x): x.ru¦n()\nf(1, x=Flask('a'))", "flask.Flask.run")
        check(head + "class C:\n    def f(self, x): x.ru¦n()\nC().f(Flask('a'))", "flask.Flask.run")
        check(head + "def f(x): x.ru¦n()\nf(*Flask('a'))", nil)
    }

    @Test func `of a test is its fixture`() {
        let fixtures =
            "import pytest\nfrom flask import Flask\n@pytest.fixture\ndef app():\n    yield Flask('x')\n@pytest.fixture(name='client')\ndef c(app):\n    return app.test_client()\n"
        check(fixtures + "def test_a(app): app.ru¦n()", "flask.Flask.run")
        check(fixtures + "def test_a(client): client.ge¦t('/').status_code", "flask.testing.FlaskClient.get")
        check(fixtures + "def test_a(client): client.get('/').status_co¦de", "werkzeug.test.TestResponse.status_code")
        check(
            "def test_a(client): client.ge¦t('/')", "flask.testing.FlaskClient.get", in: "tests/unit/test_a.py",
            files: ["tests/conftest.py": fixtures])
        check(
            "def test_a(client): client.ge¦t('/')", nil, in: "tests/test_a.py", files: ["other/conftest.py": fixtures])
    }
}

@Suite struct `Names lead across files` {
    let files = [
        "app/__init__.py":
            "from flask import Flask\nfrom .extensions import db\ndef create_app():\n    app = Flask(__name__)\n    return app\n",
        "app/extensions.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n",
        "app/models.py":
            "from app import db\nclass User(db.Model):\n    @classmethod\n    def page(cls):\n        return cls.query.paginate()\n",
        "app/api/__init__.py": "from flask import Blueprint\nbp = Blueprint('api', __name__)\nfrom . import routes\n",
        "app/api/routes.py": "from . import bp\n",
        "loop_a.py": "from loop_b import *\n",
        "loop_b.py": "from loop_a import *\nfrom app.extensions import *\n",
    ]

    @Test func `by absolute and relative imports`() {
        check("from app import db\ndb.sess¦ion", "flask_sqlalchemy.SQLAlchemy.session", files: files)
        check("from app import d¦b", "flask_sqlalchemy.SQLAlchemy", files: files)
        check("from .extensions import db\ndb.sess¦ion", "flask_sqlalchemy.SQLAlchemy.session", files: files)
        check("from . import db\ndb.sess¦ion", "flask_sqlalchemy.SQLAlchemy.session", files: files)
        check(
            "from app import create_app\napp = create_app()\napp.ru¦n()", "flask.Flask.run", in: "wsgi.py", files: files
        )
        check("from .models import User\nUser.que¦ry", "flask_sqlalchemy.model.Model.query", files: files)
        check(
            "from .models import User\nUser.page().ite¦ms", "flask_sqlalchemy.pagination.Pagination.items", files: files
        )
        check(
            "import app.models\napp.models.User.que¦ry", "flask_sqlalchemy.model.Model.query", in: "x.py", files: files)
        check("from app.api import b¦p", "flask.Blueprint", files: files)
        check("from app.api import bp as api_¦bp", "flask.Blueprint", files: files)
        check("from app import api\napi.bp.rou¦te", "flask.Blueprint.route", in: "x.py", files: files)
        check(
            "from .. import db\ndb.sess¦ion", "flask_sqlalchemy.SQLAlchemy.session", in: "app/api/routes.py",
            files: files)
        check("from app import a¦pi", nil, files: files)
    }

    @Test func `and circles end`() {
        check("from loop_a import *\nd¦b", "flask_sqlalchemy.SQLAlchemy", in: "x.py", files: files)
        check("from loop_a import nothi¦ng", nil, in: "x.py", files: files)
        check("from x import a\na = a¦", nil, in: "x.py", files: ["x.py": "from x import a\na = a\n"])
        check("def f(): return f()\nf()¦.x", nil)
        check("class A(B): pass\nclass B(A): pass\nA().x¦y", nil)
    }
}

@Suite struct `Endpoints of a workspace` {
    @Test func `carry their blueprint's name, also from another file`() {
        let sources = [
            "app/auth/__init__.py": "from flask import Blueprint\nbp = Blueprint('auth', __name__)\n",
            "app/auth/routes.py":
                "from app.auth import bp\n@bp.route('/login')\ndef login(): pass\n@bp.get('/x', endpoint='y')\ndef x(): pass\n",
            "app/__init__.py":
                "app = make()\n@app.route('/')\ndef index(): pass\napp.add_url_rule('/v', view_func=V.as_view('v'))\n"
                + "app.add_url_rule('/w', 'w', w)\n@cache.get('/no')\nclass A: pass\n",
        ]
        let summaries = sources.mapValues { ModuleSummary(PythonFile(Array($0.utf8))) }
        let workspace = WorkspaceView(summary: { summaries[$0] })
        var found: [String] = []
        for (path, summary) in summaries.sorted(by: { $0.key < $1.key }) {
            found += Endpoints.views(of: summary, path: path, workspace: workspace).map(\.endpoint)
        }
        #expect(found == ["index", "v", "w", "auth.login", "auth.y"])
        #expect(summaries["app/__init__.py"]?.views.first?.offset == 33)
    }
}
