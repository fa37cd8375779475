/// Which class a parameter's name alone suggests. A suggestion is used only where the function also uses it as such.
enum LikelyNames {
    static func className(for name: String) -> String? {
        switch name {
        case "app", "application", "flask_app", "_app", "the_app", "webapp", "server_app": return "flask.Flask"
        case "bp", "blueprint", "_bp": return "flask.Blueprint"
        case "request", "req": return "flask.Request"
        case "db": return "flask_sqlalchemy.SQLAlchemy"
        case "login_manager": return "flask_login.LoginManager"
        case "socketio": return "flask_socketio.SocketIO"
        default:
            if name.hasSuffix("_bp") || name.hasSuffix("_blueprint") { return "flask.Blueprint" }
            return nil
        }
    }

    /// Attributes that other frameworks' apps do not have.
    static func isOnlyOfApps(_ attribute: String) -> Bool {
        switch attribute {
        case "register_blueprint", "add_url_rule", "url_map", "errorhandler", "register_error_handler",
            "before_request",
            "after_request", "teardown_request", "teardown_appcontext", "context_processor", "template_filter",
            "shell_context_processor", "app_context", "test_request_context", "jinja_env", "wsgi_app", "instance_path",
            "config", "extensions", "view_functions", "blueprints", "cli":
            return true
        default: return false
        }
    }

    /// Functions that are handed an app by convention.
    static func isAppFunction(_ name: String) -> Bool {
        name == "init_app" || name == "create_app" || name == "setup_app" || name == "configure_app"
            || name == "register"
            || ["register_", "configure_", "setup_", "init_", "initialize_", "add_", "create_"].contains {
                name.hasPrefix($0)
            }
    }
}
