// Signing in through the browser, as far as the core would bring it alone: a test moves it on with `arrive`.

import type { Changed } from '../index';
import type { FoundAccount, Reason, SignInView } from '../types';
import type { World } from './world';

/** What an account holds that nobody connected before. */
export function account(provider: string, email: string, more: Partial<FoundAccount> = {}): FoundAccount {
  return {
    found_id: 'found-2',
    provider,
    email,
    connection_id: null,
    read_only: false,
    calendars: [
      { key: 'home', name: 'Home', hue: 'moss', can_write: true, counts_busy: true, receives_bookings: false },
      { key: 'rota', name: 'Rota', hue: 'slate', can_write: false, counts_busy: false, receives_bookings: false },
    ],
    ...more,
  };
}

/** The core's side of the sign-in moves on, and says so. */
export function arrive(world: World, to: Partial<SignInView>): void {
  world.signIn = { ...begun(world, 'google', null), ...world.signIn, ...to };
  world.announce('sign_in');
}

function begun(world: World, id: string, connectionId: string | null): SignInView {
  const provider = world.providers.find((one) => one.id === id);
  const connection = world.connections.find((one) => one.id === connectionId);
  return {
    id: 'sign-in-1',
    provider: id,
    label: provider?.label ?? id,
    connection_id: connection?.id ?? null,
    email: connection?.email ?? null,
    step: 'waiting',
    url: `https://accounts.example/${id}?scope=calendars`,
    left: 278,
    account: null,
    error: null,
  };
}

export function signIns(
  world: World,
  announce: (...what: Changed[]) => void,
  refuse: (code: Reason, message: string, hint?: string) => never,
) {
  return {
    begin_sign_in: ({ provider, connectionId }: { provider: string; connectionId: string | null }): SignInView => {
      const { label, missing } = world.providers.find((one) => one.id === provider) ?? {};
      if (missing)
        refuse(
          'auth.not_set_up',
          `This Daybook has no client id for ${label}.`,
          `Get one as docs/providers.md says, and write ${missing}=… into ${world.status.data_dir}/.env.local.`,
        );
      world.signIn = begun(world, provider, connectionId);
      announce('sign_in');
      return world.signIn;
    },
    sign_in: () => world.signIn,
    open_sign_in_again: () => announce('sign_in'),
    cancel_sign_in: () => {
      world.signIn = null;
      announce('sign_in');
    },
    use_link: ({ link }: { link: string }) => {
      if (!/^(app\.daybook\.desktop:|http:\/\/127\.0\.0\.1)/.test(link))
        refuse(
          'auth.bad_link',
          'This is not the finished sign-in link.',
          'Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1.',
        );
      arrive(world, { step: 'finishing' });
    },
  };
}
