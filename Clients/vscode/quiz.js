'use strict';
const vscode = require('vscode');
const { again, nothingToAsk, unmarked, wrapped } = require('./text');

const GRADES = ['again', 'hard', 'good', 'easy'];
const SHOW = { key: '', label: 'Show the answer' };
const SKIP = { key: '', label: 'Skip' };
const UNDO = { key: '', label: 'Take back the last answer' };
// Kinds whose answers are short enough to type always.
const TYPED = ['cloze', 'output'];

/**
 * Shows lines to read and below them what can be chosen; what has a key is also chosen by typing that.
 * Gives what was chosen, or the text that was typed, or undefined when it was dismissed.
 */
function pick({ title, placeholder, lines, choices, first = choices[0], takesText = false }) {
  const box = vscode.window.createQuickPick();
  // A label may hold the names of icons; a text has none.
  const item = (label) => ({ label: label.replaceAll('$(', '\\$('), alwaysShow: true });
  const items = choices.map((choice) => ({ ...item([choice.key, choice.label].filter(Boolean).join('  ')), choice }));
  const line = { label: '', kind: vscode.QuickPickItemKind.Separator };
  Object.assign(box, { title, placeholder, ignoreFocusOut: true, items: [...lines.map(item), line, ...items] });
  box.activeItems = [items[choices.indexOf(first)]];
  return new Promise((done) => {
    const finish = (result) => {
      done(result);
      box.dispose();
    };
    box.onDidChangeValue((value) => {
      const choice = choices.find(({ key }) => key && key === value);
      if (choice) finish(choice);
    });
    box.onDidAccept(() => {
      const [{ choice } = {}] = box.selectedItems;
      if (takesText && box.value.trim()) finish({ text: box.value });
      else if (choice) finish(choice);
    });
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}

/** Asks one question after the other until all is done or a box is dismissed; each grade is on the disk before the next one. */
async function quiz(ask, wish) {
  let card;
  let said = '';
  for (;;) {
    const next = await ask('quiz/next', card ? { card } : wish);
    card = undefined;
    const { question } = next;
    if (!question) {
      void vscode.window.showInformationMessage(nothingToAsk(next, wish));
      return;
    }
    const shown = Date.now();
    let chosen = await pick(put(question, said));
    said = '';
    if (chosen && chosen !== SKIP && chosen !== UNDO) {
      const attempt = chosen.text ?? '';
      const answer = await ask('quiz/answer', { card: question.card, answer: attempt });
      chosen = await pick(reveal(question, answer, attempt));
      if (chosen?.grade) {
        const milliseconds = Math.min(Date.now() - shown, 86_400_000);
        await ask('review/grade', { card: question.card, grade: chosen.grade, milliseconds });
        said = chosen.label;
      }
    }
    if (!chosen) return;
    if (chosen === SKIP) wish = { ...wish, exclude: [...wish.exclude ?? [], question.card] };
    if (chosen === UNDO) {
      const { undone } = await ask('review/undo');
      said = undone ? `took back ${undone.words}` : 'there is nothing to take back';
      card = undone?.card ?? question.card;
    }
  }
}

function put(question, said) {
  const { retrievability: known, choices, kind } = question;
  const mark = known === undefined ? 'new' : `known ${Math.floor(known * 100)} %`;
  const answers = choices?.map((text, index) => ({ key: `${index + 1}`, label: unmarked(text), text }));
  return {
    title: [question.title, mark, said].filter(Boolean).join(' · '),
    placeholder: choices ? `1-${choices.length} choose` : TYPED.includes(kind) ? 'Type the answer' : 'Think, or type the answer',
    lines: wrapped(question.prompt),
    choices: [...answers ?? [], SHOW, SKIP, UNDO],
    takesText: !choices,
  };
}

function reveal(question, answer, attempt) {
  const lines = [];
  if (attempt && !answer.choices) lines.push(...wrapped(`You: ${attempt}`));
  if (attempt && answer.right !== undefined) lines.push(answer.right ? 'right' : 'not quite');
  for (const { text, right, reason } of answer.choices ?? []) {
    lines.push(...wrapped(`${right ? '✓' : text === attempt ? '✗' : '·'} ${text}`));
    if (reason) lines.push(...wrapped(reason).map((line) => `    ${line}`));
  }
  if (!answer.choices) lines.push(...wrapped(answer.expected));
  if (answer.explanation) lines.push('', ...wrapped(answer.explanation));
  // The blanks of a cloze stand in its text already.
  for (const { text, hit } of question.kind === 'cloze' ? [] : answer.points ?? []) {
    lines.push(...wrapped(`${!attempt ? '·' : hit ? '✓' : '–'} ${text}`));
  }
  const grades = answer.intervals.map((interval) => {
    const { grade } = interval;
    return { key: `${grade}`, label: `${GRADES[grade - 1]} · ${again(interval)}`, grade };
  });
  // Who only thought of the answer grades by own judgement.
  const isThought = !attempt && !question.choices && !TYPED.includes(question.kind);
  return {
    title: answer.title,
    placeholder: '1-4: how well did you know it?',
    lines,
    choices: [...grades, UNDO],
    first: grades[(isThought ? 3 : answer.suggestedGrade) - 1],
  };
}

module.exports = { quiz };
