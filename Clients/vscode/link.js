'use strict';
const { spawn } = require('node:child_process');
const { Rpc } = require('./rpc');

// Pauses before a child that has ended is started again, in milliseconds: each twice the last one, up to a minute.
const FIRST = 1000;
const LAST = 60_000;
// How long a child has to say good-bye.
const PARTING = 500;

/** A child `retort lsp`, started again when it ends. `on` has begun(), take(method, params), lost() and fault(sentence). */
class Link {
  constructor(program, on) {
    this.program = program;
    this.on = on;
    this.pause = FIRST;
    this.start();
  }

  start() {
    clearTimeout(this.timer);
    const begun = Date.now();
    const child = spawn(this.program, ['lsp']);
    const rpc = new Rpc(child.stdout, child.stdin, this.on.take);
    let words = '';
    child.stderr.on('data', (data) => { words += data; });
    child.on('error', (error) => {
      this.fail(error.code === 'ENOENT'
        ? `There is no program ${this.program}. Install Retort, or set retort.path.`
        : `${this.program} cannot be started: ${error.message}`);
    });
    child.on('close', () => {
      rpc.end(new Error('Retort ended before it answered; ask again.'));
      if (this.child !== child) return;
      if (!this.isReady && child.pid) this.fail(/^retort: (.+)$/m.exec(words)?.[1] ?? `${this.program} lsp ended at once.`);
      this.child = undefined;
      this.isReady = false;
      this.on.lost();
      // A program that is not there is looked for again when a person asks for something.
      if (child.pid) this.startLater(Date.now() - begun > LAST ? FIRST : this.pause);
    });
    this.child = child;
    this.rpc = rpc;
    this.ready = this.begin(child, rpc);
    // Whoever waits for it hears of it; maybe nobody does.
    this.ready.catch(() => {});
  }

  startLater(pause) {
    this.pause = Math.min(2 * pause, LAST);
    this.timer = setTimeout(() => this.start(), pause);
  }

  async begin(child, rpc) {
    const capabilities = {
      general: { positionEncodings: ['utf-16'] },
      textDocument: { hover: { contentFormat: ['markdown'] } },
    };
    try {
      await rpc.request('initialize', { processId: process.pid, rootUri: null, capabilities });
    } catch (error) {
      child.kill();
      throw new Error(this.fault ?? error.message);
    }
    rpc.notify('initialized', {});
    this.isReady = true;
    this.fault = undefined;
    this.on.begun();
  }

  /** Says what is wrong, once until all is well again. */
  fail(sentence) {
    if (this.fault === undefined) this.on.fault(sentence);
    this.fault = sentence;
  }

  notify(method, params) {
    if (this.isReady) this.rpc.notify(method, params);
  }

  /** What an editor asks for by itself: fails while there is no child. */
  async request(method, params) {
    if (!this.child) throw new Error(this.fault ?? 'Retort is being started again.');
    await this.ready;
    return this.rpc.request(method, params);
  }

  /** What a person asks for: a child is started if there is none. */
  async ask(method, params) {
    if (!this.child && !this.isStopped) this.start();
    return this.request(method, params);
  }

  async stop() {
    const { child, rpc, isReady } = this;
    this.isStopped = true;
    this.child = undefined;
    this.isReady = false;
    clearTimeout(this.timer);
    if (!child?.pid) return;
    if (isReady) {
      const patience = new Promise((done) => { setTimeout(done, PARTING).unref(); });
      await Promise.race([rpc.request('shutdown').catch(() => {}), patience]);
      rpc.notify('exit');
    }
    child.stdin.end();
  }
}

module.exports = { Link };
