//! Tells Zed how to start `retort lsp`; settings alone cannot.

use zed_extension_api as zed;

struct Retort;

impl zed::Extension for Retort {
    fn new() -> Self {
        Retort
    }

    fn language_server_command(
        &mut self,
        _server: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<zed::Command> {
        let command = worktree
            .which("retort")
            .ok_or("retort is not on the PATH; install it, then restart the language server")?;
        Ok(zed::Command {
            command,
            args: vec!["lsp".to_string()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(Retort);
