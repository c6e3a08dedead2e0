// The made-up week of the design: people, places and addresses are invented.

import { addDays } from '../../time/civil';
import type { AgendaItem, Appointment, Hue, Service, Sync } from '../types';
import { timesOf } from './times';

export const ZONE = 'Europe/Berlin';
export const OFFSET = '+01:00';
export const TODAY = '2026-11-18';
export const NOW = '13:20';

export type Busy = Extract<AgendaItem, { kind: 'busy' }>;

export const services: Service[] = [
  { id: 'session', name: 'Session', minutes: 50, hue: 'petrol' },
  { id: 'online', name: 'Online session', minutes: 50, hue: 'indigo' },
  { id: 'first', name: 'First consultation', minutes: 80, hue: 'moss' },
  { id: 'couples', name: 'Couples', minutes: 80, hue: 'plum' },
];

export const names =
  'Jonas Weber,Mara Voss,Elif Demir,David Okafor,Sofia & Luca R.,Priya Nair,Tom Ashworth,Sara Novak,Ines Moreau,Hannah Krüger,Ben Adler,Kofi Mensah,Noor Haddad,Lena Brandt,Oskar Lindholm,Ada Sorensen,Jonathan Price';

export const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^a-z ]/gi, '')
    .trim()
    .toLowerCase()
    .replace(/ +/g, '.');

export function ownAppointment(
  id: string,
  day: string,
  from: string,
  client: string,
  service: Service,
  more: Partial<Appointment> = {},
): Appointment {
  const video = service.id === 'online';
  return {
    id,
    client,
    client_id: plain(client),
    email: `${plain(client)}@example.com`,
    title: `${service.name}`,
    place: video ? `https://meet.example/${plain(client).split('.')[0]}` : 'Practice, Lindenstr. 8',
    notes: '',
    ...timesOf(`${day}T${from}`, service.minutes, null),
    service: service.name,
    service_id: service.id,
    hue: service.hue,
    status: 'confirmed',
    invite: true,
    reply: 'accepted',
    sync: { state: 'synced', reason: null, next_try: null },
    connection_id: 'google',
    calendar_id: 'practice',
    calendar_event_id: `event-${id}`,
    ...more,
  };
}

export function week(): { appointments: Appointment[]; busy: Busy[] } {
  const [mon, tue, wed, thu, fri, sat, sun] = [0, 1, 2, 3, 4, 5, 6].map((at) => addDays('2026-11-16', at)) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const of = (id: string) => services.find((service) => service.id === id) as Service;
  const waiting: Sync = { state: 'waiting', reason: 'net.offline', next_try: null };
  const rows: [string, string, string, string, Partial<Appointment>?][] = [
    [mon, '09:00', 'Jonas Weber', 'session'],
    [mon, '10:00', 'Mara Voss', 'session'],
    [mon, '11:00', 'Elif Demir', 'online'],
    [mon, '14:00', 'David Okafor', 'first'],
    [mon, '16:00', 'Sofia & Luca R.', 'couples'],
    [tue, '14:00', 'Priya Nair', 'session'],
    [tue, '15:00', 'Tom Ashworth', 'session', { reply: 'declined' }],
    [tue, '16:00', 'Sara Novak', 'online'],
    [tue, '17:00', 'Ines Moreau', 'session'],
    [wed, '09:00', 'Hannah Krüger', 'session'],
    [wed, '10:00', 'Ben Adler', 'session'],
    [wed, '11:00', 'Kofi Mensah', 'online'],
    [wed, '14:00', 'Noor Haddad', 'first', { status: 'tentative' }],
    [wed, '16:00', 'Lena Brandt', 'online', { sync: waiting }],
    [wed, '17:00', 'Jonas Weber', 'session'],
    [thu, '09:00', 'Mara Voss', 'session'],
    [
      thu,
      '14:00',
      'Oskar Lindholm',
      'session',
      { sync: { state: 'needs_you', reason: 'sync.rejected', next_try: null } },
    ],
    [thu, '16:00', 'Sofia & Luca R.', 'couples'],
    [fri, '09:00', 'Jonas Weber', 'session'],
    [fri, '10:00', 'Tom Ashworth', 'session'],
    [fri, '11:15', 'Ada Sorensen', 'first'],
  ];
  const appointments = rows.map(([day, from, client, service, more], at) =>
    ownAppointment(`a${at + 1}`, day, from, client, of(service), more),
  );
  const block = (
    id: string,
    day: string,
    from: string,
    to: string,
    title: string,
    cal: string,
    hue: Hue,
    more: Partial<Busy> = {},
  ): Busy => ({
    kind: 'busy',
    id,
    title,
    place: '',
    start: `${day}T${from}:00${OFFSET}`,
    end: `${day}T${to}:00${OFFSET}`,
    zone: ZONE,
    day,
    from,
    to,
    end_day: day,
    all_day: false,
    counts: true,
    calendar_id: cal.toLowerCase().replace(' ', '-'),
    calendar: cal,
    connection_id: 'google',
    hue,
    unreadable: false,
    ...more,
  });
  const busy = [
    block('b1', mon, '18:30', '19:30', 'Yoga', 'Private', 'blue'),
    block('b2', tue, '09:00', '12:00', 'Clinic rota', 'Clinic rota', 'olive'),
    block('b3', tue, '11:00', '11:30', 'Tax call', 'Private', 'blue'),
    block('b4', wed, '12:00', '13:00', 'Supervision', 'Practice', 'petrol', { place: 'https://zoom.example/aydin' }),
    block('b5', wed, '18:30', '19:30', 'Choir', 'Choir', 'slate'),
    block('b6', thu, '10:30', '11:00', 'Dentist', 'Private', 'blue'),
    block('b7', fri, '15:00', '15:30', 'Pick up Mia', 'Family', 'rose'),
    block('b8', sat, '10:00', '11:30', 'Mia: swimming', 'Family', 'rose'),
    block('b9', sat, '18:00', '20:00', 'Dinner, Paul & Ute', 'Private', 'blue'),
    block('b10', thu, '00:00', '00:00', 'Quarterly invoices', 'Practice', 'petrol', {
      all_day: true,
      counts: false,
      end_day: thu,
    }),
    block('b11', sat, '00:00', '00:00', 'Visit Grandma', 'Family', 'rose', {
      all_day: true,
      counts: false,
      end_day: sun,
    }),
  ];
  return { appointments, busy };
}
