'use strict';
// Run by test_vscode.py, one test in one process with a home of its own; the folder is the project.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { PassThrough } = require('node:stream');
const { afterEach, test } = require('node:test');
const { configure, documents, events, open, Position, seen, Selection, start } = require('./stub');

const FOLDER = process.env.FOLDER ?? path.resolve(__dirname, '../../../Clients/vscode');
const PLACES = JSON.parse(process.env.PLACES ?? '[]');
const LANGUAGES = { '.py': 'python', '.html': 'html' };

let running;
const begin = () => { running = start(FOLDER); return running; };
// Also when the test has failed, since its child would be waited for.
afterEach(() => running?.stop());

const bar = () => seen.bars[0];
const labelled = () => bar().isShown && bar().text;
const count = () => Number(/^\$\(mortar-board\) (\d+) · \d+ min$/.exec(labelled())?.[1]);
const box = () => seen.boxes.at(-1);
const retort = (...words) => execFileSync('retort', words, { encoding: 'utf8' });

async function until(what, words = `${what}`) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const found = await what();
    if (found) return found;
    await new Promise((done) => { setTimeout(done, 10); });
  }
  return assert.fail(`never came: ${words}; the status bar: ${labelled()}`);
}

/** The box after those that there were. */
const next = async (former) => {
  await until(() => seen.boxes.length > former, `box ${former + 1}`);
  return box();
};

const files = {};
async function file(name) {
  files[name] ??= await open(path.resolve(name), LANGUAGES[path.extname(name)]);
  return files[name];
}

async function hover(name, line, character) {
  const { face } = await file(name);
  return seen.providers.hover.provideHover(face, new Position(line, character));
}

const firstLine = (found) => found?.contents.value.split('\n')[0];

/** The grades in the log. */
function logged() {
  const folder = path.join(process.env.HOME, '.local/share/retort/log');
  const events = fs.readdirSync(folder).flatMap((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line)));
  return events.filter(({ event }) => event === 'review').map(({ card, grade }) => [card, grade]);
}

test('the manifest names what is there', async () => {
  const { manifest } = begin();
  const offered = manifest.contributes.commands.map(({ command }) => command);
  // What the server offers as code actions is there, too, but not for the palette.
  assert.deepStrictEqual(Object.keys(seen.commands).sort(), [...offered, 'retort.explain', 'retort.mute', 'retort.quiz', 'retort.unmute'].sort());
  assert.ok(offered.includes(bar().command));
  assert.deepStrictEqual(manifest.activationEvents, seen.providers.hover.selector.map(({ language }) => `onLanguage:${language}`));
  assert.ok(fs.existsSync(path.join(FOLDER, manifest.main)));
  assert.strictEqual(manifest.contributes.keybindings, undefined);
});

test('hovers', async () => {
  begin();
  for (const { file: name, line, character, length, hover: expected } of PLACES) {
    await file(name);
    await until(() => labelled());
    const found = await hover(name, line, character);
    assert.strictEqual(firstLine(found) ?? null, expected);
    if (!found) continue;
    const { start: from, end: to } = found.range;
    assert.ok(from.line === line && to.line === line && from.character === character && to.character <= character + length, `${name}: ${JSON.stringify(found.range)}`);
  }
});

test('follows edits', async () => {
  const [{ file: name, line, character, hover: expected }] = PLACES;
  begin();
  const document = await file(name);
  assert.strictEqual(firstLine(await hover(name, line, character)), expected);
  await document.replace(0, 0, 0, '# é😀\n');
  const typed = 'é = "😀"; ';
  await document.replace(line + 1, 0, 0, typed);
  const found = await hover(name, line + 1, character + typed.length);
  assert.strictEqual(firstLine(found), expected);
  assert.strictEqual(found.range.start.character, character + typed.length);
  await document.replace(line + 1, typed.length + 1, typed.length + 4, 'other');
  assert.strictEqual(await hover(name, line + 1, character + typed.length + 2), undefined);
  // Closed, the file counts as it is on the disk.
  await events.closed.fire(document.face);
  assert.strictEqual(firstLine(await hover(name, line, character)), expected);
});

