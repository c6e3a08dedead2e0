// What is asked of an appointment, beside what becomes of it: who, what, when, where. For a new one and for a change.

import type { Appointment, Client, Service } from '../api';
import { core } from '../state/core.svelte';
import { booking } from '../text/en';
import type { Choosing } from './choosing.svelte';
import type { Chosen } from './ClientField.svelte';
import { firstName, looksLikeEmail, whereOf, type Where } from './match';

/** No service. */
export const NONE = '';

interface Start {
  choosing: Choosing;
  chosen: Chosen | null;
  serviceId: string | null;
  place: string;
  description: string;
  notes: string;
  /** A client brings what they usually book; null where that is settled, and else the length that is. */
  usual: { minutes?: number } | null;
}

/** The client of an appointment, as far as it tells. */
export const clientOf = ({ client_id, client, email, service_id, minutes, place }: Appointment): Client => ({
  id: client_id,
  name: client,
  email,
  phone: null,
  last_seen: null,
  service_id,
  minutes,
  place,
  guessed: false,
});

export class Form {
  chosen = $state<Chosen | null>(null);
  /** Typed, of a client who has none. */
  email = $state('');
  serviceId = $state(NONE);
  where = $state<Where>('person');
  place = $state('');
  description = $state('');
  notes = $state('');
  wrong = $state<{ client?: string; email?: string }>({});
  readonly choosing: Choosing;
  readonly #usual: Start['usual'];

  /** The line of the service that stands in the description. */
  #line = '';

  constructor({ choosing, chosen, serviceId, place, description, notes, usual }: Start) {
    this.choosing = choosing;
    this.chosen = chosen;
    this.serviceId = serviceId ?? NONE;
    this.where = whereOf(place);
    this.place = place;
    this.description = description;
    this.notes = notes;
    this.#usual = usual;
    if (usual) this.describe();
  }

  /** Begins the description of a booking with the line of its service, unless something else was typed. */
  describe(): void {
    const line = this.service?.description ?? '';
    if (this.#usual && this.description === this.#line) this.description = line;
    this.#line = line;
  }

  get service(): Service | null {
    return core.services.find((one) => one.id === this.serviceId) ?? null;
  }

  get address(): string | null {
    return this.chosen?.client?.email ?? (looksLikeEmail(this.email) ? this.email.trim() : null);
  }

  /** What one calls the client in a sentence. */
  get first(): string {
    return this.chosen ? firstName(this.chosen.name) : '';
  }

  choose(who: Chosen | null): void {
    this.chosen = who;
    this.wrong = {};
    this.email = '';
    const client = who?.client;
    if (!client || !this.#usual) return;
    if (core.services.some((one) => one.id === client.service_id)) this.serviceId = client.service_id ?? NONE;
    this.describe();
    if (client.minutes && !this.#usual.minutes) this.choosing.minutes = client.minutes;
    if (client.place && !this.place) {
      this.place = client.place;
      this.where = whereOf(this.place);
    }
  }

  /** Says beside the fields what is missing; true where nothing is. */
  complete(): boolean {
    this.wrong = {
      client: this.chosen ? undefined : booking.missingClient,
      email: this.email.trim() !== '' && !looksLikeEmail(this.email) ? booking.emailWrong : undefined,
    };
    return !this.wrong.client && !this.wrong.email;
  }
}
