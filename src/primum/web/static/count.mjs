// How long a post is, as its platform counts.

const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const ADDRESS = /https?:\/\/\S+/g;
const signs = "Segmenter" in Intl ? new Intl.Segmenter() : null;

const graphemes = (text) => (signs ? [...signs.segment(text)].map((one) => one.segment) : [...text]);

function weighed(text) {
  let weight = 0;
  for (const sign of graphemes(text)) {
    const code = sign.codePointAt(0);
    weight += LIGHT.some(([from, to]) => code >= from && code <= to) ? [...sign].length : 2;
  }
  return weight;
}

/** The characters of a text: X and Mastodon count an address as 23, X a wide sign as two, Bluesky what a reader sees. */
export function count(text, platform) {
  text = text.trim();
  if (platform === "x") return weighed(text.replace(ADDRESS, "x".repeat(23)));
  if (platform === "mastodon") return graphemes(text.replace(ADDRESS, "x".repeat(23))).length;
  if (platform === "bluesky") return graphemes(text).length;
  return [...text].length;
}

export const words = (text) => text.trim().split(/\s+/u).filter(Boolean).length;