test('offers actions', async () => {
  const [{ file: name, line, character }] = PLACES;
  begin();
  const { face } = await file(name);
  const at = new Selection(line, character, line, character);
  const actions = (context) => seen.providers.actions.provideCodeActions(face, at, { diagnostics: [], only: undefined, ...context });
  const found = await actions({ triggerKind: 1 });
  assert.deepStrictEqual(found.slice(0, 2), [
    { title: 'Quiz me on “Routing”', command: 'retort.quiz', arguments: ['flask/routing'] },
    { title: 'Explain “Routing”', command: 'retort.explain', arguments: ['flask/routing'] },
  ]);
  assert.deepStrictEqual(await actions({ triggerKind: 2 }), []);
  assert.deepStrictEqual(await actions({ triggerKind: 1, only: { value: 'quickfix' } }), []);
  const off = found.find(({ title }) => title === 'No hints in this file');
  await seen.commands[off.command](...off.arguments);
  assert.strictEqual(await hover(name, line, character), undefined);
  const on = (await actions({ triggerKind: 1 })).find(({ title }) => title === 'Hints in this file again');
  await seen.commands[on.command](...on.arguments);
  assert.ok(await hover(name, line, character));
});

test('looks up', async () => {
  const { vscode } = begin();
  const { face } = await file('app.py');
  vscode.window.activeTextEditor = { document: face, selection: new Selection(6, 7, 6, 7) };
  seen.answers.input = ({ value }) => value;
  await seen.commands['retort.lookUp']();
  assert.strictEqual(seen.inputs[0].value, 'route');
  const [command, uri, editor] = seen.opened.pop();
  assert.deepStrictEqual([command, uri.toString(), editor], ['vscode.openWith', 'retort:/flask/routing.md', 'vscode.markdown.preview.editor']);
  const text = await seen.providers.content.provideTextDocumentContent(uri);
  assert.strictEqual(seen.providers.content.selector, uri.scheme);
  assert.ok(text.startsWith('# Routing\n\n*routing, beginner*\n\nRouting decides which function answers a URL. `@app.route("/about")` records a rule'), text);
  assert.match(text, /\n## Example\n\n```python\n/);
  // A selection counts, and what is typed instead.
  vscode.window.activeTextEditor = { document: face, selection: new Selection(3, 27, 3, 37) };
  seen.answers.input = ({ value }) => { assert.strictEqual(value, 'SECRET_KEY'); return 'what is a blueprint?'; };
  await seen.commands['retort.lookUp']();
  assert.strictEqual(seen.opened.pop()[1].toString(), 'retort:/flask/blueprints.md');
  // Where nothing is sure, what is near is offered.
  vscode.window.activeTextEditor = undefined;
  seen.answers.input = ({ value }) => { assert.strictEqual(value, undefined); return 'zzz route thing qq'; };
  seen.answers.pick = (items) => items.find(({ label }) => label === 'Routing');
  await seen.commands['retort.lookUp']();
  assert.strictEqual(seen.opened.pop()[1].toString(), 'retort:/flask/routing.md');
  seen.answers.input = () => 'quantum chromodynamics';
  await seen.commands['retort.lookUp']();
  assert.deepStrictEqual(seen.messages, [['information', 'Nothing is known about “quantum chromodynamics”.']]);
  seen.answers.input = () => undefined;
  await seen.commands['retort.lookUp']();
  assert.deepStrictEqual([seen.opened.length, seen.messages.length], [0, 1]);
});

test('asks', async () => {
  const { vscode } = begin();
  const { face } = await file('templates/pots.html');
  vscode.window.activeTextEditor = { document: face, selection: new Selection(0, 0, 0, 0) };
  await until(() => labelled() === '$(mortar-board) 3 · 2 min');
  const quiz = seen.commands['retort.quizFile']();
  let shown = await next(0);
  assert.strictEqual(shown.face.title, 'Building URLs with url_for · new');
  assert.match(shown.lines.join(' '), /^Give two reasons to write url_for\("profile", name=n\) rather than "\/users\/" \+ n\.$/);
  assert.deepStrictEqual(shown.choices, ['Show the answer', 'Skip', 'Take back the last answer']);
  shown.take();
  shown = await next(1);
  assert.deepStrictEqual(shown.choices.map((label) => label.replace(/\d+ days/, 'N days')), ['1  again · 1 min', '2  hard · 6 min', '3  good · 10 min', '4  easy · N days', 'Take back the last answer']);
  assert.strictEqual(shown.face.activeItems[0].label, '3  good · 10 min');
  shown.type('2');
  shown = await next(2);
  // It was on the disk before this question.
  assert.deepStrictEqual(logged(), [[process.env.CARD, 2]]);
  assert.ok(shown.face.title.endsWith(' · new · hard · 6 min'), shown.face.title);
  await until(() => count() === 2);
  // Another one is not begun beside it.
  await seen.commands['retort.quizDue']();
  assert.strictEqual(seen.boxes.length, 3);
  shown.takeLabelled('Take back the last answer');
  shown = await next(3);
  assert.ok(shown.face.title.startsWith('Building URLs with url_for · new · took back "hard" for '), shown.face.title);
  await until(() => count() === 3);
  shown.take();
  (await next(4)).take();
  (await next(5)).leave();
  await quiz;
  assert.deepStrictEqual(logged(), [[process.env.CARD, 2], [process.env.CARD, 3]]);
  assert.ok(seen.boxes.every(({ isGone }) => isGone));
  assert.deepStrictEqual(seen.messages, []);
});

test('asks each kind', async () => {
  begin();
  const quiz = seen.commands['retort.quiz']('flask/routing');
  (await next(0)).type('none');
  box().take();
  let shown = await next(1);
  assert.strictEqual(shown.lines[0], 'You: none');
  assert.ok(!shown.lines.includes('right') && shown.lines.some((line) => line.startsWith('– ')), shown.lines.join('\n'));
  shown.type('1');
  shown = await next(2);
  assert.ok(shown.lines.includes('    from flask import Flask') && !shown.lines.some((line) => line.includes('```')), shown.lines.join('\n'));
  assert.strictEqual(shown.face.placeholder, 'Type the answer');
  shown.type('the help page');
  shown.take();
  shown = await next(3);
  assert.deepStrictEqual(shown.lines.slice(0, 3), ['You: the help page', 'right', 'the help page']);
  assert.strictEqual(shown.face.activeItems[0].label.slice(0, 7), '3  good');
  shown.take();
  shown = await next(4);
  assert.match(shown.lines.join(' '), /the rule is recorded by app\.\[…\]\(\.\.\.\)\./);
  shown.takeLabelled('Skip');
  shown = await next(5);
  shown.takeLabelled('Skip');
  await quiz;
  assert.deepStrictEqual(seen.messages.map(([kind, words]) => [kind, words.replace(/\d+ min/, 'N min')]), [['information', 'Nothing to ask now; next in N min.']]);
  const due = seen.commands['retort.quizDue']();
  shown = await next(6);
  assert.deepStrictEqual(shown.choices.slice(0, 4), [
    '1  It is meant for low traffic.', '2  The core is small, and the rest is your choice.', '3  It has no dependencies.', '4  An application has to fit into one Python file.']);
  shown.type('1');
  shown = await next(7);
  assert.deepStrictEqual(shown.lines.slice(0, 2), ['not quite', '✗ It is meant for low traffic.']);
  assert.ok(shown.lines.includes('✓ The core is small, and the rest is your choice.'));
  assert.ok(shown.face.activeItems[0].label.startsWith('1  again'));
  shown.take();
  await due;
  assert.match(seen.messages.at(-1)[1], /^Done for today; next in 1 min\.$/);
  assert.deepStrictEqual(logged(), [['flask/routing/definition', 1], ['flask/routing/most-specific', 3], ['flask/what-is-flask/micro-meaning', 1]]);
});

test('cannot reach', async () => {
  Object.assign(seen.settings, { 'retort.path': process.env.PROGRAM });
  const [{ file: name, line, character, hover: expected }] = PLACES;
  begin();
  for (let count = 0; count < 3; count += 1) assert.strictEqual(await hover(name, line, character), undefined);
  await until(() => seen.messages.length > 0);
  // Longer than the first two pauses.
  await new Promise((done) => { setTimeout(done, 3500); });
  assert.strictEqual(await hover(name, line, character), undefined);
  assert.deepStrictEqual(seen.messages, [['warning', process.env.SENTENCE]]);
  assert.strictEqual(labelled(), false);
  // Who asks for something hears why it is not done.
  seen.answers.input = () => 'blueprint';
  await seen.commands['retort.lookUp']();
  assert.deepStrictEqual(seen.messages, [['warning', process.env.SENTENCE], ['error', process.env.SENTENCE]]);
  // And once it can be done, it is.
  delete process.env.RETORT_DATA;
  await configure({ 'retort.path': 'retort' });
  await seen.commands['retort.lookUp']();
  assert.strictEqual(firstLine(await hover(name, line, character)), expected);
  assert.strictEqual(seen.messages.length, 2);
});

test('outlives the daemon', async () => {
  const [{ file: name, line, character, hover: expected }] = PLACES;
  begin();
  const document = await file(name);
  await document.replace(0, 0, 0, '\n');
  const here = async () => firstLine(await hover(name, line + 1, character));
  assert.strictEqual(await here(), expected);
  retort('stop');
  assert.strictEqual(await here(), expected);
  await until(() => labelled() === '$(mortar-board) 3 · 2 min');
  retort('call', 'review/grade', '{"card": "flask/what-is-flask/micro-meaning", "grade": 4}');
  await until(() => count() === 2);
  // Its own child may end, too: another one comes, and is told what is open as it is by now.
  const children = fs.readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  assert.strictEqual(children.length, 1);
  process.kill(children[0], 'SIGKILL');
  await until(() => labelled() === false);
  await until(() => count() === 2);
  assert.strictEqual(await here(), expected);
  assert.deepStrictEqual(seen.messages, []);
  // When no daemon can be started any more that is said once, and all goes on when one can.
  const state = path.join(process.env.HOME, '.local/state/retort');
  retort('stop');
  fs.renameSync(state, `${state}.away`);
  fs.writeFileSync(state, '');
  for (let times = 0; times < 3; times += 1) assert.strictEqual(await here(), undefined);
  assert.strictEqual(seen.messages.length, 1);
  const [[kind, words]] = seen.messages;
  assert.strictEqual(kind, 'warning');
  assert.match(words, /^Retort: cannot /);
  seen.answers.input = () => 'blueprint';
  await seen.commands['retort.lookUp']();
  assert.deepStrictEqual(seen.messages.slice(1), [['error', words]]);
  fs.rmSync(state);
  fs.renameSync(`${state}.away`, state);
  await until(async () => await here() === expected);
  await seen.commands['retort.lookUp']();
  assert.deepStrictEqual([seen.messages.length, seen.opened.length], [2, 1]);
});

test('is off when it is switched off', async () => {
  const [{ file: name, line, character, hover: expected }] = PLACES;
  begin();
  assert.strictEqual(firstLine(await hover(name, line, character)), expected);
  await until(() => labelled());
  await configure({ 'retort.enabled': false });
  assert.strictEqual(labelled(), false);
  assert.strictEqual(await hover(name, line, character), undefined);
  await seen.commands['retort.quizDue']();
  assert.deepStrictEqual(seen.messages, [['error', 'Retort: it is switched off; set retort.enabled.']]);
  await configure({ 'retort.enabled': true });
  assert.strictEqual(firstLine(await hover(name, line, character)), expected);
});

test('leaves what is not its own alone', async () => {
  begin();
  fs.writeFileSync('notes.md', 'x = app.route\n');
  const notes = await open(path.resolve('notes.md'), 'markdown');
  await notes.replace(0, 0, 1, 'y');
  assert.deepStrictEqual(documents.map(({ languageId }) => languageId), ['markdown']);
  assert.strictEqual(seen.providers.hover.selector.some(({ language }) => language === 'markdown'), false);
});

test('messages may come in any pieces', async () => {
  const { Rpc } = require(`${FOLDER}/rpc.js`);
  const [input, output, taken] = [new PassThrough(), new PassThrough(), []];
  const rpc = new Rpc(input, output, (method, params) => taken.push([method, params]));
  const frame = (message, more = '') => {
    const body = Buffer.from(JSON.stringify(message));
    return Buffer.concat([Buffer.from(`${more}Content-Length: ${body.length}\r\n\r\n`), body]);
  };
  const answer = rpc.request('x');
  const refused = assert.rejects(rpc.request('y'), { message: 'no 😀' });
  const bytes = Buffer.concat([
    frame({ method: 'a', params: 'é😀' }, 'Content-Type: application/json; charset=utf-8\r\n'),
    frame({ id: 1, result: { b: 'é😀' } }), frame({ id: 2, error: { code: 1, message: 'no 😀' } }), frame({ id: 1000000, method: 'c' }),
  ]);
  for (const byte of bytes) input.write(Buffer.from([byte]));
  assert.deepStrictEqual(await answer, { b: 'é😀' });
  await refused;
  assert.deepStrictEqual(taken, [['a', 'é😀']]);
  const sent = output.read().toString().split(/Content-Length: \d+\r\n\r\n/).filter(Boolean).map((text) => JSON.parse(text));
  assert.deepStrictEqual(sent.map(({ id, method, error }) => [id, method, error?.code]), [[1, 'x', undefined], [2, 'y', undefined], [1000000, undefined, -32601]]);
});
