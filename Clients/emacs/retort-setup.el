;;; retort-setup.el --- Retort for Python and templates -*- lexical-binding: t -*-

;; Author: The authors of Retort

;;; Commentary:

;; To be loaded from an init file: Retort itself is loaded with the first file
;; that it is for, or the first command.

;;; Code:

(add-to-list 'load-path (file-name-directory (or load-file-name buffer-file-name)))
(autoload 'retort-mode "retort" nil t)
(autoload 'retort-lookup "retort" nil t)
(autoload 'retort-quiz "retort" nil t)
(autoload 'retort-actions "retort" nil t)
(autoload 'retort-command-map "retort" nil nil 'keymap)

(dolist (hook '( python-mode-hook python-ts-mode-hook html-mode-hook html-ts-mode-hook
                 web-mode-hook jinja2-mode-hook))
  (add-hook hook #'retort-mode))

(provide 'retort-setup)
;;; retort-setup.el ends here
