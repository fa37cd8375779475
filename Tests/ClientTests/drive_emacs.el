;;; drive_emacs.el --- What a person does in Emacs with Retort -*- lexical-binding: t -*-

;;; Commentary:

;; Run by test_emacs.py, one test in one Emacs; the folder is the project.
;; Idle timers do not run in batch mode, so what they call is called here.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'ert)
(require 'retort)

(add-hook 'python-mode-hook #'retort-mode)
(add-hook 'html-mode-hook #'retort-mode)
(setq eglot-autoshutdown t eglot-sync-connect t)

(defmacro until (form)
  "Wait until FORM gives something, and return that."
  `(let ((end (+ (float-time) 60)) found)
     (while (not (setq found ,form))
       (when (> (float-time) end) (ert-fail (list "never came" ',form)))
       (accept-process-output nil 0.02))
     found))

(defun keys (keys &rest more)
  "Press KEYS, then MORE."
  (execute-kbd-macro (vconcat (kbd keys) (apply #'vconcat (mapcar #'kbd more)))))

(defun place (file line column)
  "Go to LINE, from 0, and COLUMN, from 1, of FILE."
  (switch-to-buffer (find-file-noselect (expand-file-name file command-line-default-directory)))
  (goto-char (point-min))
  (forward-line line)
  (forward-char (1- column)))

(defun here ()
  "Return what Retort says of point."
  (let (said)
    (should (retort-eldoc-function (lambda (text &rest _) (push text said))))
    (until said)
    (should (= 1 (length said)))
    (car said)))

(defun first-line (text)
  "Return the first line of TEXT, nil of nil."
  (and text (car (split-string text "\n"))))

(defun text-of (buffer)
  "Return the text of BUFFER without faces."
  (with-current-buffer buffer (buffer-substring-no-properties (point-min) (point-max))))

(defun messages ()
  "Return what was said, line by line, as far as Retort said it."
  (seq-filter (lambda (line) (string-match-p "retort" (downcase line)))
              (split-string (text-of "*Messages*") "\n" t)))

(ert-deftest hovers ()
  (pcase-dolist (`(,file ,line ,column ,expected) (read (getenv "PLACES")))
    (place file line column)
    (let ((said (here)))
      (should (equal (list file line expected) (list file line (first-line said))))
      (when expected
        (should (eq 'font-lock-constant-face (get-text-property 0 'face said)))
        (should (eq 'bold (get-text-property (1- (length expected)) 'face said)))))))

