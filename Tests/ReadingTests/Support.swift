import Testing

@testable import Reading

/// A handful of facts in the notation of `Sources/Packs/flask/facts.tsv`, so that these tests need no file.
let facts = Facts(
    Array(
        (factLines.split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "\t")
        }
        .map { $0.replacing("+", with: " ") }
        .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        .joined(separator: "\n") + "\n").utf8))

/// `name kind type more since removed instead`; `+` stands for the blank between base classes.
private let factLines = """
    flask module ?
    flask.app module ?
    flask.json module ?
    flask.views module ?
    flask.ext module ?   1.0
    flask.Flask class flask.Flask+flask.sansio.app.App object
    flask.app.Flask alias flask.Flask
    flask.sansio.app.App class flask.sansio.app.App
    flask.sansio.app.App.route method %
    flask.sansio.app.App.route.endpoint parameter flask.Request.endpoint
    flask.sansio.app.App.get method ?  2.0
    flask.sansio.app.App.config attribute flask.Config
    flask.sansio.app.App.logger attribute ?
    flask.sansio.app.App.register_blueprint method ?
    flask.sansio.app.App.errorhandler method ?
    flask.sansio.app.App.add_url_rule method ?
    flask.Flask.run method ?
    flask.Flask.test_client method flask.testing.FlaskClient
    flask.Flask.app_context method flask.ctx.AppContext
    flask.Flask.before_first_request method %   2.3 run+the+code+where+the+app+is+made
    flask.Flask.cli attribute flask.cli.AppGroup
    flask.Flask.test_cli_runner_class attribute ?
    flask.cli module ?
    flask.cli.AppGroup class flask.cli.AppGroup+click.Group object
    flask.cli.AppGroup.command method ?
    flask.cli.AppGroup.group method ?
    flask.ctx.AppContext class flask.ctx.AppContext
    flask.ctx.AppContext.push method ?
    flask.testing.FlaskClient class flask.testing.FlaskClient
    flask.testing.FlaskClient.get method werkzeug.test.TestResponse
    flask.testing.FlaskClient.session_transaction method (flask.sessions.SessionMixin
    flask.sessions.SessionMixin class flask.sessions.SessionMixin
    flask.sessions.SessionMixin.permanent attribute ?
    werkzeug.test.TestResponse class werkzeug.test.TestResponse
    werkzeug.test.TestResponse.status_code attribute ?
    flask.Blueprint class flask.Blueprint object
    flask.Blueprint.route method %
    flask.Blueprint.cli attribute flask.cli.AppGroup
    flask.Config class flask.Config flask.config.Config
    flask.Config.from_object method ?
    flask.Config.from_mapping method ?
    flask.Markup alias markupsafe.Markup   3.0 `markupsafe.Markup`
    markupsafe module ?
    markupsafe.Markup class markupsafe.Markup
    flask.request proxy flask.Request flask.globals.request
    flask.session proxy flask.sessions.SessionMixin
    flask.g proxy flask.ctx._AppCtxGlobals
    flask.ctx._AppCtxGlobals class flask.ctx._AppCtxGlobals
    flask.ctx._AppCtxGlobals.pop method ?
    flask.current_app proxy flask.Flask flask.globals.current_app
    flask.Request class flask.Request+werkzeug.Request
    werkzeug module ?
    werkzeug.Request class werkzeug.Request
    werkzeug.Request.args attribute werkzeug.datastructures.MultiDict
    werkzeug.Request.method attribute ?
    werkzeug.Request.form attribute werkzeug.datastructures.MultiDict
    werkzeug.datastructures module ?
    werkzeug.datastructures.MultiDict class werkzeug.datastructures.MultiDict
    werkzeug.datastructures.MultiDict.get method ?
    werkzeug.Request.files attribute werkzeug.datastructures.MultiDict{werkzeug.datastructures.FileStorage
    werkzeug.datastructures.FileStorage class werkzeug.datastructures.FileStorage
    werkzeug.datastructures.FileStorage.save method ?
    werkzeug.local module ?
    werkzeug.local.LocalProxy class werkzeug.local.LocalProxy
    werkzeug.local.LocalProxy._get_current_object method ?
    werkzeug.routing module ?
    werkzeug.routing.IntegerConverter class werkzeug.routing.IntegerConverter
    werkzeug.routing.UnicodeConverter class werkzeug.routing.UnicodeConverter
    werkzeug.exceptions module ?
    werkzeug.exceptions.HTTPException class werkzeug.exceptions.HTTPException
    werkzeug.exceptions.HTTPException.code attribute ?
    flask.render_template function ?
    flask.redirect function flask.Response
    flask.Response class flask.Response
    flask.Response.mimetype attribute ?
    flask.Response.headers attribute ?
    flask.url_for function ? flask.helpers.url_for
    flask.get_flashed_messages function ?
    flask.jsonify function flask.Response
    flask.views.MethodView class flask.views.MethodView+flask.views.View
    flask.views.View class flask.views.View
    flask.views.View.as_view method ?
    flask.views.View.decorators attribute ?
    flask.views.View.dispatch_request method ?
    flask.views.View.methods attribute ?
    flask.config:SECRET_KEY config ?
    flask.config:DEBUG config ?
    env:FLASK_APP config ?
    flask.Blueprint.url_prefix attribute ?
    flask.config:ENV config ?   2.3
    flask_sqlalchemy module ?
    flask_sqlalchemy.SQLAlchemy class flask_sqlalchemy.SQLAlchemy object
    flask_sqlalchemy.SQLAlchemy.Model attribute <flask_sqlalchemy.model.Model
    flask_sqlalchemy.SQLAlchemy.Column forwarded ? sqlalchemy.Column
    flask_sqlalchemy.SQLAlchemy.session attribute ?
    flask_sqlalchemy.SQLAlchemy.init_app method ?
    flask_sqlalchemy.SQLAlchemy.create_all method ?
    flask_sqlalchemy.model.Model class flask_sqlalchemy.model.Model
    flask_sqlalchemy.model.Model.query attribute flask_sqlalchemy.query.Query
    flask_sqlalchemy.query.Query class flask_sqlalchemy.query.Query
    flask_sqlalchemy.query.Query.filter_by silent flask_sqlalchemy.query.Query
    flask_sqlalchemy.query.Query.paginate method flask_sqlalchemy.pagination.Pagination
    flask_sqlalchemy.query.Query.first_or_404 method ?
    flask_sqlalchemy.pagination.Pagination class flask_sqlalchemy.pagination.Pagination
    flask_sqlalchemy.pagination.Pagination.items attribute ?
    flask_login module ?
    flask_login.current_user proxy flask_login.UserMixin
    flask_login.UserMixin class flask_login.UserMixin
    flask_login.UserMixin.is_authenticated attribute ?
    flask_login.login_required function %
    flask_login.LoginManager class flask_login.LoginManager object
    flask_login.LoginManager.init_app method ?
    flask_wtf module ?
    flask_wtf.Form class flask_wtf.Form+wtforms.Form+flask_wtf.FlaskForm   1.0
    flask_wtf.FlaskForm class flask_wtf.FlaskForm+wtforms.Form
    flask_wtf.FlaskForm.hidden_tag method ?
    flask_wtf.FlaskForm.validate_on_submit method ?
    wtforms module ?
    wtforms.Form class wtforms.Form
    wtforms.Form.errors attribute ?
    wtforms.StringField class wtforms.StringField+wtforms.Field
    wtforms.TextField alias wtforms.StringField   3.0
    wtforms.fields.core module ?
    wtforms.fields.core.StringField alias wtforms.StringField   3.0
    package:flask package Flask 3.1.3
    wtforms.Field class wtforms.Field
    wtforms.Field.data attribute ?
    wtforms.Field.errors attribute ?
    click module ?
    click.command function ?
    click.Group class click.Group
    click.Group.command method ?
    jinja:tag.if tag ?
    jinja:tag.endif alias jinja:tag.if
    jinja:tag.else alias jinja:tag.if
    jinja:tag.for tag ?
    jinja:tag.endfor alias jinja:tag.for
    jinja:tag.block tag ?
    jinja:tag.endblock alias jinja:tag.block
    jinja:tag.extends tag ?
    jinja:tag.include tag ?
    jinja:tag.import tag ?
    jinja:tag.from tag ?
    jinja:tag.set tag ?
    jinja:tag.with tag ?
    jinja:tag.macro tag ?
    jinja:tag.call tag ?
    jinja:tag.filter tag ?
    jinja:tag.raw tag ?
    jinja:tag.endraw alias jinja:tag.raw
    jinja:filter.safe filter ?
    jinja:filter.upper filter ?
    jinja:test.defined test ?
    jinja:test.none test ?
    jinja:global.url_for global flask.url_for
    jinja:global.get_flashed_messages global flask.get_flashed_messages
    jinja:global.request global flask.request
    jinja:global.g global flask.g
    jinja:global.session global flask.session
    jinja:global.config global flask.sansio.app.App.config
    jinja:global.current_user global flask_login.current_user
    jinja:global.range global ?
    jinja:loop loop ?
    jinja:loop.index loop ?
    """

