'use strict';

/** A name's lines in a quick-pick are one line each, and as wide as one shows. */
const WIDTH = 76;

/** A line of Markdown without its marks, which a quick-pick would show as they stand; what is code stays as it is. */
function unmarked(line) {
  return line.replace(
    /`([^`]+)`|(\*\*?)(?![ *])([^*]*[^* ])\2(?!\*)|\[([^\]]+)\]\([^)]*\)/g,
    (_, code, _stars, words, linked) => code ?? words ?? linked);
}

/** Markdown as lines no wider than a quick-pick; code keeps its lines. */
function wrapped(text) {
  let isCode = false;
  return text.trimEnd().split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      isCode = !isCode;
      return [];
    }
    if (isCode) return ['    ' + line];
    const lines = [''];
    for (const word of unmarked(line).split(' ')) {
      const last = lines.length - 1;
      if (lines[last] === '') lines[last] = word;
      else if (lines[last].length + 1 + word.length <= WIDTH) lines[last] += ' ' + word;
      else lines.push(word);
    }
    return lines;
  });
}

/** How long it is until then, in words. */
function until(due) {
  const minutes = Math.max(1, Math.ceil((Date.parse(due) - Date.now()) / 60_000));
  if (minutes < 100) return `${minutes} min`;
  if (minutes < 36 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 1440)} days`;
}

/** When a card comes up again, by an interval of quiz/answer. */
function again({ intervalDays, due }) {
  return intervalDays === 0 ? until(due) : intervalDays === 1 ? '1 day' : `${intervalDays} days`;
}

/** Why there is no question, by a result of quiz/next. */
function nothingToAsk({ because, next }, wish) {
  const what = because === 'budget' || because === 'tomorrow' ? 'Done for today'
    : because === 'paused' ? 'Asking is paused'
      : wish.file ? 'Nothing to ask about this file now' : 'Nothing to ask now';
  return next ? `${what}; next in ${until(next)}.` : `${what}.`;
}

/** A concept, as concept/show gives it, as one Markdown text. */
function page(concept) {
  const titles = concept.see.filter(({ title }) => title).map(({ title }) => title);
  return [
    `# ${concept.title}`,
    `*${concept.topic}, ${concept.level}*`,
    concept.summary,
    ...concept.sections.map(({ heading, body }) => `## ${heading}\n\n${body}`),
    ...concept.sources.map((source) => `<${source}>`),
    ...titles.length ? [`See also: ${titles.join(' · ')}`] : [],
  ].join('\n\n') + '\n';
}

module.exports = { again, nothingToAsk, page, unmarked, wrapped };
