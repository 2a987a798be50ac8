import {
  ActionIcon,
  Alert,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  InputBase,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Tooltip,
} from '@mantine/core';

/** Deep water: the one colour of actions and links. White on 6 and darker passes AA (5.4:1 and up). */
const tide: MantineColorsTuple = [
  '#edf6f5',
  '#d4eae8',
  '#acd7d3',
  '#82c3be',
  '#57a9a4',
  '#348d89',
  '#1f7470',
  '#155f5d',
  '#104b4a',
  '#0b3736',
];
/** Warm paper greys instead of blue ones. */
const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f4f1eb',
  '#eae6de',
  '#dbd6cb',
  '#bfb9ad',
  '#948e82',
  '#68635a',
  '#4f4b44',
  '#36332e',
  '#211f1c',
];
/** Ink with a trace of green; 7 is the surface, 8 the canvas beneath it. */
const dark: MantineColorsTuple = [
  '#e4e9e8',
  '#c4cccb',
  '#a1acab',
  '#8b9796',
  '#3c4848',
  '#2d3838',
  '#222c2c',
  '#182021',
  '#111718',
  '#0b1011',
];
const amber: MantineColorsTuple = [
  '#fff7e3',
  '#fdebbd',
  '#fadb8e',
  '#f3c65c',
  '#e6b036',
  '#cc9219',
  '#a37212',
  '#81590d',
  '#64450b',
  '#493208',
];
const leaf: MantineColorsTuple = [
  '#eff7ec',
  '#dcedd5',
  '#bbdcae',
  '#97c985',
  '#74b25f',
  '#569644',
  '#407b30',
  '#336426',
  '#284f1e',
  '#1d3a16',
];
const brick: MantineColorsTuple = [
  '#fdf1ee',
  '#f9ddd6',
  '#f2b9ac',
  '#e99181',
  '#de6f5c',
  '#cf513d',
  '#b23a28',
  '#942d1e',
  '#762419',
  '#591b12',
];

const serif = 'Charter, "Bitstream Charter", "Sitka Text", "Iowan Old Style", Cambria, Georgia, "Noto Serif", serif';
const sans =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif';

/** Dialogs are headed like sections. */
const dialogTitle = { fontFamily: serif, fontSize: '1.2rem', fontWeight: 600, letterSpacing: '-0.01em' };

export const theme = createTheme({
  colors: { tide, gray, dark, amber, leaf, brick, red: brick, green: leaf, teal: tide, yellow: amber, orange: amber },
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: sans,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace',
  headings: {
    fontFamily: serif,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.875rem', lineHeight: '1.2' },
      h2: { fontSize: '1.3rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.35' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '9px', lg: '14px', xl: '22px' },
  shadows: {
    xs: '0 1px 2px rgb(33 31 28 / 5%)',
    sm: '0 1px 2px rgb(33 31 28 / 5%), 0 4px 12px rgb(33 31 28 / 5%)',
    md: '0 2px 4px rgb(33 31 28 / 5%), 0 10px 28px rgb(33 31 28 / 10%)',
    lg: '0 4px 8px rgb(33 31 28 / 6%), 0 18px 48px rgb(33 31 28 / 14%)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { fw: 550 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } }),
    Alert: Alert.extend({ defaultProps: { radius: 'lg' } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } }, styles: { title: dialogTitle } }),
    InputBase: InputBase.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: dialogTitle },
    }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } },
    }),
  },
});

/** Our own variables beside Mantine's, one set per scheme; every ink passes AA on its ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#23211e',
    '--mantine-color-placeholder': '#716b61',
    '--mantine-color-anchor': '#155f5d',
    '--mantine-color-error': '#a83525',
    '--mantine-color-default-border': '#d5cfc3',
    '--tidings-canvas': '#f7f5f0',
    '--tidings-surface': '#ffffff',
    '--tidings-sunken': '#f2efe8',
    '--tidings-line': '#e6e1d7',
    '--tidings-hover': '#f6f3ed',
    '--tidings-selected': '#e6f2f0',
    '--tidings-brand-ink': '#104b4a',
    '--tidings-phone': '#23211e',
    ...tones(
      ['#eeeae2', '#55504a'],
      ['#e0efee', '#125453'],
      ['#e3f1dd', '#2b5a1f'],
      ['#fdeec6', '#6d4905'],
      ['#fbe3dd', '#8c2a1b'],
    ),
  },
  dark: {
    '--mantine-color-text': '#e4e9e8',
    '--mantine-color-placeholder': '#97a3a2',
    '--mantine-color-anchor': '#82c3be',
    '--mantine-color-error': '#ee9d8f',
    '--mantine-color-default-border': '#3c4848',
    '--tidings-canvas': '#111718',
    '--tidings-surface': '#182021',
    '--tidings-sunken': '#0d1314',
    '--tidings-line': '#283233',
    '--tidings-hover': '#1d2627',
    '--tidings-selected': '#173030',
    '--tidings-brand-ink': '#acd7d3',
    '--tidings-phone': '#3a4647',
    ...lightVariant('tide', '#16383a', '#1b4345', '#9bd3cf'),
    ...lightVariant('red', '#43211b', '#4e2720', '#f3ab9e'),
    ...lightVariant('brick', '#43211b', '#4e2720', '#f3ab9e'),
    ...lightVariant('amber', '#3b2d0d', '#463610', '#f1c766'),
    ...lightVariant('leaf', '#1e3519', '#24401e', '#a9d69a'),
    ...lightVariant('gray', '#283132', '#303a3b', '#b9c4c3'),
    // As text on a button: Mantine's own shade is too dark for the ground of one that is pointed at.
    '--mantine-color-red-text': brick[3],
    '--mantine-color-brick-text': brick[3],
    '--mantine-color-tide-text': tide[3],
    '--mantine-color-teal-text': tide[3],
    ...tones(
      ['#283132', '#b9c4c3'],
      ['#16383a', '#9bd3cf'],
      ['#1e3519', '#a9d69a'],
      ['#3b2d0d', '#f1c766'],
      ['#43211b', '#f3ab9e'],
    ),
  },
});

/** Mantine derives these from the darkest shade, which is too dark on our ground. */
function lightVariant(color: string, ground: string, hover: string, ink: string): Record<string, string> {
  const name = `--mantine-color-${color}-light`;
  return { [name]: ground, [`${name}-hover`]: hover, [`${name}-color`]: ink };
}

type Pair = readonly [ground: string, ink: string];

function tones(neutral: Pair, info: Pair, success: Pair, warning: Pair, danger: Pair): Record<string, string> {
  const all = { neutral, info, success, warning, danger };
  return Object.fromEntries(
    Object.entries(all).flatMap(([tone, [ground, ink]]) => [
      [`--tone-${tone}`, ground],
      [`--tone-${tone}-ink`, ink],
    ]),
  );
}
