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
(require 'retort-link)
(require 'retort-look)
(require 'retort-quiz)
(require 'url-util)

(defvar-local retort--told nil
  "What Retort knows of this buffer: connection, address, state of the text.")
(put 'retort--told 'permanent-local t)
(defvar-local retort--strategy nil "Eldoc's strategy that `retort-mode' has replaced.")


;;; Documents

(defun retort--uri ()
  "Return the address of this buffer's file; nil without one on this machine."
  (and buffer-file-name (not (file-remote-p buffer-file-name))
       (concat "file://" (url-hexify-string buffer-file-name url-path-allowed-chars))))

(defun retort--sync ()
  "Tell Retort what stands in this buffer, where it does not know yet."
  (let ((connection (retort--connection)) (uri (retort--uri)) (tick (buffer-chars-modified-tick)))
    (when (and connection uri (retort--ready connection))
      (unless (and (eq connection (nth 0 retort--told)) (equal uri (nth 1 retort--told)))
        (retort--forget)
        (jsonrpc-notify connection :textDocument/didOpen
                        `(:textDocument ( :uri ,uri :version ,tick :text ,(retort--text)
                                          :languageId ,(retort--language))))
        (setq retort--told (list connection uri tick)))
      ;; The whole text, only before a question: typing costs nothing, and nothing gets out of step.
      (unless (eql tick (nth 2 retort--told))
        (jsonrpc-notify connection :textDocument/didChange
                        `( :textDocument (:uri ,uri :version ,tick)
                           :contentChanges [(:text ,(retort--text))]))
        (setf (nth 2 retort--told) tick)))))

(defun retort--sync-all ()
  "Tell Retort of every buffer that has `retort-mode' on."
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when (bound-and-true-p retort-mode) (retort--sync)))))

(defun retort--forget ()
  "Tell Retort that this buffer is no longer of interest."
  (pcase retort--told
    (`(,(and connection (pred jsonrpc-running-p)) ,uri ,_)
     (jsonrpc-notify connection :textDocument/didClose `(:textDocument (:uri ,uri)))))
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
  (when-let ((connection (retort--connection)) (uri (retort--uri)))
    (retort--sync)
    (let* ((buffer (current-buffer))
           (place (lambda () (list (point) (buffer-chars-modified-tick))))
           (asked (funcall place)))
      (jsonrpc-async-request
       connection :textDocument/hover
       `(:textDocument (:uri ,uri) :position ,(retort--position))
       :deferred :textDocument/hover :timeout nil :error-fn #'ignore
       :success-fn
       (lambda (hover)
         (when (buffer-live-p buffer)
           (with-current-buffer buffer
             ;; Who has moved on wants to hear of the new place.
             (when (equal asked (funcall place))
               (funcall callback (and hover (retort--compact
                                             (plist-get (plist-get hover :contents) :value))))))))))
    t))

(defun retort--compact (markdown)
  "Return MARKDOWN as lines that fit the echo area."
  (with-temp-buffer
    (insert (retort--fontify markdown))
    ;; Of lines eldoc leaves away the last; of paragraphs that are too long Emacs would hide the first.
    (let ((fill-column (min 100 (- (frame-width) 2))) (adaptive-fill-mode nil))
      (fill-region (point-min) (point-max)))
    (flush-lines "^$" (point-min) (point-max))
    (buffer-string)))

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

(defvar retort-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "l" #'retort-lookup)
    (define-key map "q" #'retort-quiz)
    (define-key map "a" #'retort-actions)
    map)
  "The commands of Retort, to be bound to a key of yours.")
(fset 'retort-command-map retort-command-map)

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
  (cond (retort-mode
         (add-hook 'retort--ready-hook #'retort--sync-all)
         (retort--join)
         (eldoc-mode 1)
         (retort--sync))
        (t
         (retort--leave)
         (retort--forget))))

(defun retort--lighter ()
  "Return the text for the mode line: how many questions wait."
  (let ((count (+ (or (plist-get retort--due :due) 0) (or (plist-get retort--due :new) 0))))
    (if (zerop count) " Retort"
      (propertize (format " Retort:%d" count)
                  'help-echo (format "%d questions, about %d min: M-x retort-quiz"
                                     count (plist-get retort--due :minutes))))))


;;; Commands

;;;###autoload
(defun retort-quiz (&optional all)
  "Ask about this file; with ALL, or without `retort-mode', about whatever is due."
  (interactive "P")
  (retort--quiz (and retort-mode (not all) (retort--uri) (list :file buffer-file-name))))

;;;###autoload
(defun retort-actions ()
  "Choose what to do about the idea at point: a quiz, an explanation, no hints."
  (interactive)
  (retort--await)
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
      ("retort.quiz" (retort--quiz (list :concept (aref arguments 0))))
      ("retort.explain" (retort--show (aref arguments 0)))
      (command (retort--ask :workspace/executeCommand :command command :arguments arguments)))))

(provide 'retort)
;;; retort.el ends here
