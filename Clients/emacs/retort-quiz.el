;;; retort-quiz.el --- Two minutes a day -*- lexical-binding: t -*-

;; Author: The authors of Retort

;;; Commentary:

;; A question, its answer, a grade; the grade is on the disk before the next
;; question, so that leaving at any moment loses nothing.

;;; Code:

(require 'iso8601)
(require 'retort-look)

(defconst retort--grades ["again" "hard" "good" "easy"])
(defconst retort--typed '("cloze" "output") "Kinds whose answers are short enough to type.")

(defvar-local retort--wish nil "What is asked about: members for `quiz/next'.")
(defvar-local retort--question nil "What is asked; nil when all is done.")
(defvar-local retort--answer nil "What `quiz/answer' said; nil until the answer is shown.")
(defvar-local retort--proposed nil "The grade that is proposed.")
(defvar-local retort--shown nil "When the question was shown.")

(defvar retort-quiz-mode-map
  (let ((map (make-sparse-keymap)))
    (dolist (number (number-sequence 1 9))
      (define-key map (number-to-string number) #'retort-quiz-number))
    (define-key map (kbd "RET") #'retort-quiz-go-on)
    (define-key map (kbd "SPC") #'retort-quiz-reveal)
    (define-key map "t" #'retort-quiz-type)
    (define-key map "s" #'retort-quiz-skip)
    (define-key map "u" #'retort-quiz-undo)
    map)
  "Keys of the quiz.")

(define-derived-mode retort-quiz-mode special-mode "Retort-Quiz"
  "Questions, one after the other; each grade is on the disk before the next.
\\{retort-quiz-mode-map}"
  (visual-line-mode))

(defun retort--quiz (wish)
  "Ask about WISH, members for `quiz/next'."
  (with-current-buffer (get-buffer-create "*retort quiz*")
    (retort-quiz-mode)
    (setq retort--wish wish)
    (retort--next)
    (pop-to-buffer (current-buffer))))

(defun retort--next (&optional card)
  "Put CARD, else the next question."
  (let ((next (apply #'retort--ask :quiz/next (if card (list :card card) retort--wish))))
    (setq retort--question (plist-get next :question)
          retort--answer nil
          retort--shown (float-time))
    (retort--write
      (cond (retort--question (retort--write-question) (retort--write-choices))
            (t (insert (retort--nothing-to-ask next))
               (retort--offer "u undo · q leave"))))))

(defun retort--is-typed ()
  "Tell whether the answer is short enough to be typed always."
  (member (plist-get retort--question :kind) retort--typed))


;;; What is written

(defun retort--write-question ()
  "Write the question, and how well it is known."
  (let ((known (plist-get retort--question :retrievability)))
    (insert (propertize (or (plist-get (or retort--answer retort--question) :title) "") 'face 'bold)
            "  " (propertize (if known (format "known %d %%" (floor (* 100 known))) "new")
                             'face 'shadow)
            "\n\n" (retort--fontify (plist-get retort--question :prompt)) "\n\n")))

(defun retort--write-choices ()
  "Write what can be chosen, and offer keys."
  (let ((choices (plist-get retort--question :choices)) (number 0))
    (seq-doseq (choice choices)
      (insert (format "  %d  " (cl-incf number)) (retort--fontify choice) "\n"))
    (retort--offer
     (cond (choices (format "1-%d choose · SPC show the answer" (length choices)))
           ((retort--is-typed) "RET type the answer · SPC show it")
           (t "SPC show the answer · t type it"))
     " · s skip · u undo · q leave")))

(defun retort--offer (&rest words)
  "Show WORDS about keys where they stay visible."
  (setq header-line-format (concat " " (string-replace "%" "%%" (apply #'concat words)))))

(defun retort--write-answer (attempt)
  "Write how ATTEMPT compares with the answer, and offer grades."
  (let ((choices (plist-get retort--answer :choices)) (number 0))
    (unless (string-empty-p attempt)
      (unless choices (insert "You: " attempt "\n"))
      (when (plist-member retort--answer :right)
        (insert (if (eq t (plist-get retort--answer :right)) (propertize "right" 'face 'success)
                  (propertize "not quite" 'face 'warning))
                "\n")))
    (seq-doseq (choice choices)
      (let ((reason (plist-get choice :reason)) (text (plist-get choice :text)))
        (insert (cond ((eq t (plist-get choice :right)) (propertize "✓" 'face 'success))
                      ((equal attempt text) (propertize "✗" 'face 'warning))
                      (t " "))
                (format " %d  " (cl-incf number)) (retort--fontify text) "\n"
                (if reason (concat "     " (retort--fontify reason) "\n") ""))))
    (unless choices (insert (retort--fontify (plist-get retort--answer :expected)) "\n"))
    (when-let ((explanation (plist-get retort--answer :explanation)))
      (insert "\n" (retort--fontify explanation) "\n"))
    ;; The blanks of a cloze stand in its text already.
    (unless (equal "cloze" (plist-get retort--question :kind))
      (seq-doseq (point (plist-get retort--answer :points))
        (insert (cond ((string-empty-p attempt) "  · ")
                      ((eq t (plist-get point :hit)) "  ✓ ")
                      (t "  – "))
                (retort--fontify (plist-get point :text)) "\n")))
    (retort--offer
     (mapconcat (lambda (one) (format "%d %s" (plist-get one :grade) (retort--words one)))
                (plist-get retort--answer :intervals) " · ")
     " · RET " (aref retort--grades (1- retort--proposed)) " · u undo")))

(defun retort--words (interval)
  "Return INTERVAL, of `quiz/answer', in words: the grade, and when it comes again."
  (concat (aref retort--grades (1- (plist-get interval :grade))) " "
          (pcase (plist-get interval :intervalDays)
            (0 (retort--until (plist-get interval :due)))
            (1 "1 day")
            (days (format "%d days" days)))))

(defun retort--until (due)
  "Return how long it is until DUE, in words."
  (let* ((seconds (- (float-time (encode-time (iso8601-parse due))) (float-time)))
         (minutes (max 1 (ceiling seconds 60))))
    (cond ((< minutes 100) (format "%d min" minutes))
          ((< minutes (* 36 60)) (format "%d h" (round minutes 60)))
          (t (format "%d days" (round minutes (* 24 60)))))))

(defun retort--nothing-to-ask (next)
  "Return a sentence for NEXT, a result of `quiz/next' without a question."
  (let ((what (pcase (plist-get next :because)
                ((or "budget" "tomorrow") "Done for today")
                ("paused" "Asking is paused")
                (_ (if (plist-get retort--wish :file) "Nothing to ask about this file now"
                     "Nothing to ask now"))))
        (when (plist-get next :next)))
    (concat what (if when (format "; next in %s." (retort--until when)) "."))))


;;; Keys

(defun retort--attempt (attempt)
  "Show how ATTEMPT compares; empty when the answer was only thought of."
  (setq retort--answer (retort--ask :quiz/answer :card (plist-get retort--question :card)
                                    :answer attempt)
        ;; Who only thought of the answer grades by own judgement.
        retort--proposed (if (and (string-empty-p attempt) (not (retort--is-typed))
                                  (not (plist-get retort--question :choices)))
                             3
                           (plist-get retort--answer :suggestedGrade)))
  (retort--write
    (retort--write-question)
    (retort--write-answer attempt)))

(defun retort--grade (grade)
  "Record GRADE; the next question comes once that is on the disk."
  (retort--ask :review/grade :card (plist-get retort--question :card) :grade grade
               :milliseconds (min 86400000 (round (* 1000 (- (float-time) retort--shown)))))
  (let ((interval (seq-find (lambda (one) (eql grade (plist-get one :grade)))
                            (plist-get retort--answer :intervals))))
    (retort--next)
    (message "%s (u takes it back)" (retort--words interval))))

(defun retort-quiz-number ()
  "Choose an answer; then grade it: 1 again, 2 hard, 3 good, 4 easy."
  (interactive)
  (let ((number (- last-command-event ?0)) (choices (plist-get retort--question :choices)))
    (cond ((and retort--answer (<= number 4)) (retort--grade number))
          ((and (not retort--answer) (<= number (length choices)))
           (retort--attempt (aref choices (1- number)))))))

(defun retort-quiz-reveal ()
  "Show the answer, then more of a long one."
  (interactive)
  (cond (retort--answer (call-interactively #'scroll-up-command))
        (retort--question (retort--attempt ""))))

(defun retort-quiz-go-on ()
  "Type the answer where it is short, else show it; then take the proposed grade."
  (interactive)
  (cond (retort--answer (retort--grade retort--proposed))
        ((retort--is-typed) (retort-quiz-type))
        (t (retort-quiz-reveal))))

(defun retort-quiz-type ()
  "Type the answer, to have it compared."
  (interactive)
  (when (and retort--question (not retort--answer) (not (plist-get retort--question :choices)))
    (retort--attempt (read-string "Your answer: "))))

(defun retort-quiz-skip ()
  "Skip this card for now."
  (interactive)
  (when retort--question
    (let ((skipped (vconcat (plist-get retort--wish :exclude)
                            (list (plist-get retort--question :card)))))
      (setq retort--wish (plist-put retort--wish :exclude skipped))
      (retort--next))))

(defun retort-quiz-undo ()
  "Take back what was recorded last, and ask it again."
  (interactive)
  (let* ((undone (plist-get (retort--ask :review/undo) :undone)) (card (plist-get undone :card)))
    (when card (retort--next card))
    (message "%s" (if undone (concat "took back " (plist-get undone :words))
                    "there is nothing to take back"))))

(provide 'retort-quiz)
;;; retort-quiz.el ends here
