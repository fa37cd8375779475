;;; retort-link.el --- The connection to Retort -*- lexical-binding: t -*-

;; Author: The authors of Retort

;;; Commentary:

;; One `retort lsp' serves all buffers of an Emacs: started when it is first
;; needed, and again when it is needed after it has ended.

;;; Code:

(require 'cl-lib)
(require 'jsonrpc)
(require 'subr-x)

(defgroup retort nil
  "Ideas of Flask at point, and a quiz about them."
  :group 'tools
  :prefix "retort-")

(defcustom retort-command '("retort" "lsp")
  "The program to speak with, and its arguments."
  :type '(repeat string))

(defclass retort--session (jsonrpc-process-connection)
  ((ready :initform nil :accessor retort--ready)
   ;; Keeping no record of what is said has one name in Emacs 28 and another in 30.
   (-events-buffer-scrollback-size :initform 0)
   (-events-buffer-config :initform '(:size 0 :format full)))
  "Speaks with Retort; ready once that has answered `initialize'.")

(cl-defmethod jsonrpc-connection-ready-p ((session retort--session) _what)
  "Tell whether SESSION may be asked about documents."
  (retort--ready session))

(defvar retort--connection nil "The one connection of this Emacs.")
(defvar retort--fault nil "Why there is none; said once, until a command tries again.")
(defvar retort--asking nil "Non-nil while a command waits, which will say the fault itself.")
(defvar retort--due nil "What waits to be asked, as `review/due' tells it.")
(defvar retort--ready-hook nil "Run when a connection is ready.")
(defconst retort--nothing (make-hash-table) "An empty JSON object.")

(defun retort--connection ()
  "Return the connection, made if need be; nil when that has failed."
  (cond ((and retort--connection (jsonrpc-running-p retort--connection)) retort--connection)
        (retort--fault nil)
        (t (condition-case fault (retort--connect)
             (error (retort--fail (error-message-string fault)))))))

(defun retort--fail (sentence)
  "Keep SENTENCE as the fault, say it if nobody else does, and return nil."
  (unless (or retort--asking (equal sentence retort--fault)) (message "Retort: %s" sentence))
  (setq retort--fault sentence)
  nil)

(defun retort--connect ()
  "Start Retort and return the connection to it."
  (unless (executable-find (car retort-command))
    (error "There is no program %s; install Retort, or set retort-command" (car retort-command)))
  (let* ((default-directory "/")
         (errors (with-current-buffer (get-buffer-create " *retort errors*")
                   (erase-buffer)
                   (current-buffer)))
         (process (make-process :name "retort" :command retort-command :connection-type 'pipe
                                :coding 'utf-8-emacs-unix :noquery t :stderr errors))
         (connection (make-instance 'retort--session :name "retort" :process process
                                    :notification-dispatcher #'retort--notice)))
    (add-function :around (process-sentinel process)
                  (lambda (sentinel process change)
                    (unless (process-live-p process) (retort--ended connection errors))
                    ;; What jsonrpc says of an end is for its own debugging.
                    (let ((inhibit-message t) (message-log-max nil))
                      (funcall sentinel process change))))
    (jsonrpc-async-request
     connection :initialize
     '( :processId nil :rootUri nil
        :capabilities (:textDocument (:hover (:contentFormat ["markdown"]))))
     :timeout nil
     :success-fn (lambda (_) (retort--begin connection))
     :error-fn (lambda (refusal)
                 (retort--fail (plist-get refusal :message))
                 (delete-process process)))
    (setq retort--connection connection)))

(defun retort--begin (connection)
  "Tell the others that CONNECTION is ready, and ask to be told what waits."
  (jsonrpc-notify connection :initialized retort--nothing)
  (setf (retort--ready connection) t)
  (setq retort--fault nil)
  (run-hooks 'retort--ready-hook)
  (jsonrpc-async-request connection :review/subscribe retort--nothing
                         :timeout nil :success-fn #'ignore)
  (jsonrpc-async-request connection :review/due retort--nothing
                         :timeout nil :success-fn #'retort--wait-for))

(defun retort--ended (connection errors)
  "Forget what CONNECTION has told; if it never began, take the reason from ERRORS."
  (retort--wait-for nil)
  (unless (or retort--fault (retort--ready connection))
    (accept-process-output (get-buffer-process errors) 0.2)
    (with-current-buffer errors
      (goto-char (point-min))
      (retort--fail (if (re-search-forward "^retort: \\(.+\\)" nil t) (match-string 1)
                      (format "`%s' ended at once" (string-join retort-command " ")))))))

(defun retort--notice (_connection method params)
  "Take the notice METHOD with PARAMS."
  (pcase method
    ((or 'review/changed 'review/due) (retort--wait-for params))
    ('window/showMessage (message "%s" (plist-get params :message)))))

(defun retort--wait-for (due)
  "Show DUE, a result of `review/due', in the mode lines."
  (setq retort--due due)
  (force-mode-line-update t))

(defun retort--ask (method &rest params)
  "Return what Retort answers to METHOD with PARAMS; a refusal is a user error."
  (setq retort--fault nil)
  (let* ((retort--asking t)
         (connection (or (retort--connection) (user-error "Retort: %s" retort--fault))))
    (condition-case fault
        (jsonrpc-request connection method (or params retort--nothing) :timeout 60)
      (jsonrpc-error
       (let ((words (cond (retort--fault)
                          ((eql -1 (alist-get 'jsonrpc-error-code (cdr fault)))
                           "it ended before it answered; ask again")
                          (t (alist-get 'jsonrpc-error-message (cdr fault))))))
         (unless (retort--ready connection) (setq retort--fault words))
         (user-error "Retort: %s" words))))))

(defun retort--await ()
  "Wait until Retort can be asked about documents."
  ;; This asks, and says what is wrong; `initialize' may yet be answered later.
  (retort--ask :review/due)
  (while (not (retort--ready (or (retort--connection) (user-error "Retort: %s" retort--fault))))
    (accept-process-output nil 0.01)))

(provide 'retort-link)
;;; retort-link.el ends here
