// The transport of the tests: it keeps what was called, and can answer a command otherwise than the core behind it does,
// or in the place of one. Canned answers are typed by the list of commands.

import type { Changed, Commands, Transport, UiError } from '../src/api';

export type CommandName = keyof Commands;
export type ArgsOf<K extends CommandName> = Commands[K]['takes'];
export type ResultOf<K extends CommandName> = Commands[K]['returns'];

/** In the place of the core. */
export type Canned = { [K in CommandName]?: (args: ArgsOf<K>) => ResultOf<K> | Promise<ResultOf<K>> };

/** Over the core: what it answers, changed. */
export type Changes = { [K in CommandName]?: (answer: ResultOf<K>, args: ArgsOf<K>) => ResultOf<K> };

export interface Call {
  command: string;
  args: Record<string, unknown>;
}

/** Asks the core for real. */
type Behind = (command: string, args: Record<string, unknown>) => Promise<unknown>;

export class TestTransport implements Transport {
  /** Every call, in order. */
  readonly calls: Call[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #heard = new Set<(what: Changed) => void>();
  readonly #fail = new Map<string, UiError>();
  readonly #canned: Canned = {};
  readonly #changes: Changes = {};
  readonly #behind: Behind;

  constructor(behind: Behind) {
    this.#behind = behind;
  }

  /** The next call of a command fails. For what the core cannot be brought to, such as a full disk. */
  fail(command: CommandName, error: UiError): void {
    this.#fail.set(command, error);
  }

  /** From now on these commands are answered so. */
  can(canned: Canned): void {
    Object.assign(this.#canned, canned);
  }

  /** From now on what the core answers is changed. */
  change(changes: Changes): void {
    Object.assign(this.#changes, changes);
  }

  /** Sends a `changed` event. */
  announce(what: Changed): void {
    for (const hear of this.#heard) queueMicrotask(() => hear(what));
  }

  /** The arguments of every call of a command, in order. */
  argsOf<K extends CommandName>(command: K): ArgsOf<K>[] {
    return this.calls.filter((call) => call.command === command).map((call) => call.args as ArgsOf<K>);
  }

  /** How many calls were not answered yet. */
  get pending(): number {
    return this.#underWay.size;
  }

  /** Waits until every call is answered, and those that follow from them. */
  async idle(): Promise<void> {
    do {
      await Promise.allSettled(this.#underWay);
      // A save that waited for another begins now.
      await new Promise((turn) => setTimeout(turn));
    } while (this.#underWay.size > 0);
  }

  async invoke<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
    this.calls.push({ command, args: structuredClone(args) });
    const answer = this.#answer(command, args);
    this.#underWay.add(answer);
    try {
      return (await answer) as T;
    } finally {
      this.#underWay.delete(answer);
    }
  }

  async #answer(command: string, args: Record<string, unknown>): Promise<unknown> {
    const failure = this.#fail.get(command);
    if (failure) {
      this.#fail.delete(command);
      throw failure;
    }
    // The calendars themselves say what was read of them, unless a test has them say something else.
    const own = command in this.#canned || command in this.#changes;
    const name = (command === 'check_online' && !own ? 'check' : command) as CommandName;
    const canned = this.#canned[name] as ((args: unknown) => unknown) | undefined;
    const answer = canned ? structuredClone(await canned(args)) : await this.#behind(command, args);
    const change = this.#changes[name] as ((answer: unknown, args: unknown) => unknown) | undefined;
    return change ? change(answer, args) : answer;
  }

  async listen(hear: (what: Changed) => void): Promise<() => void> {
    this.#heard.add(hear);
    return () => this.#heard.delete(hear);
  }
}
