// Which section of the settings is shown, so that others may open one: search, a hint in the calendar.

export type SectionName = 'hours' | 'services' | 'rules' | 'appearance' | 'region' | 'security';

class Sections {
  chosen = $state<SectionName>('hours');

  /** For tests: as at the start. */
  reset(): void {
    this.chosen = 'hours';
  }
}

export const sections = new Sections();
