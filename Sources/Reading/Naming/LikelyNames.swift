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

    /// Functions that are handed an app by convention.
    static func isAppFunction(_ name: String) -> Bool {
        name == "init_app" || name == "create_app" || name == "setup_app" || name == "configure_app"
            || name == "register"
            || ["register_", "configure_", "setup_", "init_", "initialize_", "add_", "create_"].contains {
                name.hasPrefix($0)
            }
    }
}
