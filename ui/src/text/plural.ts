// One or many, in English.

const rules = new Intl.PluralRules('en');

/** Picks the form for a count. */
export const plural = (count: number, forms: { one: string; other: string }): string =>
  rules.select(count) === 'one' ? forms.one : forms.other;
