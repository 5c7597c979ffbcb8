// Bytes of a download come in; whether they are what the name says goes out. Knows no page.

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A slide shows a picture of less as a blur. */
const LEAST_PX = 600;

/** An SVG with its name space and its own style, which loads nothing. */
export function looksLikeSvg(bytes) {
  const text = bytes.toString('utf8').trim();
  const whole = /^(<\?xml[^>]*>\s*)?<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(text) && text.endsWith('</svg>');
  return whole && /<style>/.test(text) && !/(href|src)="(?!#)/.test(text);
}

/** A PNG of at least a slide's width, whole to its last part. */
export function looksLikePng(bytes) {
  const whole = bytes.length > 64 && bytes.subarray(0, 8).equals(PNG) && bytes.subarray(-8, -4).toString('latin1') === 'IEND';
  return whole && bytes.readUInt32BE(16) >= LEAST_PX && bytes.readUInt32BE(20) > 100;
}

/** The rows of a CSV whose rows are equally long; `null` where they are not. */
export function looksLikeTable(bytes) {
  const text = bytes.toString('utf8');
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  const end = () => { row.push(cell); cell = ''; };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') { cell += letter; at += 1; } else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === ',') end();
    else if (letter === '\n') { end(); rows.push(row); row = []; } else if (letter !== '\r') cell += letter;
  }
  if (quoted || cell !== '' || row.length > 0) return null;
  const even = rows.length > 0 && rows[0].length > 1 && rows.every((one) => one.length === rows[0].length);
  return even ? rows : null;
}

/** The letters of some texts, without what white space makes of them. */
export const lettersOf = (texts) => texts.join('').replace(/\s+/g, '');
