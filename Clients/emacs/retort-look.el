;;; retort-look.el --- Concepts to read -*- lexical-binding: t -*-

;; Author: The authors of Retort

;;; Commentary:

;; Retort's texts are Markdown; here they get faces, and `retort-lookup' shows
;; what is known of a word.

;;; Code:

(require 'retort-link)
(require 'goto-addr)
(require 'seq)
(require 'thingatpt)

(defconst retort--marks
  (rx (or (seq bol "```" (group (* (any "a-z"))) (* nonl) "\n"
               (group (*? (seq (* nonl) "\n"))) "```" eol)
          (seq "`" (group (+ (not (any "`\n")))) "`")
          (seq (** 1 2 "*")
               (group (not (any "* \n")) (? (* (not (any "*\n"))) (not (any "* \n"))))
               (** 1 2 "*"))
          (seq "[" (group (+ (not (any "]\n")))) "](" (group "http" (* (not (any ") \n")))) ")")))
  "What Markdown has for code (a block with its language, a span), emphasis, links.")

(defun retort--fontify (markdown)
  "Return MARKDOWN with faces in the place of signs."
  (with-temp-buffer
    (insert markdown)
    (goto-char (point-min))
    (while (re-search-forward retort--marks nil t)
      (replace-match
       (save-match-data
         (cond ((match-beginning 2) (retort--fontify-code (match-string 1) (match-string 2)))
               ((match-beginning 3) (propertize (match-string 3) 'face 'font-lock-constant-face))
               ((match-beginning 4) (propertize (match-string 4) 'face 'bold))
               (t (format "%s <%s>" (match-string 5) (match-string 6)))))
       t t))
    (buffer-string)))

(defvar python-indent-guess-indent-offset)

(defun retort--fontify-code (language code)
  "In the mode for LANGUAGE, return CODE with its faces, indented."
  (let ((mode (assoc-default language '(("python" . python-mode) ("html" . html-mode)
                                        ("jinja" . html-mode) ("shell" . sh-mode))))
        (python-indent-guess-indent-offset nil)
        (inhibit-message t))
    (with-temp-buffer
      (insert code)
      (when mode (delay-mode-hooks (funcall mode)) (font-lock-ensure))
      (let ((indent-tabs-mode nil)) (indent-rigidly (point-min) (point-max) 4))
      (buffer-string))))

(defmacro retort--write (&rest body)
  "Put what BODY writes in the place of the buffer's text."
  (declare (indent 0))
  `(let ((inhibit-read-only t)) (erase-buffer) ,@body (goto-char (point-min))))

(define-derived-mode retort-view-mode special-mode "Retort"
  "What Retort knows about something."
  (visual-line-mode)
  (goto-address-mode))

(defmacro retort--view (&rest body)
  "Show what BODY writes."
  (declare (indent 0))
  `(with-current-buffer (get-buffer-create "*retort*")
     (retort-view-mode)
     (retort--write ,@body)
     (display-buffer (current-buffer))))

(defvar retort--history nil "What was looked up.")

(defvar retort--query-map
  (let ((map (make-sparse-keymap)))
    (define-key map " " #'self-insert-command)
    (define-key map "?" #'self-insert-command)
    map)
  "Questions have words and a question mark, where names are completed.")

;;;###autoload
(defun retort-lookup (query)
  "Explain QUERY: a term, a question, a name from code, an error message."
  (interactive
   (let ((completion-ignore-case t) (word (thing-at-point 'symbol t)))
     (minibuffer-with-setup-hook
         (lambda () (use-local-map (make-composed-keymap retort--query-map (current-local-map))))
       (list (completing-read (format-prompt "Look up" word)
                              (completion-table-dynamic #'retort--complete)
                              nil nil nil 'retort--history word)))))
  (let* ((found (retort--ask :concept/lookup :query query :limit 1))
         (concepts (plist-get found :concepts)))
    (if (seq-empty-p concepts)
        (retort--view
          (insert (format "Nothing is known for sure about “%s”.\n\n" query))
          (retort--write-buttons "Near it" (plist-get found :nearest)))
      (retort--show (retort--id (seq-first concepts))))))

(defun retort--complete (prefix)
  "Return the names that PREFIX can become."
  (seq-map (lambda (one) (plist-get one :text))
           (plist-get (retort--ask :concept/complete :prefix prefix :limit 50) :completions)))

(defun retort--id (concept)
  "Return the id of CONCEPT with its pack."
  (concat (plist-get concept :pack) "/" (plist-get concept :id)))

(defun retort--show (id)
  "Show all of the concept called ID."
  (let* ((concept (retort--ask :concept/show :id id)) (pack (plist-get concept :pack)))
    (retort--view
      (insert (propertize (plist-get concept :title) 'face 'bold) "  "
              (propertize (format "%s, %s" (plist-get concept :topic) (plist-get concept :level))
                          'face 'shadow)
              "\n\n" (retort--fontify (plist-get concept :summary)) "\n\n")
      (seq-doseq (section (plist-get concept :sections))
        (insert (propertize (plist-get section :heading) 'face 'bold) "\n"
                (retort--fontify (plist-get section :body)) "\n\n"))
      (seq-doseq (source (plist-get concept :sources)) (insert source "\n"))
      (retort--write-buttons "See also" (seq-map (lambda (see) `(:pack ,pack ,@see))
                                                 (plist-get concept :see))))))

(defun retort--write-buttons (words concepts)
  "Write WORDS and a button for each of CONCEPTS that has a title."
  (when-let ((titled (seq-filter (lambda (concept) (plist-get concept :title)) concepts)))
    (insert words ":")
    (dolist (concept titled)
      (insert "\n  ")
      (insert-text-button (plist-get concept :title) 'follow-link t
                          'action (lambda (_) (retort--show (retort--id concept)))))
    (insert "\n")))

(provide 'retort-look)
;;; retort-look.el ends here
