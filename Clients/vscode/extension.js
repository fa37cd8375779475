'use strict';
const { homedir } = require('node:os');
const vscode = require('vscode');
const { Link } = require('./link');
const { quiz } = require('./quiz');
const { page } = require('./text');

const LANGUAGES = ['python', 'html', 'jinja', 'jinja-html', 'django-html'];
const SELECTOR = LANGUAGES.map((language) => ({ scheme: 'file', language }));
// Documents of concepts to read: retort:/flask/routing.md
const SCHEME = 'retort';

let link;
let bar;
let isAsking = false;

const isOurs = (document) => document.uri.scheme === 'file' && LANGUAGES.includes(document.languageId);
const named = (document) => ({ uri: document.uri.toString() });
const position = ({ line, character }) => ({ line, character });
const range = ({ start, end }) => ({ start: position(start), end: position(end) });

function activate(context) {
  bar = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Right);
  bar.command = 'retort.quizDue';
  const { workspace, languages, commands } = vscode;
  context.subscriptions.push(
    bar,
    workspace.onDidOpenTextDocument(opened),
    workspace.onDidChangeTextDocument(changed),
    workspace.onDidCloseTextDocument((document) => {
      if (isOurs(document)) link?.notify('textDocument/didClose', { textDocument: named(document) });
    }),
    workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration('retort')) return;
      await deactivate();
      start();
    }),
    workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: read }),
    languages.registerHoverProvider(SELECTOR, { provideHover }),
    languages.registerCodeActionsProvider(SELECTOR, { provideCodeActions }),
    ...Object.entries(COMMANDS).map(([name, act]) => commands.registerCommand(name, act)),
  );
  start();
}

function deactivate() {
  const former = link;
  link = undefined;
  wait();
  return former?.stop();
}

function start() {
  const settings = vscode.workspace.getConfiguration('retort');
  if (!settings.get('enabled')) return;
  const fault = (sentence) => void vscode.window.showWarningMessage(`Retort: ${sentence}`);
  const program = settings.get('path').replace(/^~(?=\/)/, homedir()) || 'retort';
  link = new Link(program, { begun, take, lost: () => wait(), fault });
}

// What Retort says

async function begun() {
  vscode.workspace.textDocuments.forEach(opened);
  try {
    await link.request('review/subscribe');
    wait(await link.request('review/due'));
  } catch {
    // It has ended again, and will be started again.
  }
}

function take(method, params) {
  if (method === 'review/changed' || method === 'review/due') wait(params);
  if (method === 'window/showMessage') void vscode.window.showWarningMessage(params.message);
}

/** Shows what waits in the status bar; nothing when nothing does. */
function wait(due) {
  const count = due ? due.due + due.new : 0;
  if (count === 0) {
    bar.hide();
    return;
  }
  bar.text = `$(mortar-board) ${count} · ${due.minutes} min`;
  bar.tooltip = `Retort: ${due.due} due, ${due.new} new; click for a quiz`;
  bar.show();
}

// Documents

function opened(document) {
  if (!isOurs(document)) return;
  const { languageId, version } = document;
  const text = document.getText();
  link?.notify('textDocument/didOpen', { textDocument: { ...named(document), languageId, version, text } });
}

function changed({ document, contentChanges }) {
  if (!isOurs(document) || contentChanges.length === 0) return;
  link?.notify('textDocument/didChange', {
    textDocument: { ...named(document), version: document.version },
    contentChanges: contentChanges.map((change) => ({ range: range(change.range), text: change.text })),
  });
}

async function provideHover(document, place) {
  const params = { textDocument: named(document), position: position(place) };
  const found = await link?.request('textDocument/hover', params).catch(() => null);
  if (!found) return undefined;
  const { start, end } = found.range;
  const where = new vscode.Range(start.line, start.character, end.line, end.character);
  return new vscode.Hover(new vscode.MarkdownString(found.contents.value), where);
}

async function provideCodeActions(document, place, context) {
  const params = {
    textDocument: named(document),
    range: range(place),
    context: { diagnostics: [], triggerKind: context.triggerKind, only: context.only && [context.only.value] },
  };
  return await link?.request('textDocument/codeAction', params).catch(() => undefined);
}

// Commands

/** What a person asks for; what goes wrong is said. */
function saying(act) {
  return async (...words) => {
    try {
      await act(...words);
    } catch (error) {
      void vscode.window.showErrorMessage(`Retort: ${error.message}`);
    }
  };
}

function ask(method, params) {
  if (!link) throw new Error('it is switched off; set retort.enabled.');
  return link.ask(method, params);
}

const COMMANDS = {
  'retort.lookUp': saying(lookUp),
  'retort.quizFile': saying(() => {
    const document = vscode.window.activeTextEditor?.document;
    return begin(document?.uri.scheme === 'file' ? { file: document.uri.fsPath } : {});
  }),
  'retort.quizDue': saying(() => begin({})),
  // What the server offers at a place.
  'retort.quiz': saying((concept) => begin({ concept })),
  'retort.explain': saying(show),
  'retort.mute': saying((...names) => ask('workspace/executeCommand', { command: 'retort.mute', arguments: names })),
  'retort.unmute': saying((...names) => ask('workspace/executeCommand', { command: 'retort.unmute', arguments: names })),
};

async function begin(wish) {
  if (isAsking) return;
  isAsking = true;
  try {
    await quiz(ask, wish);
  } finally {
    isAsking = false;
  }
}

async function lookUp() {
  const prompt = 'A term, a question, a name from code, an error message';
  const query = await vscode.window.showInputBox({ title: 'Look up', prompt, value: wordAtCursor() });
  if (!query) return;
  const { concepts, nearest } = await ask('concept/lookup', { query, limit: 1 });
  let [found] = concepts;
  if (!found && nearest.length) {
    const items = nearest.map((concept) => ({ label: concept.title, detail: concept.summary, concept }));
    const title = `Nothing is known for sure about “${query}”. Near it:`;
    found = (await vscode.window.showQuickPick(items, { title }))?.concept;
  } else if (!found) {
    void vscode.window.showInformationMessage(`Nothing is known about “${query}”.`);
  }
  if (found) await show(`${found.pack}/${found.id}`);
}

function wordAtCursor() {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const word = selection.isEmpty ? document.getWordRangeAtPosition(selection.active) : selection;
  return word && document.getText(word);
}

async function show(concept) {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${concept}.md` });
  await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor');
}

async function read(uri) {
  return page(await ask('concept/show', { id: uri.path.slice(1, -'.md'.length) }));
}

module.exports = { activate, deactivate };
