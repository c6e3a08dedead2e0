// The screens that stand in the place of the app while its data cannot be opened. What happened is said by `messages.ts`.

export const locked = {
  page: 'Locked',
  windowTitle: (page: string) => `${page} – Daybook`,
  quit: 'Quit',
  unlocking: 'Unlocking…',
  opening: 'Opening…',
  keychain: {
    go: 'Unlock keychain',
    hint: 'You can also unlock it in your system’s settings, then press the button.',
  },
  noAnswer: {
    go: 'Try again',
  },
  missing: {
    page: 'Key missing',
    go: 'Look again',
    hint: '“Start fresh” keeps the old file next to the new one, so it can still be opened if the key turns up.',
  },
  startFresh: 'Start fresh…',
  fresh: {
    title: 'Start with empty data?',
    body: 'The old file is kept beside the new one.',
    cancel: 'Cancel',
    go: 'Start fresh',
    going: 'Starting…',
  },
  none: {
    page: 'Set a passphrase',
    field: 'Passphrase',
    again: 'Repeat the passphrase',
    shape: 'At least 8 characters. A few words are easy to remember and hard to guess.',
    different: 'The two passphrases differ.',
    look: 'Look again for a keychain',
    go: 'Set passphrase',
    going: 'Setting…',
    hint: 'There is no way to open your data without it: write it down and keep it safe.',
    or: 'Or keep nothing',
    untilQuit: 'Keep only until I quit',
    untilQuitHint:
      'Nothing is kept after you quit: clients, appointments and sign-ins are gone. Appointments already sent to a calendar stay there.',
    keeping: 'Opening…',
  },
  passphrase: {
    field: 'Passphrase',
    go: 'Open',
  },
  damaged: {
    page: 'Data damaged',
    go: 'Try again',
    hint: '“Start fresh” keeps the damaged file next to the new one.',
  },
  newer: {
    page: 'Newer data',
  },
  show: 'Show passphrase',
  hide: 'Hide passphrase',
};
