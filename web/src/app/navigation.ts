import {
  IconActivity,
  IconAddressBook,
  IconBuilding,
  IconCalendarEvent,
  IconChecklist,
  IconCoins,
  IconDeviceMobile,
  IconFilter,
  IconForms,
  IconHeartbeat,
  IconHistory,
  IconHome,
  IconInbox,
  IconKey,
  IconListDetails,
  IconMoon,
  IconPlugConnected,
  IconSend,
  IconServer,
  IconSettings,
  IconShieldOff,
  IconStack2,
  IconTag,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface NavEntry {
  /** A path of `routes.ts`; the entry shows when the page exists and the person may see it. */
  readonly path: string;
  readonly label: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly place: 'main' | 'settings';
  /** Shown beneath this entry of the main navigation. */
  readonly under?: string;
  /** The letter after `g` that goes there. */
  readonly key?: string;
  /** One sentence for the settings overview and the search. */
  readonly about?: string;
}

/** The navigation in its order. */
export const navigation: readonly NavEntry[] = [
  { path: '', label: 'Home', icon: IconHome, place: 'main', key: 'h', about: 'The numbers that matter, and what to do next.' },
  { path: 'inbox', label: 'Inbox', icon: IconInbox, place: 'main', key: 'i', about: 'Replies that wait for someone.' },
  { path: 'contacts', label: 'Contacts', icon: IconAddressBook, place: 'main', key: 'c', about: 'Everyone you write to.' },
  {
    path: 'lists',
    label: 'Lists',
    icon: IconListDetails,
    place: 'main',
    under: 'contacts',
    key: 'l',
    about: 'Fixed pools of contacts.',
  },
  {
    path: 'events',
    label: 'Events',
    icon: IconCalendarEvent,
    place: 'main',
    under: 'contacts',
    key: 'e',
    about: 'What people register for, with lists of their own.',
  },
  {
    path: 'audiences',
    label: 'Audiences',
    icon: IconFilter,
    place: 'main',
    under: 'contacts',
    key: 'a',
    about: 'People found by rules, whenever you use them.',
  },
  {
    path: 'suppressions',
    label: 'Do not contact',
    icon: IconShieldOff,
    place: 'main',
    under: 'contacts',
    about: 'Addresses that nothing is sent to.',
  },
  { path: 'broadcasts', label: 'Broadcasts', icon: IconSend, place: 'main', key: 'b', about: 'One message to many people.' },
  { path: 'history', label: 'History', icon: IconHistory, place: 'main', key: 'y', about: 'Every message, sent and received.' },
  {
    path: 'sandbox',
    label: 'Sandbox phones',
    icon: IconDeviceMobile,
    place: 'main',
    key: 'p',
    about: 'See what people would see, and reply as them.',
  },
  {
    path: 'queue',
    label: 'Queue',
    icon: IconStack2,
    place: 'main',
    key: 'q',
    about: 'What waits to be sent, and what went wrong.',
  },
  {
    path: 'health',
    label: 'Health',
    icon: IconHeartbeat,
    place: 'main',
    under: 'queue',
    about: 'For the operator: what works, which processes run, and the lanes of all workspaces.',
  },
  {
    path: 'settings',
    label: 'Settings',
    icon: IconSettings,
    place: 'main',
    key: 's',
    about: 'The workspace, its members and its connections.',
  },
  {
    path: 'settings/workspace',
    label: 'Workspace',
    icon: IconBuilding,
    place: 'settings',
    about: 'Name, country, time zone, and going live.',
  },
  {
    path: 'settings/costs',
    label: 'Costs and countries',
    icon: IconCoins,
    place: 'settings',
    about: 'Where messages may go, what they cost, and when to stop.',
  },
  {
    path: 'settings/members',
    label: 'Members',
    icon: IconUsers,
    place: 'settings',
    about: 'Who works here, and what each may do.',
  },
  {
    path: 'settings/connections',
    label: 'Connections',
    icon: IconPlugConnected,
    place: 'settings',
    about: 'Accounts that carry your messages, and the numbers you send from.',
  },
  {
    path: 'settings/fields',
    label: 'Fields',
    icon: IconForms,
    place: 'settings',
    about: 'What you keep about each person beyond the usual.',
  },
  { path: 'settings/tags', label: 'Tags', icon: IconTag, place: 'settings', about: 'Labels on contacts.' },
  {
    path: 'settings/quiet-hours',
    label: 'Quiet hours',
    icon: IconMoon,
    place: 'settings',
    about: 'When people may be texted, and how often.',
  },
  {
    path: 'settings/consent',
    label: 'Consent',
    icon: IconChecklist,
    place: 'settings',
    about: 'Who agreed to get texts, what proves it, and who is asked first.',
  },
  {
    path: 'settings/replies',
    label: 'STOP and HELP',
    icon: IconShieldOff,
    place: 'settings',
    about: 'What people get when they text STOP, START or HELP.',
  },
  { path: 'settings/api-keys', label: 'API keys', icon: IconKey, place: 'settings', about: 'Let other programs in.' },
  { path: 'settings/activity', label: 'Activity', icon: IconActivity, place: 'settings', about: 'Who did what, and when.' },
  {
    path: 'settings/installation',
    label: 'Installation',
    icon: IconServer,
    place: 'settings',
    about: 'For its operator: who may sign up, and what it consists of.',
  },
];

export interface Action {
  readonly path: string;
  readonly label: string;
  readonly about: string;
}

/** Things to do, for the search; shown when the page exists and the person may see it. */
export const actions: readonly Action[] = [
  { path: 'broadcasts/new', label: 'Write a broadcast', about: 'One text to many people' },
  { path: 'audiences/new', label: 'Make an audience', about: 'People found by rules' },
  { path: 'contacts/import', label: 'Import contacts', about: 'From an Excel or CSV file' },
  { path: 'contacts/new', label: 'Add a contact', about: 'One person by hand' },
  { path: 'contacts/duplicates', label: 'Find duplicates', about: 'People who may be here twice' },
];