/// A text with `¦` where the cursor stands, as text and byte offset.
func cursor(_ marked: String) -> (bytes: [UInt8], offset: Int) {
    let mark = Array("¦".utf8)
    var bytes = Array(marked.utf8)
    for index in bytes.indices where bytes[index...].starts(with: mark) {
        bytes.removeSubrange(index..<index + mark.count)
        return (bytes, index)
    }
    return (bytes, 0)
}

/// What stands at `¦` in a Python text must be `expected` (nil: nothing). `files` are the rest of the workspace.
func check(
    _ marked: String, _ expected: String?, in path: String = "app/views.py", files: [String: String] = [:],
    _ location: SourceLocation = #_sourceLocation
) {
    let found = hint(marked, in: path, files: files)
    #expect(found?.symbol == expected, "\(marked)", sourceLocation: location)
}

func hint(_ marked: String, in path: String = "app/views.py", files: [String: String] = [:]) -> Found? {
    let (bytes, offset) = cursor(marked)
    let summaries = files.mapValues { ModuleSummary(PythonFile(Array($0.utf8))) }
    return symbol(
        at: offset, in: .python(PythonFile(bytes)), path: path, facts: facts,
        workspace: WorkspaceView(summary: { summaries[$0] }))
}

/// What stands at `¦` in a template.
func checkTemplate(_ marked: String, _ expected: String?, _ location: SourceLocation = #_sourceLocation) {
    let (bytes, offset) = cursor(marked)
    let found = symbol(at: offset, in: .jinja(SourceText(bytes)), facts: facts)
    #expect(found?.symbol == expected, "\(marked)", sourceLocation: location)
}

/// A small generator whose every run is the same.
struct Dice {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, bound)))
    }
}