(ert-deftest follows-edits ()
  (pcase-let ((`((,file ,line ,column ,expected) . ,_) (read (getenv "PLACES"))))
    (place file line column)
    (should (equal expected (first-line (here))))
    ;; Nothing is saved: what Retort knows of it comes from here.
    (save-excursion (goto-char (point-min)) (insert "# é😀\n"))
    (save-excursion (beginning-of-line) (insert "é = \"😀\"; "))
    (should (equal expected (first-line (here))))
    (save-excursion (search-backward "app") (replace-match "other"))
    (should-not (here))
    (undo-boundary)
    (save-excursion (search-backward "other") (replace-match "app"))
    (should (equal expected (first-line (here))))
    ;; What is narrowed away still counts, and so does a file under a new name.
    (narrow-to-region (line-beginning-position) (line-end-position))
    (should (equal expected (first-line (here))))
    (widen)
    (write-file "other é.py")
    (should (equal expected (first-line (here))))
    (should (string-suffix-p "/other%20%C3%A9.py" (nth 1 retort--told)))
    (retort-mode -1)
    (should-not retort--told)))

(defvar shown nil "What eldoc displayed last.")

(defun shows (&rest texts)
  "Ask eldoc until it shows TEXTS, which each begin one of its documents."
  (let ((eldoc-display-functions (list (lambda (docs _) (setq shown (mapcar #'first-line (mapcar #'car docs)))))))
    (setq shown nil)
    (eldoc-print-current-symbol-info t)
    (until (equal texts shown))))

(ert-deftest beside-another ()
  (setq eglot-server-programs `((python-mode "python3" ,(getenv "BESIDE"))))
  (pcase-let ((`((,file ,line ,column ,expected) . ,_) (read (getenv "PLACES"))))
    (place file line column)
    (shows expected)
    (call-interactively #'eglot)
    (shows expected "said by the other server")
    (goto-char (point-min))
    (search-forward "label")
    (shows "said by the other server")
    (retort-mode -1)
    (place file line column)
    (shows "said by the other server")
    (retort-mode 1)
    (shows expected "said by the other server")
    (call-interactively #'eglot-shutdown)
    (shows expected)))

(ert-deftest alone-in-eglot ()
  (remove-hook 'python-mode-hook #'retort-mode)
  ;; As the README has it.
  (add-to-list 'eglot-server-programs '((python-mode html-mode) . ("retort" "lsp")))
  (pcase-let ((`((,file ,line ,column ,expected) . ,_) (read (getenv "PLACES"))))
    (place file line column)
    (call-interactively #'eglot)
    (let (said)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq said (substring-no-properties text))))
      (should (equal expected (string-replace "`" "" (first-line (until said))))))
    (call-interactively #'eglot-shutdown)))

(ert-deftest looks-up ()
  (place "app.py" 6 7)
  (keys "M-x retort-lookup RET RET")
  (should (string-prefix-p "Routing  routing, beginner\nRouting decides which function answers a URL. `@app.route(\"/about\")` records"
                           (text-of "*retort*")))
  (keys "M-x retort-lookup RET blueprints- <backspace> <backspace> TAB RET")
  (should (string-prefix-p "Blueprints  blueprints, beginner\nA blueprint is a named set of routes" (text-of "*retort*")))
  (should (string-match-p "\n    from flask import Blueprint, Flask\n    \n    bp = Blueprint(" (text-of "*retort*")))
  (keys "M-x retort-lookup RET quantum SPC chromodynamics? RET")
  (should (equal "nothing for \"quantum chromodynamics?\"\n" (text-of "*retort*"))))

(defun lighter ()
  "Return what the mode line says of Retort."
  (substring-no-properties (retort--lighter)))

(ert-deftest hides ()
  (place "app.py" 6 7)
  (should (here))
  (keys "M-x retort-actions RET No SPC hints SPC in SPC this SPC file RET")
  (should-not (here))
  (keys "M-x retort-actions RET Hints SPC in SPC this SPC file SPC again RET")
  (should (here))
  (keys "M-x retort-actions RET Explain TAB RET")
  (should (string-prefix-p "Routing  routing, beginner\n" (text-of "*retort*"))))

(ert-deftest cannot-reach ()
  (setq retort-program (getenv "PROGRAM"))
  (place "app.py" 6 7)
  (dotimes (_ 3)
    (retort-eldoc-function #'ignore)
    (accept-process-output nil 0.3))
  (place "templates/pots.html" 0 70)
  (until retort--fault)
  (retort-eldoc-function #'ignore)
  (should (equal (list (getenv "SENTENCE")) (messages)))
  (should (equal " Retort" (lighter)))
  ;; Who asks for something hears why it is not done.
  (should (cl-equalp (getenv "SENTENCE") (cadr (should-error (retort-lookup "blueprint") :type 'user-error))))
  (should (equal (list (getenv "SENTENCE")) (messages)))
  ;; And once it can be done, it is.
  (until (not (and retort--server (jsonrpc-running-p retort--server))))
  (setq retort-program "retort")
  (setenv "RETORT_DATA")
  (retort-lookup "blueprint")
  (place "app.py" 6 7)
  (should (string-prefix-p "flask.Flask.route · Routing\n" (here))))

(ert-deftest does-not-run ()
  (let ((sentence "Retort: retort does not run; in a shell, retort status may tell why"))
    (place "app.py" 6 7)
    (dotimes (_ 3)
      (retort-eldoc-function #'ignore)
      (accept-process-output nil 0.3))
    (place "templates/pots.html" 0 70)
    (until (messages))
    (should (equal (list sentence) (messages)))
    (should (equal (getenv "LOOKED") (cadr (should-error (retort-lookup "blueprint") :type 'user-error))))
    (should (equal sentence (cadr (should-error (retort-actions) :type 'user-error))))
    (until (not (get-process "retort")))
    (should (equal (list sentence) (delete-dups (messages))))))

(ert-deftest ends-while-it-is-told ()
  (place "app.py" 6 7)
  (should (here))
  (let ((process (get-process "retort")) (position (symbol-function 'retort--position)))
    ;; Between the look whether it runs and what it is told then.
    (cl-letf (((symbol-function 'retort--position)
               (lambda ()
                 (signal-process process 'KILL)
                 (while (process-live-p process))
                 (funcall position))))
      (should (retort-eldoc-function #'ignore))))
  (should (equal "flask.Flask.route · Routing" (first-line (here)))))

(ert-deftest outlives-the-daemon ()
  (place "app.py" 6 7)
  (should (here))
  (should (= 0 (call-process "retort" nil nil nil "stop")))
  (should (equal "flask.Flask.route · Routing" (first-line (here))))
  (until (equal " Retort:3" (lighter)))
  (should (= 0 (call-process "retort" nil nil nil "call" "review/grade"
                             "{\"card\": \"flask/what-is-flask/micro-meaning\", \"grade\": 4}")))
  (until (equal " Retort:2" (lighter)))
  (should (= 0 (call-process "retort" nil nil nil "stop")))
  (retort-lookup "blueprint")
  (should (string-prefix-p "Blueprints  " (text-of "*retort*")))
  (should-not (messages))
  (should (= 1 (length (seq-filter #'process-live-p (seq-filter (lambda (process) (process-command process)) (process-list))))))
  ;; When no daemon can be started any more that is said once, and all goes on when one can.
  (let ((state (expand-file-name "~/.local/state/retort")))
    (should (= 0 (call-process "retort" nil nil nil "stop")))
    (rename-file state (concat state ".away"))
    (write-region "" nil state)
    (dotimes (_ 3) (retort-eldoc-function #'ignore) (accept-process-output nil 0.3))
    (until (messages))
    (should-error (retort-lookup "blueprint"))
    (should (equal 1 (length (messages))))
    (should (string-prefix-p "Retort: cannot " (car (messages))))
    (delete-file state)
    (rename-file (concat state ".away") state)
    (sleep-for 1.1)
    (retort-lookup "route")
    (should (string-prefix-p "Routing  " (text-of "*retort*")))
    (place "app.py" 6 7)
    (should (equal "flask.Flask.route · Routing" (first-line (here))))
    (should (equal 1 (length (messages))))))

(provide 'drive_emacs)
;;; drive_emacs.el ends here
