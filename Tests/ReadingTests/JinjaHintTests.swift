import Testing

@testable import Reading

@Suite struct `A hint in a template` {
    @Test func `names tags, their ends and branches`() {
        checkTemplate("{% blo¦ck a %}{% endblock %}", "jinja:tag.block")
        checkTemplate("{% block a %}{% endblo¦ck %}", "jinja:tag.block")
        checkTemplate("{% block a¦b %}", "jinja:tag.block")
        checkTemplate("{%- exte¦nds 'a.html' -%}", "jinja:tag.extends")
        checkTemplate("{% if a %}{% els¦e %}{% endif %}", "jinja:tag.if")
        checkTemplate("{% for a in b %}{% if c %}{% endif %}{% els¦e %}{% endfor %}", "jinja:tag.for")
        checkTemplate("{% from 'm' import x %}{% fro¦m", "jinja:tag.from")
        checkTemplate("{% nonsen¦se %}", nil)
    }

    @Test func `names filters and tests`() {
        checkTemplate("{{ a|sa¦fe }}", "jinja:filter.safe")
        checkTemplate("{{ a | upper | sa¦fe }}", "jinja:filter.safe")
        checkTemplate("{{ a|my_ow¦n }}", nil)
        checkTemplate("{% filter up¦per %}", "jinja:filter.upper")
        checkTemplate("{% if a is defi¦ned %}", "jinja:test.defined")
        checkTemplate("{% if a is not defi¦ned %}", "jinja:test.defined")
        checkTemplate("{{ sa¦fe }}", nil)
    }

    @Test func `names globals and their members`() {
        checkTemplate("<a href=\"{{ url_f¦or('x') }}\">", "flask.url_for")
        checkTemplate("{% with m = get_flashed_¦messages() %}", "flask.get_flashed_messages")
        checkTemplate("{{ requ¦est.args }}", "flask.request")
        checkTemplate("{{ request.ar¦gs }}", "flask.Request.args")
        checkTemplate("{{ request.args.ge¦t('a') }}", "werkzeug.datastructures.MultiDict.get")
        checkTemplate("{{ current_user.is_auth¦enticated }}", "flask_login.UserMixin.is_authenticated")
        checkTemplate("{{ config.SECRET¦_KEY }}", "flask.config:SECRET_KEY")
        checkTemplate("{{ config['SECRET¦_KEY'] }}", "flask.config:SECRET_KEY")
        checkTemplate("{{ ran¦ge(3) }}", "jinja:global.range")
        checkTemplate("{{ form.hidden¦_tag() }}", "flask_wtf.FlaskForm.hidden_tag")
        checkTemplate("{{ form.name.err¦ors }}", "wtforms.Field.errors")
        checkTemplate("{% for a in b %}{{ lo¦op.index }}{% endfor %}", "jinja:loop")
        checkTemplate("{% for a in b %}{{ loop.ind¦ex }}{% endfor %}", "jinja:loop.index")
        checkTemplate("{{ lo¦op.index }}", nil)
        checkTemplate("{% for a in b %}{% endfor %}{{ loop.ind¦ex }}", nil)
        checkTemplate("{{ sup¦er() }}", "jinja:tag.block")
    }

    @Test func `is silent outside tags, in comments, raw text and strings, and on the template's own names`() {
        checkTemplate("<p>the requ¦est</p>", nil)
        checkTemplate("<form¦ action=''>", nil)
        checkTemplate("{# the requ¦est #}", nil)
        checkTemplate("{% raw %}{{ requ¦est }}{% endraw %}", nil)
        checkTemplate("{% raw %}{{ x }}{% endraw %}{{ requ¦est }}", "flask.request")
        checkTemplate("{{ 'the requ¦est' }}", nil)
        checkTemplate("{% set g = 1 %}{{ g¦ }}", nil)
        checkTemplate("{% for request in all %}{{ requ¦est.args }}{% endfor %}", nil)
        checkTemplate("{% for x in request %}{{ requ¦est.args }}{% endfor %}", "flask.request")
        checkTemplate("{% macro f(session) %}{{ sess¦ion }}{% endmacro %}", nil)
        checkTemplate("{% from 'x' import url_for %}{{ url_f¦or() }}", nil)
        checkTemplate("{% import 'x' as config %}{{ conf¦ig.a }}", nil)
        checkTemplate("{{ f(requ¦est=1) }}", nil)
        checkTemplate("{{ f(request=requ¦est) }}", "flask.request")
        checkTemplate("{{ x.requ¦est }}", nil)
        checkTemplate("{{ a if b¦ else c }}", nil)
    }

    @Test func `knows what strings name`() {
        let template = cursor("{% extends 'layout/ba¦se.html' %}")
        #expect(
            symbol(at: template.offset, in: .jinja(SourceText(template.bytes)), facts: facts)?.target
                == .template("layout/base.html"))
        let endpoint = cursor("{{ url_for('auth.lo¦gin') }}")
        #expect(
            symbol(at: endpoint.offset, in: .jinja(SourceText(endpoint.bytes)), facts: facts)?.target
                == .endpoint("auth.login"))
    }

    @Test func `survives a tag left open`() {
        checkTemplate("{{ request \n{% blo¦ck a %}", "jinja:tag.block")
        checkTemplate("{% if a \n{{ requ¦est }}", "flask.request")
        checkTemplate("{{ {'a': {'b': requ¦est}} }}", "flask.request")
    }
}
