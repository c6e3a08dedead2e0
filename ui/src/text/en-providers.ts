// What is particular to one provider's sign-in form, by the provider's id. A provider without an entry
// gets the general texts, so that a new one needs nothing here.

/** A run of text; `strong` = as it is written on the provider's page. */
export type Run = string | { strong: string };

export type ProviderText = {
  intro: string;
  /** How to make an app password; the first step is followed by the link to the page. */
  steps: Run[][];
  /** The link's visible words, and its whole name. */
  openPage: string;
  openPageName: string;
  server: string;
  user: string;
  /** The user name is an e-mail address. */
  userIsEmail: boolean;
  password: string;
  passwordHint: string;
  passwordShape: string;
  kept: string;
};

const general: ProviderText = {
  intro: 'For Nextcloud, Fastmail, Posteo, mailbox.org and most other calendar servers.',
  steps: [],
  openPage: 'Open page',
  openPageName: 'Open the page where app passwords are made',
  server: 'Server address or email',
  user: 'User name',
  userIsEmail: false,
  password: 'Password',
  passwordHint: 'If your server offers app passwords, use one. You can revoke it without changing your main password.',
  passwordShape: '',
  kept: 'Only secure addresses (https) are used. Stored encrypted on this computer.',
};

const particular: Record<string, Partial<ProviderText>> = {
  icloud: {
    intro: 'Apple lets apps like Daybook in with a separate password, made just for one app. It takes about a minute.',
    steps: [
      ['Sign in at ', { strong: 'account.apple.com' }, '. '],
      [
        'Open ',
        { strong: 'Sign-In and Security' },
        ', then ',
        { strong: 'App-Specific Passwords' },
        ', and press ',
        { strong: '+' },
        '. Name it Daybook.',
      ],
      ['Copy the password Apple shows and paste it here.'],
    ],
    openPageName: 'Open Apple Account page',
    user: 'Apple Account email',
    userIsEmail: true,
    password: 'App-specific password',
    passwordHint: '16 letters, like abcd-efgh-ijkl-mnop',
    passwordShape: 'xxxx-xxxx-xxxx-xxxx',
    kept: 'Stored encrypted on this computer. Revoke it at Apple any time.',
  },
};

export function providerText(id: string): ProviderText {
  return { ...general, ...particular[id] };
}
