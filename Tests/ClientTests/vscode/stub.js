'use strict';
/**
 * What the extension sees of VS Code, made by hand after its published API and stricter than it: a name that is not here
 * throws when it is read or set, and so does an argument too many. A person is played by what the tests do to `seen`.
 */
const Module = require('node:module');
const { pathToFileURL, fileURLToPath } = require('node:url');
const fs = require('node:fs');

function strict(name, object) {
  const check = (target, key) => {
    // `then`: whether something is a promise is asked of everything that is awaited.
    if (!(key in target) && typeof key !== 'symbol' && key !== 'then') throw new Error(`there is no ${name}.${String(key)} in VS Code`);
  };
  return new Proxy(object, {
    get(target, key) { check(target, key); return target[key]; },
    set(target, key, value) { check(target, key); target[key] = value; return true; },
  });
}

/** A function of at most so many arguments. */
const taking = (most, act) => (...words) => {
  if (words.length > most) throw new Error(`${words.length} arguments instead of ${most}: ${act}`);
  return act(...words);
};

class Event {
  constructor() {
    this.listeners = new Set();
    this.on = taking(3, (listener) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    });
  }
  async fire(value) {
    for (const listener of this.listeners) await listener(value);
  }
}

class Position {
  constructor(line, character) { Object.assign(this, { line, character }); }
}
class Range {
  constructor(a, b, c, d) {
    this.start = a instanceof Position ? a : new Position(a, b);
    this.end = a instanceof Position ? b : new Position(c, d);
  }
  get isEmpty() { return this.start.line === this.end.line && this.start.character === this.end.character; }
}
class Selection extends Range {
  get active() { return this.end; }
}

const uri = (scheme, path) => strict('Uri', {
  scheme, path, fsPath: path, toString: () => (scheme === 'file' ? pathToFileURL(path).href : `${scheme}:${path}`),
});

/** What happens in the editor, and what the extension has made of it. */
const seen = { messages: [], boxes: [], inputs: [], picks: [], opened: [], bars: [], commands: {}, providers: {}, settings: {}, answers: {} };
const events = { opened: new Event(), changed: new Event(), closed: new Event(), configured: new Event() };
const documents = [];

class Document {
  constructor(path, languageId) {
    this.uri = uri('file', path);
    this.languageId = languageId;
    this.version = 1;
    this.text = fs.readFileSync(path, 'utf8');
    this.face = strict('TextDocument', {
      uri: this.uri, languageId, get version() { return self.version; },
      getText: taking(1, (range) => (range ? this.text.slice(this.offset(range.start), this.offset(range.end)) : this.text)),
      getWordRangeAtPosition: taking(2, ({ line, character }) => {
        const text = this.text.split('\n')[line];
        for (const { index, 0: { length } } of text.matchAll(/\w+/g)) {
          if (index <= character && character <= index + length) return new Range(line, index, line, index + length);
        }
        return undefined;
      }),
    });
    const self = this;
  }
  offset({ line, character }) {
    return this.text.split('\n').slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + character;
  }
  /** As VS Code counts: lines, and UTF-16 in them, from 0. */
  async replace(line, from, to, text) {
    const range = new Range(line, from, line, to);
    const rangeOffset = this.offset(range.start);
    this.text = this.text.slice(0, rangeOffset) + text + this.text.slice(this.offset(range.end));
    this.version += 1;
    const change = strict('TextDocumentContentChangeEvent', { range, rangeOffset, rangeLength: to - from, text });
    await events.changed.fire(strict('TextDocumentChangeEvent', { document: this.face, contentChanges: [change], reason: undefined }));
  }
}

async function open(path, languageId) {
  const document = new Document(path, languageId);
  documents.push(document.face);
  await events.opened.fire(document.face);
  return document;
}

/** A quick-pick in which a person types, takes what is marked, or goes away. */
function box() {
  const [value, accept, hide] = [new Event(), new Event(), new Event()];
  const face = {
    title: undefined, placeholder: undefined, value: '', items: [], activeItems: [], selectedItems: [], ignoreFocusOut: false,
    onDidChangeValue: value.on, onDidAccept: accept.on, onDidHide: hide.on,
    show: taking(0, () => { seen.boxes.push(made); }), hide: taking(0, () => hide.fire()),
    dispose: taking(0, () => {
      if (made.isGone) return;
      made.isGone = true;
      void hide.fire();
    }),
  };
  const made = {
    face,
    isGone: false,
    type(text) { face.value = text; void value.fire(text); },
    take(item = face.activeItems[0]) { face.selectedItems = [item]; void accept.fire(); },
    takeLabelled(label) { this.take(face.items.find((item) => item.label === label)); },
    leave() { void hide.fire(); },
    get lines() { return face.items.slice(0, face.items.findIndex(({ kind }) => kind === -1)).map(({ label }) => label); },
    get choices() { return face.items.slice(face.items.findIndex(({ kind }) => kind === -1) + 1).map(({ label }) => label); },
  };
  return strict('QuickPick', face);
}

