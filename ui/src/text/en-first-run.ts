// The first screen ever seen.

export const firstRun = {
  page: 'Welcome – Daybook',
  title: ['Your appointments,', 'in one calm place'],
  lead: ['Book, move and cancel, with or without a network.', 'Everything is saved on this computer first.'],
  start: 'Start booking',
  starting: 'Starting…',
  startHint: 'No account needed. Connect a calendar later.',
  connectTitle: 'Or connect your calendar now',
  connectGroup: 'Connect a calendar',
  connectHint: (labels: string) =>
    `${labels} ask for a password. Use one made for Daybook where the provider offers it: it can be revoked at any time.`,
  kept: 'Encrypted on this computer. The key stays in your system keychain.',
  keptPassphrase: 'Encrypted on this computer, with your passphrase.',
  sample: {
    session: 'Lesson 50 min',
    online: 'Online',
    trial: 'Trial lesson',
    first: 'First visit',
    duo: 'Duo',
  },
};
