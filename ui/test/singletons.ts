// What the window remembers from one screen to the next, each with the way back to the start.
// `src/state/singletons.test.ts` fails where one is missing here.

import { aside } from '../src/booking/aside.svelte';
import { draft } from '../src/booking/draft.svelte';
import { view } from '../src/calendar/view.svelte';
import { connecting } from '../src/connections/providers.svelte';
import { keeping } from '../src/locked/keeping.svelte';
import { saves } from '../src/settings/save.svelte';
import { sections } from '../src/settings/sections.svelte';
import { accounts } from '../src/state/accounts.svelte';
import { agenda } from '../src/state/agenda.svelte';
import { newest } from '../src/state/change';
import { core } from '../src/state/core.svelte';
import { nav } from '../src/state/nav.svelte';
import { signingIn } from '../src/state/signing-in.svelte';
import { toasts } from '../src/state/toast.svelte';

export const SINGLETONS: { reset(): void }[] = [
  accounts,
  agenda,
  aside,
  connecting,
  core,
  draft,
  keeping,
  nav,
  newest,
  saves,
  sections,
  signingIn,
  toasts,
  view,
];