const message = (kind) => taking(9, (words) => {
  seen.messages.push([kind, words]);
  return Promise.resolve(undefined);
});
const provider = (kind) => taking(3, (selector, made) => {
  seen.providers[kind] = { selector, ...made };
  return { dispose() {} };
});

const settings = (section, defaults) => strict('WorkspaceConfiguration', {
  get: taking(2, (key) => {
    const name = `${section}.${key}`;
    if (!(name in defaults)) throw new Error(`package.json has no setting ${name}`);
    return seen.settings[name] ?? defaults[name].default;
  }),
});

function api(manifest) {
  return strict('vscode', {
    Hover: class { constructor(contents, range) { Object.assign(this, { contents, range }); } },
    MarkdownString: class { constructor(value) { this.value = value; } },
    Range,
    Uri: strict('Uri', { from: taking(1, ({ scheme, path }) => uri(scheme, path)) }),
    QuickPickItemKind: strict('QuickPickItemKind', { Separator: -1, Default: 0 }),
    StatusBarAlignment: strict('StatusBarAlignment', { Left: 1, Right: 2 }),
    window: strict('window', {
      activeTextEditor: undefined,
      createQuickPick: taking(0, box),
      createStatusBarItem: taking(2, () => {
        const bar = { text: '', tooltip: undefined, command: undefined, show() { this.isShown = true; }, hide() { this.isShown = false; }, isShown: false, dispose() {} };
        seen.bars.push(bar);
        return strict('StatusBarItem', bar);
      }),
      showInformationMessage: message('information'),
      showWarningMessage: message('warning'),
      showErrorMessage: message('error'),
      showInputBox: taking(2, async (options) => { seen.inputs.push(options); return seen.answers.input(options); }),
      showQuickPick: taking(3, async (items, options) => { seen.picks.push({ items, options }); return seen.answers.pick(items); }),
    }),
    workspace: strict('workspace', {
      textDocuments: documents,
      getConfiguration: taking(2, (section) => settings(section, manifest.contributes.configuration.properties)),
      onDidOpenTextDocument: events.opened.on,
      onDidChangeTextDocument: events.changed.on,
      onDidCloseTextDocument: events.closed.on,
      onDidChangeConfiguration: events.configured.on,
      registerTextDocumentContentProvider: provider('content'),
    }),
    languages: strict('languages', {
      registerHoverProvider: taking(2, provider('hover')),
      registerCodeActionsProvider: provider('actions'),
    }),
    commands: strict('commands', {
      registerCommand: taking(3, (name, act) => {
        if (seen.commands[name]) throw new Error(`${name} is registered twice`);
        seen.commands[name] = act;
        return { dispose: () => delete seen.commands[name] };
      }),
      executeCommand: async (...words) => { seen.opened.push(words); },
    }),
  });
}

/** Starts the extension of a folder as VS Code does. */
function start(folder) {
  const manifest = JSON.parse(fs.readFileSync(`${folder}/package.json`, 'utf8'));
  const vscode = api(manifest);
  const load = Module._load;
  Module._load = function take(name, ...rest) {
    return name === 'vscode' ? vscode : load.call(this, name, ...rest);
  };
  const extension = require(`${folder}/${manifest.main}`);
  const context = strict('ExtensionContext', { subscriptions: [] });
  extension.activate(context);
  return { vscode, manifest, stop: () => extension.deactivate() };
}

async function configure(values) {
  Object.assign(seen.settings, values);
  const affectsConfiguration = taking(2, (section) => Object.keys(values).some((name) => name === section || name.startsWith(`${section}.`)));
  await events.configured.fire(strict('ConfigurationChangeEvent', { affectsConfiguration }));
}

module.exports = { configure, documents, events, fileURLToPath, open, Position, seen, Selection, start, strict };
