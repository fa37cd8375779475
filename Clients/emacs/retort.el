;;; retort.el --- Ideas of Flask at point, and two minutes of quiz a day -*- lexical-binding: t -*-

;; Author: The authors of Retort
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.2"))
;; Keywords: languages, tools, help

;;; Commentary:

;; `retort-mode' has eldoc tell which idea stands at point, in Python and in
;; Jinja templates, beside whatever else speaks there (eglot, lsp-mode), and
;; shows in the mode line how many questions wait.  `retort-lookup' explains a
;; word, `retort-quiz' asks, `retort-actions' does what can be done at point.
;;
;;   (load "/where/this/is/retort-setup")
;;   (global-set-key (kbd "C-c r") 'retort-command-map)
;;
;; No key is bound unless you bind it.

;;; Code:

(require 'eldoc)
(require 'jsonrpc)
(require 'seq)
(require 'subr-x)
(require 'term)
(require 'thingatpt)
(require 'url-util)

(defgroup retort nil
  "Ideas of Flask at point, and a quiz about them."
  :group 'tools
  :prefix "retort-")

(defcustom retort-program "retort"
  "The program to ask."
  :type 'string)


;;; The server: one for all buffers, started again when it is needed after it has ended

(defclass retort--session (jsonrpc-process-connection)
  ;; Keeping no record of what is said has one name in Emacs 28 and another in 30.
  ((-events-buffer-scrollback-size :initform 0)
   (-events-buffer-config :initform '(:size 0 :format full)))
  "Speaks with `retort lsp'.")

(defvar retort--server nil "The one connection of this Emacs.")
(defvar retort--fault nil "Why there is none; said once, and only a command tries again.")
(defvar retort--due nil "What waits to be asked, as `review/due' tells it.")
(defconst retort--nothing (make-hash-table) "An empty JSON object.")

(defun retort--missing ()
  "Return a sentence if there is no program to ask."
  (unless (executable-find retort-program)
    (format "There is no program %s; install Retort, or set retort-program" retort-program)))

(defun retort--server ()
  "Return the connection, made if need be; nil when that has failed."
  (cond ((and retort--server (jsonrpc-running-p retort--server)) retort--server)
        (retort--fault nil)
        ((setq retort--fault (retort--missing)) (message "Retort: %s" retort--fault) nil)
        (t (retort--connect))))

(defun retort--broken (&optional said)
  "Return a sentence about a program that ends at once; SAID is what it said."
  (format "%s does not run%s" retort-program
          (if (member said '(nil "")) "; in a shell, retort status may tell why" (concat ": " said))))

(defun retort--connect ()
  "Start Retort and return the connection to it; nil when that has failed."
  (condition-case nil (retort--start)
    ;; It ended before it was told anything; what is said about that is said at the end of its process.
    (error (setq retort--fault (retort--broken)) nil)))

(defun retort--start ()
  "Start Retort and return the connection to it."
  (let ((default-directory "/"))
    (setq retort--server
          (make-instance
           'retort--session :name "retort"
           :process (make-process :name "retort" :command (list retort-program "lsp") :noquery t
                                  :connection-type 'pipe :coding 'utf-8-emacs-unix
                                  :stderr (get-buffer-create " *retort errors*"))
           :notification-dispatcher #'retort--notice
           ;; Said last, since jsonrpc has a word of its own about an end; not of one that has a successor already.
           :on-shutdown (lambda (server)
                          (when (eq server retort--server)
                            (retort--wait-for nil)
                            (when retort--fault (message "Retort: %s" retort--fault)))))))
  (unless (retort--request :initialize
                           '( :processId nil :rootUri nil
                              :capabilities (:textDocument (:hover (:contentFormat ["markdown"]))))
                           #'ignore)
    (error "It ended before it was told anything"))
  (jsonrpc-notify retort--server :initialized retort--nothing)
  (retort--request :review/subscribe retort--nothing #'ignore)
  (retort--request :review/due retort--nothing #'retort--wait-for)
  retort--server)

(defun retort--say (speak server &rest words)
  "Call SPEAK with SERVER and WORDS; return nil if it has ended meanwhile.
Of that its process tells at its end."
  (condition-case fault (progn (apply speak server words) t)
    (error (when (jsonrpc-running-p server) (signal (car fault) (cdr fault))))))

(defun retort--request (method params then)
  "Ask METHOD with PARAMS; THEN gets the answer.  Return nil if it cannot be asked."
  (let ((server retort--server))
    (retort--say
     #'jsonrpc-async-request
     server method params :timeout nil :success-fn then
     :error-fn (lambda (refusal)
                 ;; No daemon could be started, or it was the end before an answer.
                 (when (memq (plist-get refusal :code) '(-32003 -1))
                   (unless retort--fault
                     (setq retort--fault
                           (if (eq -1 (plist-get refusal :code)) (retort--broken) (plist-get refusal :message))))
                   (delete-process (jsonrpc--process server)))))))

(defun retort--notice (_server method params)
  "Take the notice METHOD with PARAMS."
  (pcase method
    ((or 'review/changed 'review/due) (retort--wait-for params))
    ;; Warnings are of the connection, and come with the answers, too.
    ((and 'window/showMessage (guard (> (plist-get params :type) 2)))
     (message "%s" (plist-get params :message)))))

(defun retort--wait-for (due)
  "Show DUE, a result of `review/due', in the mode lines."
  (setq retort--due due)
  (force-mode-line-update t))

(defun retort--lighter ()
  "Return the text for the mode line: how many questions wait."
  (let ((count (+ (or (plist-get retort--due :due) 0) (or (plist-get retort--due :new) 0))))
    (if (zerop count) " Retort"
      (propertize (format " Retort:%d" count)
                  'help-echo (format "%d questions, about %d min: M-x retort-quiz"
                                     count (plist-get retort--due :minutes))))))


;;; Documents

(defvar-local retort--told nil
  "What Retort knows of this buffer: server, address, state of the text.")
(put 'retort--told 'permanent-local t)

(defun retort--uri ()
  "Return the address of this buffer's file; nil without one on this machine."
  (and buffer-file-name (not (file-remote-p buffer-file-name))
       (concat "file://" (url-hexify-string buffer-file-name url-path-allowed-chars))))

(defun retort--sync ()
  "Tell Retort what stands in this buffer; return nil if that cannot be."
  (let ((server (retort--server)) (uri (retort--uri)) (tick (buffer-chars-modified-tick)))
    (when (and server uri)
      (unless (and (eq server (nth 0 retort--told)) (equal uri (nth 1 retort--told)))
        (retort--forget)
        (retort--say #'jsonrpc-notify server :textDocument/didOpen
                     `(:textDocument ( :uri ,uri :version ,tick :text ,(retort--text)
                                       :languageId ,(retort--language))))
        (setq retort--told (list server uri tick)))
      ;; The whole text, only before a question: typing costs nothing, and nothing gets out of step.
      (unless (eql tick (nth 2 retort--told))
        (retort--say #'jsonrpc-notify server :textDocument/didChange
                     `( :textDocument (:uri ,uri :version ,tick)
                        :contentChanges [(:text ,(retort--text))]))
        (setf (nth 2 retort--told) tick))
      t)))

(defun retort--forget ()
  "Tell Retort that this buffer is no longer of interest."
  (pcase retort--told
    (`(,(and server (pred jsonrpc-running-p)) ,uri ,_)
     (retort--say #'jsonrpc-notify server :textDocument/didClose `(:textDocument (:uri ,uri)))))
  (setq retort--told nil))

(defun retort--language ()
  "Return the name that LSP has for this buffer's language."
  (if (derived-mode-p 'python-mode 'python-base-mode) "python" "jinja"))

(defun retort--text ()
  "Return this buffer's text; bytes that are no characters become U+FFFD."
  (save-restriction
    (widen)
    (replace-regexp-in-string "[\x3fff80-\x3fffff]" "\ufffd"
                              (buffer-substring-no-properties (point-min) (point-max)))))

(defun retort--position ()
  "Return point as LSP counts it: from 0, columns in UTF-16."
  (save-restriction
    (widen)
    (let ((before (buffer-substring-no-properties (line-beginning-position) (point))))
      (list :line (1- (line-number-at-pos))
            :character (/ (length (encode-coding-string before 'utf-16le t)) 2)))))


;;; Hovers

(defun retort-eldoc-function (callback &rest _)
  "Give CALLBACK the idea at point; for `eldoc-documentation-functions'."
  (when (retort--sync)
    (let* ((uri (retort--uri))
           (buffer (current-buffer))
           (place (lambda () (list (point) (buffer-chars-modified-tick))))
           (asked (funcall place)))
      (retort--request
       :textDocument/hover `(:textDocument (:uri ,uri) :position ,(retort--position))
       (lambda (hover)
         (when (buffer-live-p buffer)
           (with-current-buffer buffer
             ;; Who has moved on wants to hear of the new place.
             (when (equal asked (funcall place))
               (funcall callback (and hover (retort--compact
                                             (plist-get (plist-get hover :contents) :value))))))))))
    t))

(defun retort--compact (markdown)
  "Return MARKDOWN with faces for signs, in lines that fit the echo area."
  (with-temp-buffer
    (insert markdown)
    (goto-char (point-min))
    (while (re-search-forward
            (rx (or (seq "`" (group (+ (not (any "`\n")))) "`")
                    (seq (** 1 2 "*") (group (+ (not (any "*\n")))) (** 1 2 "*"))
                    (seq "[" (group (+ (not (any "]\n")))) "](" (group (* (not (any ")\n")))) ")")))
            nil t)
      (replace-match
       (cond ((match-beginning 1) (propertize (match-string 1) 'face 'font-lock-constant-face))
             ((match-beginning 2) (propertize (match-string 2) 'face 'bold))
             (t (format "%s <%s>" (match-string 3) (match-string 4))))
       t t))
    ;; Of lines eldoc leaves away the last; of paragraphs that are too long Emacs would hide the first.
    (let ((fill-column (min 100 (- (frame-width) 2))) (adaptive-fill-mode nil))
      (fill-region (point-min) (point-max)))
    (flush-lines "^$" (point-min) (point-max))
    (buffer-string)))

(defvar-local retort--strategy nil "Eldoc's strategy that `retort-mode' has replaced.")

(defun retort--join ()
  "Have eldoc show ideas beside what other servers tell, which is longer."
  (remove-hook 'eldoc-documentation-functions #'retort-eldoc-function t)
  (add-hook 'eldoc-documentation-functions #'retort-eldoc-function nil t)
  (when (memq eldoc-documentation-strategy
              '(eldoc-documentation-default eldoc-documentation-enthusiast))
    (setq retort--strategy eldoc-documentation-strategy)
    (setq-local eldoc-documentation-strategy #'eldoc-documentation-compose-eagerly)))

(defun retort--leave ()
  "Have eldoc as it was."
  (remove-hook 'eldoc-documentation-functions #'retort-eldoc-function t)
  (when retort--strategy (setq-local eldoc-documentation-strategy retort--strategy))
  (setq retort--strategy nil))

(defvar retort-mode-map (make-sparse-keymap) "Empty: all keys stay yours.")

;;;###autoload
(define-minor-mode retort-mode
  "Tell which idea of Flask stands at point, and how many questions wait."
  :lighter (:eval (retort--lighter))
  (pcase-dolist (`(,hook . ,function)
                 '((kill-buffer-hook . retort--forget)
                   (change-major-mode-hook . retort--forget)
                   ;; Others put their own into eldoc's place when they begin.
                   (eglot-managed-mode-hook . retort--join)
                   (lsp-managed-mode-hook . retort--join)))
    (if retort-mode (add-hook hook function t t) (remove-hook hook function t)))
  (cond (retort-mode (retort--join) (eldoc-mode 1) (retort--sync))
        (t (retort--leave) (retort--forget))))


;;; Commands

(defvar retort-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "l" #'retort-lookup)
    (define-key map "q" #'retort-quiz)
    (define-key map "a" #'retort-actions)
    map)
  "The commands of Retort, to be bound to a key of yours.")
(fset 'retort-command-map retort-command-map)

(defun retort--try-again ()
  "Before a command: what could not be reached may be there now."
  (setq retort--fault nil)
  (when-let ((missing (retort--missing))) (user-error "Retort: %s" missing)))

(defvar retort--history nil "What was looked up.")

(defvar retort--query-map
  (let ((map (make-sparse-keymap)))
    (define-key map " " #'self-insert-command)
    (define-key map "?" #'self-insert-command)
    map)
  "Questions have words and a question mark, where names are completed.")

(defun retort--complete (prefix)
  "Return the names that PREFIX can become."
  (process-lines-ignore-status retort-program "complete" "--limit" "50" "--" prefix))

;;;###autoload
(defun retort-lookup (query)
  "Explain QUERY: a term, a question, a name from code, an error message."
  (interactive
   (let ((completion-ignore-case t) (word (thing-at-point 'symbol t)))
     (retort--try-again)
     (minibuffer-with-setup-hook
         (lambda () (use-local-map (make-composed-keymap retort--query-map (current-local-map))))
       (list (completing-read (format-prompt "Look up" word)
                              (completion-table-dynamic #'retort--complete)
                              nil nil nil 'retort--history word)))))
  (retort--view "lookup" "--depth" "deep" "--" query))

(defun retort--view (&rest words)
  "Show what `retort' prints when it is given WORDS."
  (retort--try-again)
  (with-temp-buffer
    (let ((status (apply #'call-process retort-program nil t nil words)) (text (buffer-string)))
      (when (or (string-empty-p text) (not (memql status '(0 1))))
        (user-error "%s" (if (string-prefix-p "retort: " text) (string-trim text)
                           (concat "Retort: " (retort--broken (string-trim text))))))
      (with-current-buffer (get-buffer-create "*retort*")
        (let ((inhibit-read-only t))
          (erase-buffer)
          (insert text)
          (goto-char (point-min)))
        (special-mode)
        (visual-line-mode)
        (goto-address-mode)
        (display-buffer (current-buffer))))))

(defun retort--quiz (&rest options)
  "Ask in a terminal, with OPTIONS of `retort quiz'."
  (retort--try-again)
  (pop-to-buffer "*retort quiz*")
  (unless (term-check-proc (current-buffer))
    (apply #'make-term "retort quiz" retort-program nil "quiz" options)
    (term-char-mode)
    ;; A quiz that came to its end takes its window along; what went wrong stays to be read.
    (add-function :after (process-sentinel (get-buffer-process (current-buffer)))
                  (lambda (process _)
                    (when (and (eq 'exit (process-status process))
                               (zerop (process-exit-status process)))
                      (quit-windows-on (process-buffer process) t))))))

;;;###autoload
(defun retort-quiz (&optional all)
  "Ask about this file; with ALL, or without `retort-mode', about whatever is due."
  (interactive "P")
  (apply #'retort--quiz (and retort-mode (not all) (retort--uri) (list "--file" buffer-file-name))))

(defun retort--ask (method &rest params)
  "Return what Retort answers to METHOD with PARAMS; a refusal is a user error."
  (retort--try-again)
  (let ((server (or (retort--server) (user-error "Retort: %s" retort--fault))) answer)
    (condition-case fault
        (if (retort--say (lambda (&rest words) (setq answer (apply #'jsonrpc-request words))) server method params) answer
          (user-error "Retort: %s" (or retort--fault (retort--broken))))
      (jsonrpc-error
       (user-error "Retort: %s" (or retort--fault (alist-get 'jsonrpc-error-message (cdr fault))))))))

;;;###autoload
(defun retort-actions ()
  "Choose what to do about the idea at point: a quiz, an explanation, no hints."
  (interactive)
  (retort--try-again)
  (retort--sync)
  (let* ((here (retort--position))
         (actions (seq-map (lambda (action) (cons (plist-get action :title) action))
                           (retort--ask :textDocument/codeAction
                                        :textDocument (list :uri (or (retort--uri) ""))
                                        :range (list :start here :end here)
                                        :context '(:diagnostics []))))
         (title (if actions (completing-read "Retort: " actions nil t)
                  (user-error "Retort knows nothing here")))
         (action (cdr (assoc title actions)))
         (arguments (plist-get action :arguments)))
    (pcase (plist-get action :command)
      ("retort.quiz" (retort--quiz "--concept" (aref arguments 0)))
      ("retort.explain" (retort--view "show" (aref arguments 0)))
      (command (retort--ask :workspace/executeCommand :command command :arguments arguments)))))

(provide 'retort)
;;; retort.el ends here
