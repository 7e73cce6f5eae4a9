/* Readable colours from whatever colour the website calls its own. */

const ENOUGH = 4.5; // the contrast that WCAG asks of text

/* Red, green and blue of any colour that CSS knows; of the fallback, where it is none. The browser works it out on an
   element that it shows already. */
function parsed(colour, fallback, node) {
  for (const each of [fallback, colour]) node.style.color = `color-mix(in srgb, ${each}, ${each})`;
  const parts = getComputedStyle(node).color.match(/[\d.]+(e-\d+)?/g).slice(0, 3);
  node.style.color = '';
  return parts.map((part) => Math.round(Math.min(part, 1) * 255));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/* Black or white, whichever reads better on it. */
function textOn(colour) {
  const [white, black] = [[255, 255, 255], [0, 0, 0]];
  return contrast(colour, white) >= contrast(colour, black) ? white : black;
}

/* The colour, made darker or lighter until it can be read on this ground. */
function readableOn(ground, colour) {
  const towards = textOn(ground);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, place) => Math.round(part + (towards[place] - part) * share));
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return towards;
}

const asCss = (rgb) => `rgb(${rgb.join(' ')})`;
