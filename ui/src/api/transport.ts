// How a call travels to the core, and how the core says that something changed.

import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands } from './commands';
import type { Reason, UiError } from './types';

/** What a `changed` event says: which part to read again. It never carries the data. */
export type Changed = 'agenda' | 'connections' | 'activity' | 'status' | 'settings' | 'key' | 'sign_in' | 'closing';

/** Tauri in the app, another way in tests. */
export interface Transport {
  invoke<T>(command: string, args?: Record<string, unknown>): Promise<T>;
  /** Calls `heard` at every `changed` event; gives back a function that ends it. */
  listen(heard: (what: Changed) => void): Promise<() => void>;
}

const tauri: Transport = {
  invoke: (command, args) => invoke(command, args),
  listen: (heard) => listen<Changed>('changed', (event) => heard(event.payload)),
};

let transport: Transport = tauri;

/** Puts another way in the place of Tauri (tests, `npm run dev` in a browser). */
export function useTransport(other: Transport): void {
  transport = other;
}

/** Sends a command to the core. The functions of `commands.ts` are the way to call this. */
export const call = <Name extends keyof Commands>(
  command: Name,
  args: Commands[Name]['takes'],
): Promise<Commands[Name]['returns']> => transport.invoke(command, args);

/** Whatever a rejected call threw, as the error the core promises. */
export function asError(thrown: unknown): UiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const error = thrown as Partial<UiError>;
    return { code: error.code as Reason, message: String(error.message), hint: String(error.hint ?? '') };
  }
  return { code: 'system', message: String(thrown), hint: '' };
}

export const onChanged = (heard: (what: Changed) => void): Promise<() => void> => transport.listen(heard);
